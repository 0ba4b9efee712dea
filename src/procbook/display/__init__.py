"""Documents as text and as HTML: pure functions, no input or output.

``text`` makes the ``repr`` of every document: one screen, no line above 100 characters, never an
exception. ``html`` makes what a notebook shows: tables, ``<progress>`` and ``<details>`` that read
well with all styles removed. ``markdown`` renders a description that a server wrote, as harmless
HTML. ``count`` writes a number with its noun, ``moment`` a time. ``fields_html`` draws the fields
of an input plan as a table, for pages without a kernel, ``settings_html`` the settings of a client,
and ``client_html`` what a client knows of its server. ``visible`` writes control characters out,
for terminals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import lazy_module
from ._facts import count, moment, visible
from ._text import text

if TYPE_CHECKING:
    from . import _fields, _html, _markdown
else:
    # jinja2 and markdown-it take longer to import than all of this package.
    _fields = lazy_module(f"{__name__}._fields")
    _html = lazy_module(f"{__name__}._html")
    _markdown = lazy_module(f"{__name__}._markdown")

__all__ = [
    "client_html",
    "count",
    "fields_html",
    "html",
    "markdown",
    "moment",
    "settings_html",
    "text",
    "visible",
]


def html(obj: object) -> str:
    """Return a document or an error as HTML.

    Everything in it is escaped, and nothing in it is fetched.

    Parameters
    ----------
    obj
        A document of :mod:`procbook.models`, a ``ClientError``, or anything else (shown as its
        text).
    """
    return _html.html(obj)


def markdown(source: str) -> str:
    """Return Markdown as harmless HTML.

    No raw HTML, no pictures of other hosts, links only to http and https.

    Parameters
    ----------
    source
        CommonMark with tables; a text that is longer than a megabyte is cut.
    """
    return _markdown.markdown(source)


def fields_html(plan: dict[str, object], value: dict[str, object] | None = None) -> str:
    """Return the fields of an input plan as an HTML table, as a page without a kernel shows a form.

    Parameters
    ----------
    plan
        The JSON of a plan (``Plan.to_json()``).
    value
        The form's value by input name; adds a column.
    """
    return _fields.fields_html(plan, value)


def settings_html(title: str, rows: list[tuple[str, str, str]]) -> str:
    """Return settings as an HTML table.

    Parameters
    ----------
    title
        Whose settings they are.
    rows
        Name, value (secrets masked), and where it came from.
    """
    return _html.render("settings", title=title, rows=rows)


def client_html(card: object, settings: list[tuple[str, str, str]]) -> str:
    """Return what a client knows of its server, and the next steps, as HTML; settings are folded.

    Parameters
    ----------
    card
        The facts: see ``ServerCard`` of the client.
    settings
        As for :func:`settings_html`.
    """
    return _html.render("client", card=card, rows=settings)

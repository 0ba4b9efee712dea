"""Documents as text and as HTML: pure functions, no input or output.

``text`` makes the ``repr`` of every document: one screen, no line above 100 characters, never an
exception. ``html`` makes what a notebook shows: tables, ``<progress>`` and ``<details>`` that read
well with all styles removed. ``markdown`` renders a description that a server wrote, as harmless
HTML. ``count`` writes a number with its noun, ``moment`` a time. ``fields_html`` draws the fields of an input plan as
a table, for pages without a kernel, ``settings_html`` the settings of a client, and
``client_html`` what a client knows of its server. ``visible``
writes control characters out, for terminals.
"""

from ._facts import count, moment, visible
from ._text import text

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
    """Return a document or an error as HTML; everything in it is escaped, and nothing in it is fetched.

    Parameters
    ----------
    obj
        A document of :mod:`procbook.models`, a ``ClientError``, or anything else (shown as its
        text).
    """
    # Imported when asked for: jinja2 costs more than all of this package.
    from ._html import html as render

    return render(obj)


def markdown(source: str) -> str:
    """Return Markdown as harmless HTML: no raw HTML, no pictures from elsewhere, links only to http and https.

    Parameters
    ----------
    source
        CommonMark with tables; what is longer than a megabyte is cut.
    """
    from ._markdown import markdown as render

    return render(source)


def fields_html(plan: dict[str, object], value: dict[str, object] | None = None) -> str:
    """Return the fields of an input plan as an HTML table, as a page without a kernel shows a form.

    Parameters
    ----------
    plan
        The JSON of a plan (``Plan.to_json()``).
    value
        The form's value by input name; adds a column.
    """
    from ._fields import fields_html as render

    return render(plan, value)


def settings_html(title: str, rows: list[tuple[str, str, str]]) -> str:
    """Return settings as an HTML table.

    Parameters
    ----------
    title
        Whose settings they are.
    rows
        Name, value (secrets masked), and where it came from.
    """
    from ._html import render

    return render("settings", title=title, rows=rows)


def client_html(card: object, settings: list[tuple[str, str, str]]) -> str:
    """Return what a client knows of its server, and the next steps, as HTML; settings are folded.

    Parameters
    ----------
    card
        The facts: see ``ServerCard`` of the client.
    settings
        As for :func:`settings_html`.
    """
    from ._html import render

    return render("client", card=card, rows=settings)

"""Documents and errors as HTML, from the templates beside this module and one stylesheet.

Everything is escaped by jinja2's autoescape; the only markup that enters as such comes from
``_markdown``. A long list is shown as its first rows and the count, so that a thousand jobs cost no
more than twenty.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from . import _facts
from ._conformance import conformance_class
from ._markdown import inline_markdown, markdown, web_address
from ._sentences import corrections, ways
from ._text import text

ROWS: Final = 20
MANY_ROWS: Final = 100
LONG: Final = 1200
PROSE: Final = 20_000

SIGNS: Final = {
    "created": "◦",
    "accepted": "◌",
    "running": "●",
    "paused": "‖",
    "successful": "✓",
    "failed": "✕",
    "dismissed": "⊘",
}
"""The sign before the name of a state; the same as in the stylesheet of the widgets."""


def html(obj: object) -> str:
    """Return a document or an error as HTML.

    Anything else, and a document that cannot be rendered, as its text.
    """
    name = getattr(obj, "_template", None)
    if isinstance(obj, BaseException):
        name = "error"
    if name is None:
        return plain(obj)
    try:
        return render(name, doc=obj)
    # A repr that raises hides the very thing that somebody is looking for.
    except Exception:  # noqa: BLE001
        return plain(obj)


def plain(obj: object) -> str:
    """Return the text of an object as an element of a page."""
    return f"<pre>{escape(text(obj))}</pre>"


def render(template: str, **context: object) -> str:
    """Return one of the templates beside this module, rendered."""
    return _environment().get_template(f"{template}.html").render(**context)


def prose(source: object) -> Markup:
    """Return a description as HTML; the parser has escaped everything but its own markup."""
    return Markup(markdown(str(source)[:PROSE]))  # noqa: S704


def phrase(source: object, width: int = 160) -> Markup:
    """Return the first paragraph of a description as one line of HTML."""
    paragraph = str(source or "").strip().split("\n\n", 1)[0]
    return Markup(inline_markdown(_facts.line(paragraph, width)))  # noqa: S704


def trace(lines: Sequence[str] | str | None) -> str:
    """Return the end of a trace, which holds the reason."""
    trace_lines = _facts.trace_lines(lines)
    excerpt = [
        _facts.visible(text_line[:200]) for text_line in trace_lines[-MANY_ROWS:]
    ]
    omitted = len(trace_lines) - MANY_ROWS
    if omitted > 0:
        noun = "line" if omitted == 1 else "lines"
        excerpt.insert(0, f"… {omitted} {noun} before these")
    return "\n".join(excerpt)


def cell(value: object) -> str:
    """Return the value of a cell: numbers with six digits, nothing for what is not there."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return _facts.line(value, 100) if isinstance(value, str) else _facts.brief(value)


def png_address(data: bytes) -> str:
    """Return a PNG as an address, so that a page holds it."""
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def signs(bounds: str) -> str:
    """Return the bounds of a schema with the signs that a page can show."""
    return bounds.replace(">=", "≥").replace("<=", "≤")


@cache
def _environment() -> Environment:
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    environment.filters.update(
        address=web_address,
        brief=_facts.brief,
        cell=cell,
        png_address=png_address,
        corrections=corrections,
        conformance_class=conformance_class,
        default_of=_facts.default_of,
        limits=lambda schema: signs(_facts.limits(schema)),
        line=_facts.line,
        moment=_facts.moment,
        occurs=_facts.occurs,
        phrase=phrase,
        prose=prose,
        server_name=_facts.server_name,
        trace=trace,
        states=lambda jobs: Counter(str(job.status) for job in jobs).most_common(),
        type_of=_facts.type_of,
    )
    style = (folder / "style.css").read_text("utf-8")
    environment.globals.update(
        ROWS=ROWS,
        MANY_ROWS=MANY_ROWS,
        LONG=LONG,
        SIGNS=SIGNS,
        count=_facts.count,
        ways=ways,
        mask=_facts.mask,
        took=_facts.took,
        style=Markup(f"<style>{style}</style>"),  # noqa: S704 - our own file
    )
    return environment

"""Static HTML of views.

Small pure functions, everything escaped, readable with all styles removed.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable, Sequence

from ....display import count

CELL = 200
"""Most characters of one cell of a static table."""
_FACT = 500
"""Most characters of one fact."""
_ALIGN = ' style="text-align:left"'
_HIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b")
"""Marks that change the direction of text (Unicode UAX #9), NUL and escape."""


def esc(value: object) -> str:
    """Return a value as escaped text in which invisible characters are spelled out."""
    return html.escape(visible(str(value)))


def visible(text: str) -> str:
    """Return a text with invisible characters spelled out, so that no name imitates another."""
    return "".join(
        f"\\u{ord(character):04x}" if character in _HIDDEN else character
        for character in text
    )


def short(value: object, max_length: int = CELL) -> str:
    """Return a value as text of limited length."""
    text = str(value)
    if len(text) <= max_length:
        return text
    return text[: max_length - 1] + "…"


def cell(value: object) -> str:
    """Return a value as people read it in a table: null as nothing, no quotes around text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        if value:
            return "true"
        return "false"
    return short(value)


def pre_element(text: str, max_length: int = 4000) -> str:
    """Return text in a ``pre`` element; a note says how many characters were cut off."""
    element = f"<pre>{esc(text[:max_length])}</pre>"
    excess = len(text) - max_length
    if excess > 0:
        element += f"<p>… {count(excess, 'more character')}</p>"
    return element


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of text cells."""
    head = "".join(
        f'<th scope="col"{_ALIGN}>{esc(short(name))}</th>' for name in columns
    )
    body = "".join(map(_table_row, rows))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _table_row(values: Sequence[object]) -> str:
    cells = "".join(f"<td{_ALIGN}>{esc(cell(value))}</td>" for value in values)
    return f"<tr>{cells}</tr>"


def facts(pairs: Iterable[tuple[str, object]]) -> str:
    """Return names and values as a table of two columns; pairs without a value are left out."""
    rows = []
    for name, value in pairs:
        if value in (None, ""):
            continue
        text = esc(short(value, _FACT))
        rows.append(
            f'<tr><th scope="row"{_ALIGN}>{esc(name)}</th><td{_ALIGN}>{text}</td></tr>'
        )
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def picture(data: bytes, media_type: str, alt: str) -> str:
    """Return an ``img`` that holds its bytes: scripts in it never run, and nothing is fetched."""
    source = f"data:{media_type};base64,{base64.b64encode(data).decode()}"
    return f'<img alt="{esc(alt)}" style="max-width:100%" src="{source}">'


def link(href: str | None, text: str) -> str:
    """Return a link when its target is http(s), else the text."""
    if not href or not href.lower().startswith(("http://", "https://")):
        return esc(text)
    attributes = f'href="{esc(href)}" rel="noopener noreferrer" target="_blank"'
    return f"<a {attributes}>{esc(text)}</a>"

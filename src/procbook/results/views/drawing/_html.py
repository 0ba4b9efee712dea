"""Static HTML of views: small pure functions, everything escaped, readable with all styles removed."""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable, Sequence
from typing import Any

from ....display import count

CELL = 200
"""Most characters of one cell of a static table."""
_LEFT = ' style="text-align:left"'


def esc(value: Any) -> str:
    """Return a value as escaped text; control characters that are invisible or turn the text around are shown."""
    return html.escape(visible(str(value)))


def visible(text: str) -> str:
    """Return a text with its invisible and turning characters spelled out, so that no name looks like another."""
    return "".join(f"\\u{ord(c):04x}" if c in _HIDDEN else c for c in text)


_HIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b")


def short(value: Any, most: int = CELL) -> str:
    """Return a value as text of limited length."""
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= most else text[: most - 1] + "…"


def cell(value: Any) -> str:
    """Return a value as people read it in a table: null as nothing, no quotes around text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return short(value)


def preformatted(text: str, most: int = 4000) -> str:
    """Return text in a ``pre``, cut with a word about it."""
    rest = len(text) - most
    more = f"<p>… {count(rest, 'more character')}</p>" if rest > 0 else ""
    return f"<pre>{esc(text[:most])}</pre>{more}"


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table of text cells."""
    head = "".join(
        f'<th scope="col"{_LEFT}>{esc(short(name))}</th>' for name in columns
    )
    body = "".join(
        "<tr>" + "".join(f"<td{_LEFT}>{esc(cell(v))}</td>" for v in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def facts(pairs: Iterable[tuple[str, Any]]) -> str:
    """Return names and values as a table of two columns."""
    rows = "".join(
        f'<tr><th scope="row"{_LEFT}>{esc(name)}</th><td{_LEFT}>{esc(short(value, 500))}</td></tr>'
        for name, value in pairs
        if value not in (None, "")
    )
    return f"<table><tbody>{rows}</tbody></table>"


def picture(data: bytes, media_type: str, alt: str) -> str:
    """Return an ``img`` that holds its bytes: scripts in it never run, and nothing is fetched."""
    source = f"data:{media_type};base64,{base64.b64encode(data).decode()}"
    return f'<img alt="{esc(alt)}" style="max-width:100%" src="{source}">'


def link(href: str | None, text: str) -> str:
    """Return a link when its target is http(s), else the text."""
    if href and href.lower().startswith(("http://", "https://")):
        return f'<a href="{esc(href)}" rel="noopener noreferrer" target="_blank">{esc(text)}</a>'
    return esc(text)

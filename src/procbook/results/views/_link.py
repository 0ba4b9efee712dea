"""Outputs that no other viewer shows: a link with its size and type, and the first bytes."""

from __future__ import annotations

from .. import _limits
from .._source import Source
from ..formats._detect import Format
from ._view import View
from .drawing import _html

_HEAD = 256


class BytesViewer:
    """Shows the first bytes of any output as hexadecimal; the last viewer that is asked."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return True."""
        return True

    def view(self, source: Source, format: Format) -> View:
        """Return the first bytes and the size."""
        dump = hex_dump(source.head(_HEAD))
        title = f"Bytes, {_limits.human(source.size)}"
        data = {"dump": dump, "size": source.size, "media_type": source.media_type}
        static = f"<p>{_html.esc(title)}</p><pre>{_html.esc(dump)}</pre>"
        return View("bytes", title, data, static)


def hex_dump(data: bytes, width: int = 16) -> str:
    """Return bytes as lines of offset, hexadecimal and printable characters."""
    lines = []
    for offset in range(0, len(data), width):
        row = data[offset : offset + width]
        printable = "".join(chr(b) if 32 <= b < 127 else "." for b in row)
        lines.append(f"{offset:06x}  {row.hex(' '):<{width * 3 - 1}}  {printable}")
    return "\n".join(lines)


def link_view(source: Source, note: str = "") -> View:
    """Return an output as a link, with its description and a note why it is not shown."""
    size = _limits.human(source.size)
    title = "Not shown"
    static = _html.facts(
        [("Media type", source.media_type), ("Size", size), ("Note", note)]
    )
    if source.href:
        title = f"Link, {size}"
        static += f"<p>{_html.link(source.href, source.href)}</p>"
    data = {
        "href": source.href,
        "media_type": source.media_type,
        "size": source.size,
        "note": note,
    }
    return View("link", title, data, static)

"""What cannot be shown closer: a link with its size and type, and bytes nobody knows."""

from __future__ import annotations

from .. import _limits
from .._formats import Format
from .._source import Source
from ._view import View
from .drawing import _html

_HEAD = 256


class BytesViewer:
    """Shows the first bytes of anything as hexadecimal; the last viewer that is asked."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take everything."""
        return True

    def view(self, source: Source, format: Format) -> View:
        """Return the head and the size."""
        dump = hex_dump(source.head(_HEAD))
        title = f"Bytes, {_limits.human(source.size)}"
        data = {"dump": dump, "size": source.size, "media_type": source.media_type}
        return View(
            "bytes",
            title,
            data,
            f"<p>{_html.esc(title)}</p><pre>{_html.esc(dump)}</pre>",
        )


def hex_dump(data: bytes, width: int = 16) -> str:
    """Return bytes as lines of offset, hexadecimal and printable characters."""
    lines = []
    for offset in range(0, len(data), width):
        row = data[offset : offset + width]
        printable = "".join(chr(b) if 32 <= b < 127 else "." for b in row)
        lines.append(f"{offset:06x}  {row.hex(' '):<{width * 3 - 1}}  {printable}")
    return "\n".join(lines)


def link_view(source: Source, note: str = "") -> View:
    """Return an output as a link, with what is known about it and why it is not shown."""
    pairs = [
        ("Media type", source.media_type),
        ("Size", _limits.human(source.size)),
        ("Note", note),
    ]
    html = _html.facts(pairs) + (
        f"<p>{_html.link(source.href, source.href)}</p>" if source.href else ""
    )
    data = {
        "href": source.href,
        "media_type": source.media_type,
        "size": source.size,
        "note": note,
    }
    return View(
        "link",
        f"Link, {_limits.human(source.size)}" if source.href else "Not shown",
        data,
        html,
    )

"""Documents for the browser: HTML in a frame that can do nothing, PDF, audio and video in pieces on request."""

from __future__ import annotations

import html
from typing import Any

from ...protocol.errors import ResultError
from .. import _limits
from .._formats import Format
from .._source import Source
from ._link import link_view
from ._scalar import text_view
from ._view import Blob, Model, View
from .drawing import _html

POLICY = "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; font-src data:"
"""What a page from a server may load: nothing from anywhere."""
PIECE = 4 * _limits.MIB
_MOST = 64 * _limits.MIB
_STATIC_FRAME = 20_000
_PLAYED = {
    "mp3": "audio/mpeg", "wav": "audio/wav", "ogg": "audio/ogg", "flac": "audio/flac", "mp4": "video/mp4",
    "webm": "video/webm",
}  # fmt: skip


class DocumentViewer:
    """Shows HTML in a sandboxed frame, without scripts and without anything from outside."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take HTML."""
        return format.name == "html"

    def view(self, source: Source, format: Format) -> View:
        """Return the document for the frame."""
        text = source.text(_limits.VIEW)
        if len(text) > _limits.TO_PAGE:
            return text_view(text, language="html")
        document = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><meta charset="utf-8">{text}'
        static = _html.preformatted(text, 1500)
        if len(text) <= _STATIC_FRAME:
            frame = f'sandbox="" title="{_html.esc(source.name)}" srcdoc="{html.escape(document)}"'
            static = f'<iframe {frame} width="100%" height="320"></iframe>'
        return View(
            "frame",
            "HTML document",
            {"document": document, "text": text[:100_000]},
            static,
        )


class MediaViewer:
    """Shows audio, video and PDF, which the browser plays when the user asks for them."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take audio, video and PDF."""
        return format.name in ("audio", "video", "pdf")

    def view(self, source: Source, format: Format) -> View:
        """Return the description; the bytes are asked for in pieces."""
        media_type = (
            "application/pdf"
            if format.name == "pdf"
            else _playable(source, format.name)
        )
        kind = "PDF" if format.name == "pdf" else format.name.capitalize()
        title = f"{kind}, {_limits.human(source.size)}"
        model = PiecesModel(
            source, must_start_with=b"%PDF-" if format.name == "pdf" else b""
        )
        data = {"media_type": media_type, "size": source.size, "href": source.href}
        static = f"<p>{_html.esc(title)}</p>" + link_view(source).html
        return View(
            "pdf" if format.name == "pdf" else "media", title, data, static, model=model
        )


def _playable(source: Source, name: str) -> str:
    stated = source.media_type or ""
    if stated.startswith(("audio/", "video/")):
        return stated
    return _PLAYED.get(source.extension) or (
        "video/mp4" if name == "video" else "audio/mpeg"
    )


class PiecesModel(Model):
    """A file that the page takes piece by piece."""

    def __init__(self, source: Source, *, must_start_with: bytes = b"") -> None:
        self._source = source
        self._start = must_start_with

    def ask_piece(self, offset: int = 0) -> Any:
        """Return the piece that starts at that byte; an empty one after the end."""
        data = self._source.read(_MOST)
        if not data.startswith(self._start):
            raise ResultError("The file is not what it says it is.")
        return Blob(data[offset : offset + PIECE], "application/octet-stream")

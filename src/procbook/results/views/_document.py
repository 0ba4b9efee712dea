"""Documents for the browser.

HTML in a frame without permissions, PDF, audio and video in pieces on request.
"""

from __future__ import annotations

import html

from ...protocol.errors import ResultError
from .. import _limits
from .._source import Source
from ..formats._detect import Format
from ._link import link_view
from ._scalar import text_view
from ._view import Blob, Model, View
from .drawing import _html

POLICY = (
    "default-src 'none'; img-src data:; media-src data:; "
    "style-src 'unsafe-inline'; font-src data:"
)
"""What a page from a server may load: nothing from anywhere (Content Security Policy Level 3)."""
PIECE = 4 * _limits.MIB
_MAX_BYTES = 64 * _limits.MIB
_MAX_STATIC = 20_000
"""Most characters of a document that static HTML holds."""
_MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
"""Media types that browsers play, by file extension."""


class DocumentViewer:
    """Shows HTML in a sandboxed frame, without scripts and without anything from outside."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether the output is HTML."""
        return format.name == "html"

    def view(self, source: Source, format: Format) -> View:
        """Return the document for the frame."""
        text = source.text(_limits.VIEW)
        if len(text) > _limits.TO_PAGE:
            return text_view(text, language="html")
        policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        document = f'{policy}<meta charset="utf-8">{text}'
        static = _html.pre_element(text, 1500)
        if len(text) <= _MAX_STATIC:
            title, escaped = _html.esc(source.name), html.escape(document)
            attributes = f'sandbox="" title="{title}" srcdoc="{escaped}"'
            static = f'<iframe {attributes} width="100%" height="320"></iframe>'
        data = {"document": document, "text": text[:100_000]}
        return View("frame", "HTML document", data, static)


class MediaViewer:
    """Shows audio, video and PDF, which the browser plays when the user asks for them."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether the output is audio, video or PDF."""
        return format.name in ("audio", "video", "pdf")

    def view(self, source: Source, format: Format) -> View:
        """Return the description; the page asks for the bytes in pieces."""
        if format.name == "pdf":
            kind, label, media_type = "pdf", "PDF", "application/pdf"
            signature = b"%PDF-"
        else:
            kind, label = "media", format.name.capitalize()
            media_type = _playable_type(source, format.name)
            signature = b""
        title = f"{label}, {_limits.human(source.size)}"
        data = {"media_type": media_type, "size": source.size, "href": source.href}
        static = f"<p>{_html.esc(title)}</p>" + link_view(source).html
        model = PiecesModel(source, signature=signature)
        return View(kind, title, data, static, model=model)


def _playable_type(source: Source, name: str) -> str:
    media_type = source.media_type or ""
    if media_type.startswith(("audio/", "video/")):
        return media_type
    default = "video/mp4" if name == "video" else "audio/mpeg"
    return _MEDIA_TYPES.get(source.extension, default)


class PiecesModel(Model):
    """A file that the page takes piece by piece.

    Parameters
    ----------
    source : Source
        The file.
    signature : bytes
        The bytes that it must begin with.
    """

    def __init__(self, source: Source, *, signature: bytes = b"") -> None:
        self._source = source
        self._signature = signature

    def ask_piece(self, offset: int = 0) -> Blob:
        """Return the piece that starts at that byte; an empty one after the end."""
        data = self._source.read(_MAX_BYTES)
        if not data.startswith(self._signature):
            raise ResultError("The file is not what it says it is.")
        return Blob(data[offset : offset + PIECE], "application/octet-stream")

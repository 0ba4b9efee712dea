"""Pictures for the browser: unchanged when small, else shrunk by Pillow.

SVG as a picture, never as markup.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from ...protocol.errors import ResultError
from .. import _limits
from .._source import Source
from ..formats._detect import Format
from ..open._picture import open_picture
from ._link import link_view
from ._view import Blob, View
from .drawing import _html

if TYPE_CHECKING:
    from PIL.Image import Image

_MEDIA_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "svg": "image/svg+xml",
    "tiff": "image/tiff",
}
_SIDE = 1600
"""Longest side of a shrunk picture in pixels."""
_STATIC_SIDE, _STATIC_BYTES = 480, 36_000


class PictureViewer:
    """Shows pictures."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether the output is a picture; a TIFF is one where it is not georeferenced."""
        return format.name in _MEDIA_TYPES

    def view(self, source: Source, format: Format) -> View:
        """Return the picture, in at most 1 MB."""
        data = source.read(_limits.VIEW)
        alt = source.title or source.name
        if format.name == "svg":
            # In an img element scripts do not run and nothing outside is fetched
            # (SVG 2, section 2.2.6, secure static mode).
            if len(data) > _limits.TO_PAGE:
                return link_view(source, "This SVG is too large to be shown.")
            return picture_view(Blob(data, "image/svg+xml"), None, alt)
        size = size_of(data, format.name)
        if size and size[0] * size[1] > _limits.PIXELS:
            return link_view(
                source, f"{size[0]} x {size[1]} pixels are too many to be shown."
            )
        if len(data) <= _limits.TO_PAGE and format.name != "tiff":
            return picture_view(Blob(data, _MEDIA_TYPES[format.name]), size, alt)
        blob = shrink_picture(data, _SIDE, _limits.TO_PAGE)
        return picture_view(blob, size, alt, is_converted=True)


def picture_view(
    blob: Blob, size: tuple[int, int] | None, alt: str, *, is_converted: bool = False
) -> View:
    """Return the view of a picture that is small enough.

    Parameters
    ----------
    blob : Blob
        The picture.
    size : tuple of int, optional
        Width and height of the original in pixels.
    alt : str
        Text for people who do not see it.
    is_converted : bool
        Whether the picture is not the original one.
    """
    width = height = None
    title = "Picture"
    if size:
        width, height = size
        title = f"Picture, {width:,} × {height:,}"
    data = {"alt": alt, "width": width, "height": height, "made": is_converted}
    static = f"<p>{_html.esc(title)}</p>{static_picture(blob, alt)}"
    return View("image", title, data, static, blob=blob)


def static_picture(blob: Blob, alt: str) -> str:
    """Return a picture small enough for a saved notebook, or a note when it cannot be shrunk."""
    if len(blob.data) <= _STATIC_BYTES:
        return _html.picture(blob.data, blob.media_type, alt)
    if blob.media_type != "image/svg+xml":
        try:
            small = shrink_picture(blob.data, _STATIC_SIDE, _STATIC_BYTES)
        except ResultError:
            pass
        else:
            return _html.picture(small.data, small.media_type, alt)
    size = _limits.human(len(blob.data))
    return f"<p>{_html.esc(alt)}: {size}; run the notebook to see the picture.</p>"


def shrink_picture(data: bytes, side: int, max_bytes: int) -> Blob:
    """Return the picture as PNG, or JPEG where that is needed, in at most `max_bytes` bytes."""
    image = open_picture(data)
    try:
        image.thumbnail((side, side))
        return encode_image(image, max_bytes)
    except (OSError, SyntaxError, ValueError) as error:
        raise ResultError(f"This picture cannot be read: {error}") from None


def encode_image(image: Image, max_bytes: int) -> Blob:
    """Return a Pillow image as bytes for the browser, smaller and smaller until it fits."""
    if image.mode not in ("L", "LA", "RGB", "RGBA", "P"):
        image = image.convert("RGB")
    while True:
        data = _encode(image, "PNG")
        if len(data) <= max_bytes:
            return Blob(data, "image/png")
        if image.mode not in ("RGBA", "LA", "P"):  # JPEG has no transparency
            data = _encode(image.convert("RGB"), "JPEG")
            if len(data) <= max_bytes:
                return Blob(data, "image/jpeg")
        image = image.resize((max(1, image.width // 2), max(1, image.height // 2)))


def _encode(image: Image, format_name: str) -> bytes:
    file = io.BytesIO()
    if format_name == "PNG":
        image.save(file, format_name, optimize=False)
    else:
        image.save(file, format_name, quality=80)
    return file.getvalue()


def size_of(data: bytes, name: str) -> tuple[int, int] | None:
    """Return width and height in pixels.

    From the first bytes of a PNG or GIF, from Pillow for others.
    """
    if name == "png" and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if name == "gif" and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    try:
        image = open_picture(data)
    except ResultError:
        return None
    return int(image.width), int(image.height)

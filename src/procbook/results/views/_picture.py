"""Pictures for the browser: as they are when small, else made smaller by Pillow; SVG as a picture, never as markup."""

from __future__ import annotations

import io
from typing import Any

from ...protocol.errors import ResultError
from .. import _limits
from .._formats import Format
from .._source import Source
from ..open._picture import open_picture
from ._link import link_view
from ._view import Blob, View
from .drawing import _html

_TYPES = {
    "png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "bmp": "image/bmp",
    "svg": "image/svg+xml", "tiff": "image/tiff",
}  # fmt: skip
_SIDE = 1600
_STATIC_SIDE, _STATIC_BYTES = 480, 36_000


class PictureViewer:
    """Shows pictures."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take the formats of the web, and TIFF without a place on Earth."""
        return format.name in _TYPES

    def view(self, source: Source, format: Format) -> View:
        """Return the picture, at most 1 MB of it."""
        data = source.read(_limits.VIEW)
        if format.name == "svg":
            return _svg(source, data)
        size = size_of(data, format.name)
        if size and size[0] * size[1] > _limits.PIXELS:
            return link_view(
                source, f"{size[0]} x {size[1]} pixels are too many to be shown."
            )
        media_type = _TYPES[format.name]
        small = len(data) <= _limits.TO_PAGE and format.name != "tiff"
        blob = Blob(data, media_type) if small else shrunk(data, _SIDE, _limits.TO_PAGE)
        return picture_view(blob, size, source.title or source.name, made=not small)


def _svg(source: Source, data: bytes) -> View:
    # In an img element scripts do not run and nothing outside is fetched.
    if len(data) > _limits.TO_PAGE:
        return link_view(source, "This SVG is too large to be shown.")
    return picture_view(Blob(data, "image/svg+xml"), None, source.title or source.name)


def picture_view(
    blob: Blob,
    size: tuple[int, int] | None,
    alt: str,
    *,
    made: bool = False,
    **data: Any,
) -> View:
    """Return the view of a picture that is small enough."""
    title = f"Picture, {size[0]:,} × {size[1]:,}" if size else "Picture"
    data = {
        "alt": alt,
        "width": size and size[0],
        "height": size and size[1],
        "made": made,
        **data,
    }
    return View(
        "image",
        title,
        data,
        f"<p>{_html.esc(title)}</p>{static_picture(blob, alt)}",
        blob=blob,
    )


def static_picture(blob: Blob, alt: str) -> str:
    """Return a picture small enough for a saved notebook, or a word when there is no means to make one."""
    if len(blob.data) <= _STATIC_BYTES:
        return _html.picture(blob.data, blob.media_type, alt)
    if blob.media_type != "image/svg+xml":
        try:
            small = shrunk(blob.data, _STATIC_SIDE, _STATIC_BYTES)
        except ResultError:
            small = None
        if small:
            return _html.picture(small.data, small.media_type, alt)
    return f"<p>{_html.esc(alt)}: {_limits.human(len(blob.data))}; run the notebook to see the picture.</p>"


def shrunk(data: bytes, side: int, most: int) -> Blob:
    """Return the picture as PNG, or JPEG where that is needed, in at most `most` bytes."""
    image = open_picture(data)
    try:
        image.thumbnail((side, side))
        return encoded(image, most)
    except (OSError, SyntaxError, ValueError) as error:
        raise ResultError(f"This picture cannot be read: {error}") from None


def encoded(image: Any, most: int) -> Blob:
    """Return a Pillow image as bytes for the browser, smaller and smaller until it fits."""
    if image.mode not in ("L", "LA", "RGB", "RGBA", "P"):
        image = image.convert("RGB")
    while True:
        for kind, options in (("PNG", {"optimize": False}), ("JPEG", {"quality": 80})):
            out = io.BytesIO()
            flat = image.convert("RGB") if kind == "JPEG" else image
            if kind == "JPEG" and image.mode in ("RGBA", "LA", "P"):
                continue
            flat.save(out, kind, **options)
            if out.tell() <= most:
                return Blob(out.getvalue(), f"image/{kind.lower()}")
        image = image.resize((max(1, image.width // 2), max(1, image.height // 2)))


def size_of(data: bytes, name: str) -> tuple[int, int] | None:
    """Return width and height from the first bytes of a PNG or GIF, from Pillow for others."""
    if name == "png" and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if name == "gif" and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    try:
        image = open_picture(data)
    except ResultError:
        return None
    return int(image.width), int(image.height)

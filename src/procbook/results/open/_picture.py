"""Pictures as Pillow opens them."""

from __future__ import annotations

import io
from typing import Any

from ...protocol.errors import ResultError
from .. import _limits
from .._optional import need


def open_picture(data: bytes) -> Any:
    """Return the Pillow image of some bytes, its pixels not unpacked yet; refuse one that would fill the memory."""
    image_module = need("PIL.Image", extra="data", what="Pictures")
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", image_module.DecompressionBombWarning)
            image = image_module.open(io.BytesIO(data))
    except (image_module.DecompressionBombWarning, image_module.DecompressionBombError):
        raise ResultError(
            "This picture has too many pixels to be unpacked.",
            hint="Keep it with .save(path).",
        ) from None
    except Exception as error:  # noqa: BLE001 - decoders raise whatever they like on broken files
        raise ResultError(
            f"This picture cannot be read: {str(error).partition(' <')[0]}."
        ) from None
    if image.width * image.height > _limits.PIXELS:
        raise ResultError(
            f"This picture has {image.width} x {image.height} pixels: too many to be unpacked.",
            hint="Keep it with .save(path).",
        )
    return image

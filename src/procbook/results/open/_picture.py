"""Pictures as Pillow opens them."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from ...protocol.errors import ResultError
from .. import _limits
from .._optional import need

if TYPE_CHECKING:
    from PIL.Image import Image


def open_picture(data: bytes) -> Image:
    """Return the Pillow image of some bytes, its pixels not decoded yet.

    Raises
    ------
    ResultError
        The picture is broken, or its pixels would fill the memory.
    """
    image_module = need("PIL.Image", extra="data", subject="Pictures")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", image_module.DecompressionBombWarning)
            image: Image = image_module.open(io.BytesIO(data))
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

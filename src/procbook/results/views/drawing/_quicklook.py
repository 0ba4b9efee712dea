"""Grids of numbers as small pictures: a contrast stretch, a colour scale, and PNG.

Numpy and zlib are enough.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any, TypeAlias

from ...._lazy import lazy_module
from ... import _limits
from .._view import Blob

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    _Array: TypeAlias = NDArray[Any]
else:
    np = lazy_module("numpy")

SIDE = 900
"""Longest side of a quick-look in pixels."""
_SAMPLE = 100_000
"""About how many values the limits of the contrast stretch are computed from."""

# Eleven colours of viridis (https://bids.github.io/colormap); perceptually uniform, and readable
# without red or green.
_VIRIDIS = (
    (68, 1, 84),
    (72, 36, 117),
    (65, 68, 135),
    (53, 95, 141),
    (42, 120, 142),
    (33, 145, 140),
    (34, 168, 132),
    (68, 191, 112),
    (122, 209, 81),
    (189, 223, 38),
    (253, 231, 37),
)


def stretch(values: _Array, low: float, high: float) -> _Array:
    """Return values as 0 to 255, `low` and `high` at the ends."""
    span = high - low or 1.0
    finite = np.nan_to_num(values, nan=low, posinf=high, neginf=low)
    share = np.clip((finite - low) / span, 0, 1)
    return (share * 255).astype("uint8")


def limits(values: _Array) -> tuple[float, float]:
    """Return the 2nd and 98th percentile of the finite values."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 1.0
    step = max(1, finite.size // _SAMPLE)
    low, high = np.percentile(finite[::step], (2, 98))
    return float(low), float(high)


def picture_of(bands: _Array, valid: _Array) -> tuple[Blob, tuple[float, float]]:
    """Return the picture of one band or three, and the values at the ends of the scale.

    One band is coloured; three are red, green and blue.

    Parameters
    ----------
    bands : array of shape (1 or 3, rows, columns)
        The values.
    valid : array of bool of shape (rows, columns)
        Where there are values; elsewhere the picture is transparent.
    """
    if bands.dtype.kind == "c":
        bands = np.abs(bands)
    is_rgb = len(bands) == 3
    if is_rgb and bands.dtype == np.uint8:
        low, high = 0.0, 255.0
        shades = bands
    else:
        low, high = limits(bands[:, valid].astype("float64"))
        shades = stretch(bands.astype("float64"), low, high)
    colours = np.moveaxis(shades, 0, -1) if is_rgb else _colour_table()[shades[0]]
    alpha = np.where(valid, 255, 0).astype("uint8")
    return _fit(np.dstack([colours, alpha])), (low, high)


def _colour_table() -> _Array:
    """Return 256 colours, of shape (256, 3)."""
    stops = np.array(_VIRIDIS, dtype="float64")
    positions = np.linspace(0, len(stops) - 1, 256)
    channels = [np.interp(positions, range(len(stops)), stops[:, i]) for i in range(3)]
    return np.column_stack(channels).astype("uint8")


def _fit(rgba: _Array) -> Blob:
    """Return the picture within the bytes of one message, rows and columns left out as needed."""
    data = png(rgba)
    while len(data) > _limits.TO_PAGE:
        is_far_too_large = len(data) > 2 * _limits.TO_PAGE
        rgba = _every_second(rgba) if is_far_too_large else _two_of_three(rgba)
        data = png(rgba)
    return Blob(data, "image/png")


def _every_second(rgba: _Array) -> _Array:
    """Return the picture without every second row and column."""
    return rgba[::2, ::2]


def _two_of_three(rgba: _Array) -> _Array:
    """Return the picture without every third row and column."""
    rows, columns = rgba.shape[0] // 3 * 3, rgba.shape[1] // 3 * 3
    kept_rows = np.flatnonzero(np.arange(rows) % 3 < 2)
    kept_columns = np.flatnonzero(np.arange(columns) % 3 < 2)
    return rgba[np.ix_(kept_rows, kept_columns)]


def png(rgba: _Array) -> bytes:
    """Return an array of shape (rows, columns, 4) as PNG (ISO/IEC 15948), without filters."""
    rows, columns, _ = rgba.shape
    pixels = np.ascontiguousarray(rgba).reshape(rows, columns * 4)
    filter_types = np.zeros((rows, 1), "uint8")
    lines = np.concatenate([filter_types, pixels], axis=1)
    header = struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _png_chunk(b"IHDR", header)
        + _png_chunk(b"IDAT", zlib.compress(lines.tobytes(), 3))
        + _png_chunk(b"IEND", b"")
    )


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    length = struct.pack(">I", len(data))
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return length + kind + data + checksum

"""Grids of numbers as small pictures: a stretch, a colour scale, and PNG; numpy and zlib are enough."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from ... import _limits
from .._view import Blob

SIDE = 900
"""Longest side of a quick-look in pixels."""

# Eleven colours of viridis; perceptually even, and readable without red or green.
_VIRIDIS = (
    (68, 1, 84), (72, 36, 117), (65, 68, 135), (53, 95, 141), (42, 120, 142), (33, 145, 140), (34, 168, 132),
    (68, 191, 112), (122, 209, 81), (189, 223, 38), (253, 231, 37),
)  # fmt: skip


def stretch(values: Any, low: float, high: float) -> Any:
    """Return values as 0 to 255, `low` and `high` at the ends."""
    import numpy as np

    span = high - low or 1.0
    return (
        np.clip(
            (np.nan_to_num(values, nan=low, posinf=high, neginf=low) - low) / span, 0, 1
        )
        * 255
    ).astype("uint8")


def limits(values: Any) -> tuple[float, float]:
    """Return the 2nd and 98th percentile of the finite values."""
    import numpy as np

    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 1.0
    step = max(1, finite.size // 100_000)
    low, high = np.percentile(finite[::step], (2, 98))
    return float(low), float(high)


def picture_of(bands: Any, valid: Any) -> tuple[Blob, tuple[float, float]]:
    """Return the picture of one band (coloured) or three (red, green, blue), and the values at the ends of the scale.

    Parameters
    ----------
    bands : array of shape (1 or 3, rows, columns)
        The values.
    valid : array of bool of shape (rows, columns)
        Where there are values; elsewhere the picture is transparent.
    """
    import numpy as np

    if bands.dtype.kind == "c":
        bands = np.abs(bands)
    low, high = limits(bands[:, valid].astype("float64"))
    if len(bands) == 3 and bands.dtype == np.uint8:
        low, high, shades = 0.0, 255.0, bands
    else:
        shades = stretch(bands.astype("float64"), low, high)
    colours = np.moveaxis(shades, 0, -1) if len(bands) == 3 else _table()[shades[0]]
    rgba = np.dstack([colours, np.where(valid, 255, 0).astype("uint8")])
    return _fitted(rgba), (low, high)


def _table() -> Any:
    import numpy as np

    stops = np.array(_VIRIDIS, dtype="float64")
    at = np.linspace(0, len(stops) - 1, 256)
    return np.column_stack(
        [np.interp(at, range(len(stops)), stops[:, i]) for i in range(3)]
    ).astype("uint8")


def _fitted(rgba: Any) -> Blob:
    """Return the picture in at most the bytes of one look, every second pixel left out as often as needed."""
    data = png(rgba)
    while len(data) > _limits.TO_PAGE:
        step = 2 if len(data) > 2 * _limits.TO_PAGE else 1
        rgba = (
            rgba[::2, ::2]
            if step == 2
            else rgba[: rgba.shape[0] // 3 * 3, : rgba.shape[1] // 3 * 3][
                _two_of_three(rgba)
            ]
        )
        data = png(rgba)
    return Blob(data, "image/png")


def _two_of_three(rgba: Any) -> Any:
    import numpy as np

    rows, columns = (
        np.flatnonzero(np.arange(n // 3 * 3) % 3 < 2) for n in rgba.shape[:2]
    )
    return np.ix_(rows, columns)


def png(rgba: Any) -> bytes:
    """Return an array of shape (rows, columns, 4) as PNG (ISO/IEC 15948), without filters."""
    rows, columns, _ = rgba.shape
    import numpy as np

    lines = np.concatenate(
        [
            np.zeros((rows, 1), "uint8"),
            np.ascontiguousarray(rgba).reshape(rows, columns * 4),
        ],
        axis=1,
    )
    header = struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"IDAT", zlib.compress(lines.tobytes(), 3)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )

"""Pictures and rasters side by side, on one scale, and what they differ by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from ..._lazy import lazy_module
from .. import _limits
from .._source import Source
from ..formats._detect import Format
from ..open._picture import open_picture
from ..open._raster import open_rasterio
from ..views.drawing._quicklook import limits, png, stretch
from ._output_comparison import Change, OutputComparison

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    _Array: TypeAlias = NDArray[Any]
else:
    np = lazy_module("numpy")

SIDE = 400
"""Longest side of a picture in pixels."""
_RASTERS = frozenset({"geotiff", "tiff"})


def compare_pictures(
    name: str,
    sources: Sequence[tuple[Source, Format] | None],
) -> OutputComparison:
    """Compare pictures pixel by pixel, rasters by their first band."""
    is_raster = all(pair is None or pair[1].name in _RASTERS for pair in sources)
    read = _read_raster if is_raster else _read_picture
    arrays = [None if pair is None else read(*pair) for pair in sources]
    present = [array for array in arrays if array is not None]
    values = [
        None if array is None else f"{array.shape[1]} × {array.shape[0]}"
        for array in arrays
    ]
    same_shape = len({array.shape for array in present}) == 1
    differs = not same_shape or any(
        not np.array_equal(array, present[0], equal_nan=is_raster) for array in present
    )
    found = OutputComparison(
        name,
        "raster" if is_raster else "picture",
        values,
        differs=differs or len(present) < len(arrays),
        changes=_figures(arrays) if is_raster and differs else [],
    )
    scale = limits(np.concatenate([a.ravel() for a in present])) if is_raster else None
    found.pictures = [None if a is None else _draw(a, scale) for a in arrays]
    if same_shape and len(present) > 1:
        found.difference = _draw_difference(present[0], present[1])
    return found


def _read_picture(
    source: Source,
    format: Format,
) -> _Array:
    image = open_picture(source.read(_limits.VIEW)).convert("RGB")
    image.thumbnail((SIDE, SIDE))
    return np.asarray(image)


def _read_raster(
    source: Source,
    format: Format,
) -> _Array:
    """Return the first band, thinned out, with NaN where there is nothing."""
    with open_rasterio(source) as dataset:
        step = max(1, -(-max(dataset.width, dataset.height) // SIDE))
        shape = (max(1, dataset.height // step), max(1, dataset.width // step))
        band = dataset.read(1, out_shape=shape, masked=True)
    values: _Array = np.ma.filled(band.astype("float64"), np.nan)
    return values


def _figures(arrays: Sequence[_Array | None]) -> list[Change]:
    figures = {"mean": "nanmean", "min": "nanmin", "max": "nanmax"}
    return [
        Change(
            label,
            [None if a is None else float(getattr(np, name)(a)) for a in arrays],
        )
        for label, name in figures.items()
    ]


def _draw(
    array: _Array,
    scale: tuple[float, float] | None,
) -> bytes:
    grey = array if scale is None else stretch(array, *scale)
    if grey.ndim == 2:
        grey = np.stack([grey] * 3, axis=-1)
    valid = np.ones(array.shape[:2], bool) if scale is None else np.isfinite(array)
    return _encode(grey, valid)


def _draw_difference(
    first: _Array,
    second: _Array,
) -> bytes:
    """Return the difference as a picture: white where there is none, blue below, red above."""
    change = second.astype("float64") - first.astype("float64")
    if change.ndim == 3:
        change = change.mean(axis=-1)
    finite = np.isfinite(change)
    most = float(np.abs(change[finite]).max()) if finite.any() else 0.0
    share = np.nan_to_num(change) / (most or 1.0)
    fade = (255 * (1 - np.abs(share))).astype("uint8")
    full = np.full_like(fade, 255)
    red = np.where(share >= 0, full, fade)
    blue = np.where(share <= 0, full, fade)
    return _encode(np.stack([red, fade, blue], axis=-1), finite)


def _encode(
    rgb: _Array,
    valid: _Array,
) -> bytes:
    alpha = np.where(valid, 255, 0).astype("uint8")
    return png(np.dstack([rgb.astype("uint8"), alpha]))

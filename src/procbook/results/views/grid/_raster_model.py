"""A raster file (GeoTIFF, COG): its quick-look and its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...._json import JsonObject
from ...._lazy import lazy_module
from ....display import count
from ....protocol.errors import ResultError
from ... import _limits
from ..._source import Source
from ...open._raster import open_raster, open_rasterio
from .._view import Blob, Model, View
from ..drawing import _quicklook
from ._grid_view import grid_view

if TYPE_CHECKING:
    import numpy as np
    from rasterio.crs import CRS
    from rasterio.io import DatasetReader
else:
    np = lazy_module("numpy")

_MAX_WITHOUT_OVERVIEWS = 4096 * _limits.MIB
"""Most bytes of a raster without overviews of which every line is read for its picture."""
_MAX_SUMMARY = 20_000
_UNITS = {"metre": "m", "meter": "m", "metres": "m", "unknown": ""}


class RasterModel(Model):
    """A raster file and its bands."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def first_view(self) -> View:
        """Return the quick-look of the first band, or of the first three when they are colours."""
        with open_rasterio(self._source) as dataset:
            is_rgb = dataset.count >= 3 and dataset.dtypes[0] == "uint8"
            facts = raster_facts(dataset)
            blob: Blob | None = None
            scale: tuple[float, ...] = ()
            try:
                blob, scale = _quicklook_of(dataset, [1, 2, 3] if is_rgb else [1])
            except ResultError as error:
                facts.append(("Picture", error.message))
            layers: list[JsonObject] = []
            for i, dtype in enumerate(dataset.dtypes):
                name = dataset.descriptions[i] or f"Band {i + 1}"
                layers.append({"name": name, "dtype": dtype})
            size = f"{dataset.width:,} × {dataset.height:,}"
            title = f"Raster, {size}, {count(dataset.count, 'band')}"
        if is_rgb:
            scale = ()
        return grid_view(title, blob, scale, facts=facts, layers=layers, model=self)

    def ask_layer(self, index: int) -> Blob:
        """Return the quick-look of one band."""
        with open_rasterio(self._source) as dataset:
            if not 0 <= index < dataset.count:
                raise ResultError(f"There is no band {index + 1}.")
            return _quicklook_of(dataset, [index + 1])[0]

    def ask_summary(self) -> JsonObject:
        """Return the description by xarray."""
        return {"text": repr(open_raster(self._source))[:_MAX_SUMMARY]}


def _quicklook_of(
    dataset: DatasetReader, bands: list[int]
) -> tuple[Blob, tuple[float, float]]:
    """Return the picture and the ends of its scale.

    No more pixels are read than the picture has; GDAL takes an overview where there is one.
    """
    _check_size(dataset)
    scale = max(1, max(dataset.width, dataset.height) / _quicklook.SIDE)
    rows = max(1, round(dataset.height / scale))
    columns = max(1, round(dataset.width / scale))
    values = dataset.read(bands, out_shape=(len(bands), rows, columns), masked=True)
    # A mask without shape stands for a raster without gaps.
    valid = np.ones((rows, columns), dtype=bool)
    if values.mask.shape:
        valid = ~values.mask.any(axis=0)
    return _quicklook.picture_of(values.data, valid)


def _check_size(dataset: DatasetReader) -> None:
    """Raise ResultError for blocks that fill the memory, and for huge rasters without overviews."""
    value_size = np.dtype(dataset.dtypes[0]).itemsize
    block_size = max(rows * columns for rows, columns in dataset.block_shapes)
    size = dataset.width * dataset.height * value_size
    is_huge = size > _MAX_WITHOUT_OVERVIEWS and not dataset.overviews(1)
    if is_huge or block_size * value_size > _limits.READ:
        raise ResultError("Too large to be drawn: it has no overviews.")


def raster_facts(dataset: DatasetReader) -> list[tuple[str, str]]:
    """Return size, CRS, extent, pixel size, no-data value and overviews of a raster."""
    size = f"{dataset.width:,} × {dataset.height:,} pixels"
    types = ", ".join(dict.fromkeys(dataset.dtypes))
    extent = ", ".join(f"{value:.10g}" for value in dataset.bounds)
    pixel = " × ".join(f"{abs(value):.4g}" for value in dataset.res)
    no_data = "" if dataset.nodata is None else f"{dataset.nodata:.10g}"
    return [
        ("Size", f"{size}, {count(dataset.count, 'band')} of {types}"),
        ("Reference system", dataset.crs.to_string()[:80] if dataset.crs else "none"),
        ("Extent", extent),
        ("Pixel", f"{pixel} {_unit(dataset.crs)}".rstrip()),
        ("No data", no_data),
        ("Overviews", ", ".join(map(str, dataset.overviews(1)))),
    ]


def _unit(crs: CRS | None) -> str:
    """Return the unit of the coordinates, as far as it is known."""
    if crs is None:
        return ""
    if crs.is_geographic:
        return "degrees"
    unit = str(crs.linear_units or "").lower()
    return _UNITS.get(unit, unit)

"""Rasters (GeoTIFF, COG) and arrays (NetCDF, HDF5, Zarr): a quick-look and a summary."""

from __future__ import annotations

from ....protocol.errors import ResultError
from ..._source import Source
from ...formats._detect import Format
from ...open._dataset import open_dataset, open_groups
from .._picture import PictureViewer
from .._view import View
from ._dataset_model import DatasetModel
from ._raster_model import RasterModel

__all__ = ["GridViewer"]


class GridViewer:
    """Shows grids of numbers."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether the output is a georeferenced raster, NetCDF, HDF5 or Zarr."""
        return format.name in ("geotiff", "netcdf", "zarr", "zarr-zip")

    def view(self, source: Source, format: Format) -> View:
        """Return the quick-look.

        A TIFF that cannot be read here is shown as a picture or a link.
        """
        if format.name == "geotiff":
            return _raster_view(source)
        try:
            dataset = open_dataset(source, format.name)
        except ResultError:
            # A dataset whose times cannot be decoded still has values to show.
            dataset = open_dataset(source, format.name, decode_times=False)
        groups = {} if dataset.data_vars else open_groups(source, format.name)
        return DatasetModel(dataset, groups).first_view()


def _raster_view(source: Source) -> View:
    model = RasterModel(source)
    try:
        return model.first_view()
    except ResultError as error:
        if "not installed" not in error.message or not source.inline:
            raise
        return PictureViewer().view(source, Format("tiff", "content"))

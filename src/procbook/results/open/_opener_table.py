"""The built-in openers: which library reads which format, as one table."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..._json import JsonValue
from ..._lazy import lazy_module
from ...protocol.errors import ResultError
from .._optional import need
from .._source import ABSENT, Source
from ..formats._detect import Format
from ._dataset import open_dataset
from ._frame import read_frame, read_rows
from ._geojson import crs_of, features_of
from ._picture import open_picture
from ._raster import open_raster
from ._vector import read_features
from ._wkt import geometry_of

if TYPE_CHECKING:
    import pystac
    import xarray
    from geopandas import GeoDataFrame
    from PIL.Image import Image
    from shapely.geometry.base import BaseGeometry
else:
    xarray = lazy_module("xarray")

# Those of pyproj and shapely are ValueError and RuntimeError.
_GEOJSON_ERRORS = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RuntimeError,
)


class TableOpener:
    """One row of the table of openers.

    Parameters
    ----------
    data_types : str
        Names of the types that it returns.
    formats : str
        Names of the formats that it reads.
    open : callable
        Given a source, its format and options, returns the object.
    """

    def __init__(self, data_types: str, formats: str, open: Callable[..., Any]) -> None:
        self._data_types = data_types.split()
        self._formats = frozenset(formats.split())
        self._open = open

    def accepts(self, source: Source, format: Format, data_type: str | None) -> bool:
        """Return whether the row has the format and the type, if one is asked for."""
        if format.name not in self._formats:
            return False
        return data_type is None or data_type in self._data_types

    def open(self, source: Source, format: Format, **options: Any) -> Any:
        """Return the object."""
        return self._open(source, format, **options)


def _open_value(source: Source, format: Format) -> JsonValue:
    if format.name == "string":
        return source.text(source.limit)
    return source.json(source.limit)


def _open_text(source: Source, format: Format) -> str:
    return source.text(source.limit)


def _open_yaml(source: Source, format: Format) -> JsonValue:
    return source.yaml(source.limit)


def _open_features(source: Source, format: Format, **options: Any) -> GeoDataFrame:
    geopandas = need("geopandas", extra="geo", subject="Features")
    if format.name not in ("geojson", "stac-items"):
        return read_features(source, **options)[0]
    value = source.json(source.limit)
    # GeoJSON is in longitude and latitude (RFC 7946, section 4); the one from before 2016 may name
    # another reference system.
    crs = options.pop("crs", None) or crs_of(value) or 4326
    features = [
        {"properties": f.get("properties"), "geometry": f.get("geometry")}
        for f in features_of(value)
    ]
    try:
        if not features:
            return geopandas.GeoDataFrame(geometry=[], crs=crs, **options)
        return geopandas.GeoDataFrame.from_features(features, crs=crs, **options)
    except _GEOJSON_ERRORS as error:
        raise ResultError(
            f"Output {source.name!r} is no readable GeoJSON: {error}"
        ) from None


def _open_geometry(source: Source, format: Format) -> BaseGeometry:
    return geometry_of(source.text(source.limit))


def _open_image(source: Source, format: Format) -> Image:
    return open_picture(source.read(source.limit))


def _open_raster(
    source: Source, format: Format, **options: Any
) -> xarray.DataArray | xarray.Dataset:
    return open_raster(source, **options)


def _open_raster_dataset(
    source: Source, format: Format, **options: Any
) -> xarray.Dataset:
    raster = open_raster(source, **options)
    if isinstance(raster, xarray.DataArray):
        return raster.to_dataset(name=source.name)
    return raster


def _open_dataset(source: Source, format: Format, **options: Any) -> xarray.Dataset:
    return open_dataset(source, format.name, **options)


def _open_data_array(
    source: Source, format: Format, **options: Any
) -> xarray.DataArray:
    dataset = open_dataset(source, format.name, **options)
    names = list(dataset.data_vars)
    if len(names) != 1:
        raise ResultError(
            f"Output {source.name!r} holds {len(names)} variables; a DataArray is one of them."
        )
    return dataset[names[0]]


def _open_stac(source: Source, format: Format) -> pystac.STACObject:
    """Return an item, an item collection, a collection or a catalog."""
    pystac = need("pystac", extra="pystac", subject="STAC documents")
    value = source.json(source.limit)
    if format.name == "stac-item":
        stac_class = pystac.Item
    elif format.name == "stac-items":
        stac_class = pystac.ItemCollection
    elif value.get("type") == "Collection":
        stac_class = pystac.Collection
    else:
        stac_class = pystac.Catalog
    try:
        stac_object = stac_class.from_dict(value)
    except Exception as error:  # noqa: BLE001 - pystac raises whatever it stumbles over
        raise ResultError(
            f"Output {source.name!r} is no readable STAC document: {error}"
        ) from None
    if source.href and hasattr(stac_object, "set_self_href"):
        stac_object.set_self_href(source.href)
    return stac_object  # type: ignore[no-any-return]


def _open_archive(source: Source, format: Format) -> zipfile.ZipFile:
    """Return a ZIP archive to read members from; nothing is unpacked."""
    try:
        return zipfile.ZipFile(source.file())
    except zipfile.BadZipFile as error:
        raise ResultError(
            f"Output {source.name!r} is no readable archive: {error}"
        ) from None


def _open_bytes(source: Source, format: Format) -> bytes:
    if source.value is ABSENT and source.inline:
        return source.content()
    return source.read(source.limit)


OPENERS = (
    TableOpener(
        "dict list int float str bool NoneType", "scalar string json bbox", _open_value
    ),
    TableOpener(
        "DataFrame", "csv tsv parquet feather excel records jsonlines", read_frame
    ),
    TableOpener(
        "GeoDataFrame",
        "geojson geojsonseq geopackage flatgeobuf gml kml",
        _open_features,
    ),
    TableOpener("BaseGeometry", "wkt", _open_geometry),
    TableOpener("Image", "png jpeg gif webp bmp tiff", _open_image),
    TableOpener("DataArray", "geotiff", _open_raster),
    TableOpener("Dataset", "netcdf zarr zarr-zip", _open_dataset),
    TableOpener(
        "Item ItemCollection Collection Catalog",
        "stac-item stac-items stac-collection",
        _open_stac,
    ),
    TableOpener("ZipFile", "zip zarr-zip", _open_archive),
    TableOpener("dict list", "yaml", _open_yaml),
    TableOpener("str", "text markdown html xml svg", _open_text),
    # Only when the type is asked for by name.
    TableOpener("Dataset", "geotiff", _open_raster_dataset),
    TableOpener("DataArray", "netcdf zarr zarr-zip tiff", _open_data_array),
    TableOpener(
        "dict list",
        "geojson records stac-item stac-items stac-collection",
        _open_value,
    ),
    TableOpener("DataFrame", "json", read_frame),
    TableOpener("list", "csv tsv", read_rows),
    TableOpener("GeoDataFrame", "stac-items zip", _open_features),
    TableOpener("bytes", "pdf audio video gzip tar sqlite unknown", _open_bytes),
)
"""The first row that fits opens an output."""

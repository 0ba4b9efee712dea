"""The built-in openers: which library reads which format, as one table."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

from ...protocol.errors import ResultError
from .._delimited import dialect_of
from .._formats import Format
from .._optional import need
from .._source import ABSENT, Source
from . import _raster as _grids, _vector as _frames
from ._wkt import geometry_of


class Built:
    """An opener of the table: some formats, one kind of object, one function."""

    def __init__(self, makes: str, formats: str, open: Callable[..., Any]) -> None:
        self._makes = makes.split()
        self._formats = frozenset(formats.split())
        self._open = open

    def accepts(self, source: Source, format: Format, data_type: Any) -> bool:
        """Compare format and wished type with the row of the table."""
        return format.name in self._formats and data_type in (None, *self._makes)

    def open(self, source: Source, format: Format, **options: Any) -> Any:
        """Return the object."""
        return self._open(source, format, **options)


def _value(source: Source, format: Format) -> Any:
    return (
        source.text(source.limit)
        if format.name == "string"
        else source.json(source.limit)
    )


def _text(source: Source, format: Format) -> str:
    return source.text(source.limit)


def _yaml(source: Source, format: Format) -> Any:
    return source.yaml(source.limit)


def _frame(source: Source, format: Format, **options: Any) -> Any:
    """Return a table as DataFrame; cells that look like formulas stay text, compression is never unfolded."""
    pandas = need("pandas", extra="data", what="Tables")
    name = format.name
    try:
        if name in ("csv", "tsv"):
            return _csv(pandas, source, name, options)
        if name in ("parquet", "feather"):
            need("pyarrow", extra="data", what="Parquet and Arrow files")
            if name == "parquet" and _is_geoparquet(source):
                return need(
                    "geopandas", extra="geo", what="GeoParquet files"
                ).read_parquet(source.file(), **options)
            return getattr(pandas, f"read_{name}")(source.file(), **options)
        if name == "excel":
            return pandas.read_excel(io.BytesIO(source.read(source.limit)), **options)
        if name == "jsonlines":
            return pandas.read_json(
                io.StringIO(source.text(source.limit)), lines=True, **options
            )
        return pandas.DataFrame(source.json(source.limit), **options)
    except ResultError:
        raise
    except (
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        ImportError,
        zipfile.BadZipFile,
    ) as error:
        raise ResultError(
            f"Output {source.name!r} cannot be read as a table: {error}"
        ) from None


def _csv(pandas: Any, source: Source, name: str, options: dict[str, Any]) -> Any:
    text = source.text(source.limit)
    dialect = dialect_of(text, tabs=name == "tsv")
    written = {
        "sep": dialect.delimiter,
        "skiprows": dialect.skip,
        "header": "infer" if dialect.header else None,
    }
    try:
        return pandas.read_csv(io.StringIO(text), **{**written, **options})
    except pandas.errors.ParserError as error:
        raise ResultError(
            f"Output {source.name!r} cannot be read as a table: {str(error).strip()}",
            hint='Say how, as in .open(skiprows=2) or .open(on_bad_lines="skip"), or take its rows: .open("list").',
        ) from None


def _is_geoparquet(source: Source) -> bool:
    parquet = need("pyarrow.parquet", extra="data", what="Parquet files")
    return b"geo" in (parquet.read_schema(source.file()).metadata or {})


def _rows(source: Source, format: Format) -> list[dict[str, str]]:
    """Return a text table as list of dictionaries, for ``data_type="list"`` and where there is no pandas."""
    text = source.text(source.limit)
    dialect = dialect_of(text, tabs=format.name == "tsv")
    lines = io.StringIO(text, newline="")
    for _ in range(dialect.skip):
        lines.readline()
    rows = [row for row in csv.reader(lines, delimiter=dialect.delimiter) if row]
    width = max(map(len, rows), default=0)
    names = rows.pop(0) if rows and dialect.header else []
    names += [str(i) for i in range(len(names), width)]
    return [dict(zip(names, row, strict=False)) for row in rows]


def _features(source: Source, format: Format, **options: Any) -> Any:
    geopandas = need("geopandas", extra="geo", what="Features")
    if format.name not in ("geojson", "stac-items"):
        return _frames.read_features(source, **options)[0]
    from ._geojson import crs_of, features_of

    value = source.json(source.limit)
    # GeoJSON is in longitude and latitude (RFC 7946, section 4); what was written before 2016 says
    # otherwise.
    crs = options.pop("crs", None) or crs_of(value) or 4326
    features = [
        {"properties": f.get("properties"), "geometry": f.get("geometry")}
        for f in features_of(value)
    ]
    try:
        if not features:
            return geopandas.GeoDataFrame(geometry=[], crs=crs, **options)
        return geopandas.GeoDataFrame.from_features(features, crs=crs, **options)
    # Of pyproj and shapely too, which are ValueError and RuntimeError.
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        RuntimeError,
    ) as error:
        raise ResultError(
            f"Output {source.name!r} is no readable GeoJSON: {error}"
        ) from None


def _geometry(source: Source, format: Format) -> Any:
    return geometry_of(source.text(source.limit))


def _image(source: Source, format: Format) -> Any:
    from ._picture import open_picture

    return open_picture(source.read(source.limit))


def _raster(source: Source, format: Format, **options: Any) -> Any:
    return _grids.open_raster(source, **options)


def _array(source: Source, format: Format, **options: Any) -> Any:
    dataset = _raster(source, format, **options)
    return (
        dataset.to_dataset(name=source.name)
        if hasattr(dataset, "to_dataset")
        else dataset
    )


def _dataset(source: Source, format: Format, **options: Any) -> Any:
    return _grids.open_dataset(source, format.name, **options)


def _data_array(source: Source, format: Format, **options: Any) -> Any:
    dataset = _dataset(source, format, **options)
    names = list(dataset.data_vars)
    if len(names) != 1:
        raise ResultError(
            f"Output {source.name!r} holds {len(names)} variables; a DataArray is one of them."
        )
    return dataset[names[0]]


def _stac(source: Source, format: Format) -> Any:
    pystac = need("pystac", extra="pystac", what="STAC documents")
    value = source.json(source.limit)
    kinds = {"stac-item": pystac.Item, "stac-items": pystac.ItemCollection}
    kind = kinds.get(format.name) or (
        pystac.Collection if value.get("type") == "Collection" else pystac.Catalog
    )
    try:
        made = kind.from_dict(value)
    except Exception as error:  # noqa: BLE001 - pystac raises whatever it stumbles over
        raise ResultError(
            f"Output {source.name!r} is no readable STAC document: {error}"
        ) from None
    if source.href and hasattr(made, "set_self_href"):
        made.set_self_href(source.href)
    return made


def _members(source: Source, format: Format) -> Any:
    """Return a ZIP archive to read members from; nothing is unpacked."""
    try:
        return zipfile.ZipFile(source.file())
    except zipfile.BadZipFile as error:
        raise ResultError(
            f"Output {source.name!r} is no readable archive: {error}"
        ) from None


def _bytes(source: Source, format: Format) -> bytes:
    return (
        source.content()
        if source.value is ABSENT and source.inline
        else source.read(source.limit)
    )


OPENERS = (
    Built("dict list int float str bool NoneType", "scalar string json bbox", _value),
    Built("DataFrame", "csv tsv parquet feather excel records jsonlines", _frame),
    Built(
        "GeoDataFrame", "geojson geojsonseq geopackage flatgeobuf gml kml", _features
    ),
    Built("BaseGeometry", "wkt", _geometry),
    Built("Image", "png jpeg gif webp bmp tiff", _image),
    Built("DataArray", "geotiff", _raster),
    Built("Dataset", "netcdf zarr zarr-zip", _dataset),
    Built(
        "Item ItemCollection Collection Catalog",
        "stac-item stac-items stac-collection",
        _stac,
    ),
    Built("ZipFile", "zip zarr-zip", _members),
    Built("dict list", "yaml", _yaml),
    Built("str", "text markdown html xml svg", _text),
    # Only when asked for by name.
    Built("Dataset", "geotiff", _array),
    Built("DataArray", "netcdf zarr zarr-zip tiff", _data_array),
    Built("dict list", "geojson records stac-item stac-items stac-collection", _value),
    Built("DataFrame", "json", _frame),
    Built("list", "csv tsv", _rows),
    Built("GeoDataFrame", "stac-items zip", _features),
    Built("bytes", "pdf audio video gzip tar sqlite unknown", _bytes),
)
"""The first row that fits opens an output."""

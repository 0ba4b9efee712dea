"""Files as people really make them: other encodings, collections in collections, stores in archives, empty ones."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from procbook import ResultError
from procbook.results import open_output, save_output, view

POINT = {"type": "Point", "coordinates": [10.0, 50.0, 300.0]}


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.mark.parametrize(
    ("data", "media_type", "columns", "first"),
    [
        (
            "name,wert\nÄpfel,1\n".encode("utf-16"),
            "text/csv",
            ["name", "wert"],
            ["Äpfel", 1],
        ),
        (
            "name,preis\nÄpfel,€ 5\n".encode("cp1252"),
            "text/csv",
            ["name", "preis"],
            ["Äpfel", "€ 5"],
        ),
        (
            b'\xef\xbb\xbf"a;b";c;d\n"1;2";3;"x\ny"\n',
            "text/csv",
            ["a;b", "c", "d"],
            ["1;2", 3, "x\ny"],
        ),
        (b"a;b\n1;2\n", "text/tab-separated-values", ["a", "b"], [1, 2]),
        (b"# made by x, y\n#\na,b\n1,2\n", "text/csv", ["a", "b"], [1, 2]),
        (b"#id,name\n1,x\n", "text/csv", ["#id", "name"], [1, "x"]),
        (b"1.5,2,3\n4,5,6\n", "text/csv", [0, 1, 2], [1.5, 2, 3]),
        (b"a,b\r1,2\r", "text/csv", ["a", "b"], [1, 2]),
    ],
)
def test_tables(
    data: bytes, media_type: str, columns: list[Any], first: list[Any]
) -> None:
    frame = open_output(data, media_type=media_type)
    assert list(frame.columns) == columns and frame.iloc[0].tolist() == first
    shown = view(data, media_type=media_type)
    assert [c["name"] for c in shown.data["columns"]] == [str(c) for c in columns]
    assert [str(cell) for cell in shown.data["rows"][0]] == [
        str(cell) for cell in first
    ]
    assert shown.data["total"] == len(frame)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_large_table_of_another_encoding(encoding: str) -> None:
    text = "name,wert\n" + "".join(f"Käse {n},{n}\n" for n in range(120_000))
    shown = view(text.encode(encoding), media_type="text/csv")
    assert shown.data["rows"][99] == ["Käse 99", "99"]
    assert shown.model is not None
    last = shown.model.ask("page", {"offset": 119_999})
    assert [str(cell) for cell in last["rows"][0]] == [
        "Käse 119999",
        "119999",
    ] and last["total"] == 120_000


def test_a_table_that_is_none_for_pandas_says_what_to_do() -> None:
    ragged = b"a,b\n1,2\n1,2,3\n4\n"
    with pytest.raises(ResultError, match="on_bad_lines"):
        open_output(ragged, media_type="text/csv")
    assert open_output(ragged, "list", "text/csv")[1] == {"a": "1", "b": "2", "2": "3"}
    assert view(ragged, media_type="text/csv").data["total"] == 3


def test_lines_of_json_that_are_no_rows() -> None:
    mixed = b'{"a":1}\n[1,2]\n5\n'
    with pytest.raises(ResultError, match="as a table"):
        open_output(mixed, media_type="application/x-ndjson")
    assert view(mixed, media_type="application/x-ndjson").kind == "text"


def test_collections_in_collections() -> None:
    mixed = {
        "type": "GeometryCollection",
        "geometries": [POINT, {"type": "GeometryCollection", "geometries": [POINT]}],
    }
    inner = {"type": "FeatureCollection", "features": [feature(POINT, b=3)]}
    value = {
        "type": "FeatureCollection",
        "features": [feature(POINT, a=1), feature(None), feature(mixed), inner],
    }
    frame = open_output(value)
    assert len(frame) == 4 and frame.geometry[0].has_z and frame["b"].tolist()[3] == 3
    shown = view(value)
    assert shown.title == "Map, 4 features" and shown.data["kinds"] == {"Point": 4}


def test_the_reference_system_of_older_geojson() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}
    value = {
        "type": "FeatureCollection",
        "crs": crs,
        "features": [feature({"type": "Point", "coordinates": [5e5, 55e5]})],
    }
    assert open_output(value).crs.to_epsg() == 32633
    assert open_output(value, crs=3857).crs.to_epsg() == 3857
    with pytest.raises(ResultError, match="GeoJSON"):
        open_output({**value, "crs": "nonsense"})


def test_no_features() -> None:
    nothing = {"type": "FeatureCollection", "features": []}
    assert len(open_output(nothing)) == 0 and view(nothing).title == "Map, 0 features"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))",
            {"Point": 1, "LineString": 1},
        ),
        ("SRID=4326;LINESTRING Z (0 0 5, 1 1 6)", {"LineString": 1}),
    ],
)
def test_well_known_text(text: str, kinds: dict[str, int]) -> None:
    assert view(text).data["kinds"] == kinds
    assert not open_output(text).is_empty


def test_text_that_would_end_the_process_is_refused() -> None:
    with pytest.raises(ResultError, match="too deeply"):
        open_output("GEOMETRYCOLLECTION (" * 100_000)
    for bomb in (b"[" * 100_000, b"- " * 50_000, b"? " * 30_000):
        with pytest.raises(ResultError, match="too deeply"):
            open_output(bomb, media_type="application/yaml")
        assert view(bomb, media_type="application/yaml").kind == "text"


def test_yaml_with_anchors_and_of_several_documents() -> None:
    text = b"base: &b {x: 1}\nd:\n  <<: *b\n  y: [1, 2]\n"
    assert open_output(text, media_type="application/yaml")["d"] == {
        "x": 1,
        "y": [1, 2],
    }
    assert open_output(b"a: 1\n---\nb: 2\n", media_type="application/yaml") == [
        {"a": 1},
        {"b": 2},
    ]


@pytest.mark.parametrize(
    "media_type",
    [None, "text/csv", "application/json", "image/png", "application/geo+json"],
)
def test_nothing_at_all(media_type: str | None) -> None:
    shown = view(b"", media_type=media_type)
    assert shown.kind == "link" and "empty" in shown.data["note"]


def test_one_compressed_file() -> None:
    shown = view(gzip.compress(b"a,b\n1,2\n"))
    assert shown.kind == "archive" and len(shown.data["members"]) == 1


@pytest.fixture(scope="module")
def dataset() -> xr.Dataset:
    values = np.random.default_rng(0).random((2, 20, 30))
    return xr.Dataset(
        {"t": (("time", "y", "x"), values)},
        {"y": np.arange(20.0), "x": np.arange(30.0)},
    )


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("inside", ["", "store.zarr"])
def test_zarr_in_an_archive(
    dataset: xr.Dataset, tmp_path: Path, linked: Any, version: int, inside: str
) -> None:
    dataset.to_zarr(tmp_path / "z", zarr_format=version, consolidated=version == 2)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted((tmp_path / "z").rglob("*")):
            if file.is_file():
                archive.write(file, Path(inside, file.relative_to(tmp_path / "z")))
    for output in (packed.getvalue(), linked("/a.zarr.zip", packed.getvalue())):
        xr.testing.assert_equal(open_output(output).load(), dataset)
        assert view(output).title == "Dataset, 1 variable (time 2, y 20, x 30)"


def test_a_store_that_cannot_be_listed_says_so(
    dataset: xr.Dataset, tmp_path: Path, linked: Any, files: Any
) -> None:
    dataset.to_zarr(tmp_path / "z.zarr", zarr_format=2, consolidated=False)
    for file in (tmp_path / "z.zarr").rglob("*"):
        if file.is_file():
            files.content[f"/{file.relative_to(tmp_path)}"] = file.read_bytes()
    with pytest.raises(ResultError, match="not consolidated"):
        open_output(linked("/z.zarr"))
    with pytest.raises(ResultError, match="to_zarr"):
        save_output(linked("/z.zarr"), tmp_path / "kept")


def test_groups_of_a_dataset_are_shown(dataset: xr.Dataset, tmp_path: Path) -> None:
    path = tmp_path / "a.nc"
    dataset.to_netcdf(path, group="PRODUCT")
    shown = view(path)
    assert [layer["name"] for layer in shown.data["layers"]] == [
        "PRODUCT/t"
    ] and shown.blob is not None
    assert ["Group", ".open(group='PRODUCT')"] in [
        list(fact) for fact in shown.data["facts"]
    ]
    assert list(open_output(path, group="PRODUCT").data_vars) == ["t"]


def test_times_that_nobody_can_read_hide_nothing(tmp_path: Path) -> None:
    times = (
        "time",
        [0.0, 4e12],
        {"units": "days since 1850-01-01", "calendar": "standard"},
    )
    xr.Dataset({"t": (("time", "x"), np.ones((2, 5)))}, {"time": times}).to_netcdf(
        tmp_path / "a.nc"
    )
    assert view(tmp_path / "a.nc").kind == "raster"


def raster(**profile: Any) -> bytes:
    from affine import Affine
    from rasterio.io import MemoryFile

    values = profile.pop("values")
    about = {
        "driver": "GTiff",
        "width": 40,
        "height": 30,
        "count": len(values),
        "dtype": values.dtype,
    }
    with MemoryFile() as memory:
        with memory.open(
            transform=Affine(10, 0, 5e5, 0, -10, 55e5),
            crs="EPSG:32633",
            **about,
            **profile,
        ) as file:
            file.write(values)
        return bytes(memory.read())


@pytest.mark.parametrize(
    ("dtype", "options"),
    [
        ("float32", {"ENDIANNESS": "BIG", "nodata": -9999}),
        ("float32", {"BIGTIFF": "YES"}),
        ("complex64", {}),
        ("int8", {}),
        ("uint16", {"nodata": 0}),
    ],
)
def test_rasters(dtype: str, options: dict[str, Any]) -> None:
    data = raster(values=np.arange(2400).reshape(2, 30, 40).astype(dtype), **options)
    array = open_output(data)
    assert array.shape == (2, 30, 40) and array.spatial_ref.attrs["crs_wkt"].startswith(
        "PROJCS"
    )
    shown = view(data)
    assert (
        shown.kind == "raster"
        and shown.blob is not None
        and ("Reference system", "EPSG:32633") in shown.data["facts"]
    )


def test_a_photograph_is_no_raster() -> None:
    from PIL import Image

    # Random bytes hold the numbers of all tags somewhere.
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), dtype="uint8")
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "TIFF")
    assert view(file.getvalue()).kind == "image"
    assert open_output(file.getvalue()).size == (300, 300)


def test_the_items_of_a_catalogue_are_outputs_of_their_own(linked: Any) -> None:
    asset = {"href": "./a.csv", "type": "text/csv"}
    item = {
        **feature(POINT),
        "stac_version": "1.0.0",
        "id": "one",
        "links": [],
        "assets": {"table": asset},
    }
    items = {"type": "FeatureCollection", "features": [item, {**item, "id": "two"}]}
    shown = view(
        linked(
            "/found/items.json",
            json.dumps(items).encode(),
            media_type="application/geo+json",
        )
    )
    assert shown.title == "STAC items, 2" and shown.data["map"]["count"] == 2
    assert shown.model is not None
    inner = view(shown.model.sources[1])  # type: ignore[attr-defined]
    assert inner.title == "STAC item two"
    assert inner.model.sources[0].href.endswith("/found/a.csv")  # type: ignore[union-attr]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("side", [100_000, 2_000_000_000])
def test_a_raster_that_is_larger_than_any_memory(side: int) -> None:
    numbers = {
        256: side,
        257: side,
        258: 8,
        259: 1,
        262: 1,
        273: 8,
        277: 1,
        278: side,
        279: 100,
        33550: 8,
    }
    kinds = {33550: (12, 3)}
    entries = b"".join(
        struct.pack("<HHII", tag, *kinds.get(tag, (4, 1)), value)
        for tag, value in numbers.items()
    )
    data = b"II*\0" + struct.pack("<IH", 8, len(numbers)) + entries + b"\0" * 100
    shown = view(data)
    assert shown.kind == "raster" and shown.blob is None
    assert ("Picture", "Too large to be drawn: it has no overviews.") in shown.data[
        "facts"
    ]
    assert open_output(data).shape == (1, side, side)

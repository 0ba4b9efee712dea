"""Views are plain data: made without a browser, and never an exception, whatever a server sends."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from procbook import ResultError
from procbook.results import View, view
from procbook.results._limits import STATIC, TO_PAGE
from procbook.results.views import _geo, _scalar, _tree
from procbook.results.views.drawing import _html

# Rasterio multiplies transforms in a way that the library of transforms is about to change.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Use `@` matmul:PendingDeprecationWarning"
)


def ask(shown: View, question: str, **arguments: Any) -> Any:
    assert shown.model is not None
    return shown.model.ask(question, arguments)


def test_a_tree_is_read_level_by_level() -> None:
    shown = view({"a": [10, {"b": None}], "many": list(range(1000))})
    assert [n["key"] for n in shown.data["children"]] == ["a", "many"]
    assert [n["text"] for n in ask(shown, "children", path=["a"])["children"]] == [
        "10",
        "{b}",
    ]
    assert (
        ask(shown, "children", path=["many"], offset=800)["children"][-1]["text"]
        == "999"
    )
    assert ask(shown, "search", text="NULL")["found"][0]["path"] == ["a", 1, "b"]
    assert ask(shown, "text", path=["a", 1])["text"] == '{\n  "b": null\n}'
    with pytest.raises(ResultError, match="nothing at"):
        ask(shown, "children", path=["none"])


def test_questions_that_nobody_asks() -> None:
    shown = view({"a": 1})
    for question, arguments in [
        ("exec", {}),
        ("_at", {"path": []}),
        ("children", {"other": 1}),
    ]:
        with pytest.raises(ResultError):
            ask(shown, question, **arguments)


@pytest.mark.parametrize("depth", [100, 5_000, 200_000])
def test_deep_json_is_shown_and_kills_nobody(depth: int) -> None:
    for text in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth):
        shown = view(text.encode(), media_type="application/json")
        assert shown.kind in ("tree", "text")
        if shown.kind == "tree":
            ask(shown, "search", text="zzz")
            ask(shown, "text", path=[])


def test_deep_values_that_were_parsed_elsewhere() -> None:
    value: Any = 1
    for _ in range(50_000):
        value = [value]
    shown = view(value)
    assert shown.kind == "tree"
    ask(shown, "text", path=[])
    assert view([{"a": value}]).kind == "tree"
    while isinstance(value, list):  # take it apart, or its end would be as deep
        value = value.pop()


def test_yaml_is_safe_and_does_not_unfold() -> None:
    assert view(b"a: [1, 2]", media_type="application/yaml").kind == "tree"
    assert (
        view(
            b"!!python/object/apply:os.system ['true']", media_type="application/yaml"
        ).kind
        == "text"
    )
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
    )
    shown = view(bomb.encode(), media_type="application/yaml")
    assert shown.data["total"] == 12


def test_a_table_is_sorted_also_by_integers_beyond_all_floats() -> None:
    shown = view([{"n": 2}, {"n": 10**400}, {"n": -(10**400)}])
    assert shown.model is not None
    assert [row[0] for row in shown.model.ask("page", {"sort": 0})["rows"]][1] == 2


def test_json_lines_end_at_line_feeds_only() -> None:
    shown = view(
        '{"a": "x\u2028y"}\n{"a": "z"}\n'.encode(), media_type="application/x-ndjson"
    )
    assert shown.kind == "table"
    assert shown.data["total"] == 2


def test_tables_are_paged_sorted_and_typed() -> None:
    rows = "\n".join(f"{i};n{i};{i / 2};{'' if i == 3 else 'x'}" for i in range(250))
    shown = view(f"id;name;half;maybe\n{rows}".encode(), media_type="text/csv")
    assert [(c["name"], c["type"]) for c in shown.data["columns"]] == [
        ("id", "integer"),
        ("name", "text"),
        ("half", "number"),
        ("maybe", "text"),
    ]
    assert shown.data["total"] == 250
    assert len(ask(shown, "page", offset=200)["rows"]) == 50
    assert ask(shown, "page", sort=0, descending=True)["rows"][0][1] == "n249"


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1\n1,2,3\n",
        'a,b\n"un,closed\n',
        "a\n",
        "\n\n",
        ",,,\n,,,",
        "\ufeffa,b\n1,2",
        'a,b\n"line\nbreak",2',
    ],
)
def test_odd_tables_are_shown(text: str) -> None:
    shown = view(text.encode(), media_type="text/csv")
    assert shown.kind in ("table", "text")
    if shown.kind == "table":
        ask(shown, "page", sort=0)


def test_a_huge_cell_does_not_fill_the_page() -> None:
    shown = view(b"a,b\n" + b"x" * 3_000_000 + b",1\n", media_type="text/csv")
    assert len(json.dumps(shown.data)) < TO_PAGE
    wide = ",".join(f"c{i}" for i in range(5000))
    shown = view(f"{wide}\n{wide}".encode(), media_type="text/csv")
    assert (len(shown.data["columns"]), shown.data["hidden"]) == (200, 4800)


def test_large_integers_stay_exact_in_the_page() -> None:
    assert view([{"a": 2**60, "b": 1}]).data["rows"] == [[str(2**60), 1]]


def test_parquet(tmp_path: Path) -> None:
    import pandas as pd

    path = tmp_path / "t.parquet"
    pd.DataFrame(
        {
            "a": range(1000),
            "b": ["x", None] * 500,
            "t": pd.date_range("2026", periods=1000),
        }
    ).to_parquet(path)
    for thing in (path, path.read_bytes()):
        shown = view(thing)
        assert [c["type"] for c in shown.data["columns"]] == ["integer", "text", "time"]
        assert ask(shown, "page", sort=0, descending=True)["rows"][0][0] == 999
    assert view(b"PAR1" + b"\x00" * 100 + b"PAR1").kind == "link"


def test_rasters(geotiff: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.tif"
    path.write_bytes(geotiff)
    for thing in (path, geotiff):
        shown = view(thing)
        assert shown.kind == "raster" and shown.blob is not None
        assert shown.blob.data.startswith(b"\x89PNG") and len(shown.blob.data) < TO_PAGE
        assert ask(shown, "layer", index=1).media_type == "image/png"
        assert "DataArray" in ask(shown, "summary")["text"]


def test_netcdf_and_zarr(tmp_path: Path) -> None:
    import numpy as np
    import xarray as xr

    data = xr.Dataset(
        {"t": (("time", "lat", "lon"), np.random.default_rng(0).random((2, 30, 40)))},
        coords={"lat": np.arange(30), "lon": np.arange(40)},
    )
    data.to_netcdf(tmp_path / "x.nc", engine="h5netcdf")
    data.to_netcdf(tmp_path / "old.nc", engine="netcdf4", format="NETCDF3_64BIT")
    data.to_zarr(tmp_path / "x.zarr", consolidated=False)
    for thing in (
        tmp_path / "x.nc",
        (tmp_path / "x.nc").read_bytes(),
        (tmp_path / "old.nc").read_bytes(),
        tmp_path / "x.zarr",
    ):
        shown = view(thing)
        assert shown.kind == "raster" and shown.blob is not None
        assert "xarray.Dataset" in shown.data["summary"]


def test_noise_is_made_small_enough() -> None:
    import numpy as np

    from procbook.results.views.drawing._quicklook import picture_of

    noise = np.random.default_rng(0).integers(0, 255, (3, 900, 900), dtype="uint8")
    blob, _ = picture_of(noise, np.ones((900, 900), bool))
    assert len(blob.data) <= TO_PAGE


def test_large_pictures_become_small_and_bombs_are_refused() -> None:
    import struct
    import zlib

    from PIL import Image

    noise = io.BytesIO()
    Image.effect_noise((2500, 2000), 90).save(noise, "PNG")
    shown = view(noise.getvalue())
    assert (
        shown.blob is not None
        and len(shown.blob.data) <= TO_PAGE
        and shown.data["made"]
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data))
            + kind
            + data
            + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    assert view(bomb).kind == "link"
    assert "too many" in view(bomb).data["note"]


def test_archives_are_listed_and_never_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.txt", b"0" * 50_000_000)
        archive.writestr("a/b.txt", b"x")
    shown = view(packed.getvalue())
    assert [m["name"] for m in shown.data["members"]] == ["../../evil.txt", "a/b.txt"]
    assert shown.data["note"]
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as made:
        made.addfile(tarfile.TarInfo("x"), io.BytesIO())
    assert view(tar.getvalue()).data["members"][0]["name"] == "x"
    for broken in (b"PK\x03\x04 broken", b"\x1f\x8b broken"):
        assert view(broken).kind == "link"


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": ["x", None]},
        {"type": "Point", "coordinates": [1e999, 2]},
        {"type": "Polygon", "coordinates": 5},
        {"type": "Polygon", "coordinates": [[[1, 2], "x", [3, 4]]]},
        {"type": "Polygon", "coordinates": [[1, 2], [3, 4]]},
        {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]},
        {
            "type": "GeometryCollection",
            "geometries": [{"type": "Point", "coordinates": [1, 2]}, None],
        },
        {"type": "Point", "coordinates": [1, 2, 3]},
        {"type": "Curve", "coordinates": [1, 2]},
    ],
)
def test_broken_geometries_are_counted_and_not_drawn(geometry: Any) -> None:
    shown = view(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "geometry": geometry, "properties": "x"}],
        }
    )
    assert (shown.kind, shown.data["count"]) == ("map", 1)
    assert ask(shown, "attributes", index=0)["attributes"] == []


@pytest.mark.parametrize(
    "text",
    [
        "POINT (10 20)",
        "MULTIPOINT ((1 2), (3 4))",
        "POLYGON ((0 0, 1 0, 1 1, 0 0))",
        "LINESTRING Z (1 2 3, 4 5 6)",
        "SRID=4326;POINT(1 2)",
    ],
)
def test_wkt_is_drawn(text: str) -> None:
    shown = view(text)
    assert shown.kind == "map" and shown.data["features"]


@pytest.mark.parametrize(
    "text",
    [
        "POINT (",
        "POINT (1 2",
        "POLYGON ((1 2, import))",
        "GEOMETRYCOLLECTION (" * 100_000,
        "POINT EMPTY",
    ],
)
def test_wkt_that_is_too_hard_is_text(text: str) -> None:
    assert view(text).kind == "text"


def test_many_features_become_a_grid() -> None:
    features = [
        {
            "type": "Feature",
            "properties": None,
            "geometry": {"type": "Point", "coordinates": [i % 300 - 150, i % 77]},
        }
        for i in range(5000)
    ]
    shown = view({"type": "FeatureCollection", "features": features})
    assert shown.data["gridded"]
    assert sum(f["properties"]["count"] for f in shown.data["features"]) == 5000


def test_xml_entities_are_never_unfolded() -> None:
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    assert view(text.encode(), media_type="application/gml+xml").data["text"] == text


def test_html_comes_with_a_policy_and_an_empty_sandbox() -> None:
    shown = view(b"<html><script>1</script></html>")
    assert shown.kind == "frame"
    assert shown.data["document"].startswith(
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\''
    )
    assert 'sandbox=""' in shown.html


def test_size_limits_come_before_reading(linked: Any, files: Any) -> None:
    shown = view(
        linked(
            "/large.csv", b"a,b\n1,2\n", size=2_300_000_000, media_type="text/markdown"
        )
    )
    assert "2.3 GB" in shown.title
    assert files.asked == []


def test_a_missing_result_says_so(linked: Any) -> None:
    shown = view(linked("/gone.csv", media_type="text/csv"))
    assert "expired" in shown.data["note"]


@pytest.mark.parametrize(
    "value",
    [
        {"a" * 5000: list(range(5000))},
        "x" * 100_000,
        [{"a": "y" * 900, "b": i} for i in range(5000)],
        b"\xff" * 100_000,
    ],
)
def test_the_static_form_is_small(value: Any) -> None:
    assert len(view(value).html) <= STATIC


@pytest.mark.parametrize(
    ("crs", "unit"), [("EPSG:4326", "degrees"), ("EPSG:25832", "m"), (None, "")]
)
@pytest.mark.parametrize(("count", "bands"), [(1, "1 band of"), (2, "2 bands of")])
def test_a_raster_in_words(
    tmp_path: Path, crs: str | None, unit: str, count: int, bands: str
) -> None:
    rasterio = pytest.importorskip("rasterio")
    numpy = pytest.importorskip("numpy")
    transform = rasterio.Affine(0.0390625, 0, 5, 0, -0.0390625, 55)
    profile = {
        "driver": "GTiff",
        "width": 8,
        "height": 8,
        "count": count,
        "dtype": "float32",
        "crs": crs,
    }
    with rasterio.open(tmp_path / "r.tif", "w", **profile, transform=transform) as out:
        out.write(numpy.ones((count, 8, 8), "float32"))
    facts = dict(view(tmp_path / "r.tif").data["facts"])
    assert bands in facts["Size"]
    assert facts["Pixel"] == f"0.03906 × 0.03906 {unit}".rstrip()


def test_one_of_a_thing_is_called_so() -> None:
    assert _scalar.text_view("a\n").title == "Text, 1 line"
    assert _scalar.text_view("a\nb\n").title == "Text, 2 lines"
    assert "1 more character<" in _html.pre_element("ab", 1)
    assert _tree.describe_value([1]) == "Array, 1 item"


def test_a_place_in_metres_keeps_its_metres() -> None:
    point = {"type": "Point", "coordinates": [566331.5, 5928359.25]}
    view = _geo.features_view(
        [{"type": "Feature", "properties": {}, "geometry": point}], "EPSG:32632"
    )
    assert view.title == "Map, 1 feature"
    assert "5928359.25" in view.html
    assert "e+06" not in view.html

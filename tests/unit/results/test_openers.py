"""Outputs as Python objects: by what they are, by what is wished, by plug-ins, and lazily over the network."""

from __future__ import annotations

import concurrent.futures
import contextvars
import importlib.metadata
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from procbook import Client, ClientConfig, ResultError
from procbook.client import Output
from procbook.protocol import Part
from procbook.results import JobResultOpener, open_output, view, views
from procbook.results.open import _openers

pytestmark = pytest.mark.filterwarnings(
    "ignore:Use `@` matmul:PendingDeprecationWarning"
)
FEATURES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"n": 1},
            "geometry": {"type": "Point", "coordinates": [1, 2]},
        }
    ],
}
ITEM = {
    "type": "Feature",
    "stac_version": "1.0.0",
    "id": "i",
    "geometry": None,
    "bbox": None,
    "properties": {"datetime": "2026-01-01T00:00:00Z"},
    "links": [],
    "assets": {},
}


@pytest.mark.parametrize(
    ("value", "media_type", "expected"),
    [
        (5, None, "int"),
        ("x", None, "str"),
        (None, None, "NoneType"),
        ({"a": 1}, None, "dict"),
        ([1, 2], None, "list"),
        ([{"a": 1}], None, "DataFrame"),
        (b"a;b\n1;2", "text/csv", "DataFrame"),
        (b"a\tb\n1\t2", "text/tab-separated-values", "DataFrame"),
        (b'{"a":1}\n{"a":2}', "application/x-ndjson", "DataFrame"),
        (FEATURES, None, "GeoDataFrame"),
        ("POINT (1 2)", None, "Point"),
        (ITEM, None, "Item"),
        (b"a: 1", "application/yaml", "dict"),
        (b"# x", "text/markdown", "str"),
        (b"<html>", "text/html", "str"),
        (b"\0\1", None, "bytes"),
    ],
)
def test_what_fits_is_made(value: Any, media_type: str | None, expected: str) -> None:
    assert type(open_output(value, media_type=media_type)).__name__ == expected


def test_what_is_wished_is_made() -> None:
    assert open_output(FEATURES, "dict") == FEATURES
    assert open_output(b"a,b\n1,2", list, "text/csv") == [{"a": "1", "b": "2"}]
    assert open_output({"a": 1}, "str") == '{"a": 1}'
    assert open_output({"a": 1}, bytes) == b'{"a": 1}'
    assert isinstance(open_output([{"a": 1}], pd.DataFrame), pd.DataFrame)
    with pytest.raises(ResultError, match="cannot be opened as Dataset"):
        open_output({"a": 1}, xr.Dataset)


def test_formulas_stay_text() -> None:
    frame = open_output(b"a,b\n=1+1,@SUM(1)\n", media_type="text/csv")
    assert frame.iloc[0].tolist() == ["=1+1", "@SUM(1)"]


def test_rasters_and_pictures(geotiff: bytes) -> None:
    array = open_output(geotiff)
    assert isinstance(array, xr.DataArray) and array.shape == (2, 40, 60)
    assert isinstance(open_output(geotiff, xr.Dataset), xr.Dataset)
    view_of = view(geotiff)
    assert view_of.blob is not None
    assert open_output(view_of.blob.data).size == (60, 40)


@pytest.mark.parametrize(
    ("value", "media_type"),
    [
        (b"PAR1xx", None),
        (b"CDF\x01xx", None),
        (b"\x89HDF\r\n\x1a\nxx", None),
        (b"II*\0\xaf\x87xx", None),
        (b"\x89PNG\r\n\x1a\nxx", None),
        (b"PK\x03\x04xx", None),
        (b"[", "application/json"),
        ("POINT (1", None),
        (b"fgb\x03xx", None),
        (b"SQLite format 3\0" + b"x" * 100, "application/geopackage+sqlite3"),
    ],
)
def test_broken_files_are_told_and_kill_nobody(
    value: Any, media_type: str | None
) -> None:
    with pytest.raises(ResultError):
        open_output(value, media_type=media_type)
    assert view(value, media_type=media_type).kind in ("link", "text", "bytes", "image")


def test_deep_json_is_an_error() -> None:
    with pytest.raises(ResultError, match="too deeply"):
        open_output(b"[" * 200_000, media_type="application/json")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pandas", "xarray", "PIL.Image", "rioxarray", "geopandas"):
        monkeypatch.setitem(sys.modules, module, None)
    for value, media_type, extra in [
        (b"a\n1", "text/csv", "data"),
        (b"CDF\1", None, "data"),
        (FEATURES, None, "geo"),
        (b"II*\0\xaf\x87", None, "geo"),
    ]:
        with pytest.raises(ResultError) as caught:
            open_output(value, media_type=media_type)
        assert f"procbook[{extra}]" in str(caught.value)


def test_memory_is_not_filled(linked: Any, files: Any) -> None:
    with pytest.raises(ResultError, match=r"2\.3 GB") as caught:
        linked(
            "/large.json", b"{}", media_type="application/json", size=2_300_000_000
        ).open()
    assert ".save(" in str(caught.value)
    files.content["/endless.txt"] = b"x" * 3_000_000
    with pytest.raises(ResultError, match="max_bytes"):
        linked("/endless.txt", media_type="text/plain").open(max_bytes=1_000_000)


def test_a_cog_is_read_lazily(linked: Any, files: Any, tmp_path: Path) -> None:
    import rasterio
    from affine import Affine

    path = tmp_path / "large.tif"
    profile = {
        "driver": "GTiff",
        "width": 3000,
        "height": 3000,
        "count": 1,
        "dtype": "uint16",
        "crs": "EPSG:4326",
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
    }
    with rasterio.open(
        path, "w", transform=Affine(0.001, 0, 5, 0, -0.001, 50), **profile
    ) as file:
        file.write(
            np.random.default_rng(0).integers(0, 9999, (1, 3000, 3000), dtype="uint16")
        )
    array = linked(
        "/large.tif",
        path.read_bytes(),
        media_type="image/tiff; application=geotiff; profile=cloud-optimized",
    ).open()
    corner = array[0, :10, :10].to_numpy()
    assert corner.shape == (10, 10)
    fetched = sum(
        _length(headers, files.content["/large.tif"]) for _, headers in files.asked
    )
    assert fetched < len(files.content["/large.tif"]) / 4
    assert all("hush-hush" in str(headers) for _, headers in files.asked)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        elsewhere = pool.submit(
            contextvars.Context().run, view, linked("/large.tif")
        ).result()
    assert elsewhere.kind == "raster", elsewhere.data


def _length(headers: dict[str, str], content: bytes) -> int:
    wanted = headers.get("range")
    if wanted is None:
        return len(content)
    start, end = wanted.removeprefix("bytes=").split("-")
    return int(end or len(content)) - int(start) + 1


def test_zarr_is_read_lazily(linked: Any, files: Any, tmp_path: Path) -> None:
    data = xr.Dataset({"t": (("y", "x"), np.arange(10_000.0).reshape(100, 100))})
    data.to_zarr(
        tmp_path / "s.zarr",
        encoding={"t": {"chunks": (10, 100)}},
        consolidated=True,
        zarr_format=2,
    )
    for path in (tmp_path / "s.zarr").rglob("*"):
        if path.is_file():
            files.content["/" + path.relative_to(tmp_path).as_posix()] = (
                path.read_bytes()
            )
    opened = linked("/s.zarr").open()
    assert isinstance(opened, xr.Dataset)
    assert float(opened["t"][5, 5]) == 505
    chunks = [
        path
        for path, _ in files.asked
        if path.startswith("/s.zarr/t/") and path[-1].isdigit()
    ]
    assert len(chunks) == 1
    assert view(linked("/s.zarr")).kind == "raster"


def test_parquet_and_netcdf_over_the_network(linked: Any, tmp_path: Path) -> None:
    pd.DataFrame({"a": [1, 2]}).to_parquet(tmp_path / "t.parquet")
    assert linked("/t.parquet", (tmp_path / "t.parquet").read_bytes()).open()[
        "a"
    ].tolist() == [
        1,
        2,
    ]
    xr.Dataset({"v": ("x", [1.0, 2.0])}).to_netcdf(tmp_path / "n.nc", engine="h5netcdf")
    assert linked("/n.nc", (tmp_path / "n.nc").read_bytes()).open()[
        "v"
    ].to_numpy().tolist() == [
        1,
        2,
    ]


def test_a_file_of_another_machine_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with Client("http://example.org") as stranger, Client("http://127.0.0.1:1") as own:
        part = Part("x", href=(tmp_path / "secret.txt").as_uri())
        with pytest.raises(ResultError):
            open_output(Output(stranger, part))
        assert "secret" not in view(Output(stranger, part)).html.replace(
            "secret.txt", ""
        )
        assert open_output(Output(own, part)) == "secret"


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/plain,hello",
        "about:blank",
        "ftp+x://a",
        "simplecache::file:///etc/passwd",
        "local:///etc/passwd",
    ],
)
def test_links_that_lead_nowhere(client: Client, href: str) -> None:
    shown = view(Output(client, Part("x", href=href)))
    assert "root:" not in shown.html and "href=" not in shown.html


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
VIRTUAL = b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'


class Shouting(JobResultOpener):
    """An opener as brands of older clients wrote it."""

    async def accept_job_result(self, ctx: Any) -> bool:
        return ctx.output_media_type == "text/shout"

    async def open_job_result(self, ctx: Any) -> str:
        return ctx.source.text().upper() + ctx.options.get("end", "")


def test_an_opener_is_handed_the_link_with_its_type(files: Any) -> None:
    class Linked(JobResultOpener):
        async def accept_job_result(self, ctx: Any) -> bool:
            return ctx.output_link is not None

        async def open_job_result(self, ctx: Any) -> tuple[str, str]:
            return ctx.output_link.href, ctx.output_link.type

    class Brand(ClientConfig):
        extra_job_result_openers = (Linked,)

    with Client(files.url, config_type=Brand) as brand:
        part = Part("x", href=f"{files.url}/x.zarr", media_type="application/x-mine")
        assert Output(brand, part).open() == (
            f"{files.url}/x.zarr",
            "application/x-mine",
        )
        assert Output(brand, Part("y", value=3)).open() == 3


def test_openers_of_a_configuration(files: Any) -> None:
    class Brand(ClientConfig):
        pass

    take_back = Brand.register_job_result_opener(Shouting)
    with Client(files.url, config_type=Brand) as brand, Client(files.url) as plain:
        part = Part("x", body=b"hello", media_type="text/shout")
        assert Output(brand, part).open(end="!") == "HELLO!"
        assert Output(plain, part).open() == "hello"
        take_back()
        assert Output(brand, part).open() == "hello"


class Kelvin:
    """An opener and viewer of somebody else's package."""

    def accepts(self, source: Any, format: Any, data_type: Any = None) -> bool:
        return source.media_type == "application/x-kelvin"

    def open(self, source: Any, format: Any, **options: Any) -> float:
        return float(source.text()) - 273.15

    def view(self, source: Any, format: Any) -> views.View:
        return views.View(
            "text",
            "Temperature",
            {"text": f"{self.open(source, format):.1f} °C"},
            "<p>warm</p>",
        )


class Broken(Kelvin):
    def accepts(self, source: Any, format: Any, data_type: Any = None) -> bool:
        raise ZeroDivisionError


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Have entry points as if a package were installed."""
    points: list[Any] = []
    monkeypatch.setattr(
        importlib.metadata,
        "entry_points",
        lambda group: [p for p in points if p.group == group],
    )
    caches = (_openers._package_openers, views._package_viewers)
    for cache in caches:
        cache.cache_clear()
    yield points
    for cache in caches:
        cache.cache_clear()


def _point(group: str, name: str) -> importlib.metadata.EntryPoint:
    return importlib.metadata.EntryPoint(name, f"{__name__}:{name}", group)


def test_plug_ins_come_before_what_is_built_in(
    plugged: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        sys.modules,
        __name__,
        sys.modules.get(__name__) or sys.modules[Kelvin.__module__],
    )
    plugged += [
        _point("procbook.openers", "Kelvin"),
        _point("procbook.viewers", "Kelvin"),
    ]
    assert open_output(b"300", media_type="application/x-kelvin") == pytest.approx(
        26.85
    )
    assert view(b"300", media_type="application/x-kelvin").data == {"text": "26.9 °C"}
    assert view(b"300", media_type="text/plain").kind == "text"


def test_a_broken_plug_in_takes_nothing_away(plugged: list[Any]) -> None:
    plugged += [
        _point("procbook.viewers", "Broken"),
        _point("procbook.viewers", "Nothing"),
        _point("procbook.openers", "Nothing"),
    ]
    with pytest.warns(UserWarning, match="Nothing.*cannot be loaded|Broken failed"):
        assert view(3).kind == "scalar"
    with pytest.warns(UserWarning, match="cannot be loaded"):
        assert open_output(3) == 3


def test_stac_assets_are_outputs_of_their_own(linked: Any, files: Any) -> None:
    files.content["/items/data.csv"] = b"a,b\n1,2\n"
    item = {
        **ITEM,
        "assets": {
            "table": {"href": "./data.csv", "type": "text/csv", "file:size": 8},
            "bad": {"href": "javascript:1"},
        },
    }
    import json

    shown = view(
        linked(
            "/items/item.json",
            json.dumps(item).encode(),
            media_type="application/geo+json",
        )
    )
    assert [a["name"] for a in shown.data["assets"]] == ["table"]
    assert view(shown.model.sources[0]).kind == "table"  # type: ignore[union-attr]
    assert open_output(shown.model.sources[0])["b"].tolist() == [2]  # type: ignore[union-attr]
    inside = view(
        Output(
            linked("/x"),
            Part("item", value={**item, "assets": {"a": {"href": "items/data.csv"}}}),
        )
    )
    assert open_output(inside.model.sources[0])["b"].tolist() == [2]  # type: ignore[union-attr]


@pytest.mark.parametrize("text", [ENTITIES, VIRTUAL])
def test_vector_files_that_lead_to_others_are_not_opened(text: bytes) -> None:
    with pytest.raises(ResultError, match="other files"):
        open_output(text, media_type="application/gml+xml")


def test_compressed_tables_are_not_unfolded_by_surprise() -> None:
    import gzip

    with pytest.raises(ResultError):
        open_output(gzip.compress(b"a,b\n" * 10), "DataFrame", "text/csv")


def test_geopackage(tmp_path: Path) -> None:
    import geopandas

    frame = geopandas.GeoDataFrame(
        {"n": [1]}, geometry=geopandas.points_from_xy([1], [2]), crs=32632
    )
    frame.to_file(tmp_path / "x.gpkg")
    assert len(open_output((tmp_path / "x.gpkg").read_bytes())) == 1
    assert view(tmp_path / "x.gpkg").data["count"] == 1


@pytest.mark.parametrize("said", ["Hello!", "12", "[done] all", ""])
def test_a_string_that_is_said_to_be_json_is_a_json_value(
    client: Client, said: str
) -> None:
    assert (
        Output(client, Part("o", value=said, media_type="application/json")).open()
        == said
    )


def test_a_document_in_a_string_is_the_document(client: Client) -> None:
    assert Output(
        client, Part("o", value='{"a": 1}', media_type="application/json")
    ).open() == {"a": 1}

"""GeoJSON holds longitudes and latitudes, whatever reference system a table had (RFC 7946, section 4)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from procbook import InputError, ProcessRegistry
from procbook.inputs import as_geojson, encode, plan
from procbook.server import JobContext
from procbook.server.functions._outputs import inline
from procbook.server.run._run import Failed, Succeeded, work

geopandas = pytest.importorskip("geopandas")
shapely = pytest.importorskip("shapely")

HAMBURG = (9.99, 53.55)
UTM = 25832


def points(*positions: tuple[float, ...], crs: Any = 4326) -> Any:
    return geopandas.GeoDataFrame(
        {"n": range(len(positions))},
        geometry=[shapely.Point(p) for p in positions],
        crs=crs,
    )


def first_position(geojson: dict[str, Any]) -> list[float]:
    return geojson["features"][0]["geometry"]["coordinates"]


@pytest.mark.parametrize("of", [lambda frame: frame, lambda frame: frame.geometry])
def test_a_projected_table_is_reprojected(of: Any) -> None:
    frame = points(HAMBURG).to_crs(UTM)
    assert frame.geometry[0].x > 500_000
    assert first_position(as_geojson(of(frame))) == pytest.approx(HAMBURG, abs=1e-6)


def test_heights_and_the_antimeridian_stay() -> None:
    frame = points((179.5, 10.0, 700.0), (190.5, 11.0, 800.0))
    geojson = as_geojson(frame)
    assert [f["geometry"]["coordinates"] for f in geojson["features"]] == [
        [179.5, 10, 700],
        [190.5, 11, 800],
    ]


def test_a_table_that_says_nothing_is_taken_as_it_is_or_refused() -> None:
    assert first_position(as_geojson(points(HAMBURG, crs=None))) == list(HAMBURG)
    with pytest.raises(ValueError, match="set_crs"):
        as_geojson(points((566_331.0, 5_928_359.0), crs=None))
    with pytest.raises(ValueError, match="do not fit"):
        as_geojson(points((1e30, 1e30), crs=UTM))


def test_an_empty_table_and_a_bare_geometry() -> None:
    assert as_geojson(points())["features"] == []
    assert as_geojson(shapely.Point(3, 4)) == {
        "type": "Point",
        "coordinates": [3.0, 4.0],
    }


def test_an_input_is_sent_in_longitude_and_latitude() -> None:
    form = plan(
        {
            "type": "object",
            "properties": {
                "area": {"type": "object", "format": "geojson-feature-collection"}
            },
        }
    )
    sent = encode(form, {"area": points(HAMBURG).to_crs(UTM)})
    assert first_position(sent["area"]) == pytest.approx(HAMBURG, abs=1e-6)
    with pytest.raises(InputError, match="set_crs"):
        encode(form, {"area": points((566_331.0, 5_928_359.0), crs=None)})


def test_a_process_returns_longitude_and_latitude() -> None:
    registry = ProcessRegistry()

    @registry.process
    def stations() -> Any:
        return points(HAMBURG).to_crs(UTM)

    @registry.process
    def unknown() -> Any:
        return {"nested": points((566_331.0, 5_928_359.0), crs=None)}

    outcome = work(registry["stations"], {}, JobContext())
    assert isinstance(outcome, Succeeded)
    answer = inline(outcome.outputs[0])
    assert first_position(answer.get("value", answer)) == pytest.approx(
        HAMBURG, abs=1e-6
    )
    refused = work(registry["unknown"], {}, JobContext())
    assert isinstance(refused, Failed)
    assert "set_crs" in json.dumps(refused.message)

"""The demo processes: each runs, and those that older clients know look as they know them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from procbook.inputs import plan, prefill, validate
from procbook.server import JobContext
from procbook.server.demo import registry
from procbook.server.functions._outputs import inline
from procbook.server.run._run import Succeeded, work

NEEDED = {
    "sleep_a_while": {"duration": 0},
    "return_base_model": {"scene_spec": {"threshold": 1, "factor": 2}},
    "process_pipeline": {"id": "x"},
    "218": {
        "start_date": "2025-01-01",
        "end_date": "2025-02-01",
        "geometry": "POINT (1 2)",
    },
    "simulate_scene": {"resolution": 1, "end_date": "2025-01-02"},
}
EXTRAS = {
    "simulate_scene": "zarr",
    "plot": "PIL",
    "geotiff": "rasterio",
    "netcdf": "xarray",
}
SIX = [
    "sleep_a_while",
    "primes_between",
    "simulate_scene",
    "return_base_model",
    "process_pipeline",
    "218",
]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def run(process: str, inputs: dict[str, Any]) -> dict[str, Any]:
    outcome = work(registry[process], inputs, JobContext())
    assert isinstance(outcome, Succeeded), outcome
    return {output.id: inline(output) for output in outcome.outputs}


@pytest.mark.parametrize("process", registry)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_process_runs(process: str) -> None:
    if process in EXTRAS:
        pytest.importorskip(EXTRAS[process])
    inputs = NEEDED.get(process, {})
    assert (
        validate(
            registry[process].plan, {**prefill(registry[process].description), **inputs}
        )
        == []
    )
    made = run(process, inputs)
    assert process == "echo" or set(made) == set(registry[process].description.outputs)


@pytest.mark.parametrize("process", registry)
def test_every_input_has_a_field(process: str) -> None:
    if process != "echo":
        assert "json" not in {
            field.kind for field in plan(registry[process].description).walk()
        }


@pytest.mark.parametrize("process", SIX)
def test_as_older_clients_know_it(process: str, shared: Path) -> None:
    captured = next(
        (shared / "captures" / "wraptile").glob(f"*-describe-{process}.body.json")
    )
    known, ours = (
        json.loads(captured.read_text()),
        registry[process].description.to_json(),
    )
    for name in ("id", "title", "description", "version"):
        assert ours.get(name) == known.get(name)
    for side in ("inputs", "outputs"):
        assert list(ours[side]) == list(known[side])
        for name, described in known[side].items():
            # Theirs leaves minOccurs out although there is a default, and has no minimum for a duration.
            expected = {
                key: value for key, value in described.items() if key != "minOccurs"
            }
            found = {
                key: value
                for key, value in ours[side][name].items()
                if key != "minOccurs"
            }
            found["schema"] = {
                k: v
                for k, v in found["schema"].items()
                if (name, k) != ("duration", "minimum")
            }
            assert found == expected


def test_first_workflow() -> None:
    assert run("first_workflow", {"id": "sup"}) == {"final": "supsup"}


def test_pipeline_has_the_documented_form() -> None:
    (step, resampled), path = run("process_pipeline", {"id": "x"})["final"]
    assert step == path
    assert resampled == "resampled_from=x"


def test_a_scene_is_there_afterwards() -> None:
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("zarr")
    link = run(
        "simulate_scene",
        {"resolution": 1, "var_names": "a, b", "end_date": "2025-01-03"},
    )["return_value"]
    with xarray.open_zarr(
        link["href"].removeprefix("file://"), consolidated=False
    ) as cube:
        assert dict(cube.sizes) == {"time": 3, "lat": 180, "lon": 360}
        assert set(cube.data_vars) == {"a", "b"}


def test_a_file_that_is_no_scene_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    outcome = work(
        registry["simulate_scene"],
        {"output_path": str(tmp_path / "thesis.txt")},
        JobContext(),
    )
    assert "left alone" in outcome.message
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_buffer_without_shapely(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "shapely.geometry", None)
    features = run(
        "buffer",
        {"geometry": {"type": "Point", "coordinates": [1, 2]}, "distance": 0.5},
    )["buffer"]["value"]
    ring = features["features"][0]["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert all(abs((x - 1) ** 2 + (y - 2) ** 2 - 0.25) < 1e-9 for x, y in ring)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "PIL", None)
    assert (
        "pip install 'procbook[data]'"
        in work(registry["plot"], {}, JobContext()).message
    )

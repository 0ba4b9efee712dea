"""Jobs side by side, on the embedded server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import procbook
from procbook import Client, ProcessRegistry

REGISTRY = ProcessRegistry()


@REGISTRY.process
def square(size: int, note: str = "<b>", fail: bool = False) -> int:
    """Return the square."""
    if fail:
        raise ValueError("no")
    return size * size


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client.local(REGISTRY, store=None) as client:
        yield client


def test_two_jobs_side_by_side(client: Client) -> None:
    jobs = client.processes["square"].sweep(size=[2, 3], note="<script>").wait()
    jobs[0].annotate(label="<i>small</i>")
    found = procbook.compare(jobs[0], jobs[1])
    inputs = {one["name"]: one for one in found.inputs}
    assert inputs["size"] == {"name": "size", "values": [2, 3], "differs": True}
    assert not inputs["note"]["differs"]
    [output] = found.outputs
    assert (output.values, output.differences, output.ratios) == (
        [4, 9],
        [0, 5],
        [1, 2.25],
    )
    text = repr(found)
    assert "Comparison of 2 jobs" in text and "+5, × 2.25" in text
    html = found._repr_html_()
    assert "<script>" not in html and "<i>small" not in html and "≠ differs" in html
    record = found.record()
    assert record["outputs"][0]["differences"] == [0, 5]
    assert repr(jobs.compare()) == text


def test_a_job_that_failed_has_no_results(client: Client) -> None:
    jobs = client.processes["square"].sweep(size=2, fail=[False, True]).wait()
    found = jobs.compare()
    assert found.outputs[0].values == [4, None]
    status = next(one for one in found.facts if one["name"] == "status")
    assert status["values"] == ["successful", "failed"]


def test_how_many_can_be_compared(client: Client) -> None:
    job = client.processes["square"](size=1)
    with pytest.raises(ValueError, match="2 to 10 jobs are compared at once, not 1"):
        procbook.compare(job)

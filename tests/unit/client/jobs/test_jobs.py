"""Several jobs as one thing, on the embedded server."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from pydantic import BaseModel

import procbook
from procbook import Client, InputError, JobFailedError, Jobs, ProcessRegistry
from procbook.jobs import ConditionError, SweepError, get_ledger

REGISTRY = ProcessRegistry()
GATE = threading.Event()


class Measures(BaseModel):
    area: int
    text: str
    table: list[list[int]]


@REGISTRY.process(outputs={"area": {}, "text": {}, "table": {}})
def measure(size: int, unit: str = "m", fail: bool = False) -> Measures:
    """Return numbers about a size."""
    if fail:
        raise ValueError("too small")
    return Measures(area=size * size, text=unit, table=[[size]])


@REGISTRY.process
def hold(n: int) -> int:
    """Wait until the test lets go."""
    GATE.wait(60)
    return n


@REGISTRY.process
def vault(password: str, n: int) -> int:
    """Keep a secret."""
    return n


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client.local(REGISTRY, store=None) as client:
        yield client


@pytest.fixture
def sizes(client: Client) -> Jobs:
    process = client.processes["measure"]
    return process.sweep("sizes", size=[1, 2, 3], fail=[False, True]).wait()


def test_a_sweep_is_a_sequence_of_its_jobs(sizes: Jobs) -> None:
    assert isinstance(sizes, Jobs) and len(sizes) == 6
    assert [job.inputs for job in sizes] == [
        {"size": n, "fail": f} for n in (1, 2, 3) for f in (False, True)
    ]
    assert [job.status for job in sizes[:2]] == ["successful", "failed"]
    assert len(sizes.successful) == len(sizes.failed) == 3
    assert len(sizes.refused) == len(sizes.unsent) == len(sizes.running) == 0
    assert sizes[sizes[2].id] is sizes[2] is sizes[sizes[2].id[:8]]
    sizes[1].annotate(label="the small one")
    with pytest.raises(KeyError, match="No job has the label or id 'x'"):
        sizes["x"]


def test_it_shows_the_inputs_that_vary(sizes: Jobs) -> None:
    text = repr(sizes)
    assert "6 jobs of measure, 'sizes" in text
    assert "size" in text and "fail" in text and "too small" in text
    html = sizes._repr_html_()
    assert ">size</th>" in html and "<table" in html
    one_size = sizes.where("size = 2")
    assert "size" not in repr(one_size).splitlines()[1]


def test_a_chart_is_the_table_with_a_chart(sizes: Jobs) -> None:
    table = sizes.chart("size", y="area", kind="lines", height=200)
    assert table._chart == {"x": "size", "y": "area", "kind": "lines"}
    assert table.height == 200
    assert sizes.chart()._chart == {}
    assert sizes.show()._chart is None
    with pytest.raises(TypeError, match=r"no kind 'pie' of a chart; there are points"):
        sizes.chart(kind="pie")
    with pytest.raises(TypeError, match=r"no part 'z' of a chart; there are x, y"):
        procbook.JobTable(chart={"z": "size"})


def test_a_frame_has_a_row_a_job_with_the_right_types(
    client: Client, sizes: Jobs
) -> None:
    frame = sizes.frame()
    assert list(frame.columns) == [
        "job", "process", "size", "fail", "status", "message", "submitted", "created", "started", "finished", "took",
        "area", "text",
    ]  # fmt: skip
    assert {name: str(kind) for name, kind in frame.dtypes.items() if name in {"size", "fail", "took", "area"}} == {
        "size": "int64", "fail": "bool", "took": "float64", "area": "Int64",
    }  # fmt: skip
    assert str(frame.started.dtype).endswith("UTC]")
    by_hand = []
    for job in sizes:
        row = {"job": job.id, **(job.inputs or {}), "status": str(job.status)}
        if job.status == "successful":
            row["area"] = job.results()["area"].value
        by_hand.append(row)
    expected = pd.DataFrame(by_hand)
    for name in ("job", "size", "fail", "status"):
        assert list(frame[name]) == list(expected[name])
    assert list(frame["area"].dropna()) == list(expected["area"].dropna())


def test_results_come_in_the_order_of_the_jobs(sizes: Jobs) -> None:
    with pytest.raises(JobFailedError, match="3 of 6 jobs failed; the first is"):
        sizes.results()
    with pytest.raises(JobFailedError):
        sizes.wait(check=True)
    areas = [r and r["area"].value for r in sizes.results(check=False)]
    assert areas == [1, None, 4, None, 9, None]
    assert [r["area"].value for r in sizes.successful.results() if r] == [1, 4, 9]


def test_conditions_select_jobs_by_inputs_state_and_outputs(sizes: Jobs) -> None:
    assert len(sizes.where("size > 1 and not fail")) == 2
    assert len(sizes.where("area >= 4")) == 2
    assert len(sizes.where("status = failed or size = 1")) == 4
    with pytest.raises(ConditionError, match="did you mean size"):
        sizes.where("sizes > 1")


def test_files_are_saved_once(sizes: Jobs, tmp_path: Path) -> None:
    folders = sizes.save(tmp_path)
    assert [folder.name for folder in folders] == ["size=1", "size=2", "size=3"]
    assert {path.name for path in folders[0].iterdir()} >= {"receipt.json"}
    stamp = (folders[0] / "receipt.json").stat().st_mtime_ns
    (folders[1] / "receipt.json").unlink()  # as after an interruption
    assert sizes.save(tmp_path) == folders
    assert (folders[0] / "receipt.json").stat().st_mtime_ns == stamp
    assert (folders[1] / "receipt.json").exists()


def test_those_that_failed_run_again_in_their_places(sizes: Jobs) -> None:
    first = sizes[1].id
    sizes.failed.retry(fail=False).wait()
    assert len(sizes.successful) == 6
    assert sizes[1].id != first
    assert sizes[1].inputs == {"size": 1, "fail": False}


def test_rows_of_a_table_are_jobs(client: Client) -> None:
    process = client.processes["measure"]
    table = pd.DataFrame({"size": [1, 2], "unit": ["m", None], "label": ["a", "b"]})
    jobs = process.map(table, "mapped", fail=False).wait()
    assert [job.inputs for job in jobs] == [
        {"size": 1, "unit": "m", "fail": False},
        {"size": 2, "fail": False},
    ]
    assert jobs["b"] is jobs[1]
    assert len(process.map([{"size": 4}])) == 1
    for wrong, message in (
        ([], "there are no rows"),
        ({"size": [1]}, "DataFrame or a list"),
        ([1], "row 0 is a int"),
    ):
        with pytest.raises(InputError, match=message):
            process.map(wrong)
    with pytest.raises(InputError, match="duratoin"):
        process.map([{"size": 1, "duratoin": 3}])


def test_at_once_limits_what_is_under_way(client: Client) -> None:
    GATE.clear()
    process = client.processes["hold"]
    jobs = process.sweep("held", n=[1, 2, 3, 4, 5], at_once=2)
    tick = threading.Event()
    while len(jobs) < 2:
        tick.wait(0.01)
    tick.wait(0.2)
    assert len(jobs) == 2 and jobs.unsent.count_requests() == 3
    assert "3 not sent yet" in repr(jobs)
    with pytest.raises(procbook.ClientError, match="submitted already"):
        jobs.resume()
    GATE.set()
    jobs.wait(60)
    assert [r["return_value"].value for r in jobs.results() if r] == [1, 2, 3, 4, 5]


def test_waiting_ends_in_time_and_cancelling_stops_the_sending(client: Client) -> None:
    GATE.clear()
    jobs = client.processes["hold"].sweep("stopped", n=[1, 2, 3], at_once=1)
    with pytest.raises(TimeoutError, match="have not ended after"):
        jobs.wait(0.3)
    jobs.cancel()
    jobs.wait(60)
    GATE.set()
    assert [job.status for job in jobs] == ["dismissed"]
    assert jobs.unsent.count_requests() == 2


def test_the_server_has_jobs_as_one_thing(client: Client, sizes: Jobs) -> None:
    hour = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    listed = client.jobs("measure", status="successful", since=hour, where="size > 2")
    assert sizes[4].id in [job.id for job in listed]
    assert {job.process_id for job in client.jobs(limit=3)} <= set(client.processes)


def test_the_history_has_the_sweep_again(client: Client, sizes: Jobs) -> None:
    # The ledger hears of an end on another thread than whoever waits for it.
    for _ in range(200):
        again = procbook.history(group=sizes.group, client=client)
        if len(again.failed) == 3:
            break
        time.sleep(0.05)
    assert [job.id for job in again] == [job.id for job in sizes]
    assert len(again.failed) == 3
    few = procbook.history(process_id="measure", where="size = 3", limit=6)
    assert {job.inputs["size"] for job in few if job.inputs} == {3}
    assert (
        procbook.rerun(few[0], client=client, fail=False).wait().status == "successful"
    )


def test_the_same_in_an_event_loop(client: Client, sizes: Jobs, tmp_path: Path) -> None:
    async def run() -> None:
        twin = client.to_async()
        jobs = await twin.jobs("measure", where="size = 2")
        await jobs.wait()
        assert len(await jobs.frame()) == len(jobs)
        results = await jobs.successful.results()
        assert results[0] is not None
        assert await jobs.save(tmp_path)
        await jobs.refresh()
        await jobs.cancel()

    asyncio.run(run())


def test_secrets_are_in_no_frame_and_no_file(client: Client, tmp_path: Path) -> None:
    jobs = client.processes["vault"].sweep(password="s3cret-word", n=[1, 2]).wait()
    assert set(jobs.frame()["password"]) == {"***"}
    assert "s3cret-word" not in repr(jobs) + jobs._repr_html_()
    ledger = Path(get_ledger().path)
    for path in ledger.parent.rglob("*"):
        assert not path.is_file() or b"s3cret-word" not in path.read_bytes(), path


def test_a_sweep_of_which_nothing_starts_is_an_error(client: Client) -> None:
    process = client.processes["measure"]
    process.client = Client("http://127.0.0.1:9/")
    with pytest.raises(
        SweepError, match="0 of 2 jobs of 'none' were started, 2 not sent"
    ) as caught:
        process.sweep("none", size=[1, 2])
    assert "history(group='none').resume()" in str(caught.value)

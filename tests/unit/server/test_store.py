"""The job store: each step of a job's life is taken once, and outputs are kept whole."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from procbook.server.functions._outputs import Produced
from procbook.server.jobs._job_filter import JobFilter
from procbook.server.jobs._store import JobStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    store = JobStore(
        f"sqlite:///{tmp_path / 'jobs.db'}", tmp_path / "files", inline_limit=10
    )
    yield store
    store.close()


def job(store: JobStore, process: str = "p") -> str:
    return store.add(process, {"inputs": {}}, {"a": 2**70}).id


def test_the_life_of_a_job(store: JobStore) -> None:
    id = job(store)
    assert store.get(id).inputs == {"a": 2**70}
    assert not store.progress(id, 5, "too early")
    assert store.start(id)
    assert not store.start(id)
    assert store.progress(id, 50, None)
    assert store.progress(id, None, "half")
    assert (store.get(id).progress, store.get(id).message) == (50, "half")
    assert store.succeed(id, [Produced("x", "application/json", b"1")])
    assert not store.dismiss(id)
    assert not store.fail(id, "late", {"status": 500})
    assert store.get(id).status == "successful"
    store.remove(id)
    assert store.get(id) is None
    assert store.outputs(id) == []


def test_a_dismissed_job_stays_dismissed(store: JobStore, tmp_path: Path) -> None:
    id = job(store)
    store.start(id)
    assert store.dismiss(id)
    assert not store.succeed(
        id, [Produced("x", "text/plain", b"longer than ten bytes")]
    )
    assert store.get(id).status == "dismissed"
    assert store.outputs(id) == []
    assert not (tmp_path / "files" / id).exists()


def test_large_outputs_are_files(
    store: JobStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, own = job(store), tmp_path / "own.bin"
    own.write_bytes(b"somebody's own file")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    scratch_file = tmp_path / "temporary" / "made.bin"
    scratch_file.write_bytes(b"made for the job")
    store.start(id)
    small, large = (
        Produced("s", "text/plain", b"small"),
        Produced("l", "text/plain", b"x" * 100),
    )
    link = Produced("k", "image/png", link={"href": "http://a/b"})
    store.succeed(
        id,
        [
            small,
            large,
            Produced("m", "a/b", scratch_file),
            Produced("o", "a/b", own),
            link,
        ],
    )
    outputs = {output.id: output for output in store.outputs(id)}
    assert list(outputs) == ["s", "l", "m", "o", "k"]
    assert outputs["s"] == small
    assert outputs["l"].read() == b"x" * 100
    assert outputs["m"].read() == b"made for the job"
    assert outputs["o"].read() == own.read_bytes() == b"somebody's own file"
    assert outputs["k"].link == {"href": "http://a/b"}
    store.remove(id)
    assert not (tmp_path / "files" / id).exists()


def test_it_is_all_there_after_a_restart(store: JobStore, tmp_path: Path) -> None:
    ids = [job(store) for _ in range(3)]
    store.start(ids[1])
    store.close()
    again = JobStore(f"sqlite:///{tmp_path / 'jobs.db'}", tmp_path / "files")
    assert [(row.id, row.status) for row in again.find_unfinished()] == [
        (ids[0], "accepted"),
        (ids[1], "running"),
        (ids[2], "accepted"),
    ]
    again.close()


def test_pages_are_stable_while_jobs_come_and_go(store: JobStore) -> None:
    ids = [job(store) for _ in range(6)][::-1]
    first = store.find(JobFilter(limit=2))
    assert [row.id for row in first] == ids[
        :3
    ]  # one more than wanted says that there is more
    job(store)
    store.remove(ids[0])
    second = store.find(JobFilter(limit=2, before=first[1].seq))
    assert [row.id for row in second][:2] == ids[2:4]


def test_many_threads(store: JobStore) -> None:
    def run_job(_: int) -> bool:
        id = job(store)
        store.start(id)
        for percent in range(0, 100, 20):
            store.progress(id, percent, None)
        return store.succeed(id, [Produced("x", "application/json", b"1")])

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(run_job, range(60)))
    assert len(store.find(JobFilter(statuses=["successful"]))) == 60

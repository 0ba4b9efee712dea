"""Whatever goes wrong between a function's return and the last write, the job has an end, and files stay where they are."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
import sqlalchemy as sa

from procbook import ProcessRegistry
from procbook.server import JobContext, MediaType
from procbook.server.functions._context import scratch_folder
from procbook.server.jobs._manager import JobManager
from procbook.server.jobs._store import JobStore
from procbook.server.jobs._tables import JobRow
from procbook.server.run._executors import executor_of

registry = ProcessRegistry()
File = Annotated[Path, MediaType("text/csv")]


@registry.process
def return_file(path: str) -> File:
    return Path(path)


@registry.process
def return_scratch(job: JobContext, twice: bool = False) -> File:
    file = job.folder / "made.csv"
    file.write_text("a,b\n1,2\n")
    return file


@registry.process
def return_link_to(job: JobContext, path: str) -> File:
    link = job.folder / "link.csv"
    link.symlink_to(path)
    return link


@registry.process
def leave_files(job: JobContext) -> str:
    (job.folder / "left.bin").write_bytes(bytes(1000))
    return "done"


@registry.process
def report(job: JobContext) -> str:
    job.progress(50, "half")
    return "done"


EXECUTORS = ["thread", "process", "dask"]


class Server:
    """A manager and its store, without HTTP."""

    def __init__(self, folder: Path, executor: str) -> None:
        self.store = JobStore(
            f"sqlite:///{folder / 'jobs.db'}", folder / "files", inline_limit=10
        )
        self.manager = JobManager(registry, self.store, executor_of(executor, 1))

    def run(self, process_id: str, **inputs: Any) -> JobRow:
        row = self.manager.submit(registry[process_id], {"inputs": inputs}, inputs)
        self.manager.end_of(row.id).result(60)
        ended = self.store.get(row.id)
        assert ended is not None
        return ended


@pytest.fixture(scope="module", params=EXECUTORS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp(request.param), request.param)
    yield server
    server.manager.shutdown()


def test_a_file_that_is_not_there_fails_the_job(server: Server) -> None:
    row = server.run("return_file", path="/nonexistent/r.csv")
    assert row.status == "failed"
    assert "'r.csv', which does not exist" in row.message
    assert "/nonexistent" not in row.message


def test_a_folder_fails_the_job(server: Server, tmp_path: Path) -> None:
    (tmp_path / "cube.zarr").mkdir()
    row = server.run("return_file", path=str(tmp_path / "cube.zarr"))
    assert (row.status, "folder 'cube.zarr'" in row.message) == ("failed", True)


def test_a_file_of_the_author_stays(server: Server, tmp_path: Path) -> None:
    """Also below the temporary folder (where pytest's own folders are), and for the second run."""
    archive = tmp_path / "archive.csv"
    archive.write_text("a,b\n3,4\n")
    for _ in range(2):
        row = server.run("return_file", path=str(archive))
        assert row.status == "successful"
        assert server.store.outputs(row.id)[0].read() == b"a,b\n3,4\n"
    assert archive.read_text() == "a,b\n3,4\n"


def test_a_link_in_the_folder_of_the_job_moves_nothing(
    server: Server, tmp_path: Path
) -> None:
    archive = tmp_path / "archive.csv"
    archive.write_text("a,b\n5,6\n")
    row = server.run("return_link_to", path=str(archive))
    assert server.store.outputs(row.id)[0].read() == b"a,b\n5,6\n"
    assert archive.read_text() == "a,b\n5,6\n"


def test_what_a_job_made_in_its_folder_is_kept_and_the_folder_removed(
    server: Server,
) -> None:
    row = server.run("return_scratch")
    assert server.store.outputs(row.id)[0].read() == b"a,b\n1,2\n"
    second_row = server.run("leave_files")
    wait_until(
        lambda: (
            not scratch_folder(row.id).exists()
            and not scratch_folder(second_row.id).exists()
        )
    )


def test_outputs_that_cannot_be_written_fail_the_job(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way of the folder")
    server = Server(tmp_path, "thread")
    row = server.run("return_scratch")
    assert row.status == "failed"
    assert "could not be kept" in row.message
    assert str(tmp_path) not in row.message
    server.manager.shutdown()


@pytest.mark.parametrize("step", ["start", "progress", "succeed", "get"])
def test_a_database_that_is_away_for_a_while_loses_nothing(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(tmp_path, "thread")
    write, failures = getattr(server.store, step), iter(range(3))

    def sometimes(*args: Any) -> Any:
        if next(failures, None) is not None:
            raise sa.exc.OperationalError(
                "UPDATE", {}, Exception("server closed the connection")
            )
        return write(*args)

    monkeypatch.setattr(server.store, step, sometimes)
    row = server.manager.submit(registry["report"], {"inputs": {}}, {})
    server.manager.end_of(row.id).result(60)
    monkeypatch.undo()
    assert server.store.get(row.id).status == "successful"
    server.manager.shutdown()


def test_an_end_that_cannot_be_written_is_told_by_the_next_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(tmp_path, "thread")
    tried = threading.Event()

    def never(*_: Any) -> Any:
        tried.set()
        raise sa.exc.OperationalError(
            "UPDATE", {}, Exception("server closed the connection")
        )

    monkeypatch.setattr(server.store, "succeed", never)
    row = server.manager.submit(registry["report"], {"inputs": {}}, {})
    assert tried.wait(30)
    server.manager.shutdown()
    following = Server(tmp_path, "thread")
    following.manager.recover()
    ended = following.store.get(row.id)
    assert (ended.status, "run it again" in ended.message) == ("failed", True)
    following.manager.shutdown()


def test_a_subscriber_that_cannot_be_told_stops_no_job(tmp_path: Path) -> None:
    class Broken:
        def on_progress(self, row: JobRow) -> None:
            raise RuntimeError("no")

        on_end = on_progress

    server = Server(tmp_path, "thread")
    server.manager = JobManager(
        registry, server.store, executor_of("thread", 1), Broken()
    )
    row = server.manager.submit(
        registry["report"], {"inputs": {}, "subscriber": {"successUri": "http://x"}}, {}
    )
    server.manager.end_of(row.id).result(60)
    assert server.store.get(row.id).status == "successful"
    server.manager.shutdown()


def wait_until(holds: Any, seconds: float = 30) -> None:
    pause = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        pause.wait(0.02)
    raise AssertionError("did not happen in time")

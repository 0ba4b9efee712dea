"""Jobs of our server outlive it, and many of them are no trouble."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from own import ASYNC, wait_for
from peers import free_port, running

from procbook.server import LocalServer
from procbook.server.jobs._lock import only_server


def start(http: httpx.Client, process: str, **inputs: Any) -> str:
    answer = http.post(
        f"/processes/{process}/execution", json={"inputs": inputs}, headers=ASYNC
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["jobID"]


def states(http: httpx.Client) -> dict[str, str]:
    return {job["jobID"]: job["status"] for job in http.get("/jobs").json()["jobs"]}


class Served:
    """``procbook serve`` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        store = f"sqlite:///{folder / 'jobs.db'}"
        call = f"from procbook.server import serve; serve(port={self.port}, store={store!r}, workers=2)"
        self._argv = [sys.executable, "-c", call]
        self._log = folder / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def up(self) -> httpx.Client:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(self._argv, stdout=log, stderr=log)
        http = httpx.Client(base_url=self.url, timeout=30)

        def answers() -> bool:
            assert self.process.poll() is None, self.log
            try:
                return http.get("/").is_success
            except httpx.TransportError:
                return False

        wait_for(answers, 60)
        return http

    @property
    def log(self) -> str:
        return self._log.read_text()

    def down(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(20)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path)
    yield served
    if served.process and served.process.poll() is None:
        served.down(signal.SIGKILL)


def test_a_killed_server_comes_back_with_every_job(served: Served) -> None:
    with contextlib.closing(served.up()) as http:
        done = start(http, "primes_between", max_val=10)
        wait_for(lambda: states(http)[done] == "successful")
        slow = [start(http, "sleep_a_while", duration=60) for _ in range(2)]
        wait_for(lambda: all(states(http)[job] == "running" for job in slow))
        accepted = [start(http, "primes_between", max_val=20 + i) for i in range(20)]
        assert {states(http)[job] for job in accepted} == {"accepted"}
    served.down(signal.SIGKILL)

    with contextlib.closing(served.up()) as http:
        wait_for(lambda: all(states(http)[job] == "successful" for job in accepted))
        found = states(http)
        assert set(found) == {done, *slow, *accepted}
        assert http.get(f"/jobs/{done}/results").json() == [2, 3, 5, 7]
        assert http.get(f"/jobs/{accepted[9]}/results").json()[-1] == 29
        for job in slow:
            status = http.get(f"/jobs/{job}").json()
            assert status["status"] == "failed"
            assert "server was stopped" in status["message"]
            assert http.get(f"/jobs/{job}/results").status_code == 500


def test_a_server_that_is_told_to_stop_stops(served: Served) -> None:
    with contextlib.closing(served.up()) as http:
        job = start(http, "sleep_a_while", duration=60)
        wait_for(lambda: states(http)[job] == "running")
    assert served.down(signal.SIGTERM) in {0, -signal.SIGTERM}
    with contextlib.closing(served.up()) as http:
        assert states(http) == {job: "failed"}


def test_who_waits_for_a_job_gets_it_when_the_server_stops(served: Served) -> None:
    with contextlib.closing(served.up()) as http, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            http.post,
            "/processes/sleep_a_while/execution",
            json={"inputs": {"duration": 60}},
        )
        wait_for(lambda: "running" in states(http).values())
        served.down(signal.SIGTERM)
        answer = waiting.result(30)
    assert answer.status_code == 201
    assert answer.json()["jobID"] in answer.headers["location"]
    assert "Traceback" not in served.log


@pytest.mark.parametrize("executor", ["thread", "process"])
def test_two_hundred_queued_jobs(executor: str) -> None:
    with (
        LocalServer(executor=executor) as server,
        httpx.Client(base_url=server.url, timeout=30) as http,
    ):
        jobs = [start(http, "primes_between", max_val=i % 100) for i in range(200)]
        assert len(set(jobs)) == 200
        wait_for(lambda: set(states(http).values()) == {"successful"}, 60)
        assert list(states(http)) == jobs[::-1]


def test_cancelled_jobs_that_wait_never_run() -> None:
    with LocalServer(workers=1) as server, httpx.Client(base_url=server.url) as http:
        first, second, third = (
            start(http, "sleep_a_while", duration=20) for _ in range(3)
        )
        wait_for(lambda: states(http)[first] == "running")
        for job in (second, first):
            assert http.delete(f"/jobs/{job}").json()["status"] == "dismissed"
        wait_for(lambda: states(http)[third] == "running")
        assert "started" not in http.get(f"/jobs/{second}").json()
        assert states(http) == {
            third: "running",
            second: "dismissed",
            first: "dismissed",
        }


POSTGRES = shutil.which("initdb") or next(
    iter(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None
)


@pytest.fixture
def postgres() -> Iterator[str]:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if POSTGRES is None:
        pytest.skip("no PostgreSQL server is installed")
    # Not below pytest's own folders, which nobody else may enter; PostgreSQL refuses to run as root.
    with tempfile.TemporaryDirectory(prefix="procbook-postgres-") as folder:
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if user:
            shutil.chown(folder, "postgres")
        with _running_postgres(user, Path(POSTGRES).parent, Path(folder)) as url:
            yield url


@contextlib.contextmanager
def _running_postgres(user: list[str], binaries: Path, folder: Path) -> Iterator[str]:
    data, port = folder / "data", free_port()
    initdb = [*user, binaries / "initdb", "-D", data, "-A", "trust", "-U", "procbook"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder)
    argv = [
        *user,
        str(binaries / "postgres"),
        "-D",
        str(data),
        "-p",
        str(port),
        "-h",
        "127.0.0.1",
        "-k",
        str(folder),
    ]
    with subprocess.Popen(
        argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    ) as process:
        import psycopg

        def answers() -> bool:
            try:
                psycopg.connect(
                    host="127.0.0.1", port=port, user="procbook", dbname="postgres"
                ).close()
            except psycopg.OperationalError:
                return False
            return True

        wait_for(answers)
        yield f"postgresql+psycopg://procbook@127.0.0.1:{port}/postgres"
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGINT)
        process.wait(20)


def test_jobs_in_postgresql(postgres: str, tmp_path: Path) -> None:
    for round in range(2):
        with (
            LocalServer(store=postgres, files=tmp_path / "files") as server,
            httpx.Client(base_url=server.url, timeout=30) as http,
        ):
            job = start(http, "primes_between", max_val=10)
            wait_for(lambda http=http, job=job: states(http)[job] == "successful")
            assert http.get(f"/jobs/{job}/results").json() == [2, 3, 5, 7]
            assert (
                len(
                    http.get("/jobs?status=successful&maxDuration=60&limit=10").json()[
                        "jobs"
                    ]
                )
                == round + 1
            )
            large = http.post(
                "/processes/unknown_bytes/execution",
                json={"inputs": {"size": 3_000_000}},
            )
            assert len(large.content) == 3_000_000
            http.delete(large.links["monitor"]["url"])
            with (
                pytest.raises(ValueError, match="another server"),
                only_server(postgres),
            ):
                pass


def test_the_command_serves(tmp_path: Path) -> None:
    port = free_port()
    argv = [sys.executable, "-m", "procbook.cli", "serve", "--port", str(port)]
    if not (Path(__file__).parents[2] / "src/procbook/cli/__main__.py").exists():
        argv[1:3] = ["-c", "from procbook.cli import main; main()"]
    with running(
        argv, f"http://127.0.0.1:{port}/", tmp_path / "log", cwd=tmp_path
    ) as url:
        assert httpx.get(url + "conformance").is_success
        assert (tmp_path / "jobs.db").exists()

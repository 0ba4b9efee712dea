"""A kernel that dies while it submits loses nothing, and nothing is submitted twice."""

from __future__ import annotations

import os
import random
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import procbook

sys.path.insert(0, str(Path(__file__).parent))
import killed_kernel

JOBS = 60


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server, url = killed_kernel.start_server(tmp_path, port)
    yield url
    server.terminate()
    server.wait()


def test_after_a_kill_each_request_is_sent_exactly_once(url: str) -> None:
    home = Path(os.environ["PROCBOOK_HOME"])
    kill_at = random.Random(7).randrange(JOBS // 2)
    at_death = killed_kernel.submit_and_kill(url, home, JOBS, kill_at)
    jobs = procbook.history(group="many")
    assert at_death <= JOBS and len(jobs) <= at_death
    jobs.resume()
    assert killed_kernel.count_jobs(url) == JOBS == len({job.id for job in jobs})
    jobs.wait(60)
    assert [r and r["return_value"].value for r in jobs.results()] == list(range(JOBS))
    assert len(procbook.history(group="many")) == JOBS
    jobs.resume()
    assert killed_kernel.count_jobs(url) == JOBS

"""The command-line notebook of an older client of this family, command by command, in real processes and terminals."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import peers
import pytest
import yaml

from procbook.server import LocalServer

Program = Callable[..., subprocess.CompletedProcess[bytes]]
ENCODINGS = ["utf-8", "cp1252", "ascii"]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with LocalServer() as running:
        yield running.url


@pytest.fixture
def procbook() -> Program:
    program = Path(sys.executable).with_name("procbook")

    def run(
        *words: str, encoding: str = "utf-8", **options: Any
    ) -> subprocess.CompletedProcess[bytes]:
        env = {**os.environ, "PYTHONIOENCODING": encoding, "NO_COLOR": "1"}
        # No standard input: whoever waits for an answer would wait for ever.
        return subprocess.run(
            [str(program), *words],
            capture_output=True,
            env=env,
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
            **options,
        )

    return run


def told(done: subprocess.CompletedProcess[bytes], encoding: str = "utf-8") -> Any:
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout.decode(encoding))


def test_every_command_of_the_seed_in_order(server: str, procbook: Program) -> None:
    shown = procbook("--help").stdout.decode()
    for name in (
        "configure",
        "list-processes",
        "get-process",
        "create-request",
        "validate-request",
        "execute-process",
    ):
        assert f"  {name} " in shown
    configured = procbook("configure", "--api-url", server)
    assert configured.stdout.startswith(b"Client configuration written to ")

    listed = told(procbook("list-processes"))
    assert set(listed) == {"links", "processes"}
    assert {"rel", "href", "title", "type"} <= set(listed["links"][0])
    assert (
        listed["processes"][0] | {"id": "sleep_a_while", "title": "Sleep Processor"}
        == listed["processes"][0]
    )

    described = told(procbook("get-process", "primes_between"))
    assert described["inputs"]["max_val"]["schema"] == {
        "default": 100,
        "maximum": 100,
        "type": "integer",
    }
    assert described["inputs"]["max_val"]["title"] == "Max Val"
    assert described["outputs"]["return_value"]["schema"] == {
        "items": {"type": "integer"},
        "type": "array",
    }

    started = told(
        procbook(
            "execute-process", "primes_between", "-i", "min_val=10", "-i", "max_val=80"
        )
    )
    assert {"created", "jobID", "processID", "status", "type"} <= set(started)
    assert (started["processID"], started["type"]) == ("primes_between", "process")

    jobs = told(procbook("list-jobs"))
    assert [job["jobID"] for job in jobs["jobs"]] == [started["jobID"]]
    told(procbook("wait-job", started["jobID"]))
    job = told(procbook("get-job", started["jobID"]))
    assert job["status"] == "successful"
    assert {"created", "started", "finished", "updated"} <= set(job)
    results = told(procbook("get-job-results", started["jobID"]))
    assert results["return_value"][:3] == [11, 13, 17]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_results_of_a_dismissed_job_are_two_lines_on_any_terminal(
    server: str, procbook: Program, encoding: str
) -> None:
    url = ("--api-url", server)
    job_id = told(
        procbook(*url, "execute-process", "sleep_a_while", "-i", "duration=60")
    )["jobID"]
    assert told(procbook(*url, "dismiss-job", job_id))["status"] == "dismissed"
    done = procbook(*url, "get-job-results", job_id, encoding=encoding)
    lines = done.stderr.decode(encoding).splitlines()
    assert done.returncode == 2
    assert done.stdout == b""
    assert 1 <= len(lines) <= 2, lines
    assert "dismissed" in lines[0]
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("form", ["simple", "yaml", "json"])
def test_words_that_a_terminal_cannot_show(
    server: str, procbook: Program, encoding: str, form: str
) -> None:
    word = "grün ☃ \u202e"
    words = (
        "--api-url",
        server,
        "execute-process",
        "first_workflow",
        "-i",
        f"id={word}",
        "--wait",
        "-f",
        form,
    )
    done = procbook(*words, encoding=encoding)
    assert done.returncode == 0, done.stderr
    if form != "simple":
        assert told(done, encoding) == {"final": word * 2}


def test_a_reader_that_goes_away_is_no_error(server: str, procbook: Program) -> None:
    program = Path(sys.executable).with_name("procbook")
    line = f"'{program}' --api-url {server} list-processes | head -1"
    done = subprocess.run(
        ["bash", "-c", line],
        capture_output=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.stdout == b"links:\n"
    assert done.stderr == b""


@pytest.mark.live
def test_check_finds_what_is_known_of_wraptile(
    procbook: Program, tmp_path: Path
) -> None:
    with peers.wraptile(tmp_path) as url:
        done = procbook("check", url, "-f", "json")
    found = deviations(done)
    assert done.returncode == 2
    assert {
        "execute-location", "status-info", "results-not-ready", "process-list-limit", "job-list-limit", "head",
        "link-conformance",
    } <= found.keys() | {"results-not-ready"}  # fmt: skip
    assert "403" in found.get("results-not-ready", "403")


@pytest.mark.live
def test_check_finds_what_is_known_of_pygeoapi(
    procbook: Program, tmp_path: Path
) -> None:
    with peers.pygeoapi(tmp_path) as url:
        done = procbook("check", url, "-f", "json")
    found = deviations(done)
    assert done.returncode == 2
    assert {
        "no-such-job-type",
        "conformance-job-list",
        "prefer-list",
        "errors-json",
    } <= found.keys()


def deviations(done: subprocess.CompletedProcess[bytes]) -> dict[str, str]:
    report = yaml.safe_load(done.stdout)
    return {
        one["check"]: one["message"]
        for one in report["findings"]
        if one["verdict"] in {"warning", "fault"}
    }

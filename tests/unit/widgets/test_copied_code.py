"""What the page copies runs as it stands, in a new notebook or shell."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from procbook import Client, ResultViewer
from procbook.server import LocalServer

BIN = Path(sys.executable).parent


@pytest.fixture
def client() -> Iterator[Client]:
    with LocalServer() as server, Client(server.url) as client:
        yield client


def copied(form: Any, language: str, value: dict[str, Any]) -> str:
    code = form._do_code(language, json.dumps(value))
    assert isinstance(code, str)
    return code


def records_of(viewer: ResultViewer) -> list[dict[str, Any]]:
    return [viewer._add(key, source) for key, source in viewer._sources.items()]


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("value", [{"min_val": 2, "max_val": 7}, {"max_val": 7}])
def test_python(client: Client, value: dict[str, Any]) -> None:
    code = copied(client.processes["primes_between"].form(), "python", value)
    assert 'client.processes["primes_between"](' in code
    assert (
        run(f"{code}\nprint(job.wait(60).results()['return_value'].value)")
        == "[2, 3, 5, 7]"
    )


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_command_line(client: Client, shell: str) -> None:
    line = copied(client.processes["primes_between"].form(), "cli", {"max_val": 7})
    assert f"--api-url {client.api_url}" in line
    done = subprocess.run(
        [shell, "-c", f"PATH={BIN}:$PATH {line} --wait"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "- 7" in done.stdout


def test_curl(client: Client) -> None:
    line = copied(client.processes["primes_between"].form(), "curl", {"max_val": 7})
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["processID"] == "primes_between"


def test_names_that_are_no_words_of_python(client: Client) -> None:
    form = client.processes["echo"].form()
    value = {"stringInput": 'it\'s "so"', "doubleInput": 1.5}
    code = copied(form, "python", value)
    job_inputs = run(
        f"{code}\nimport json; print(json.dumps(job.wait(60, check=False).inputs))"
    )
    assert json.loads(job_inputs) == value


def test_results_of_a_job(client: Client) -> None:
    results = client.processes["primes_between"](max_val=7).wait(60).results()
    code = records_of(ResultViewer(results))[0]["code"]
    *setup, expression = code.splitlines()
    assert run("\n".join([*setup, f"print({expression})"])) == "[2, 3, 5, 7]"


def test_results_that_nothing_names_offer_no_code(client: Client) -> None:
    viewer = ResultViewer({"a": 1})
    assert records_of(viewer)[0]["code"] is None


def test_the_embedded_server_is_named_by_what_it_is() -> None:
    with Client.local() as client:
        code = copied(
            client.processes["primes_between"].form(), "python", {"max_val": 3}
        )
        assert "client = Client.local()" in code
        assert run(f"{code}\nprint(job.wait(60).status)") == "successful"

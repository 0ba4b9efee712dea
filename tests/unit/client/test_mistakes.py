"""What people get wrong, and the one clear error that each mistake ends in, before anything is sent where possible."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from procbook import Client, ConfigError, InputError, ResponseError, TransportError

API = "https://example.org/ogc"
CORE = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core"

CALLS: dict[str, tuple[Callable[[Client], Any], str]] = {
    "no job id": (
        lambda c: c.get_job(""),
        "job_id: should be the id of a job, not an empty text",
    ),
    "no id to dismiss": (
        lambda c: c.dismiss_job(""),
        "job_id: should be the id of a job, not an empty text",
    ),
    "a job for its id": (
        lambda c: c.get_job_results({"jobID": "j"}),
        "job_id: should be the id of a job, not a dict",
    ),  # type: ignore[arg-type]
    "no process id": (
        lambda c: c.get_process(""),
        "process_id: should be the id of a process, not an empty text",
    ),
    "nothing to run": (
        lambda c: c.execute_process("", {}),
        "process_id: should be the id of a process",
    ),
    "no pages": (
        lambda c: c.get_jobs(limit=0),
        "limit: should be a whole number of at least 1",
    ),
    "text for a number": (
        lambda c: c.get_processes(limit="ten"),
        "limit: should be a whole number",
    ),  # type: ignore[arg-type]
    "a state": (
        lambda c: c.get_jobs(status="succesful"),
        "'succesful' is no state of a job; did you mean 'successful'?",
    ),
    "a mode": (
        lambda c: c.execute_process("p", mode="asynch"),
        "mode: should be 'async' or 'sync'",
    ),  # type: ignore[arg-type]
    "a list": (
        lambda c: c.execute_process("p", [1]),
        "a request is a ProcessRequest or a dict, not a list",
    ),  # type: ignore[arg-type]
    "inputs": (
        lambda c: c.execute_process("p", {"inputs": [1]}),
        "inputs: Input should be a valid dictionary",
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_mistake_is_told_and_nothing_is_sent(fake: Any, name: str) -> None:
    call, told = CALLS[name]
    fake.answers |= {
        "GET /ogc/processes/p": {"id": "p", "version": "1"},
        "GET /ogc/conformance": {"conformsTo": [CORE]},
    }
    with pytest.raises(InputError) as error:
        call(Client(API, transport=fake))
    assert told in str(error.value)
    assert {request.method for request in fake.came} <= {"GET"}


def test_an_option_that_is_none(fake: Any) -> None:
    client = Client(API, transport=fake)
    with pytest.raises(TypeError, match="did you mean 'timeout'"):
        client.get_job("j", tiemout=3)
    with pytest.raises(TypeError, match="did you mean 'process_id'"):
        list(client.iter_jobs(proces_id="p"))
    with pytest.raises(
        TypeError, match=r"there are process_id, status, .*, timeout, headers"
    ):
        client.get_jobs(xyzzy=1)
    assert not fake.came


def test_the_address_of_a_resource_for_that_of_the_service(fake: Any) -> None:
    with pytest.raises(ResponseError, match="leave out '/processes'"):
        Client(f"{API}/processes", transport=fake).get_processes()


def test_words_of_other_servers_filter_by_what_they_mean(fake: Any) -> None:
    row = {"jobID": "j", "type": "process", "status": "successful"}
    fake.answers["GET /ogc/jobs"] = {
        "jobs": [row, {**row, "jobID": "k", "status": "failed"}],
        "links": [],
    }
    assert [
        job.jobID
        for job in Client(API, transport=fake).get_jobs(status="succeeded").jobs
    ] == ["j"]


@pytest.mark.parametrize(
    ("seconds", "text"), [(1234567, "1234567"), (1234567.0, "1234567"), (0.25, "0.25")]
)
def test_durations_keep_their_digits(fake: Any, seconds: float, text: str) -> None:
    fake.answers["GET /ogc/jobs"] = httpx.Response(200, json={"jobs": [], "links": []})
    Client(API, transport=fake).get_jobs(min_duration=seconds)
    assert fake.came[-1].url.params["minDuration"] == text


def test_nothing_runs_on_this_machine() -> None:
    def refused(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise httpx.ConnectError("Connection refused", request=request)

    asked: list[httpx.Request] = []
    with pytest.raises(TransportError, match="procbook serve"):
        Client(
            "http://127.0.0.1:8008/", transport=httpx.MockTransport(refused)
        ).get_processes()
    assert len(asked) == 1
    with pytest.raises(TransportError, match="does the server run"):
        Client(API, transport=httpx.MockTransport(refused), retries=0).get_processes()


def test_a_server_that_is_not_there_is_asked_once_to_show_its_processes(
    fake: Any,
) -> None:
    processes = Client(API, transport=fake, retries=0).processes
    shown = processes._repr_mimebundle_()
    assert len(fake.paths()) == 1
    assert "404" in shown["text/plain"]
    assert "404" in shown["text/html"]


def test_processes_that_are_nearly_there(fake: Any) -> None:
    fake.answers["GET /ogc/processes"] = {
        "processes": [{"id": "primes_between", "version": "1"}],
        "links": [],
    }
    with pytest.raises(AttributeError, match="Did you mean 'primes_between'"):
        Client(API, transport=fake).processes.primes_betwen  # noqa: B018


def test_completion_without_a_server_is_empty(fake: Any) -> None:
    processes = Client(API, transport=fake).processes
    assert "search" in dir(processes)
    assert processes._ipython_key_completions_() == []


def test_inputs_without_names(fake: Any) -> None:
    process = {
        "id": "p",
        "version": "1",
        "inputs": {"n": {"schema": {"type": "integer"}}},
    }
    fake.answers["GET /ogc/processes/p"] = process
    found = Client(API, transport=fake).processes["p"]
    for call in (found, found.run):
        with pytest.raises(TypeError, match=r"Inputs are given by name: p\(n=…\)"):
            call(3)  # type: ignore[operator]
    assert {request.method for request in fake.came} == {"GET"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"registry": "my.module"}, "a server needs a ProcessRegistry, not a str"),
        ({"store": "jobs.db"}, "such as 'sqlite:///jobs.db'"),
        ({"executor": "proces"}, "There is no executor 'proces'"),
    ],
)
def test_a_local_server_that_cannot_be(options: dict[str, Any], told: str) -> None:
    with pytest.raises((TypeError, ValueError), match=told):
        Client.local(**options)


def test_a_local_server_ends_with_its_last_client() -> None:
    client = Client.local()
    url, processes, server = client.api_url, client.processes, client._server._thread
    del client
    gc.collect()
    assert "echo" in processes
    del processes
    gc.collect()
    server.join(10)
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "not a url",
        "ftp://example.org",
        "https//example.org",
        "https://example.org:port/ogc",
        "https://",
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(ConfigError, match="an address such as"):
        Client(address)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("example.org/ogc", "https://example.org/ogc"),
        ("localhost:8008", "http://localhost:8008"),
        (f" {API} ", API),
    ],
)
def test_what_is_meant_as_an_address(given: str, meant: str) -> None:
    assert Client(given).api_url == meant


def test_a_profile_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROCBOOK_HOME", str(tmp_path))
    Client(API).config.write(tmp_path / "profiles" / "work.yaml")
    with pytest.raises(ConfigError, match="There are: work"):
        Client(profile="wrok")

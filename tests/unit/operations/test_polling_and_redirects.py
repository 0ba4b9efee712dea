"""The rules without I/O: redirects, waiting, pages, names."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from typing import Any

import pytest

from procbook import Client, ClientError, JobFailedError, JobStatus, ProcessDescription
from procbook.client.process import _signature
from procbook.operations import WaitTimeoutError, interval, wait_call
from procbook.protocol import read
from procbook.transport import Ask, Policy, is_same_site, redirect_request, retry_after

API = "https://api.example.org"
PROCESS = {
    "id": "mean",
    "version": "1",
    "title": "Mean value",
    "description": "Takes the mean.",
    "jobControlOptions": ["async-execute", "sync-execute"],
    "inputs": {
        "weight": {
            "title": "Weight",
            "schema": {"type": "number", "minimum": 0, "default": 1.5},
        },
        "values": {
            "schema": {"type": "integer", "maximum": 9},
            "maxOccurs": 4,
            "description": "What to take it of.",
        },
        "class": {"schema": {"type": "string", "enum": ["a", "b"]}, "minOccurs": 0},
    },
    "outputs": {"out": {"schema": {"type": "number"}, "title": "The mean"}},
}
JOB = {
    "jobID": "j",
    "processID": "mean",
    "type": "process",
    "status": "running",
    "progress": 40,
    "message": "half way",
}


# -- requests


@pytest.mark.parametrize(
    ("url", "home", "answer"),
    [
        ("https://a.example/x", "https://a.example/ogc", True),
        ("https://a.example:443/x", "https://a.example", True),
        ("https://A.example/x", "https://a.example", True),
        ("https://a.example/x", "http://a.example", True),
        ("http://a.example/x", "https://a.example", False),
        ("https://a.example:8443/x", "https://a.example", False),
        ("https://a.example:8443/x", "http://a.example:8080", False),
        ("https://a.example.evil.org/", "https://a.example", False),
        ("https://a.example@evil.org/", "https://a.example", False),
        ("https://sub.a.example/", "https://a.example", False),
        ("https://a.example:99999/", "https://a.example", False),
        ("https://[a.example/", "https://a.example", False),
        ("/x", "", False),
    ],
)
def test_where_credentials_may_go(url: str, home: str, answer: bool) -> None:
    assert is_same_site(url, home) is answer


@pytest.mark.parametrize(
    ("status", "method"),
    [(301, "POST"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")],
)
def test_what_a_redirect_keeps(status: int, method: str) -> None:
    ask = Ask(
        "POST",
        f"{API}/a/b",
        {"Content-Type": "application/json", "X-Key": "k"},
        body=b"{}",
    )
    there = redirect_request(ask, status, "../c?d=e#f")
    assert (there.method, there.url) == (method, f"{API}/c?d=e")
    assert there.body == (b"{}" if method == "POST" else None)
    assert there.headers["X-Key"] == "k"
    assert (
        "X-Key" not in redirect_request(ask, status, "https://other.example/").headers
    )


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("-3", 0),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30),
        ("Sat, 21 Nov 2026 12:00:30 -0000", 30),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("Fri, 31 Dec 99999999999999999999 23:59:59 GMT", None),
        ("", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert (
        retry_after(
            {"retry-after": value}, now=datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
        )
        == seconds
    )


def test_delays_grow_up_to_a_limit() -> None:
    policy = Policy()
    assert all(
        policy.first * 2**n / 2 <= policy.delay(n) <= policy.first * 2**n
        for n in range(6)
    )
    assert policy.delay(50) <= policy.longest


# -- waiting


def waited(client: Client, **options: Any) -> tuple[Any, list[float], list[Any]]:
    """Drive a wait with a clock that only pauses move."""
    now, pauses, told = [0.0], [], []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    client.session.connection.sleep = sleep
    call = wait_call(
        client.session.operations, "j", told.append, clock=lambda: now[0], **options
    )
    return client.session.connection.run(call), pauses, told


def test_looks_become_rare(fake: Any) -> None:
    fake.answers["GET /jobs/j"] = fake.in_turn(
        *[JOB] * 60, {**JOB, "status": "successful"}
    )
    info, pauses, told = waited(Client(API, transport=fake))
    assert info.status is JobStatus.successful
    assert pauses[0] == 0.2
    assert pauses == sorted(pauses)
    assert max(pauses) <= 10
    assert len(told) == 61
    assert interval(1e6) == 10


def test_the_server_says_when(fake: Any) -> None:
    import httpx

    fake.answers["GET /jobs/j"] = fake.in_turn(
        httpx.Response(200, json=JOB, headers={"Retry-After": "33"}),
        {**JOB, "status": "successful"},
    )
    assert waited(Client(API, transport=fake), poll_interval=1.0)[1] == [33.0]


def test_a_server_in_a_hurry_is_not_asked_without_a_pause(fake: Any) -> None:
    import httpx

    fake.answers["GET /jobs/j"] = fake.in_turn(
        httpx.Response(200, json=JOB, headers={"Retry-After": "0"}),
        {**JOB, "status": "successful"},
    )
    assert waited(Client(API, transport=fake))[1] == [0.2]


def test_time_is_up(fake: Any) -> None:
    fake.answers["GET /jobs/j"] = JOB
    with pytest.raises(TimeoutError, match="within 5 s; it goes on") as error:
        waited(Client(API, transport=fake), timeout=5.0)
    assert isinstance(error.value, ClientError)
    assert isinstance(error.value, WaitTimeoutError)


def test_a_network_that_comes_back(fake: Any) -> None:
    import httpx

    def gone(request: httpx.Request) -> Any:
        raise httpx.ConnectError("no")

    fake.answers["GET /jobs/j"] = fake.in_turn(
        JOB, gone, {**JOB, "status": "successful"}
    )
    info, _, told = waited(Client(API, transport=fake, retries=0))
    assert info.status is JobStatus.successful
    assert told[1] is None


def test_a_network_that_does_not_come_back() -> None:
    import httpx

    def gone(request: httpx.Request) -> Any:
        raise httpx.ConnectError("no")

    with pytest.raises(ClientError, match="No connection"):
        waited(Client(API, transport=httpx.MockTransport(gone), retries=0))


def test_ctrl_c_cancels_nothing_and_says_how_to_come_back(
    fake: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.answers["GET /jobs/j"] = JOB
    client = Client(API, transport=fake)

    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    client.session.connection.sleep = interrupted
    with pytest.raises(
        KeyboardInterrupt,
        match=r"goes on. Come back to it with client.job\('j'\).wait\(\)",
    ):
        client.job("j").wait()
    assert {request.method for request in fake.came} == {"GET"}
    assert capsys.readouterr().err == ""


def test_one_line_in_a_terminal(fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    class Terminal(io.StringIO):
        encoding = "ascii"

        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    fake.answers["GET /jobs/j"] = fake.in_turn(
        JOB, {**JOB, "message": "fünf"}, {**JOB, "status": "failed", "message": "no"}
    )
    client = Client(API, transport=fake)
    client.session.connection.sleep = lambda _seconds: None
    with pytest.raises(JobFailedError, match="Job j failed: no"):
        client.job("j").wait()
    assert screen.getvalue().count("\n") == 1
    assert "running 40 % - f?nf" in screen.getvalue()


# -- signatures


@pytest.fixture
def description() -> ProcessDescription:
    return read(ProcessDescription, PROCESS)


def test_signature(description: ProcessDescription) -> None:
    signature = _signature.signature(description)
    assert (
        str(signature)
        == "(*, values: list[int], weight: float = 1.5, class_: str = ...)"
    )
    assert _signature.names(description) == {
        "weight": "weight",
        "values": "values",
        "class_": "class",
    }


def test_docstring(description: ProcessDescription) -> None:
    text = _signature.docstring(description)
    for words in (
        "Mean value\n\nTakes the mean.",
        "values : list of integer\n    What to take it of.\n    At most 9.",
        "weight : number, optional, default 1.5",
        "class_ : string, optional\n    One of 'a', 'b'.",
        "Returns\n-------\nout : number\n    The mean",
    ):
        assert words in text


def test_a_process_is_a_function(fake: Any) -> None:
    fake.answers["GET /processes"] = {"processes": [PROCESS], "links": []}
    fake.answers["GET /processes/mean"] = PROCESS
    client = Client(API, transport=fake)
    process = client.processes.mean
    assert process is client.processes["mean"]
    for way in (
        process,
        process.run,
        process.arun,
        process.form,
        process.validate,
        process.request,
    ):
        assert inspect.signature(way) == _signature.signature(process.description)
    assert inspect.iscoroutinefunction(process.arun)
    assert process.run.__doc__.startswith("Start a job, wait")
    assert "Takes the mean." in (inspect.getdoc(process) or "")
    assert client.processes._ipython_key_completions_() == ["mean"]
    assert "mean" in dir(client.processes)
    assert [found.id for found in client.processes.search("MEAN value")] == ["mean"]
    assert client.processes.search("elephant") == []
    with pytest.raises(KeyError, match="Did you mean 'mean'"):
        client.processes["maen"]
    with pytest.raises(AttributeError):
        client.processes.elephant  # noqa: B018

"""The client's own table against its own server, at sizes and speeds that people reach."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from procbook import Client
from procbook.jobs import get_monitor
from procbook.models import JobStatus
from procbook.server import LocalServer
from procbook.widgets.actions import _job_actions as actions


@pytest.fixture
def client() -> Iterator[Client]:
    with LocalServer(workers=8) as server, Client(server.url, ledger=False) as client:
        yield client


class Listener:
    """Hears of jobs until something holds."""

    def __init__(self) -> None:
        self.changed = threading.Event()

    def __call__(self, _watch: Any, _ids: set[str]) -> None:
        self.changed.set()

    def wait(self, holds: Any, seconds: float = 60) -> None:
        for _ in range(int(seconds * 10)):
            if holds():
                return
            self.changed.wait(0.1)
            self.changed.clear()
        raise AssertionError("did not happen in time")


def test_more_jobs_than_are_asked_for_at_once_with_some_active(client: Client) -> None:
    for _ in range(250):
        client.execute_process("primes_between", {"inputs": {"max_val": 3}})
    slow = [
        client.execute_process("sleep_a_while", {"inputs": {"duration": 2}}).jobID
        for _ in range(3)
    ]
    listener = Listener()
    watch = get_monitor().watch(client, listener)
    errors = []

    def all_ended() -> bool:
        errors.extend(filter(None, [watch.error]))
        return len(watch.jobs) == 253 and all(
            watch.jobs[i].life.state.value == "successful" for i in slow
        )

    listener.wait(all_ended)
    watch.close()
    assert errors == []


def test_states_of_the_next_edition_match_nothing_here(client: Client) -> None:
    client.execute_process("primes_between", {"inputs": {"max_val": 3}})
    with httpx.Client(base_url=client.api_url) as http:
        for word in ("created", "paused"):
            assert http.get(f"/jobs?status={word}").json()["jobs"] == []
        assert (
            len(
                http.get("/jobs?status=created,accepted,running,successful").json()[
                    "jobs"
                ]
            )
            == 1
        )
        assert http.get("/jobs?status=finished").status_code == 400


@pytest.mark.parametrize("refused", ["created", "status", "limit"])
def test_a_refused_parameter_stops_no_table(refused: str) -> None:
    """A server that takes the states of 1.0 only, none at all, or no limit."""
    asked: list[str] = []
    jobs = [
        {"jobID": f"j{n}", "type": "process", "status": "running", "processID": "p"}
        for n in range(300)
    ]

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url.query))
        if refused in str(request.url.query):
            return httpx.Response(400, json={"title": "Bad Request", "status": 400})
        return httpx.Response(200, json={"jobs": jobs, "links": []})

    with Client(
        "https://example.org/", transport=httpx.MockTransport(answer), ledger=False
    ) as client:
        listener = Listener()
        watch = get_monitor().watch(client, listener)
        listener.wait(lambda: len(asked) >= 6)
        assert watch.error is None
        assert len(watch.jobs) == 300
        watch.close()
    assert refused not in asked[-1]


@pytest.mark.parametrize("together", [True, False])
def test_two_clicks_on_cancel_never_remove(client: Client, together: bool) -> None:
    job = client.processes["sleep_a_while"](duration=60)
    watch = get_monitor().follow(client, job.id, lambda *_: None, known=[job.info])
    if together:
        threads = [
            threading.Thread(target=actions.cancel, args=(watch, job.id))
            for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:
        for _ in range(3):
            actions.cancel(watch, job.id)
    assert client.get_job(job.id).status is JobStatus.dismissed
    watch.close()


def test_two_cancels_of_one_object_never_remove(client: Client) -> None:
    job = client.processes["sleep_a_while"](duration=60)
    threads = [threading.Thread(target=job.cancel) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.get_job(job.id).status is JobStatus.dismissed


def test_a_cancellation_that_failed_can_be_tried_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = client.processes["sleep_a_while"](duration=60)
    watch = get_monitor().follow(client, job.id, lambda *_: None, known=[job.info])
    dismiss, failures = client.dismiss_job, iter([ConnectionError("away")])

    def sometimes(job_id: str) -> Any:
        for failure in failures:
            raise failure
        return dismiss(job_id)

    monkeypatch.setattr(client, "dismiss_job", sometimes)
    with pytest.raises(ConnectionError):
        actions.cancel(watch, job.id)
    actions.cancel(watch, job.id)
    assert client.get_job(job.id).status is JobStatus.dismissed
    watch.close()

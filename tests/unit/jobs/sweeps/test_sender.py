"""Sending the requests of a sweep: each once, slower where the server asks for it."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from procbook.jobs import (
    Ledger,
    PlannedRequest,
    RequestBook,
    RequestState,
    Sender,
    sending_lock,
)
from procbook.models import ProcessDescription, ProcessRequest
from procbook.protocol.errors import ClientError, ResponseError, TransportError

SERVER = "https://example.org/"
ECHO = ProcessDescription.model_validate(
    {"id": "echo", "version": "1", "title": "Echo", "inputs": {}, "outputs": {}}
)


@pytest.fixture
def book(tmp_path: Path) -> RequestBook:
    return RequestBook(Ledger(tmp_path / "ledger.sqlite"))


def plan(book: RequestBook, count: int) -> list[PlannedRequest]:
    requests = [
        ProcessRequest(inputs={"x": n, "token": "s3cret"}) for n in range(count)
    ]
    return book.plan(SERVER, "many", requests, ECHO)


def send_all(
    book: RequestBook,
    planned: Sequence[PlannedRequest],
    send: Callable[[PlannedRequest], str],
    **options: object,
) -> tuple[Sender[str], list[str]]:
    """Send requests as the client does: what was started is written down."""
    jobs: list[str] = []

    def started(request: PlannedRequest) -> str:
        job = send(request)
        book.settle(request, RequestState.started, job_id=job)
        return job

    sender = Sender[str](book, started, lambda _, job: jobs.append(job), **options)  # type: ignore[arg-type]
    sender.run(planned)
    return sender, jobs


def states(book: RequestBook) -> list[str]:
    return [request.state.value for request in book.of_group("many", SERVER)]


def failing(error: ClientError, *positions: int) -> Callable[[PlannedRequest], str]:
    def send(request: PlannedRequest) -> str:
        if request.position in positions:
            raise error
        return f"job {request.position}"

    return send


def test_requests_are_written_down_without_secrets_and_sent_once(
    book: RequestBook,
) -> None:
    planned = plan(book, 20)
    assert {request.inputs["token"] for request in planned} == {"***"}
    assert states(book) == ["planned"] * 20
    sender, jobs = send_all(book, planned, failing(ClientError("")))
    assert sorted(jobs) == sorted(f"job {n}" for n in range(20))
    assert states(book) == ["started"] * 20
    _, again = send_all(book, planned, failing(ClientError("")))
    assert again == [], "what was claimed is not sent again"
    assert sender.error is None


def test_a_refusal_of_one_does_not_stop_the_others(book: RequestBook) -> None:
    error = ResponseError("No.", status=422, hint="Try 3.")
    sender, jobs = send_all(book, plan(book, 5), failing(error, 1))
    assert len(jobs) == 4 and sender.error is None
    assert [request.position for request, _ in sender.refused] == [1]
    refused = book.of_group("many")[1]
    assert refused.state is RequestState.refused
    assert refused.reason == {"message": "No.", "status": 422, "hint": "Try 3."}


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ResponseError("No.", status=403), "planned"),
        (ResponseError("Oops.", status=500), "unknown"),
        (ResponseError("Proxy.", status=504), "unknown"),
        (TransportError("Broke off."), "unknown"),
    ],
)
def test_other_errors_stop_the_sending(
    book: RequestBook, error: ClientError, state: str
) -> None:
    sender, jobs = send_all(book, plan(book, 40), failing(error, *range(40)))
    assert jobs == [] and sender.error is error
    after = states(book)
    assert after.count(state) >= 1 and set(after) <= {state, "planned"}
    assert after.count("planned") >= 36


def test_what_never_left_is_planned_still(book: RequestBook) -> None:
    error = TransportError("No connection.")
    error.sent = False
    send_all(book, plan(book, 3), failing(error, 0, 1, 2))
    assert states(book) == ["planned"] * 3


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_given_the_time_it_asks_for(
    book: RequestBook, status: int
) -> None:
    busy = ResponseError("Busy.", status=status)
    busy.retry_after = 0.2
    sent: list[float] = []
    lock = threading.Lock()

    def send(request: PlannedRequest) -> str:
        with lock:
            sent.append(time.monotonic())
            if len(sent) == 1:
                raise busy
        return f"job {request.position}"

    sender, jobs = send_all(book, plan(book, 30), send)
    assert len(jobs) == 30 and sender.error is None
    assert states(book) == ["started"] * 30
    assert max(later - sooner for sooner, later in itertools.pairwise(sent)) > 0.15


def test_a_server_that_stays_busy_is_left_alone(
    book: RequestBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("procbook.jobs.sweeps._sender.FIRST_PAUSE", 0.001)
    sender, jobs = send_all(
        book, plan(book, 4), failing(ResponseError("Busy.", status=503), 0, 1, 2, 3)
    )
    assert sender.error is not None and jobs == []
    assert states(book) == ["planned"] * 4


def test_no_more_jobs_than_wanted_are_under_way(book: RequestBook) -> None:
    running: set[str] = set()
    most: list[int] = []
    lock = threading.Lock()

    def send(request: PlannedRequest) -> str:
        with lock:
            running.add(job := f"job {request.position}")
            most.append(len(running))
        return job

    def ending() -> None:
        while not done.is_set():
            with lock:
                if running:
                    running.pop()
            holder[0].wake()
            done.wait(0.002)

    done = threading.Event()
    jobs: list[str] = []

    def settle(request: PlannedRequest) -> str:
        job = send(request)
        book.settle(request, RequestState.started, job_id=job)
        return job

    holder = [
        Sender[str](
            book,
            settle,
            lambda _, job: jobs.append(job),
            at_once=3,
            under_way=lambda: len(running),
        )
    ]
    ender = threading.Thread(target=ending)
    ender.start()
    holder[0].run(plan(book, 25))
    done.set()
    ender.join()
    assert len(jobs) == 25 and max(most) <= 3


def test_one_sender_at_a_time() -> None:
    with sending_lock(SERVER, "many"):
        with sending_lock(SERVER, "others"):
            pass
        with (
            pytest.raises(ClientError, match="being submitted right now"),
            sending_lock(SERVER, "many"),
        ):
            pass
    with sending_lock(SERVER, "many"):
        pass

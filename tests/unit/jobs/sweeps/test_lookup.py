"""What a job list says about requests that may have been sent: never a second time what the server may have."""

from __future__ import annotations

import datetime as dt
from typing import Any

from procbook.jobs import PlannedRequest, RequestState, find_jobs
from procbook.models import JobInfo

NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def request(number: int, **inputs: Any) -> PlannedRequest:
    return PlannedRequest(
        key=number,
        server="https://example.org/",
        group="many",
        position=number,
        process_id="echo",
        process_version="1",
        request={"inputs": inputs or {"x": number}},
        token=f"token-{number}",
        state=RequestState.sending,
        job_id=None,
        reason=None,
        sent=NOW,
        at_once=None,
    )


def job(job_id: str, **members: Any) -> JobInfo:
    document = {
        "jobID": job_id,
        "processID": "echo",
        "status": "accepted",
        "created": NOW.isoformat(),
        **members,
    }
    return JobInfo.model_validate(document)


def outcome(
    jobs: list[JobInfo] | None, *requests: PlannedRequest, **recorded: bool
) -> tuple[Any, ...]:
    findings = find_jobs(requests, jobs, set(recorded))
    return (
        [(r.key, info.jobID) for r, info in findings.started],
        [r.key for r in findings.unsent],
        [r.key for r in findings.unknown],
    )


def test_a_server_without_a_list_leaves_a_doubt() -> None:
    assert outcome(None, request(1)) == ([], [], [1])


def test_a_server_that_repeats_keys_tells_all() -> None:
    jobs = [job("a", idempotencyKey="token-1"), job("b")]
    assert outcome(jobs, request(1), request(2)) == ([(1, "a")], [2], [])


def test_a_server_that_repeats_inputs_tells_each_job_once() -> None:
    jobs = [
        job("a", inputs={"x": 1, "mode": "a default"}),
        job("b", request={"inputs": {"x": 2}}),
        job("c", parameters={"x": 1}),
    ]
    doubtful = [request(1), request(2), request(1), request(1), request(3)]
    assert outcome(jobs, *doubtful) == ([(1, "a"), (2, "b"), (1, "c")], [1, 3], [])


def test_a_job_that_nobody_knows_leaves_a_doubt() -> None:
    assert outcome([job("a")], request(1)) == ([], [], [1])
    assert outcome([job("a")], request(1), a=True) == ([], [1], [])
    assert outcome([], request(1)) == ([], [1], [])


def test_jobs_of_another_time_or_process_leave_no_doubt() -> None:
    old = job("a", created=(NOW - dt.timedelta(hours=1)).isoformat())
    assert outcome([old, job("b", processID="other")], request(1)) == ([], [1], [])
    assert outcome([job("a", created=None)], request(1)) == ([], [], [1])


def test_a_secret_cannot_be_compared() -> None:
    masked = request(1, x=1, password="***")
    jobs = [job("a", inputs={"x": 1, "password": "other"})]
    assert outcome(jobs, masked) == ([], [], [1])
    assert outcome([job("a", inputs={"x": 2})], masked) == ([], [1], [])

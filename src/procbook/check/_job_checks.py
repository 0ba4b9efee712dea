"""Checks of a run: Prefer, the status document, results, the job list, dismissal."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

from ..protocol import Answer, path_segment, status_word
from ._finding import (
    Check,
    ExaminedServer,
    Finding,
    Findings,
    Verdict,
    expect,
    json_object,
    json_of,
    link_relations,
    problem_type,
)
from ._sample_run import choose_run

PATIENCE = 20.0
"""Seconds that a job may take before it is dismissed while it runs."""
_ACTIVE = frozenset({"created", "accepted", "running", "paused", "unknown"})


def check_jobs(server: ExaminedServer) -> Findings:
    """Run one process as a job and follow it to its end."""
    run = choose_run(server) if server.run else None
    if run is None:
        yield _no_run(server)
        return
    description, inputs = run
    path = f"/processes/{path_segment(description.id)}/execution"
    body = {"inputs": inputs}
    yield from _check_bad_request(server, path)
    headers = {"Prefer": "respond-async"}
    answer = server.request("POST", path, json=body, headers=headers)
    is_job = answer.status in {201, 202}
    options = [str(option) for option in description.jobControlOptions or []]
    yield expect(
        is_job,
        "execute-async",
        f"job of {description.id}",
        f"HTTP {answer.status} to 'Prefer: respond-async' for {description.id}",
        "7.11.2.3, /req/core/process-execute-mode",
        Verdict.fault if "async-execute" in options else Verdict.note,
    )
    if is_job:
        yield from _check_job(server, answer, path, body)
    if "sync-execute" in options:
        yield _check_sync(server, path, body)


def _no_run(server: ExaminedServer) -> Finding:
    reason = "not asked for"
    if server.run:
        reason = "none sounds harmless enough; name one with --process"
    return Finding("execution", Verdict.note, f"no process was run: {reason}")


def _check_bad_request(server: ExaminedServer, path: str) -> Findings:
    headers = {"Content-Type": "application/json"}
    answer = server.request("POST", path, body=b"{no json", headers=headers)
    is_client_error = 400 <= answer.status < 500
    yield expect(
        answer.status == 400,
        "execute-no-json",
        "400",
        f"HTTP {answer.status} instead of 400",
        "7.11",
        Verdict.warning if is_client_error else Verdict.fault,
    )


def _check_job(
    server: ExaminedServer, answer: Answer, path: str, body: dict[str, Any]
) -> Findings:
    yield from _check_job_started(answer)
    job_url = _job_url(answer)
    if job_url is None:
        yield Finding(
            "job", Verdict.fault, "there is no way to find the job again", "7.12"
        )
        return
    yield from _follow(server, job_url)
    second_job_url = yield from _check_preference_list(server, path, body)
    yield from _check_job_list(server)
    if second_job_url:
        server.request("DELETE", second_job_url)
    yield from _check_dismissal(server, job_url)


def _check_job_started(answer: Answer) -> Findings:
    section = "/req/core/process-execute-success-async"
    yield expect(
        answer.headers.get("location"),
        "execute-location",
        "there",
        "no Location header",
        section,
    )
    missing = sorted({"jobID", "status", "type"} - set(json_object(answer)))
    yield expect(
        not missing,
        "status-info",
        "complete",
        f"the status document lacks {', '.join(missing)}",
        f"statusInfo.yaml, {section}",
    )


def _job_url(answer: Answer) -> str | None:
    """Return the address of a job that was started, as a URL or a path below the server."""
    location = answer.headers.get("location")
    if location:
        return location
    job_id = json_object(answer).get("jobID")
    return f"/jobs/{path_segment(str(job_id))}" if job_id else None


def _follow(server: ExaminedServer, job_url: str) -> Findings:
    """Wait for the end of a job, and check its status document and its results."""
    results_url = job_url.partition("?")[0].rstrip("/") + "/results"
    state, early_answer, pause = _state(server, job_url), None, 0.1
    end = time.monotonic() + PATIENCE
    while state in _ACTIVE and time.monotonic() < end:
        if early_answer is None:
            early_answer = server.request("GET", results_url)
        time.sleep(pause)
        pause = min(2.0, pause * 1.5)
        state = _state(server, job_url)
    status_document = json_object(server.request("GET", job_url))
    yield expect(
        status_document.get("type") == "process",
        "job-type",
        "process",
        "the status document has no type",
        "statusInfo.yaml",
    )
    if early_answer is not None and early_answer.status != 200:
        yield from _check_not_ready(early_answer)
    if state == "successful":
        answer = server.request("GET", results_url)
        yield from _check_results(answer, status_document)
    elif state in {"failed", "dismissed"}:
        yield Finding(
            "results", Verdict.note, f"the job {state}; its results were not looked at"
        )


def _check_not_ready(answer: Answer) -> Findings:
    """Check the answer of a server that was asked for results before the end of the job."""
    section = "/req/core/job-results-exception/results-not-ready"
    bad_status = f"HTTP {answer.status} instead of 404"
    yield expect(answer.status == 404, "results-not-ready", "404", bad_status, section)
    exception = problem_type(answer)
    yield expect(
        exception == "result-not-ready",
        "results-not-ready-type",
        exception,
        f"type {exception!r} instead of …/result-not-ready",
        section,
    )


def _check_results(answer: Answer, status_document: dict[str, Any]) -> Findings:
    yield expect(
        answer.status in {200, 204},
        "results",
        "there",
        f"HTTP {answer.status}",
        "7.13",
    )
    yield expect(
        "results" in link_relations(status_document),
        "job-results-link",
        "linked",
        "no link to the results",
        "7.12",
        Verdict.warning,
    )


def _state(server: ExaminedServer, job_url: str) -> str:
    body = json_of(server.request("GET", job_url))
    if not isinstance(body, dict):
        return "gone"
    return str(status_word(str(body.get("status"))))


def _check_job_list(server: ExaminedServer) -> Findings:
    if not server.declares("job-list"):
        return
    rows = _job_rows(server, {"limit": 1})
    yield expect(
        isinstance(rows, list) and len(rows) <= 1,
        "job-list-limit",
        "honoured",
        "limit=1 is ignored",
        "/req/job-list/limit-response",
    )
    rows = _job_rows(server, {"processID": "procbook-check-no-such-thing"})
    yield expect(
        not rows,
        "job-list-filter",
        "honoured",
        "filters are ignored",
        "/req/job-list/processID-response",
    )


def _job_rows(server: ExaminedServer, params: dict[str, object]) -> object:
    return json_object(server.request("GET", "/jobs", params=params)).get("jobs")


def _check_dismissal(server: ExaminedServer, job_url: str) -> Findings:
    answer = server.request("DELETE", job_url)
    is_declared = server.declares("dismiss")
    if answer.status >= 400 and not is_declared:
        yield Finding(
            "dismiss",
            Verdict.note,
            "jobs cannot be dismissed; the class is not declared",
            "12",
        )
        return
    status = json_object(answer).get("status")
    yield expect(
        answer.status == 200 and status == "dismissed",
        "dismiss",
        "dismissed",
        f"HTTP {answer.status}, status {status!r} instead of 'dismissed'",
        "12, /req/dismiss/job-dismiss-success",
        Verdict.fault if is_declared else Verdict.warning,
    )
    if not is_declared:
        yield Finding(
            "conformance-dismiss",
            Verdict.warning,
            "jobs can be dismissed, but the class is not declared",
            "12",
        )
    is_json = "json" in (answer.media_type or "")
    yield expect(
        is_json or not answer.body,
        "dismiss-type",
        "JSON",
        f"labelled {answer.media_type}",
        "12",
        Verdict.warning,
    )


def _check_preference_list(
    server: ExaminedServer, path: str, body: dict[str, Any]
) -> Generator[Finding, None, str | None]:
    """Check that one header holds several preferences, and return the address of the new job.

    Unknown preferences are ignored (RFC 7240, section 2).
    """
    headers = {"Prefer": "handling=lenient, respond-async"}
    answer = server.request("POST", path, json=body, headers=headers)
    is_job = answer.status in {201, 202}
    yield expect(
        is_job,
        "prefer-list",
        "understood",
        "'handling=lenient, respond-async' is not understood",
        "RFC 7240",
        Verdict.warning,
    )
    return _job_url(answer) if is_job else None


def _check_sync(server: ExaminedServer, path: str, body: dict[str, Any]) -> Finding:
    answer = server.request("POST", path, json=body)
    return expect(
        answer.status in {200, 204},
        "execute-sync",
        "answered",
        f"HTTP {answer.status} without Prefer",
        "/req/core/process-execute-default-execution-mode",
    )


JOB_CHECKS: tuple[Check, ...] = (Check("jobs", check_jobs),)

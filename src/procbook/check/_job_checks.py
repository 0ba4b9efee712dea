"""Checks of what happens when a process runs: Prefer, the status document, results, the job list, dismissal."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from ..protocol import path_segment, status_word
from ._finding import Exam, Finding, Findings, Verdict, expect, json_of, problem_type

if TYPE_CHECKING:
    from ..models import InputDescription, ProcessDescription

HARMLESS = re.compile(r"echo|hello|prime|demo|test|sleep|nap", re.IGNORECASE)
PATIENCE = 20.0
"""Seconds that a job may take before it is dismissed while it runs."""
_SAMPLES = {"string": "procbook", "integer": 1, "number": 1.0, "boolean": False}


def jobs(exam: Exam) -> Findings:
    """Run one process as a job and follow it to its end."""
    chosen = _choose(exam) if exam.run else None
    if chosen is None:
        why = (
            "none sounds harmless enough; name one with --process"
            if exam.run
            else "not asked for"
        )
        yield Finding("execution", Verdict.note, f"no process was run: {why}")
        return
    description, inputs = chosen
    path = f"/processes/{path_segment(description.id)}/execution"
    body = {"inputs": inputs}
    yield from _bad_request(exam, path)
    answer = exam.ask("POST", path, json=body, headers={"Prefer": "respond-async"})
    started = answer.status in {201, 202}
    options = [str(one) for one in description.jobControlOptions or []]
    bad = f"HTTP {answer.status} to 'Prefer: respond-async' for {description.id}"
    grave = Verdict.fault if "async-execute" in options else Verdict.note
    yield expect(
        started,
        "execute-async",
        f"job of {description.id}",
        bad,
        "7.11.2.3, /req/core/process-execute-mode",
        grave,
    )
    if started:
        yield from _follow(exam, answer, path, body)
    yield from _sync(exam, path, body, options)


def _choose(exam: Exam) -> tuple[ProcessDescription, dict[str, Any]] | None:
    named = [one for one in exam.descriptions if one.id == exam.process_id]
    harmless = [one for one in exam.descriptions if HARMLESS.search(one.id)]
    for one in (
        named
        if exam.process_id
        else sorted(harmless, key=lambda p: bool(re.search("sleep|nap", p.id)))
    ):
        inputs = {
            name: _sample(described)
            for name, described in one.inputs.items()
            if _is_needed(described)
        }
        if None not in inputs.values():
            return one, inputs
    return None


def _is_needed(described: InputDescription) -> bool:
    return described.minOccurs != 0 and described.schema_.default is None


def _sample(described: InputDescription) -> Any:
    schema = described.schema_
    if schema.enum:
        return schema.enum[0]
    if schema.minimum is not None:
        return schema.minimum
    return (
        schema.example if schema.example is not None else _SAMPLES.get(str(schema.type))
    )


def _bad_request(exam: Exam, path: str) -> Findings:
    answer = exam.ask(
        "POST", path, body=b"{no json", headers={"Content-Type": "application/json"}
    )
    grave = (
        Verdict.fault
        if answer.status >= 500 or answer.status < 400
        else Verdict.warning
    )
    yield expect(
        answer.status == 400,
        "execute-no-json",
        "400",
        f"HTTP {answer.status} instead of 400",
        "7.11",
        grave,
    )


def _follow(exam: Exam, answer: Any, path: str, body: dict[str, Any]) -> Findings:
    location = answer.headers.get("location")
    yield expect(
        location,
        "execute-location",
        "there",
        "no Location header",
        "/req/core/process-execute-success-async",
    )
    info = json_of(answer)
    known = isinstance(info, dict) and {"jobID", "status", "type"} <= set(info)
    lacking = sorted(
        {"jobID", "status", "type"} - set(info if isinstance(info, dict) else ())
    )
    where = "statusInfo.yaml, /req/core/process-execute-success-async"
    yield expect(
        known,
        "status-info",
        "complete",
        f"the status document lacks {', '.join(lacking)}",
        where,
    )
    job = _monitor(location, info)
    if job is None:
        yield Finding(
            "job", Verdict.fault, "there is no way to find the job again", "7.12"
        )
        return
    yield from _until_the_end(exam, job)
    second = yield from _combined_prefer(exam, path, body)
    yield from _job_list(exam)
    if second:
        exam.ask("DELETE", second)
    yield from _dismissed(exam, job)


def _monitor(location: str | None, info: Any) -> str | None:
    if location:
        return location
    job_id = info.get("jobID") if isinstance(info, dict) else None
    return f"/jobs/{path_segment(str(job_id))}" if job_id else None


def _until_the_end(exam: Exam, job: str) -> Findings:
    results = job.partition("?")[0].rstrip("/") + "/results"
    state, early, pause = _state(exam, job), None, 0.1
    end = time.monotonic() + PATIENCE
    while (
        state in {"created", "accepted", "running", "paused", "unknown"}
        and time.monotonic() < end
    ):
        if early is None:
            early = exam.ask("GET", results)
        time.sleep(pause)
        pause = min(2.0, pause * 1.5)
        state = _state(exam, job)
    info = json_of(exam.ask("GET", job)) or {}
    yield expect(
        info.get("type") == "process",
        "job-type",
        "process",
        "the status document has no type",
        "statusInfo.yaml",
    )
    if early is not None and early.status != 200:
        kind, where = (
            problem_type(early),
            "/req/core/job-results-exception/results-not-ready",
        )
        yield expect(
            early.status == 404,
            "results-not-ready",
            "404",
            f"HTTP {early.status} instead of 404",
            where,
        )
        good = kind == "result-not-ready"
        yield expect(
            good,
            "results-not-ready-type",
            kind,
            f"type {kind!r} instead of …/result-not-ready",
            where,
        )
    if state == "successful":
        answer = exam.ask("GET", results)
        yield expect(
            answer.status in {200, 204},
            "results",
            "there",
            f"HTTP {answer.status}",
            "7.13",
        )
        rels = {
            str(link.get("rel", "")).rsplit("/", 1)[-1]
            for link in info.get("links") or []
            if isinstance(link, dict)
        }
        yield expect(
            "results" in rels,
            "job-results-link",
            "linked",
            "no link to the results",
            "7.12",
            Verdict.warning,
        )
    elif state in {"failed", "dismissed"}:
        yield Finding(
            "results", Verdict.note, f"the job {state}; its results were not looked at"
        )


def _state(exam: Exam, job: str) -> str:
    body = json_of(exam.ask("GET", job))
    return (
        str(status_word(str(body.get("status")))) if isinstance(body, dict) else "gone"
    )


def _job_list(exam: Exam) -> Findings:
    if not exam.has("job-list"):
        return
    answer = exam.ask("GET", "/jobs", params={"limit": 1})
    body = json_of(answer)
    rows = body.get("jobs") if isinstance(body, dict) else None
    honoured = isinstance(rows, list) and len(rows) <= 1
    yield expect(
        honoured,
        "job-list-limit",
        "honoured",
        "limit=1 is ignored",
        "/req/job-list/limit-response",
    )
    body = json_of(
        exam.ask("GET", "/jobs", params={"processID": "procbook-check-no-such-thing"})
    )
    rows = body.get("jobs") if isinstance(body, dict) else None
    yield expect(
        not rows,
        "job-list-filter",
        "honoured",
        "filters are ignored",
        "/req/job-list/processID-response",
    )


def _dismissed(exam: Exam, job: str) -> Findings:
    answer = exam.ask("DELETE", job)
    body = json_of(answer)
    status = body.get("status") if isinstance(body, dict) else None
    declared = exam.has("dismiss")
    if answer.status >= 400 and not declared:
        yield Finding(
            "dismiss",
            Verdict.note,
            "jobs cannot be dismissed; the class is not declared",
            "12",
        )
        return
    where, works = (
        "12, /req/dismiss/job-dismiss-success",
        answer.status == 200 and status == "dismissed",
    )
    bad = f"HTTP {answer.status}, status {status!r} instead of 'dismissed'"
    yield expect(
        works,
        "dismiss",
        "dismissed",
        bad,
        where,
        Verdict.fault if declared else Verdict.warning,
    )
    if not declared:
        yield Finding(
            "conformance-dismiss",
            Verdict.warning,
            "jobs can be dismissed, but the class is not declared",
            "12",
        )
    labelled = "json" in (answer.media_type or "")
    yield expect(
        labelled or not answer.body,
        "dismiss-type",
        "JSON",
        f"labelled {answer.media_type}",
        "12",
        Verdict.warning,
    )


def _combined_prefer(
    exam: Exam, path: str, body: dict[str, Any]
) -> Generator[Finding, None, str | None]:
    """RFC 7240: several preferences may stand in one header, and unknown ones are ignored."""
    answer = exam.ask(
        "POST", path, json=body, headers={"Prefer": "handling=lenient, respond-async"}
    )
    fine, bad = (
        answer.status in {201, 202},
        "'handling=lenient, respond-async' is not understood",
    )
    yield expect(fine, "prefer-list", "understood", bad, "RFC 7240", Verdict.warning)
    return _monitor(answer.headers.get("location"), json_of(answer)) if fine else None


def _sync(exam: Exam, path: str, body: dict[str, Any], options: list[str]) -> Findings:
    if "sync-execute" not in options:
        return
    answer = exam.ask("POST", path, json=body)
    fine = answer.status in {200, 204}
    where = "/req/core/process-execute-default-execution-mode"
    yield expect(
        fine, "execute-sync", "answered", f"HTTP {answer.status} without Prefer", where
    )


JOB_CHECKS: tuple[Callable[[Exam], Findings], ...] = (jobs,)

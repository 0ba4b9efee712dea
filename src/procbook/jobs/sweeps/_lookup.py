"""Requests in doubt: what the server's list of jobs says about those that may have been sent.

A server that repeats the key of a request (``Idempotency-Key``), or its inputs, in its jobs tells
which job a request started. One that tells neither leaves a doubt as soon as it has a job that
nobody here knows; such a request is never sent again without being asked for.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...models import JobInfo
from ...protocol import written
from ..records._secrets import holes
from ._plan import PlannedRequest

TOKEN = "idempotencyKey"  # noqa: S105 - the name of a member
"""Member of a job by which a server tells the key under which it was sent."""
SKEW = dt.timedelta(minutes=10)
"""By how much the clock of a server may be wrong."""


@dataclass
class Findings:
    """What became of requests in doubt.

    Attributes
    ----------
    started : list of (PlannedRequest, JobInfo)
        Requests whose job was found.
    unsent : list of PlannedRequest
        Requests that the server certainly does not have, or may be sent again without harm.
    unknown : list of PlannedRequest
        Requests of which it cannot be told.
    by_token : bool
        Whether the server repeats the keys of requests, so that sending one again does no harm.
    """

    started: list[tuple[PlannedRequest, JobInfo]] = field(default_factory=list)
    unsent: list[PlannedRequest] = field(default_factory=list)
    unknown: list[PlannedRequest] = field(default_factory=list)
    by_token: bool = False


def find_jobs(
    doubtful: Sequence[PlannedRequest],
    job_list: Sequence[JobInfo] | None,
    recorded: Collection[str],
) -> Findings:
    """Return what the job list of a server says about requests in doubt.

    Parameters
    ----------
    doubtful : sequence of PlannedRequest
        Requests that may have been sent.
    job_list : sequence of JobInfo or None
        All jobs of the server; None where it does not list them.
    recorded : collection of str
        Ids of jobs whose request is recorded here.
    """
    findings = Findings()
    if job_list is None:
        findings.unknown = list(doubtful)
        return findings
    by_token = {token: info for info in job_list if (token := token_of(info))}
    findings.by_token = bool(by_token)
    unmatched = []
    for request in doubtful:
        if request.token in by_token:
            findings.started.append((request, by_token[request.token]))
        # The server knows keys: a second request under this one starts no second job.
        elif by_token:
            findings.unsent.append(request)
        else:
            unmatched.append(request)
    _match_inputs(unmatched, job_list, recorded, findings)
    return findings


def _match_inputs(
    doubtful: Sequence[PlannedRequest],
    job_list: Iterable[JobInfo],
    recorded: Collection[str],
    findings: Findings,
) -> None:
    if not doubtful:
        return
    strangers = [
        info
        for info in job_list
        if info.jobID not in recorded and _may_be_of(info, doubtful)
    ]
    silent = [info for info in strangers if inputs_of(info) is None]
    talking = [info for info in strangers if inputs_of(info) is not None]
    for request in doubtful:
        matches = [info for info in talking if _is_request_of(info, request)]
        if matches and not holes(request.inputs):
            talking.remove(matches[0])
            findings.started.append((request, matches[0]))
        elif silent or matches:
            findings.unknown.append(request)
        else:
            findings.unsent.append(request)


def _may_be_of(
    info: JobInfo,
    doubtful: Sequence[PlannedRequest],
) -> bool:
    """Return whether a job may be that of a request, by process and time of creation."""
    if info.processID not in {None, *(request.process_id for request in doubtful)}:
        return False
    times = [request.sent for request in doubtful if request.sent is not None]
    return info.created is None or not times or info.created >= min(times) - SKEW


def token_of(info: JobInfo) -> str | None:
    """Return the key under which a job was sent, if its server tells."""
    token = (info.model_extra or {}).get(TOKEN)
    return token if isinstance(token, str) else None


def inputs_of(info: JobInfo) -> dict[str, Any] | None:
    """Return the inputs of a job, if its server repeats them."""
    extra = info.model_extra or {}
    for name in ("request", "inputs", "parameters"):
        value = extra.get(name)
        if isinstance(value, dict) and value:
            inputs = value.get("inputs", value) if name == "request" else value
            return inputs if isinstance(inputs, dict) else None
    return None


def _is_request_of(
    info: JobInfo,
    request: PlannedRequest,
) -> bool:
    """Return whether a job has the inputs of a request.

    A server may add defaults, and secrets are not compared.
    """
    inputs = inputs_of(info) or {}
    return all(
        name in inputs and (bool(holes(value)) or _same(inputs[name], value))
        for name, value in request.inputs.items()
    )


def _same(
    first: object,
    second: object,
) -> bool:
    return _canonical(first) == _canonical(second)


def _canonical(value: object) -> str:
    return json.dumps(json.loads(written(value)), sort_keys=True)

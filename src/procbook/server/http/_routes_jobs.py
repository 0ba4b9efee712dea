"""Routes: execution, jobs, results (sections 7.11 to 7.13, 11 and 13)."""

from __future__ import annotations

import asyncio
import contextlib
import math
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from ...models import JobStatus
from .._problems import (
    NO_SUCH_JOB,
    NO_SUCH_OUTPUT,
    RESULT_NOT_AVAILABLE,
    RESULT_NOT_READY,
    ProblemError,
    no_such,
)
from ..documents import _documents
from ..documents._links import JSON, Link, Links, header, link
from ..documents._negotiate import answer, wants_html
from ..functions._inputs import check_request, read_inputs
from ..jobs._tables import JobRow
from . import _answers, _prefer, _query
from ._callbacks import BASE, check_subscriber
from ._dependencies import Service, ServiceOfApp
from ._idempotency import read_key, submit_once
from ._request_body import parse_json, read_body

router = APIRouter()
READ = ["GET", "HEAD"]


@router.post("/processes/{process_id}/execution")
async def execute(
    process_id: str,
    request: Request,
    service: ServiceOfApp,
) -> Response:
    """Run a process: wait for its outputs, or answer with the job."""
    process = service.process(process_id)
    wants_html(request)  # refuse an unknown form of answer before the process runs
    content_type = request.headers.get("content-type", JSON)
    body = check_request(parse_json(await read_body(request), content_type), process)
    preferences = _prefer.read(request.headers.getlist("prefer"))
    plan = _prefer.plan(preferences, process.description.jobControlOptions or ())
    if body.get("subscriber"):
        body[BASE] = str(request.base_url)
    key = read_key(request.headers)
    row = await run_in_threadpool(_submit, service, process_id, body, key)
    if plan.patience:
        row = await _wait(service, row, plan.patience)
    finished = JobStatus(row.status).is_final
    applied = plan.preference_applied(finished=finished)
    headers = {"Preference-Applied": applied} if applied else {}
    if plan.patience and finished:
        response = await run_in_threadpool(
            _results,
            request,
            service,
            row,
            sync=True,
        )
        response.headers.update(headers)
        return response
    links = Links.of(request)
    headers["Location"] = links.job(row.id)
    return answer(
        request,
        _documents.job(row, links),
        status=201,
        headers=headers,
    )


def _submit(
    service: Service,
    process_id: str,
    body: dict[str, Any],
    key: str | None,
) -> JobRow:
    process = service.process(process_id)
    check_subscriber(body, service.outbound)
    inputs = read_inputs(process, body.get("inputs") or {}, service.outbound.fetch)
    return submit_once(service.jobs, process, body, inputs, key)


async def _wait(
    service: Service,
    row: JobRow,
    patience: float,
) -> JobRow:
    end = asyncio.wrap_future(service.jobs.end_of(row.id))
    timeout = None if math.isinf(patience) else patience
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(end), timeout)
    return await run_in_threadpool(service.job, row.id)


@router.api_route("/jobs", methods=READ)
def jobs(request: Request, service: ServiceOfApp) -> Response:
    """Answer the job list."""
    job_filter = _query.job_filter(request)
    rows = service.jobs.store.find(job_filter)
    links = Links.of(request)
    document = _documents.job_list(rows, links, limit=job_filter.limit)
    return answer(request, document)


@router.api_route("/jobs/{job_id}", methods=READ)
def job(
    job_id: str,
    request: Request,
    service: ServiceOfApp,
) -> Response:
    """Answer the state of a job."""
    return answer(request, _documents.job(service.job(job_id), Links.of(request)))


@router.delete("/jobs/{job_id}")
def dismiss(
    job_id: str,
    request: Request,
    service: ServiceOfApp,
) -> Response:
    """Cancel a job that has not ended; remove one that has."""
    row = service.jobs.dismiss(job_id)
    if row is None:
        raise no_such("job", job_id, NO_SUCH_JOB)
    return answer(request, _documents.job(row, Links.of(request)))


@router.api_route("/jobs/{job_id}/results", methods=READ)
def results(
    job_id: str,
    request: Request,
    service: ServiceOfApp,
) -> Response:
    """Answer the results of a job in the form of its request; ``outputs`` selects some."""
    row = service.job(job_id)
    names = _query.several(request, "outputs")
    if names:
        row.request = {**row.request, "outputs": _select_outputs(service, row, names)}
    return _results(request, service, row)


def _select_outputs(
    service: Service,
    row: JobRow,
    names: list[str],
) -> dict[str, Any]:
    """Return the member ``outputs`` of the request with the outputs of these names only."""
    ids = [output.id for output in service.jobs.store.outputs(row.id)]
    for name in names:
        if ids and name not in ids:
            detail = str(no_such("output", name, NO_SUCH_OUTPUT, ids))
            raise ProblemError(400, detail, type=NO_SUCH_OUTPUT)
    requested = row.request.get("outputs") or {}
    return {name: requested.get(name) or {} for name in names}


@router.api_route("/jobs/{job_id}/results/{output_id}", methods=READ)
def output(
    job_id: str,
    output_id: str,
    request: Request,
    service: ServiceOfApp,
) -> Response:
    """Answer one output in its own media type."""
    row = service.job(job_id)
    _check_success(row, Links.of(request))
    outputs = {output.id: output for output in service.jobs.store.outputs(job_id)}
    if output_id not in outputs:
        raise no_such("output", output_id, NO_SUCH_OUTPUT, outputs)
    return _answers.native(outputs[output_id])


def _results(
    request: Request,
    service: Service,
    row: JobRow,
    *,
    sync: bool = False,
) -> Response:
    links = Links.of(request)
    monitor: list[Link] = []
    headers: dict[str, str] = {}
    if sync:
        monitor = [link(links.job(row.id), "monitor", JSON, "Job")]
        headers = {"Link": header(*monitor)}
    _check_success(row, links, headers)
    outputs = service.jobs.store.outputs(row.id)
    if not wants_html(request):
        return _answers.results(
            outputs,
            row.request,
            row.id,
            links,
            extra=monitor,
        )
    document = _answers.results_document(outputs, row.request, row.id, links)
    title = f"Results of job {row.id}"
    page_links = monitor or links.selves()
    return answer(
        request,
        {
            "title": title,
            **document,
            "links": page_links,
        },
    )


def _check_success(
    row: JobRow,
    links: Links,
    headers: dict[str, str] | None = None,
) -> None:
    if row.status == JobStatus.successful:
        return
    members: dict[str, Any] = {
        "headers": headers,
        "instance": links.job(row.id),
        "jobID": row.id,
    }
    if row.status == JobStatus.failed:
        cause = {
            "status": 500,
            "detail": row.message or "The job failed.",
            **(row.problem or {}),
        }
        raise ProblemError(**cause, **members)
    if row.status == JobStatus.dismissed:
        detail = f"Job {row.id!r} was dismissed, so it has no results."
        raise ProblemError(
            404,
            detail,
            type=RESULT_NOT_AVAILABLE,
            title="Job dismissed",
            **members,
        )
    detail = f"Job {row.id!r} is {row.status}; its results are not ready yet."
    raise ProblemError(
        404,
        detail,
        type=RESULT_NOT_READY,
        title="Result not ready",
        **members,
    )

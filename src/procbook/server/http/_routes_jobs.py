"""Routes: execution, jobs, results (sections 7.11 to 7.13, 11 and 13)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from ...models import JobStatus
from .._problems import (
    INVALID_PARAMETER,
    NO_SUCH_JOB,
    NO_SUCH_OUTPUT,
    RESULT_NOT_AVAILABLE,
    RESULT_NOT_READY,
    ProblemError,
    no_such,
)
from ..documents import _documents
from ..documents._links import JSON, Links, header, link
from ..documents._negotiate import answer, wants_html
from ..functions._inputs import check_request, read_inputs
from ..jobs._store import JobRow
from . import _answers, _prefer, _query
from ._callbacks import BASE, check_subscriber
from ._dependencies import Service, The

router = APIRouter()
READ = ["GET", "HEAD"]
LARGEST_REQUEST = 100_000_000


@router.post("/processes/{process_id}/execution")
async def execute(process_id: str, request: Request, the: The) -> Response:
    """Run a process: wait for its outputs, or answer with the job."""
    process = the.process(process_id)
    wants_html(request)  # refuse an unknown form of answer before anything runs
    body = check_request(
        _json_body(await _whole(request), request.headers.get("content-type", JSON)),
        process,
    )
    plan = _prefer.plan(
        _prefer.read(request.headers.getlist("prefer")),
        process.description.jobControlOptions or (),
    )
    if body.get("subscriber"):
        body[BASE] = str(request.base_url)
    row = await run_in_threadpool(_submit, the, process_id, body)
    if plan.patience:
        row = await _wait(the, row, plan.patience)
    finished = JobStatus(row.status).is_final
    applied = plan.applied(finished=finished)
    headers = {"Preference-Applied": applied} if applied else {}
    if plan.patience and finished:
        response = await run_in_threadpool(_results, request, the, row, sync=True)
        response.headers.update(headers)
        return response
    links = Links.of(request)
    headers["Location"] = links.job(row.id)
    return answer(request, _documents.job(row, links), status=201, headers=headers)


def _submit(the: Service, process_id: str, body: dict[str, Any]) -> JobRow:
    process = the.process(process_id)
    check_subscriber(body, the.outbound)
    inputs = read_inputs(process, body.get("inputs") or {}, the.outbound.fetch)
    return the.jobs.submit(process, body, inputs)


async def _whole(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_REQUEST:
            raise ProblemError(
                413,
                f"An execute request has at most {LARGEST_REQUEST:,} bytes; link to large inputs.",
            )
    return bytes(body)


def _json_body(body: bytes, content_type: str) -> Any:
    if content_type.partition(";")[0].strip().lower() != JSON:
        raise ProblemError(415, f"An execute request is {JSON}, not {content_type}.")
    try:
        document = json.loads(body or b"null", parse_constant=_no_constant)
        infinite = next(_infinite(document), None)
    except (ValueError, RecursionError) as error:
        raise ProblemError(
            400, f"The body is not JSON: {error}", type=INVALID_PARAMETER
        ) from error
    if infinite is not None:
        detail = f"The number at {infinite} is larger than any that this server can read (about 1.8e308)."
        raise ProblemError(
            400,
            detail,
            type=INVALID_PARAMETER,
            errors=[{"pointer": infinite, "detail": detail}],
        )
    return document


def _infinite(value: Any, pointer: str = "") -> Iterator[str]:
    """Yield the JSON Pointers of numbers that Python reads as infinite."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _infinite(
                member, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            )
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _infinite(item, f"{pointer}/{index}")
    elif isinstance(value, float) and math.isinf(value):
        yield pointer


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


async def _wait(the: Service, row: JobRow, patience: float) -> JobRow:
    end = asyncio.wrap_future(the.jobs.end_of(row.id))
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(
            asyncio.shield(end), None if math.isinf(patience) else patience
        )
    return await run_in_threadpool(the.job, row.id)


@router.api_route("/jobs", methods=READ)
def jobs(request: Request, the: The) -> Response:
    """Answer the job list."""
    wanted = _query.job_filter(request)
    return answer(
        request,
        _documents.job_list(
            the.jobs.store.find(wanted), Links.of(request), limit=wanted.limit
        ),
    )


@router.api_route("/jobs/{job_id}", methods=READ)
def job(job_id: str, request: Request, the: The) -> Response:
    """Answer the state of a job."""
    return answer(request, _documents.job(the.job(job_id), Links.of(request)))


@router.delete("/jobs/{job_id}")
def dismiss(job_id: str, request: Request, the: The) -> Response:
    """Cancel a job that has not ended; remove one that has."""
    row = the.jobs.dismiss(job_id)
    if row is None:
        raise no_such("job", job_id, NO_SUCH_JOB)
    return answer(request, _documents.job(row, Links.of(request)))


@router.api_route("/jobs/{job_id}/results", methods=READ)
def results(job_id: str, request: Request, the: The) -> Response:
    """Answer the results of a job as its request asked for; ``outputs`` selects some."""
    row = the.job(job_id)
    if wanted := _query.several(request, "outputs"):
        row.request = {**row.request, "outputs": _chosen(the, row, wanted)}
    return _results(request, the, row)


def _chosen(the: Service, row: JobRow, wanted: list[str]) -> dict[str, Any]:
    known = [output.id for output in the.jobs.store.outputs(row.id)]
    for name in wanted if known else []:
        if name not in known:
            raise ProblemError(
                400,
                str(no_such("output", name, NO_SUCH_OUTPUT, known)),
                type=NO_SUCH_OUTPUT,
            )
    asked = row.request.get("outputs") or {}
    return {name: asked.get(name) or {} for name in wanted}


@router.api_route("/jobs/{job_id}/results/{output_id}", methods=READ)
def output(job_id: str, output_id: str, request: Request, the: The) -> Response:
    """Answer one output in its own media type."""
    row = the.job(job_id)
    _check_success(row, Links.of(request))
    outputs = {found.id: found for found in the.jobs.store.outputs(job_id)}
    if output_id not in outputs:
        raise no_such("output", output_id, NO_SUCH_OUTPUT, outputs)
    return _answers.native(outputs[output_id])


def _results(
    request: Request, the: Service, row: JobRow, *, sync: bool = False
) -> Response:
    links = Links.of(request)
    monitor = [link(links.job(row.id), "monitor", JSON, "Job")] if sync else []
    _check_success(row, links, headers={"Link": header(*monitor)} if sync else {})
    outputs = the.jobs.store.outputs(row.id)
    if wants_html(request):
        shown = _answers.results_document(outputs, row.request, row.id, links)
        return answer(
            request,
            {
                "title": f"Results of job {row.id}",
                **shown,
                "links": monitor or links.selves(),
            },
        )
    return _answers.results(outputs, row.request, row.id, links, extra=monitor)


def _check_success(
    row: JobRow, links: Links, headers: dict[str, str] | None = None
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
            404, detail, type=RESULT_NOT_AVAILABLE, title="Job dismissed", **members
        )
    detail = f"Job {row.id!r} is {row.status}; its results are not ready yet."
    raise ProblemError(
        404, detail, type=RESULT_NOT_READY, title="Result not ready", **members
    )

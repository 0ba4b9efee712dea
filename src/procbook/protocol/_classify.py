"""Answers to an execute request and to ``/results``, told apart by what came back.

What was asked for does not count.

::

    4xx, 5xx                                  an error is raised
    201, 202                                  Started: a job, from body, Location or Link
    204                                       Finished: outputs from Link headers, or none
    3xx with a Location                       Follow
    200, HTML for a GET that wanted JSON      RetryAsJson, once
    200, an object with a state and an id     Started
    200, an error body                        an error is raised
    200, anything else                        Finished: outputs of multipart, a document, one value
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from .._json import JsonObject, JsonValue
from ..models import JobInfo, JobStatus, ProcessDescription, ProcessRequest, Quirk
from . import _json_values as _json
from ._answer import Answer, not_a_document
from ._first_line import exception_text
from ._links import header_links, link_to, resolve
from ._quirks import Notes
from ._status import status_word
from .answers._error_from_answer import error_from
from .answers._expected_outputs import ExpectedOutputs, expected_outputs
from .answers._multipart import multipart_parts
from .answers._output_links import from_links
from .answers._outputs import from_json, single
from .answers._part import Part, Parts
from .errors import NotReadyError, ResponseError
from .reading._lenient import job_from
from .repair import _job
from .repair._problem import is_problem


@dataclass(frozen=True)
class Started:
    """A job runs, or has run.

    Attributes
    ----------
    job : JobInfo
        Its state, as far as the answer tells; the id may come from the ``Location``.
    location : str or None
        Absolute URL of the job, where the server named it.
    """

    job: JobInfo
    location: str | None = None


@dataclass(frozen=True)
class Finished:
    """The outputs came at once.

    Attributes
    ----------
    parts : dict of str to Part
        Outputs by id.
    job_url : str or None
        Absolute URL of the job that made them, where the server kept one.
    quirks : tuple of Quirk
        What was odd about the answer.
    """

    parts: dict[str, Part]
    job_url: str | None = None
    quirks: tuple[Quirk, ...] = field(default=())


@dataclass(frozen=True)
class Follow:
    """The answer is elsewhere.

    Attributes
    ----------
    url : str
        Absolute URL; credentials go there only if it has the same origin.
    """

    url: str


@dataclass(frozen=True)
class RetryAsJson:
    """A page came where JSON was asked for; asking once more with ``f=json`` may help."""


Classified = Started | Finished | Follow | RetryAsJson


def classify(
    answer: Answer,
    *,
    outputs: Sequence[str] | None = None,
    description: ProcessDescription | None = None,
    request: ProcessRequest | None = None,
) -> Classified:
    """Return what kind of answer came to an execute request or to ``GET /jobs/{id}/results``.

    Parameters
    ----------
    answer : Answer
        The answer.
    outputs : sequence of str, optional
        Ids of the outputs that were asked for; by default those of `request`, else those of
        `description`.
    description, request : optional
        What is known about the process and what was sent; both help to tell a raw output from a
        document.

    Raises
    ------
    ClientError
        What :func:`error_from` makes of an error status, or of an error body that came with another
        status.
    """
    expected = expected_outputs(outputs, description, request)
    status = answer.status
    if status >= 400 or status < 200 or status == 304:
        raise error_from(answer)
    if status >= 300:
        return _read_redirect(answer)
    if status in (201, 202):
        return _read_accepted(answer, expected)
    if status == 204:
        return _finish(answer, from_links(answer, expected))
    return _ok(answer, expected)


def read_results(
    answer: Answer,
    *,
    outputs: Sequence[str] | None = None,
    description: ProcessDescription | None = None,
    request: ProcessRequest | None = None,
) -> Parts:
    """Return the outputs in an answer to ``GET /jobs/{id}/results``, as in :func:`classify`.

    Raises
    ------
    NotReadyError
        If the answer is the state of the job.
    ClientError
        If the server refuses, or redirects without being followed.
    """
    outcome = classify(
        answer, outputs=outputs, description=description, request=request
    )
    if isinstance(outcome, Finished):
        return Parts(outcome.parts, outcome.quirks)
    if isinstance(outcome, RetryAsJson):
        return Parts(
            _raw(answer, expected_outputs(outputs, description, request), Notes())
        )
    details: JsonObject = {
        "method": answer.method,
        "url": answer.url or None,
        "status": answer.status,
    }
    if isinstance(outcome, Started) and not outcome.job.status.is_final:
        raise NotReadyError(
            f"The job is {outcome.job.status}; there are no results yet.", **details
        )
    if isinstance(outcome, Started):
        explanation = f": {outcome.job.message}" if outcome.job.message else "."
        raise ResponseError(
            f"Instead of results came the state of the job, {outcome.job.status}{explanation}",
            **details,
        )
    raise ResponseError(f"The results are at another address: {outcome.url}", **details)


def _read_redirect(answer: Answer) -> Follow:
    if answer.location is None:
        raise error_from(answer)
    return Follow(answer.location)


def _read_accepted(answer: Answer, expected: ExpectedOutputs) -> Started | Finished:
    value = _json_or_none(answer)
    if isinstance(value, Mapping) and expected.all_in(value) and not _job.is_job(value):
        return _ok_json(answer, value, expected)
    location = job_url(answer)
    job = job_from(answer, value, location)
    if job is None:
        raise ResponseError(
            "The server took the request but names no job.",
            method=answer.method,
            url=answer.url or None,
            status=answer.status,
            hint="Look for the new job in the list of jobs.",
        )
    return Started(job, location or _job_link(answer, job))


def job_url(answer: Answer) -> str | None:
    """Return the absolute URL of the job in a header (``Location``, ``Link``) of an answer."""
    link = link_to(
        header_links(answer.headers.get_all("link"), answer.url), "monitor", "status"
    )
    target = link.href if link else answer.location
    # Of a server that points to the results at once: asking for them would not tell how the job is.
    return target and re.sub(r"(/jobs?/[^/?#]+)/results?/?(?=$|[?#])", r"\1", target)


def _job_link(answer: Answer, job: JobInfo) -> str | None:
    extra = (job.model_extra or {}).get("location")
    link = link_to(job, "monitor", "status", "self")
    target = link.href if link else extra
    if target and isinstance(target, str):
        return resolve(answer.url, target)
    return None


def _json_or_none(answer: Answer) -> JsonValue:
    try:
        return _json.loads(answer.body, answer.charset)
    except ValueError:
        job_id = answer.text().strip() if answer.media_type == "text/plain" else ""
        return (
            job_id if re.fullmatch(r"[\w:.\-]{1,100}", job_id) else None
        )  # nothing but the id of a job


def _finish(
    answer: Answer, parts: dict[str, Part], notes: Notes | None = None
) -> Finished:
    return Finished(parts, job_url(answer), notes.result() if notes else ())


def _ok(answer: Answer, expected: ExpectedOutputs) -> Classified:
    if answer.media_type.startswith("multipart/"):
        return _finish(answer, multipart_parts(answer, expected.ids, expected.schemas))
    if exception_text(
        answer.text() if b"ExceptionReport" in answer.body[:_HEAD] else ""
    ):
        raise error_from(answer)
    notes = Notes()
    if _may_be_json(answer):
        value = _parse(answer, notes)
        if value is not _NO_JSON:
            return _ok_json(answer, value, expected, notes)
    is_page = answer.media_type in (
        "text/html",
        "application/xhtml+xml",
    ) and not expected.takes("text/html")
    if is_page and answer.method in ("GET", "HEAD") and "f=json" not in answer.url:
        return RetryAsJson()
    return _finish(answer, _raw(answer, expected, notes), notes)


_NO_JSON: Final = object()
_HEAD: Final = 500  # bytes in which a document says what it is


def _may_be_json(answer: Answer) -> bool:
    """Return whether an answer is JSON: by its label, else by its first character.

    An object or array counts without a label, and with that of a page (DELETE of
    pygeoapi).
    """
    if answer.says_json:
        return True
    start = answer.body.lstrip()[:1]
    return start in (b"{", b"[") and answer.media_type in (
        "",
        "text/html",
        "text/plain",
        "application/problem",
        "binary/octet-stream",
    )


def _parse(answer: Answer, notes: Notes) -> JsonValue:
    try:
        value = answer.json()
    except ResponseError:
        if not answer.says_json or answer.body.lstrip()[:1] not in (b"{", b"["):
            return _NO_JSON
        try:
            value = _json.clean(_json.loads_broken(answer.body))
        except ValueError:
            raise not_a_document(answer, "results") from None
        notes.add("broken-json")
    if not answer.says_json:
        if not isinstance(value, dict | list) or (
            answer.media_type == "text/plain" and not _is_told(value)
        ):
            return _NO_JSON
        notes.add("label-json", detail=answer.media_type or "nothing")
    return value


def _is_told(value: JsonValue) -> bool:
    return _job.is_job(value) or is_problem(value)


def _ok_json(
    answer: Answer,
    value: JsonValue,
    expected: ExpectedOutputs,
    notes: Notes | None = None,
) -> Started | Finished:
    notes = notes or Notes()
    if isinstance(value, Mapping) and not expected.any_in(value):
        if (
            _job.is_job(value)
            and not _job_is_output(value, expected)
            and not _has_outputs(value)
        ):
            job = job_from(answer, value, None)
            if job is not None:
                return Started(job, job_url(answer) or _job_link(answer, job))
        if is_problem(value):
            raise error_from(answer)
    return _finish(answer, from_json(answer, value, expected, notes), notes)


def _has_outputs(value: Mapping[str, JsonValue]) -> bool:
    """Return whether a job document brings its results along."""
    return status_word(value.get("status")) is JobStatus.successful and any(
        isinstance(value.get(name), Mapping | list) and value[name]
        for name in ("outputs", "results")
    )


def _job_is_output(value: Mapping[str, JsonValue], expected: ExpectedOutputs) -> bool:
    """Return whether a document that looks like a job is an output with such a schema."""
    return expected.schema_has(
        *(name for name in ("status", "id", "jobID") if name in value)
    )


def _raw(answer: Answer, expected: ExpectedOutputs, notes: Notes) -> dict[str, Part]:
    if not answer.body and not answer.media_type:
        return {}
    return single(answer, expected, notes)

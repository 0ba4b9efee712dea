"""Reading documents that do not keep the rules.

Parsed, mended member by member, and then the model has the last word.

What a model still refuses is left out. In lists, one process or job that is odd goes through this
alone. Jobs of a list are made when they are looked at.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar, cast

import pydantic_core
from pydantic import BaseModel

from ..._json import JsonObject, JsonValue
from ...models import (
    ApiError,
    Capabilities,
    ConformanceDeclaration,
    JobInfo,
    JobList,
    JobResults,
    ProcessDescription,
    ProcessList,
    ProcessRequest,
    ProcessSummary,
)
from .. import _json_values as _json
from .._answer import Answer, not_a_document
from .._quirks import Notes
from ..answers._error_from_answer import error_from, problem_from
from ..answers._expected_outputs import UNNAMED, ExpectedOutputs
from ..answers._outputs import document_members
from ..errors import ClientError, ResponseError
from ..repair import _job, _landing_page as _landing, _process, _request
from ..repair._links import links
from ..repair._needs_repair import is_plain_process
from ..repair._problem import is_problem
from ._job_list import LazyJobs
from ._model_validation import in_one_call, validate_members

M = TypeVar("M", bound=BaseModel)


def read_forgivingly(
    model: type[M], body: bytes | None, value: JsonValue, answer: Answer
) -> M:
    """Return a document whatever shape it has; see :func:`procbook.protocol.read`.

    Parameters
    ----------
    model : type
        The model that is expected.
    body : bytes or None
        The JSON text, None for a value that JSON cannot say.
    value
        The parsed text, or :data:`._json.UNPARSED`.
    answer : Answer
        The answer that brought it, or one made up.
    """
    if answer.status >= 400 and model is not ApiError:
        raise error_from(answer)
    try:
        if value is _json.UNPARSED:
            value = (
                answer.json()
                if answer.body is body
                else _json.loads(cast("bytes", body))
            )
        elif body is None:
            value = _json.clean(value)
        reader = _READERS.get(model) or partial(_read_with, model, _as_it_is)
        document = reader(value, answer)
    except RecursionError:
        raise not_a_document(
            answer, "a document", ValueError("nested too deeply")
        ) from None
    except ClientError:
        raise
    except ValueError as error:
        raise not_a_document(answer, "JSON", error) from None
    if document is None:
        raise _refusal(model, value, answer)
    return cast("M", document)


def _refusal(model: type[Any], value: JsonValue, answer: Answer) -> ClientError:
    """Return the error for a body that is an error document or no such document at all."""
    if is_problem(value):
        return error_from(
            answer
            if answer.body
            else Answer(answer.status, answer.url, body=pydantic_core.to_json(value))
        )
    return not_a_document(answer, f"a document of the kind {model.__name__}")


# -- one reader per model: parsed JSON -> document, or None when it is no such document

_Mend = Callable[[Any, Notes, Answer], JsonObject | None]


def _read_with(
    model: type[Any], mend: _Mend, value: JsonValue, answer: Answer
) -> JsonValue:
    notes = Notes()
    members = mend(value, notes, answer)
    if members is None:
        return None
    return validate_members(model, members, notes).received(value, notes.result())


def _as_it_is(value: JsonValue, _notes: Notes, _answer: Answer) -> JsonObject | None:
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    return None


def _landing_page(value: JsonValue, notes: Notes, _answer: Answer) -> JsonObject | None:
    if is_problem(value) and "links" not in value:
        return None
    return _landing.landing(value, notes)


def _conformance(value: JsonValue, notes: Notes, _answer: Answer) -> JsonObject | None:
    if is_problem(value) and "conformsTo" not in value:
        return None
    return _landing.conformance(value, notes)


def _process_document(
    value: JsonValue, notes: Notes, answer: Answer, *, is_description: bool = True
) -> JsonObject | None:
    if is_problem(value) and not value.keys() & {
        "id",
        "identifier",
        "inputs",
        "process",
    }:
        return None
    return _process.process(
        value,
        notes,
        fallback_id=_id_after(answer.url, "processes"),
        whole_description=is_description,
    )


def _job_document(value: JsonValue, notes: Notes, answer: Answer) -> JsonObject | None:
    if is_problem(value) and not _job.is_job(value):
        return None
    url_id = _job.job_id_in(answer.location) or _id_after(answer.url, "jobs")
    return _job.job(
        value,
        notes,
        fallback_id=url_id if isinstance(value, Mapping) and value else None,
    )


def _request_document(
    value: JsonValue, notes: Notes, _answer: Answer
) -> JsonObject | None:
    return _request.request(value, notes)


def _id_after(url: str, name: str) -> str | None:
    return _job.job_id_in(url, (name,))


def _process_list(value: JsonValue, _answer: Answer) -> ProcessList | None:
    notes = Notes()
    items = None if is_problem(value) else _process.processes_in(value, notes)
    if items is None:
        return None
    summaries = [
        _summary(item, notes.at("processes", i)) for i, item in enumerate(items)
    ]
    envelope = _envelope(value, ("processes",), notes)
    document = {
        **envelope,
        "processes": [summary for summary in summaries if summary is not None],
    }
    return validate_members(ProcessList, document, notes).received(
        value, notes.result()
    )


def _summary(value: JsonValue, notes: Notes) -> ProcessSummary | None:
    """Return one process of a list; its faults do not affect the others."""
    try:
        summary = in_one_call(ProcessSummary, pydantic_core.to_json(value))
        if summary is not None and is_plain_process(summary):
            return summary.received(value)
        own = Notes()
        members = _process.process(value, own, whole_description=False)
        if members is not None:
            notes.take(own)
            return validate_members(ProcessSummary, members, own).received(
                value, own.result()
            )
    except (ValueError, RecursionError, ClientError):
        pass
    notes.add("bad-process")
    return None


def _envelope(value: JsonValue, names: tuple[str, ...], notes: Notes) -> JsonObject:
    members = (
        {str(k): v for k, v in value.items() if k not in names}
        if isinstance(value, Mapping)
        else {}
    )
    if members.get("links") is None:
        notes.add("missing-links")
    return {**members, "links": links(members.get("links"), notes.at("links"))}


def _job_list(value: JsonValue, _answer: Answer) -> JobList | None:
    notes = Notes()
    items = (
        None
        if is_problem(value) and "jobs" not in value
        else _job.jobs_in(value, notes)
    )
    if items is None:
        return None
    jobs = LazyJobs(items, notes)
    envelope = _envelope(value, ("jobs", "groups"), notes)
    job_list = validate_members(JobList, {**envelope, "jobs": []}, notes)
    job_list.jobs = jobs
    return job_list.received(value, lambda: [*notes.result(), *jobs.quirks()])


def _results(value: JsonValue, _answer: Answer) -> JobResults | None:
    if is_problem(value):
        return None
    notes = Notes()
    members = {} if value is None else document_members(value, ExpectedOutputs(), notes)
    if members is None:
        notes.add("results-form")
        members = {UNNAMED: value}
    return JobResults(copy.copy(members)).received(value, notes.result())


def _problem(value: JsonValue, answer: Answer) -> ApiError | None:
    return problem_from(value, status=answer.status)


_READERS: dict[type[Any], Callable[[Any, Answer], Any]] = {
    ApiError: _problem,
    Capabilities: partial(_read_with, Capabilities, _landing_page),
    ConformanceDeclaration: partial(_read_with, ConformanceDeclaration, _conformance),
    JobInfo: partial(_read_with, JobInfo, _job_document),
    JobList: _job_list,
    JobResults: _results,
    ProcessDescription: partial(_read_with, ProcessDescription, _process_document),
    ProcessList: _process_list,
    ProcessRequest: partial(_read_with, ProcessRequest, _request_document),
    ProcessSummary: partial(
        _read_with, ProcessSummary, partial(_process_document, is_description=False)
    ),
}


def job_from(answer: Answer, value: JsonValue, location: str | None) -> JobInfo | None:
    """Return the job that an answer names: in its body, else in its header.

    None when it names none.

    A body without a state (``null``, ``{}``, nothing at all) says no more than that the job was
    accepted.
    """
    given = value if isinstance(value, Mapping) and value else {}
    notes = Notes()
    location_id = _job.job_id_in(location)
    is_id = location_id is None and isinstance(value, str | int)
    members = _job.job(value if is_id else given, notes, fallback_id=location_id)
    if members is None:
        return None
    if not given and not is_id:
        notes = Notes()
        notes.add("empty-answer")
    if members["status"] == "unknown" and not any(
        given.get(name) for name in ("status", "state")
    ):
        members["status"] = "accepted"
    try:
        return validate_members(JobInfo, members, notes).received(value, notes.result())
    except ResponseError:
        return None

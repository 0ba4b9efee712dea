"""Reading documents: one validation call for those that keep the rules, the forgiving path for the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, cast

import pydantic_core
from pydantic import BaseModel, ValidationError

from ..models import (
    ApiError,
    JobInfo,
    JobList,
)
from . import _json
from ._answer import Answer, not_a_document
from ._mend import _job
from ._quirks import Notes
from ._refusal import error_from, problem_from
from .errors import ResponseError

M = TypeVar("M", bound=BaseModel)


def read(model: type[M], source: Any) -> M:
    """Return a document as the canonical model, whatever shape it has.

    Parameters
    ----------
    model : type
        The model that is expected, such as :class:`~procbook.models.ProcessDescription`.
    source : Answer, bytes, str or JSON value
        What came. A text is taken as JSON text where it looks like an object or array, else as a JSON value.

    Returns
    -------
    document
        With what was received in ``raw`` and what was mended in ``quirks``.

    Raises
    ------
    ClientError
        For an answer with an error status, and for what is no such document at all; nothing else is ever raised.
    """
    if isinstance(source, model):
        return source
    answer = source if isinstance(source, Answer) else None
    if answer is not None and answer.status >= 400 and model is not ApiError:
        raise error_from(answer)
    body, value = _body_of(source)
    if body is not None:
        made = _in_one_call(model, body)
        if made is not None:
            return made
    return _forgiving(model, body, value, answer or Answer(200, body=body or b""))


def _body_of(source: Any) -> tuple[bytes | None, Any]:
    if isinstance(source, Answer):
        return source.body, None
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source), None
    if isinstance(source, str) and source.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return source.encode("utf-8", "replace"), None
    try:
        return pydantic_core.to_json(source, inf_nan_mode="constants"), source
    except (ValueError, TypeError, RecursionError):
        return None, source


def _in_one_call(model: type[M], body: bytes) -> M | None:
    try:
        made = model.model_validate_json(body, strict=True)
    except ValidationError:
        return None
    return _received(made, partial(_json.loads, body), ())


def _received(made: M, raw: Any, quirks: tuple[Any, ...]) -> M:
    return cast("M", made.received(raw, quirks)) if hasattr(made, "received") else made


def _forgiving(model: type[M], body: bytes | None, value: Any, answer: Answer) -> M:
    notes = Notes()
    try:
        if body is not None and value is None:
            value = answer.json() if answer.body is body else _json.loads(body)
        value = _json.clean(value)
        if model is ApiError:
            found = problem_from(value)
            if found is None:
                raise not_a_document(answer, "a problem document")
            return cast("M", found)
        members = _mend(model, value, notes, answer)
        if members is None:
            raise not_a_document(answer, f"a document of the kind {model.__name__}")
        made = validated(model, members, notes)
        return _received(made, value, notes.result())
    except RecursionError:
        raise not_a_document(answer, "a document", ValueError("nested too deeply")) from None
    except ValueError as error:
        if isinstance(error, ResponseError):
            raise
        raise not_a_document(answer, "JSON", error) from None


def _mend(model: type[Any], value: Any, notes: Notes, answer: Answer) -> Any:
    if model is JobInfo:
        return _job.job(value, notes)
    if model is JobList:
        items = _job.jobs_in(value, notes)
        if items is None:
            return None
        return {"jobs": [j for i, item in enumerate(items) if (j := _job.job(item, notes.at("jobs", i)))], "links": []}
    return value if isinstance(value, dict) else None


def validated(model: type[M], members: Any, notes: Notes) -> M:
    """Validate; where that fails, leave out the members that it fails at."""
    for _ in range(20):
        try:
            return model.model_validate(members)
        except ValidationError as error:
            if not _drop(members, error, notes):
                raise ResponseError(f"Nothing can be made of the {model.__name__}.") from None
    raise ResponseError(f"Nothing can be made of the {model.__name__}.")


def _drop(members: Any, error: ValidationError, notes: Notes) -> bool:
    dropped = False
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        holder, steps = members, [s for s in problem["loc"]]
        for step in steps[:-1]:
            try:
                holder = holder[step]
            except (KeyError, IndexError, TypeError):
                break
        if isinstance(holder, dict) and steps and steps[-1] in holder:
            del holder[steps[-1]]
            notes.add("dropped-member", *cast("list[Any]", steps))
            dropped = True
    return dropped


Reader = Callable[..., Any]


def job_from(answer: Answer, value: Any, location: str | None) -> JobInfo | None:
    """Return the job that an answer names: in its body, else in its header; None when it names none."""
    notes = Notes()
    members = _job.job(value if isinstance(value, dict) else {}, notes, fallback_id=_job.job_id_in(location))
    if members is None:
        return None
    if members["status"] == "unknown" and not isinstance(value, dict) or not value:
        members["status"] = "accepted"
    return cast("JobInfo", validated(JobInfo, members, notes).received(value, notes.result()))

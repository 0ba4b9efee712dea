"""Mending job documents and lists of jobs (sections 7.12 and 11).

They come in the words of the 2.0 draft, of Part 4 and of drafts before 1.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from ..._json import JsonObject, JsonValue
from ...models import JobStatus
from .._quirks import Notes
from .._status import status_word
from ._links import links
from ._needs_repair import MESSAGES, PROCESSES, PROGRESSES, TIMES
from ._values import has_zone, identifier, moment, number, text, texts

_IDS: Final = (
    "jobID",
    "jobId",
    "job_id",
    "jobid",
    "jobIdentifier",
    "JobID",
    "id",
    "identifier",
    "uuid",
    "ID",
)
_JOBS: Final = ("jobs", "job")
_STATUSES: Final = ("status", "jobStatus", "state", "Status", "job_status")
_ENVELOPES: Final = (
    "statusInfo",
    "StatusInfo",
    "jobInfo",
    "job",
    "process",
    "result",
    "data",
)
_LISTS: Final = (
    "jobs",
    "items",
    "results",
    "jobList",
    "data",
    "content",
    "job_list",
    "statusInfos",
    "statuses",
    "value",
)


def is_job(value: JsonValue) -> bool:
    """Return whether a JSON value is a job document: it has a known state and an id."""
    document = unwrap_job(value)
    if not isinstance(document, Mapping):
        return False
    status = _first(document, _STATUSES)[1]
    has_state = status_word(status) is not JobStatus.unknown or (
        isinstance(status, str) and "jobID" in document
    )
    return has_state and job_id(document) is not None


def unwrap_job(value: JsonValue) -> JsonValue:
    """Return a job document without an object around it, such as ``{"statusInfo": {...}}``."""
    for _ in range(3):
        if not isinstance(value, Mapping) or any(
            _is_scalar(value.get(name)) for name in _STATUSES
        ):
            return value
        if len(value) == 1:  # {"7": {"status": ...}} (HySDS)
            ((name, wrapped),) = value.items()
            if (
                isinstance(wrapped, Mapping)
                and name not in _ENVELOPES
                and any(_is_scalar(wrapped.get(n)) for n in _STATUSES)
            ):
                return {"jobID": name, **wrapped}
        wrapped = next(
            (
                value[name]
                for name in _ENVELOPES
                if isinstance(value.get(name), Mapping)
            ),
            None,
        )
        if wrapped is None or not (set(wrapped) & {*_IDS, *_STATUSES}):
            return value
        value = wrapped
    return value


def _is_scalar(value: JsonValue) -> bool:
    return isinstance(value, str | int)


def job_id(value: Mapping[str, JsonValue]) -> str | None:
    """Return the id that a job document names, whatever the member is called."""
    return next(
        (
            id_text
            for id_text in (identifier(value.get(name)) for name in _IDS)
            if id_text
        ),
        None,
    )


def job_id_in(url: str | None, after: tuple[str, ...] = ()) -> str | None:
    """Return the id in the URL of a job, or of something below it.

    What follows ``/jobs/``, else the last step.

    With `after` given, only what follows one of these steps.
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    steps = [step for step in parts.path.split("/") if step]
    ids = [
        steps[i + 1]
        for i, step in enumerate(steps[:-1])
        if step.lower() in (after or _JOBS)
    ]
    if ids:
        return unquote(ids[-1])
    if steps and steps[-1].lower() in _JOBS:  # /jobs?id=5
        return next(
            (value for name, value in parse_qsl(parts.query) if name in _IDS), None
        )
    return unquote(steps[-1]) if steps and not after else None


def job(
    value: JsonValue, notes: Notes, *, fallback_id: str | None = None
) -> JsonObject | None:
    """Return a job document in the words of 1.0; None when nothing says which job it is."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        name = identifier(value)
        notes.add("job-text")
        if name is None:
            return None
        return {"jobID": job_id_in(name) if "/" in name else name, "status": "unknown"}
    content = unwrap_job(value)
    if not isinstance(content, Mapping):
        content = {}
    elif content is not value:
        notes.add("envelope")
    document = {str(key): item for key, item in content.items()}
    if not _name(document, notes, fallback_id):
        return None
    _state(document, notes)
    _progress(document, notes)
    for name in TIMES:
        _time(document, name, notes)
    _texts(document, notes)
    return document


def _name(document: JsonObject, notes: Notes, fallback: str | None) -> bool:
    name = job_id(document)
    if name is None:
        name = (
            fallback
            or _id_from_links(document.get("links"))
            or job_id_in(_text_or_none(document.get("location")))
        )
        notes.add("missing-job-id")
    elif not (
        identifier(document.get("jobID"))
        or ("id" in document and "processingEntityType" in document)
    ):
        notes.add(
            "old-job-id", detail=next(n for n in _IDS if identifier(document.get(n)))
        )
    elif not isinstance(document.get("jobID", ""), str):
        notes.add("number-id", "jobID")
    document["jobID"] = name
    return name is not None


def _id_from_links(value: JsonValue) -> str | None:
    for link in links(value, Notes()):
        if link.get("rel") in {"self", "monitor", "status"} and "/job" in link["href"]:
            return job_id_in(link["href"])
    return None


def _state(document: JsonObject, notes: Notes) -> None:
    name, state = _first(document, _STATUSES)
    if isinstance(
        state, Mapping
    ):  # {"status": {"status": ...}} and {"status": {"code": ...}}
        state = _first(state, (*_STATUSES, "code", "value", "name"))[1]
    error = any(
        document.get(key) not in (None, "", [], {}, False)
        for key in ("error", "exception", "exceptions", "traceback")
    )
    status = status_word(state, error=error)
    if state is None:
        status = _state_without_word(document)
        notes.add("missing-status")
    elif status is JobStatus.unknown:
        notes.add("unknown-status", name or "status", detail=state)
        document.setdefault("x-status", state)
    elif status != state:
        notes.add("status-synonym", name or "status", detail=state)
        document.setdefault("x-status", state)
    document["status"] = status.value


def _state_without_word(document: Mapping[str, JsonValue]) -> JobStatus:
    """Return the state of a job without ``status``, from its error, end and start."""
    if document.get("exception") or document.get("error"):
        return JobStatus.failed
    if moment(document.get("finished")):
        return JobStatus.successful
    if moment(document.get("started")):
        return JobStatus.running
    return JobStatus.unknown


def _progress(document: JsonObject, notes: Notes) -> None:
    name, original = _first(document, PROGRESSES)
    if name is None:
        return
    value = number(original)
    if (
        value is not None
        and name == "progress"
        and 0 < value < 1
        and not str(original).rstrip().endswith("%")
    ):
        value *= 100  # a fraction; a whole 1 stays one per cent, which is the standard's meaning
    document["progress"] = None if value is None else int(min(100, max(0, value)))
    if (
        document["progress"] != original
        or isinstance(original, bool | float)
        or name != "progress"
    ):
        notes.add("progress-form", name, detail=original)


def _time(document: JsonObject, name: str, notes: Notes) -> None:
    member, original = _first(document, (name, *TIMES[name]))
    if original in (None, ""):
        if name in document:
            document[name] = None
        return
    value = _iso(original) or moment(original)
    if value is None:
        notes.add("bad-time", member or name, detail=original)
    elif value.tzinfo is None:
        notes.add("naive-datetime", member or name, detail=original)
        value = value.replace(tzinfo=UTC)
    elif (
        member != name
        or not isinstance(original, str)
        or original[10:11] not in ("T", "t")
        or _iso(original) is None
    ):
        code = "time-form" if has_zone(original) else "naive-datetime"
        if member != name:
            code = "other-name"
        notes.add(code, member or name, detail=original)
    if value is not None or name in document:
        document[name] = value


def _iso(value: JsonValue) -> datetime | None:
    """Return a written time read by Python itself: ten times as fast as :func:`moment`."""
    if not isinstance(value, str) or value[10:11] != "T":
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _texts(document: JsonObject, notes: Notes) -> None:
    name, process = _first(document, PROCESSES)
    if name not in (None, "processID"):
        notes.add("other-name", str(name))
    if name is not None:
        document["processID"] = _process_id(process, notes, name)
    message = _first(document, MESSAGES)[1]
    if message is not None or "message" in document:
        document["message"] = text(message, notes, "message")
    if "type" in document:
        document["type"] = (
            document["type"] if isinstance(document["type"], str) else None
        )
    if document.get("links") is not None:
        document["links"] = links(document["links"], notes.at("links"))
    trace = document.pop("x-traceback", document.get("traceback"))
    if trace is not None:
        document.pop("traceback", None)
        document["x-traceback"] = (
            trace if isinstance(trace, str) else texts(trace, Notes())
        )


def _process_id(value: JsonValue, notes: Notes, name: str) -> str | None:
    if isinstance(value, Mapping):
        value = _first(value, ("id", "identifier", "processID"))[1]
    process_id = identifier(value)
    if process_id and ("://" in process_id or process_id.startswith("/")):
        notes.add("process-uri", name)
        return (
            job_id_in(process_id, ("processes",)) or job_id_in(process_id) or process_id
        )
    if process_id != value and value is not None:
        notes.add("number-id", name)
    return process_id


def jobs_in(value: JsonValue, notes: Notes) -> list[JsonValue] | None:
    """Return the items of a job list.

    Under its name or another, at the root, by id, or in groups (Weaver).
    """
    if isinstance(value, list | tuple):
        notes.add("missing-jobs")
        return list(value)
    if not isinstance(value, Mapping):
        return None
    if isinstance(value.get("jobs"), list):
        return list(value["jobs"])
    groups = value.get("groups")
    if isinstance(groups, list):
        notes.add("job-groups")
        return [item for group in groups for item in _in_group(group)]
    if isinstance(groups, Mapping) and groups:
        notes.add("job-groups")
        return [
            item
            for group in groups.values()
            for item in (group if isinstance(group, list) else _in_group(group))
        ]
    for name in _LISTS:
        wrapped = value.get(name)
        if isinstance(wrapped, list):
            notes.add("missing-jobs", detail=name)
            return list(wrapped)
        if isinstance(wrapped, Mapping):
            notes.add("list-not-object" if name == "jobs" else "envelope", name)
            deeper = (
                jobs_in(wrapped, notes)
                if any(isinstance(wrapped.get(n), list) for n in _LISTS)
                else None
            )
            return deeper if deeper is not None else list(_by_id(wrapped))
    if is_job(value) or "jobs" in value:  # null: how Go writes an empty list
        notes.add("missing-jobs")
        return [] if "jobs" in value else [value]
    return None


def _in_group(group: JsonValue) -> list[JsonValue]:
    jobs = group.get("jobs") if isinstance(group, Mapping) else None
    return list(jobs) if isinstance(jobs, list) else []


def _by_id(value: Mapping[str, JsonValue]) -> Iterator[Any]:
    for name, item in value.items():
        yield (
            {"jobID": name, **item}
            if isinstance(item, Mapping)
            else {"jobID": name, "status": item}
        )


def _first(
    value: Mapping[str, JsonValue], names: tuple[str, ...]
) -> tuple[str | None, Any]:
    """Return name and value of the first of these members that is there and not null."""
    return next(
        ((name, value[name]) for name in names if value.get(name) is not None),
        (None, None),
    )


def _text_or_none(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None

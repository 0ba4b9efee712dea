"""Mending job documents and lists of jobs (sections 7.12 and 11; the 2.0 draft, Part 4 and drafts before 1.0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ...models import JobStatus
from .._quirks import Notes
from .._status import status_word
from ._links import links
from ._needs_repair import MESSAGES, PROCESSES, PROGRESSES, TIMES
from ._values import has_zone, identifier, moment, number, text, texts

_IDS = (
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
_JOBS = ("jobs", "job")
_STATUSES = ("status", "jobStatus", "state", "Status", "job_status")
_ENVELOPES = ("statusInfo", "StatusInfo", "jobInfo", "job", "process", "result", "data")
_LISTS = (
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


def is_job(value: Any) -> bool:
    """Return whether a JSON value is a job document: it has a known state and an id."""
    inner = unwrapped(value)
    if not isinstance(inner, Mapping):
        return False
    status = _first(inner, _STATUSES)[1]
    known = status_word(status) is not JobStatus.unknown or (
        isinstance(status, str) and "jobID" in inner
    )
    return known and job_id(inner) is not None


def unwrapped(value: Any) -> Any:
    """Take off the wrapping that some servers put around a job document (``{"statusInfo": {...}}``)."""
    for _ in range(3):
        if not isinstance(value, Mapping) or any(_plain(value.get(name)) for name in _STATUSES):
            return value
        if len(value) == 1:  # {"7": {"status": ...}} (HySDS)
            ((name, inner),) = value.items()
            if (
                isinstance(inner, Mapping)
                and name not in _ENVELOPES
                and any(_plain(inner.get(n)) for n in _STATUSES)
            ):
                return {"jobID": name, **inner}
        inner = next(
            (value[name] for name in _ENVELOPES if isinstance(value.get(name), Mapping)), None
        )
        if inner is None or not (set(inner) & {*_IDS, *_STATUSES}):
            return value
        value = inner
    return value


def _plain(value: Any) -> bool:
    return isinstance(value, str | int)


def job_id(value: Mapping[str, Any]) -> str | None:
    """Return the id that a job document names, whatever the member is called."""
    return next((found for found in (identifier(value.get(name)) for name in _IDS) if found), None)


def job_id_in(url: str | None, after: tuple[str, ...] = ()) -> str | None:
    """Return the id in the URL of a job, or of something below it: what follows ``/jobs/``, else the last step.

    With `after` given, only what follows one of these steps.
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    steps = [step for step in parts.path.split("/") if step]
    found = [steps[i + 1] for i, step in enumerate(steps[:-1]) if step.lower() in (after or _JOBS)]
    if found:
        return unquote(found[-1])
    if steps and steps[-1].lower() in _JOBS:  # /jobs?id=5
        return next((value for name, value in parse_qsl(parts.query) if name in _IDS), None)
    return unquote(steps[-1]) if steps and not after else None


def job(value: Any, notes: Notes, *, fallback_id: str | None = None) -> dict[str, Any] | None:
    """Return a job document in the words of 1.0; None when nothing says which job it is."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        name = identifier(value)
        notes.add("job-text")
        return (
            None
            if name is None
            else {"jobID": job_id_in(name) if "/" in name else name, "status": "unknown"}
        )
    inner = unwrapped(value)
    if not isinstance(inner, Mapping):
        inner = {}
    elif inner is not value:
        notes.add("envelope")
    made = {str(key): item for key, item in inner.items()}
    if not _name(made, notes, fallback_id):
        return None
    _state(made, notes)
    _progress(made, notes)
    for name in TIMES:
        _time(made, name, notes)
    _texts(made, notes)
    return made


def _name(made: dict[str, Any], notes: Notes, fallback: str | None) -> bool:
    name = job_id(made)
    if name is None:
        name = (
            fallback
            or _id_from_links(made.get("links"))
            or job_id_in(_text_or_none(made.get("location")))
        )
        notes.add("missing-job-id")
    elif not (identifier(made.get("jobID")) or ("id" in made and "processingEntityType" in made)):
        notes.add("old-job-id", detail=next(n for n in _IDS if identifier(made.get(n))))
    elif not isinstance(made.get("jobID", ""), str):
        notes.add("number-id", "jobID")
    made["jobID"] = name
    return name is not None


def _id_from_links(value: Any) -> str | None:
    for link in links(value, Notes()):
        if link.get("rel") in {"self", "monitor", "status"} and "/job" in link["href"]:
            return job_id_in(link["href"])
    return None


def _state(made: dict[str, Any], notes: Notes) -> None:
    name, given = _first(made, _STATUSES)
    if isinstance(given, Mapping):  # {"status": {"status": ...}} and {"status": {"code": ...}}
        given = _first(given, (*_STATUSES, "code", "value", "name"))[1]
    error = any(
        made.get(key) not in (None, "", [], {}, False)
        for key in ("error", "exception", "exceptions", "traceback")
    )
    status = status_word(given, error=error)
    if given is None:
        status = _state_without_word(made)
        notes.add("missing-status")
    elif status is JobStatus.unknown:
        notes.add("unknown-status", name or "status", detail=given)
        made.setdefault("x-status", given)
    elif status != given:
        notes.add("status-synonym", name or "status", detail=given)
        made.setdefault("x-status", given)
    made["status"] = status.value


def _state_without_word(made: Mapping[str, Any]) -> JobStatus:
    """Without a word for it, a job that has an end has ended, and one that has a start runs."""
    if made.get("exception") or made.get("error"):
        return JobStatus.failed
    if moment(made.get("finished")):
        return JobStatus.successful
    return JobStatus.running if moment(made.get("started")) else JobStatus.unknown


def _progress(made: dict[str, Any], notes: Notes) -> None:
    name, given = _first(made, PROGRESSES)
    if name is None:
        return
    value = number(given)
    if (
        value is not None
        and name == "progress"
        and 0 < value < 1
        and not str(given).rstrip().endswith("%")
    ):
        value *= 100  # a fraction; a whole 1 stays one per cent, which is the standard's meaning
    made["progress"] = None if value is None else int(min(100, max(0, value)))
    if made["progress"] != given or isinstance(given, bool | float) or name != "progress":
        notes.add("progress-form", name, detail=given)


def _time(made: dict[str, Any], name: str, notes: Notes) -> None:
    found, given = _first(made, (name, *TIMES[name]))
    if given in (None, ""):
        if name in made:
            made[name] = None
        return
    value = _iso(given) or moment(given)
    if value is None:
        notes.add("bad-time", found or name, detail=given)
    elif value.tzinfo is None:
        notes.add("naive-datetime", found or name, detail=given)
        value = value.replace(tzinfo=UTC)
    elif (
        found != name
        or not isinstance(given, str)
        or given[10:11] not in ("T", "t")
        or _iso(given) is None
    ):
        code = (
            "other-name" if found != name else "time-form" if has_zone(given) else "naive-datetime"
        )
        notes.add(code, found or name, detail=given)
    if value is not None or name in made:
        made[name] = value


def _iso(value: Any) -> datetime | None:
    """Return a written time as Python's own reader does, which takes a tenth of the time of the patient one."""
    try:
        return (
            datetime.fromisoformat(value)
            if isinstance(value, str) and value[10:11] == "T"
            else None
        )
    except ValueError:
        return None


def _texts(made: dict[str, Any], notes: Notes) -> None:
    name, process = _first(made, PROCESSES)
    if name not in (None, "processID"):
        notes.add("other-name", str(name))
    if name is not None:
        made["processID"] = _process_id(process, notes, name)
    message = _first(made, MESSAGES)[1]
    if message is not None or "message" in made:
        made["message"] = text(message, notes, "message")
    if "type" in made:
        made["type"] = made["type"] if isinstance(made["type"], str) else None
    if made.get("links") is not None:
        made["links"] = links(made["links"], notes.at("links"))
    trace = made.pop("x-traceback", made.get("traceback"))
    if trace is not None:
        made.pop("traceback", None)
        made["x-traceback"] = trace if isinstance(trace, str) else texts(trace, Notes())


def _process_id(value: Any, notes: Notes, name: str) -> str | None:
    if isinstance(value, Mapping):
        value = _first(value, ("id", "identifier", "processID"))[1]
    found = identifier(value)
    if found and ("://" in found or found.startswith("/")):
        notes.add("process-uri", name)
        return job_id_in(found, ("processes",)) or job_id_in(found) or found
    if found != value and value is not None:
        notes.add("number-id", name)
    return found


def jobs_in(value: Any, notes: Notes) -> list[Any] | None:
    """Return the items of a job list: under its name or another, at the root, by id, or in groups (Weaver)."""
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
        inner = value.get(name)
        if isinstance(inner, list):
            notes.add("missing-jobs", detail=name)
            return list(inner)
        if isinstance(inner, Mapping):
            notes.add("list-not-object" if name == "jobs" else "envelope", name)
            deeper = (
                jobs_in(inner, notes)
                if any(isinstance(inner.get(n), list) for n in _LISTS)
                else None
            )
            return deeper if deeper is not None else list(_by_id(inner))
    if is_job(value) or "jobs" in value:  # null: how Go writes an empty list
        notes.add("missing-jobs")
        return [] if "jobs" in value else [value]
    return None


def _in_group(group: Any) -> list[Any]:
    inner = group.get("jobs") if isinstance(group, Mapping) else None
    return list(inner) if isinstance(inner, list) else []


def _by_id(value: Mapping[str, Any]) -> Iterator[Any]:
    for name, item in value.items():
        yield (
            {"jobID": name, **item}
            if isinstance(item, Mapping)
            else {"jobID": name, "status": item}
        )


def _first(value: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str | None, Any]:
    """Return name and value of the first of these members that is there and not null."""
    return next(
        ((name, value[name]) for name in names if value.get(name) is not None), (None, None)
    )


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None

"""Asking for a part of the job list (section 11).

Servers ignore filters, so these are applied to the answer again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ...models import JobInfo, JobStatus
from .._status import status_word
from ..repair._values import moment

Texts = str | Iterable[str] | None


def job_query(
    *,
    process_id: Texts = None,
    status: Texts = None,
    datetime: object = None,
    min_duration: float | None = None,
    max_duration: float | None = None,
    type: Texts = None,
    limit: int | None = None,
) -> list[tuple[str, str]]:
    """Return the query parameters of ``GET /jobs``; what is None is not sent.

    Parameters
    ----------
    process_id, status, type : str or iterable of str
        Any of these; several values are sent as several parameters (OpenAPI ``form`` with
        ``explode``).
    datetime : str, datetime or pair of them
        Moment or interval that ``created`` lies in; an open end is None or ``".."``.
    min_duration, max_duration : float
        Seconds.
    limit : int
        Largest page.
    """
    query = [("type", value) for value in _texts(type)]
    query += [("processID", value) for value in _texts(process_id)]
    query += [("status", value) for value in _texts(status)]
    single = {
        "datetime": _interval_text(datetime),
        "minDuration": min_duration,
        "maxDuration": max_duration,
    }
    query += [
        (name, _number_text(value))
        for name, value in single.items()
        if value is not None
    ]
    return query if limit is None else [*query, ("limit", str(limit))]


def matches(
    job: JobInfo,
    *,
    process_id: Texts = None,
    status: Texts = None,
    datetime: object = None,
    min_duration: float | None = None,
    max_duration: float | None = None,
    type: Texts = None,
    limit: int | None = None,
    now: dt.datetime | None = None,
) -> bool:
    """Return whether a job is one of those that :func:`job_query` with the same arguments asks for.

    A job of a server that does not say which process or type it has is not left out by these
    filters; one without the times that a filter needs is (section 11,
    ``/req/job-list/duration-response``).
    """
    if (
        process_id is not None
        and job.processID is not None
        and job.processID not in _texts(process_id)
    ):
        return False
    if status is not None and job.status not in {
        status_word(name) for name in _texts(status)
    }:
        return False
    if type is not None and job.type is not None and job.type not in _texts(type):
        return False
    if datetime is not None and not _was_created_in(job, datetime):
        return False
    return _lasts(
        job, min_duration, max_duration, statuses_given=status is not None, now=now
    )


def _lasts(
    job: JobInfo,
    shortest: float | None,
    longest: float | None,
    *,
    statuses_given: bool,
    now: dt.datetime | None,
) -> bool:
    if shortest is None and longest is None:
        return True
    if not statuses_given and not (
        job.status.is_final or job.status is JobStatus.running
    ):
        return False
    seconds = duration(job, now)
    return (
        seconds is not None
        and (shortest is None or seconds >= shortest)
        and (longest is None or seconds <= longest)
    )


def duration(job: JobInfo, now: dt.datetime | None = None) -> float | None:
    """Return how long a job has run, in seconds; None when its server does not tell."""
    end = job.finished or (
        job.updated if job.status.is_final else now or dt.datetime.now(dt.UTC)
    )
    if job.started is None or end is None:
        return None
    return max(0.0, (end - job.started).total_seconds())


def _was_created_in(job: JobInfo, interval: object) -> bool:
    begin, end = _ends(interval)
    return (
        job.created is not None
        and (begin is None or job.created >= begin)
        and (end is None or job.created <= end)
    )


def _ends(interval: object) -> tuple[dt.datetime | None, dt.datetime | None]:
    if isinstance(interval, tuple | list):
        begin, end = interval
    elif isinstance(interval, str) and "/" in interval:
        begin, _, end = interval.partition("/")
    else:
        begin = end = interval
    return moment(begin), moment(end)


def _interval_text(interval: object) -> str | None:
    if isinstance(interval, tuple | list):
        return "/".join(_moment_text(end) or ".." for end in interval)
    return _moment_text(interval)


def _moment_text(value: object) -> str | None:
    if isinstance(value, dt.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return aware.isoformat().replace("+00:00", "Z")
    return None if value is None else str(value)


def _number_text(value: str | float) -> str:
    """Return seconds with all their digits.

    Whole ones without a fraction, as 1.0 of the standard has integers only.
    """
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _texts(value: Texts) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [str(value)]
    return [str(item) for item in value]

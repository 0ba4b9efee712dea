"""Query parameters of the lists: limit, cursor and the filters of the job list (section 11)."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime

from fastapi import Request

from ...models import JobStatus
from .._limits import LARGEST_PAGE, PAGE, STATUSES
from .._problems import INVALID_QUERY, ProblemError
from ..jobs._store import JobFilter

_MATCH_NOTHING = {JobStatus.created.value, JobStatus.paused.value}
"""States of the 2.0 draft, which no job of this server has; clients of both editions ask for them."""


def whole_number(request: Request, name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number from the query.

    Raises
    ------
    ProblemError
        400 ``invalid-query-parameter-value``.
    """
    text = request.query_params.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"\d{1,18}", text) or int(text) < least:
        raise _invalid(
            name, f"must be a whole number of at least {least}, not {text!r}"
        )
    return int(text)


def limit(request: Request) -> int:
    """Return how many entries a page may have; larger wishes get the largest page."""
    return min(whole_number(request, "limit", PAGE, least=1), LARGEST_PAGE)


def several(request: Request, name: str) -> list[str]:
    """Return the values of a parameter that is repeated, or has commas, or both."""
    return [
        v.strip()
        for text in request.query_params.getlist(name)
        for v in text.split(",")
        if v.strip()
    ]


def job_filter(request: Request) -> JobFilter:
    """Return which jobs are wanted.

    Raises
    ------
    ProblemError
        400 ``invalid-query-parameter-value``.
    """
    statuses = several(request, "status")
    for status in statuses:
        if status not in STATUSES and status not in _MATCH_NOTHING:
            raise _invalid(
                "status", f"must be of {', '.join(STATUSES)}, not {status!r}"
            )
    for kind in several(request, "type"):
        if kind != "process":
            raise _invalid("type", f"must be 'process', not {kind!r}")
    start, end = _interval(request.query_params.get("datetime"))
    return JobFilter(
        process_ids=several(request, "processID"),
        statuses=statuses,
        created_from=start,
        created_to=end,
        min_duration=min(_seconds(request, "minDuration"), default=None),
        max_duration=max(_seconds(request, "maxDuration"), default=None),
        before=whole_number(request, "cursor", -1)
        if "cursor" in request.query_params
        else None,
        limit=limit(request),
    )


def _seconds(request: Request, name: str) -> list[float]:
    # The standard makes a list of it: a job that is long enough for one of them is long enough.
    try:
        numbers = [float(text) for text in several(request, name)]
    except ValueError:
        numbers = [-1]
    if not all(0 <= number < math.inf for number in numbers):
        raise _invalid(
            name, f"must be a number of seconds, not {request.query_params[name]!r}"
        )
    return numbers


def _interval(text: str | None) -> tuple[float | None, float | None]:
    if text is None:
        return None, None
    start, slash, end = text.partition("/")
    if not slash:
        return _instant(start, text), _instant(start, text, late=True)
    if start in _OPEN and end in _OPEN:
        raise _invalid("datetime", f"must not be open on both sides: {text!r}")
    return _side(start, text), _side(end, text, late=True)


_OPEN = ("", "..")


def _side(side: str, whole: str, *, late: bool = False) -> float | None:
    return None if side in _OPEN else _instant(side, whole, late=late)


def _instant(text: str, whole: str, *, late: bool = False) -> float:
    """Return seconds since 1970; a date without time means the whole day, seconds without fraction the whole second."""
    try:
        # A plus sign that nobody encoded arrives as a space.
        moment = datetime.fromisoformat(text.strip().upper().replace(" ", "+"))
    except ValueError:
        raise _invalid(
            "datetime", f"must be a date-time, or two with '/' between, not {whole!r}"
        ) from None
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    if not late or "." in text:
        return seconds
    return seconds + (86_400 if "T" not in text.upper() else 1) - 1e-6


def _invalid(name: str, reason: str) -> ProblemError:
    return ProblemError(
        400, f"Parameter {name!r} {reason}.", type=INVALID_QUERY, parameter=name
    )

"""Query parameters of the lists: limit, cursor and the filters of the job list (section 11)."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime

from fastapi import Request

from ...models import JobStatus
from .._limits import LARGEST_PAGE, PAGE, STATUSES
from .._problems import INVALID_QUERY, ProblemError
from ..jobs._job_filter import JobFilter

_MATCH_NOTHING = {JobStatus.created.value, JobStatus.paused.value}
"""States of the 2.0 draft that no job of this server has; clients of both editions send them."""


def whole_number(
    request: Request,
    name: str,
    default: int,
    *,
    least: int = 0,
) -> int:
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
        reason = f"must be a whole number of at least {least}, not {text!r}"
        raise _invalid(name, reason)
    return int(text)


def limit(request: Request) -> int:
    """Return how many entries a page may have, at most :data:`LARGEST_PAGE`."""
    return min(
        whole_number(
            request,
            "limit",
            PAGE,
            least=1,
        ),
        LARGEST_PAGE,
    )


def several(request: Request, name: str) -> list[str]:
    """Return the values of a parameter that is repeated, or has commas, or both."""
    text = ",".join(request.query_params.getlist(name))
    values = [value.strip() for value in text.split(",")]
    return [value for value in values if value]


def job_filter(request: Request) -> JobFilter:
    """Return the filter of a job list.

    Raises
    ------
    ProblemError
        400 ``invalid-query-parameter-value``.
    """
    statuses = several(request, "status")
    for status in statuses:
        if status not in STATUSES and status not in _MATCH_NOTHING:
            reason = f"must be of {', '.join(STATUSES)}, not {status!r}"
            raise _invalid("status", reason)
    for kind in several(request, "type"):
        if kind != "process":
            raise _invalid("type", f"must be 'process', not {kind!r}")
    start, end = _interval(request.query_params.get("datetime"))
    cursor = None
    if "cursor" in request.query_params:
        cursor = whole_number(request, "cursor", -1)
    return JobFilter(
        process_ids=several(request, "processID"),
        statuses=statuses,
        created_from=start,
        created_to=end,
        min_duration=min(_seconds(request, "minDuration"), default=None),
        max_duration=max(_seconds(request, "maxDuration"), default=None),
        before=cursor,
        limit=limit(request),
    )


def _seconds(request: Request, name: str) -> list[float]:
    # A list in the standard (section 11): a job passes that is long enough for one of the numbers.
    try:
        numbers = [float(text) for text in several(request, name)]
    except ValueError:
        numbers = [-1]
    if not all(0 <= number < math.inf for number in numbers):
        text = request.query_params[name]
        raise _invalid(name, f"must be a number of seconds, not {text!r}")
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
SECONDS_A_DAY = 86_400


def _side(
    side: str,
    parameter: str,
    *,
    late: bool = False,
) -> float | None:
    return None if side in _OPEN else _instant(side, parameter, late=late)


def _instant(
    text: str,
    parameter: str,
    *,
    late: bool = False,
) -> float:
    """Return the start or, if `late`, the end of a date or second, in seconds since 1970."""
    text = text.strip().upper()
    try:
        # A plus sign that the client did not encode arrives as a space
        # (https://url.spec.whatwg.org/#urlencoded-parsing).
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        reason = f"must be a date-time, or two with '/' between, not {parameter!r}"
        raise _invalid("datetime", reason) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    seconds = moment.timestamp()
    if not late or "." in text:
        return seconds
    duration = 1 if "T" in text else SECONDS_A_DAY
    return seconds + duration - 1e-6


def _invalid(name: str, reason: str) -> ProblemError:
    return ProblemError(
        400,
        f"Parameter {name!r} {reason}.",
        type=INVALID_QUERY,
        parameter=name,
    )

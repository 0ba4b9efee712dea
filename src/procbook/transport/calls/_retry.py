"""Rules for retries, without I/O.

A GET is repeated when the connection broke or the server is overloaded. Anything else is repeated
only if the connection never opened: a POST that was seen may have started a job, and a second
DELETE removes what the first one dismissed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite

from ...protocol import Answer
from ._call import Ask, Broken, Call, Pause

SAFE_METHODS = frozenset({"GET", "HEAD"})
_OVERLOADED = frozenset({429, 502, 503, 504})


@dataclass(frozen=True)
class Policy:
    """The number of retries and the delays between them.

    Attributes
    ----------
    retries : int
        Tries after the first one.
    first, longest : float
        Seconds before the second try, doubled each time, and the longest delay, also for
        ``Retry-After``.
    """

    retries: int = 4
    first: float = 0.5
    longest: float = 120.0

    def delay(self, attempt: int) -> float:
        """Return the seconds to wait before the next try.

        Exponential, with jitter so that clients do not march.
        """
        # No secret.
        return min(self.longest, self.first * 2.0**attempt) * random.uniform(0.5, 1.0)  # noqa: S311


def send_with_retries(ask: Ask, policy: Policy) -> Call[Answer]:
    """Send a request until its answer is final, or the retries are used up."""
    attempt = 0
    while True:
        may_retry = attempt < policy.retries
        try:
            answer: Answer = yield ask
        except Broken as broken:
            is_safe = ask.method in SAFE_METHODS or not broken.sent
            if not (may_retry and broken.again and is_safe):
                raise broken.error from None
            yield Pause(policy.delay(attempt))
        else:
            is_safe = ask.method in SAFE_METHODS
            if not (may_retry and answer.status in _OVERLOADED and is_safe):
                return answer
            wait = retry_after(answer.headers)
            if wait is not None and wait > policy.longest:
                return answer
            yield Pause(policy.delay(attempt) if wait is None else wait)
        attempt += 1


def retry_after(
    headers: Mapping[str, str], *, now: datetime | None = None
) -> float | None:
    """Return the seconds of ``Retry-After`` (RFC 9110, section 10.2.3); None without it."""
    value = (headers.get("retry-after") or "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        pass
    else:
        if isfinite(seconds):
            return max(0.0, seconds)
        return None
    try:
        retry_at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if retry_at.tzinfo is None:  # "-0000", which is no time zone to Python
        retry_at = retry_at.replace(tzinfo=UTC)
    return max(0.0, (retry_at - (now or datetime.now(UTC))).total_seconds())

"""The ``Prefer`` header (RFC 7240), and the execution mode that follows from it (7.11.2.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...models import JobControlOptions

# The name, its value as a quoted string or a token, and its parameters, which mean nothing here
# (RFC 7240, section 2).
_PREFERENCE = re.compile(
    r"""\s*(?P<name>[!#$%&'*+.^_`|~\w-]+)\s*"""
    r"""(?:=\s*(?P<value>"(?:[^"\\]|\\.)*"|[^\s;,"]*))?"""
    r"""[^,"]*(?:"[^"]*"[^,"]*)*(?:,|$)"""
)


@dataclass(frozen=True)
class Preferences:
    """The preferences of a request that this server applies.

    Attributes
    ----------
    respond_async : bool
        Whether the client prefers a job to waiting.
    wait : float or None
        Seconds that it is willing to wait.
    """

    respond_async: bool = False
    wait: float | None = None


def read(headers: Iterable[str]) -> Preferences:
    """Read all ``Prefer`` headers of a request.

    The first of several values of a preference counts (RFC 7240, section 2).
    """
    values: dict[str, str] = {}
    for header in headers:
        for match in _PREFERENCE.finditer(header):
            value = (match["value"] or "").strip('"')
            values.setdefault(match["name"].lower(), value)
    wait = values.get("wait", "")
    seconds = float(wait) if wait.isdecimal() else None
    return Preferences("respond-async" in values, seconds)


@dataclass(frozen=True)
class Plan:
    """How to answer an execute request.

    Attributes
    ----------
    patience : float
        Seconds to wait for the end of the job before it is answered with a job; 0 answers at once.
    """

    patience: float
    _preferences: Preferences
    _may_choose: bool

    def preference_applied(self, *, finished: bool) -> str | None:
        """Return the ``Preference-Applied`` header: the preferences that had an effect."""
        applied = []
        if self._preferences.respond_async and not finished:
            applied.append("respond-async")
        if self._preferences.wait is not None and self._may_choose:
            applied.append(f"wait={self._preferences.wait:g}")
        return ", ".join(applied) or None


LONGEST_WAIT = 300.0
"""Seconds after which a process with both modes is answered with its job."""


def plan(preferences: Preferences, options: Sequence[JobControlOptions]) -> Plan:
    """Decide between synchronous and asynchronous execution (section 7.11.2.3, table 10)."""
    can_sync = JobControlOptions.sync_execute in options
    can_async = JobControlOptions.async_execute in options
    if not can_async:
        return Plan(float("inf"), preferences, False)
    if not can_sync:
        return Plan(0, preferences, False)
    if preferences.wait is not None:
        return Plan(min(preferences.wait, LONGEST_WAIT), preferences, True)
    patience = 0 if preferences.respond_async else LONGEST_WAIT
    return Plan(patience, preferences, True)

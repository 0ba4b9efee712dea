"""The ``Prefer`` header (RFC 7240), and how a process is run because of it (section 7.11.2.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...models import JobControlOptions

_PREFERENCE = re.compile(
    r"""\s*(?P<name>[!#$%&'*+.^_`|~\w-]+)\s*(?:=\s*(?P<value>"(?:[^"\\]|\\.)*"|[^\s;,"]*))?(?P<rest>[^,"]*(?:"[^"]*"[^,"]*)*)(?:,|$)"""
)


@dataclass(frozen=True)
class Preferences:
    """The preferences that mean something here.

    Attributes
    ----------
    respond_async : bool
        The client would rather have a job than wait.
    wait : float or None
        Seconds it is willing to wait.
    """

    respond_async: bool = False
    wait: float | None = None


def read(headers: Iterable[str]) -> Preferences:
    """Read all ``Prefer`` headers of a request; the first mention of a preference counts (RFC 7240, section 2)."""
    found: dict[str, str] = {}
    for header in headers:
        for match in _PREFERENCE.finditer(header):
            found.setdefault(match["name"].lower(), (match["value"] or "").strip('"'))
    wait = found.get("wait", "")
    return Preferences(
        "respond-async" in found, float(wait) if wait.isdecimal() else None
    )


@dataclass(frozen=True)
class Plan:
    """How to answer an execute request.

    Attributes
    ----------
    patience : float
        Seconds to wait for the end of the job before it is answered with a job; 0 answers at once.
    """

    patience: float
    _asked: Preferences
    _may_choose: bool

    def applied(self, *, finished: bool) -> str | None:
        """Return the ``Preference-Applied`` header: only what was asked for and was done."""
        applied = []
        if self._asked.respond_async and not finished:
            applied.append("respond-async")
        if self._asked.wait is not None and self._may_choose:
            applied.append(f"wait={self._asked.wait:g}")
        return ", ".join(applied) or None


LONGEST_WAIT = 300.0
"""Seconds after which a synchronous execution is answered with its job, where the process can do both."""


def plan(asked: Preferences, options: Sequence[JobControlOptions]) -> Plan:
    """Decide between synchronous and asynchronous execution (section 7.11.2.3, table 10)."""
    can_sync = JobControlOptions.sync_execute in options
    can_async = JobControlOptions.async_execute in options
    if not can_async:
        return Plan(float("inf"), asked, False)
    if not can_sync:
        return Plan(0, asked, False)
    if asked.wait is not None:
        return Plan(min(asked.wait, LONGEST_WAIT), asked, True)
    return Plan(0 if asked.respond_async else LONGEST_WAIT, asked, True)

"""The filter of a job list (section 11), and its conditions in SQL."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ._tables import JobRow

Conditions = list[sa.ColumnElement[bool]]


@dataclass(frozen=True)
class JobFilter:
    """The jobs of a list (section 11); an empty member does not filter.

    Times are in seconds since 1970, durations in seconds.
    """

    process_ids: Sequence[str] = ()
    statuses: Sequence[str] = ()
    created_from: float | None = None
    created_to: float | None = None
    min_duration: float | None = None
    max_duration: float | None = None
    before: int | None = None
    limit: int = 100

    def conditions(self) -> Conditions:
        """Return the conditions that a row of the table of jobs has to fulfil."""
        conditions: Conditions = []
        if self.process_ids:
            conditions.append(JobRow.process_id.in_(self.process_ids))
        if self.statuses:
            conditions.append(JobRow.status.in_(self.statuses))
        if self.created_from is not None:
            conditions.append(JobRow.created >= self.created_from)
        if self.created_to is not None:
            conditions.append(JobRow.created <= self.created_to)
        if self.before is not None:
            conditions.append(JobRow.seq < self.before)
        return conditions + self._duration_conditions()

    def _duration_conditions(self) -> Conditions:
        if self.min_duration is None and self.max_duration is None:
            return []
        duration = sa.func.coalesce(JobRow.finished, time.time()) - JobRow.started
        # A job without a start has no duration and is left out.
        conditions: Conditions = [JobRow.started.is_not(None)]
        if self.min_duration is not None:
            conditions.append(duration >= self.min_duration)
        if self.max_duration is not None:
            conditions.append(duration <= self.max_duration)
        return conditions

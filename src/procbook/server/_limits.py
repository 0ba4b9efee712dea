"""Limits of the lists that the server answers, also in its API definition (sections 7.9, 11)."""

from __future__ import annotations

from ..models import JobStatus

LARGEST_PAGE = 10_000
"""Entries of a page at most."""
PAGE = 1_000
"""Entries of a page if the request does not say how many."""
_NOT_IN_1_0 = frozenset({JobStatus.created, JobStatus.paused, JobStatus.unknown})
STATUSES = [status.value for status in JobStatus if status not in _NOT_IN_1_0]
"""The states that jobs have in 1.0."""

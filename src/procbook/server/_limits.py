"""Limits of the lists that the server answers; its API definition states them too (sections 7.9 and 11)."""

from __future__ import annotations

from ..models import JobStatus

LARGEST_PAGE = 10_000
"""Entries of a page at most."""
PAGE = 1_000
"""Entries of a page where nobody says how many."""
STATUSES = [
    s.value
    for s in JobStatus
    if s not in {JobStatus.created, JobStatus.paused, JobStatus.unknown}
]
"""The states that jobs have in 1.0."""

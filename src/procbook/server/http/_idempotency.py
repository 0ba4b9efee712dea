"""A request that arrives twice under one key starts one job.

The key is that of draft-ietf-httpapi-idempotency-key-header.

A client that lost its connection, or was killed, while it sent a request cannot know whether there
is a job. Under a key it may send the request again: it gets the job that is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from .._problems import INVALID_PARAMETER, ProblemError
from ..documents._documents import KEY
from ..functions._registry import RegisteredProcess
from ..jobs._manager import JobManager
from ..jobs._tables import JobRow
from ._callbacks import BASE

HEADER = "idempotency-key"
SHORTEST, LONGEST = 16, 255
"""Characters of a key; a short one could be guessed, or used twice by chance."""


def read_key(headers: Mapping[str, str]) -> str | None:
    """Return the key of a request, or None.

    Raises
    ------
    ProblemError
        400 if it is too short or too long.
    """
    key = headers.get(HEADER, "").strip().strip('"')
    if not key:
        return None
    if not SHORTEST <= len(key) <= LONGEST:
        detail = f"An Idempotency-Key has {SHORTEST} to {LONGEST} characters, such as a UUID."
        raise ProblemError(400, detail, type=INVALID_PARAMETER)
    return key


def submit_once(
    jobs: JobManager,
    process: RegisteredProcess,
    body: dict[str, Any],
    inputs: dict[str, Any],
    key: str | None,
) -> JobRow:
    """Start a job, or return the one that the key has started before.

    Raises
    ------
    ProblemError
        422 if another request was sent under the key.
    """
    if key is None:
        return jobs.submit(process, body, inputs)
    body = {**body, KEY: key}
    # The id follows from the key, so that the database itself keeps a second job out.
    job_id = hashlib.sha256(f"{process.id}\n{key}".encode()).hexdigest()[:32]
    row = jobs.store.get(job_id)
    if row is None:
        try:
            return jobs.submit(process, body, inputs, job_id)
        except IntegrityError:  # the same request, at the same moment
            row = jobs.store.get(job_id)
            if row is None:
                raise
    if _without_base(row.request) != _without_base(body):
        detail = "Another request was sent under this Idempotency-Key."
        raise ProblemError(422, detail, type=INVALID_PARAMETER)
    return row


def _without_base(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != BASE}

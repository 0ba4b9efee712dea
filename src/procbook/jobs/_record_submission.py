"""What happens when a job was submitted.

It is written into the ledger, and tables show it at once.
"""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .monitor._monitor import get_monitor
from .records._ledger import get_ledger, quietly
from .reuse._request_key import request_key
from .reuse._request_memory import RequestMemory

if TYPE_CHECKING:
    from ..models import ProcessDescription, ProcessRequest
    from ._interfaces import ServerJob

_group: contextvars.ContextVar[str | None] = contextvars.ContextVar(
    "group", default=None
)


@contextlib.contextmanager
def group(name: str) -> Iterator[None]:
    """Put all jobs that are submitted meanwhile into one group, as the jobs of a sweep.

    Parameters
    ----------
    name : str
        Name of the group; tables sum it up in one line.
    """
    token = _group.set(name)
    try:
        yield
    finally:
        _group.reset(token)


def submitted(
    job: ServerJob,
    request: ProcessRequest | None,
    description: ProcessDescription | None,
) -> None:
    """Remember a job that was just submitted, and show it wherever its server is looked at.

    Results that came at once, without a job, are not remembered: there is nothing to come back to.
    """
    if not job.id:
        return
    info = job.info
    if info.processID is None and job.process_id is not None:
        info = info.model_copy(update={"processID": job.process_id})
    with quietly():
        get_ledger(job.session).record(
            job.session.server_id, info, request, description, group=_group.get()
        )
        _note_key(job, request, description)
    get_monitor().tell(job.session, [info])


def _note_key(
    job: ServerJob,
    request: ProcessRequest | None,
    description: ProcessDescription | None,
) -> None:
    """Take note of what a job runs, so that its results can be used again."""
    if request is None or description is None:
        return
    server = job.session.server_id
    key = request_key(server, description.id, description.version, request)
    RequestMemory(get_ledger(job.session)).note(key, server, job.id)

"""From a process and requests to the jobs of a sweep."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ... import jobs
from ...models import ProcessRequest
from ...operations import HasSession, Session
from ...protocol.errors import ClientError
from ..job._job import Job
from ..reuse._earlier_job import EarlierJobs, Reuse
from ._jobs import Jobs
from ._sweep import Sweep

if TYPE_CHECKING:
    from ...models import ProcessDescription

_REASONS = 3
"""Refusals that a warning tells of."""


def submit_sweep(
    client: HasSession,
    description: ProcessDescription,
    requests: Iterable[ProcessRequest],
    name: str,
    *,
    at_once: int | None = None,
    strict: bool = False,
    reuse: Reuse = False,
    on_start: Callable[[Any, str], object] | None = None,
) -> Jobs:
    """Write requests down, send each once, and return the jobs.

    Parameters
    ----------
    client : Client
        Whose server it is.
    description : ProcessDescription
        The process.
    requests : iterable of ProcessRequest
        One for each job.
    name : str
        Name of the group; a number is added if there was one of that name.
    at_once : int, optional
        Jobs that may be under way at the same time; the others are sent in the background.
    strict : bool
        Whether a refusal of a single request is an error, and not just a warning.
    reuse : bool or "local"
        Whether the results of equal requests are used again.
    on_start : callable, optional
        Called with each job, and the name, as soon as the server has taken it.

    Raises
    ------
    SweepError
        If none could be on_start, or the server cannot be reached or refuses all.
    """
    if at_once is not None and at_once < 1:
        raise ValueError("at_once has to be 1 or more.")
    session = client.session
    to_send = list(requests)
    group = _free_name(session, name)
    book = jobs.open_book(jobs.get_ledger(session))
    planned = book.plan(session.server_id, group, to_send, description, at_once=at_once)
    by_token = {
        request.token: sent for request, sent in zip(planned, to_send, strict=True)
    }
    sweep = Sweep(
        lambda: client,
        session.server_id,
        Job,
        group,
        book,
        description=description,
        requests=by_token,
        on_start=on_start,
        earlier=EarlierJobs(client, description, reuse) if reuse else None,
    )
    submitted_jobs = Jobs(sweep.runs, group=group, sweep=sweep)
    sweep.submit(sweep.runs, at_once=at_once)
    sender = sweep.sender
    if sender is not None and not sweep.is_sending:
        _report(submitted_jobs, sender.error, sender.refused, strict=strict)
    return submitted_jobs


def _report(
    submitted_jobs: Jobs,
    error: ClientError | None,
    refused: list[tuple[jobs.PlannedRequest, ClientError]],
    *,
    strict: bool,
) -> None:
    """Raise what kept a sweep from being submitted, or warn of requests that were refused."""
    if error is None and not refused:
        return
    failure = submitted_jobs._sweep_error(error, refused)  # noqa: SLF001 - of this package
    if error is not None or strict or not len(submitted_jobs):
        raise failure from error
    first = "\n".join(failure.message.splitlines()[: _REASONS + 1])
    warnings.warn(f"{first}\njobs.refused lists them.", stacklevel=4)


def _free_name(
    session: Session,
    name: str,
) -> str:
    """Return the name, with a number if there was a sweep of that name.

    Two sweeps are two groups.
    """
    with suppress(Exception):
        ledger = jobs.get_ledger(session)
        book, number, tried = jobs.RequestBook(ledger), 1, name
        server = session.server_id
        while book.has_group(server, tried) or ledger.history(group=tried, limit=1):
            number += 1
            tried = f"{name} {number}"
        return tried
    return name

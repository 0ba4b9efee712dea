"""What was run from this computer, as jobs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from .. import jobs
from ._client import Client
from ._open_clients import find_client
from .job._job import Job
from .jobs._jobs import Jobs
from .jobs._run import Run
from .jobs._sweep import Sweep

if TYPE_CHECKING:
    from ..jobs import Record


def history(
    *,
    process_id: str | None = None,
    status: str | None = None,
    server: str | None = None,
    group: str | None = None,
    text: str | None = None,
    since: dt.datetime | None = None,
    where: str | None = None,
    limit: int | None = None,
    client: Client | None = None,
) -> Jobs:
    """Return what was submitted from this computer, newest first, in whichever kernel.

    With the name of a sweep as the only condition, the jobs come in the order of the sweep, with
    the requests that were not sent: ``history(group="naps").resume()`` sends these.

    Parameters
    ----------
    process_id, status, server, group : str, optional
        Only jobs of this process, in this state when last seen, on this server, of this sweep.
    text : str, optional
        Only jobs with this text in their id, process, label, notes, message or inputs.
    since : datetime, optional
        Only jobs submitted since then.
    where : str, optional
        A condition on inputs, times and scalar outputs, such as ``"duration > 2"``; see
        :meth:`Jobs.where`.
    limit : int, optional
        At most so many, before the condition.
    client : Client, optional
        Only jobs of its server, which it asks; else an open client of the server of each job is
        used, or a new one.

    Returns
    -------
    Jobs
        Secret inputs are masked in them. No server is asked before a job is.

    Raises
    ------
    ValueError
        If there is no such state, or the condition cannot be read.
    """
    if client is not None:
        server = client.server_id
    ledger = jobs.get_ledger(client)
    others = (process_id, status, text, since, limit)
    selected = None
    if group is not None and all(value is None for value in others):
        selected = _read_sweep(ledger, group, server, client)
    if selected is None:
        records = ledger.history(
            process_id=process_id,
            status=status,
            server=server,
            group=group,
            text=text,
            since=since,
            limit=limit,
        )
        runs = [_run_of(record, client) for record in records]
        selected = Jobs(runs, group=group)
    return selected if where is None else selected.where(where)


def _read_sweep(
    ledger: jobs.Ledger,
    group: str,
    server: str | None,
    client: Client | None,
) -> Jobs | None:
    """Return the jobs of a sweep that was written down before it was sent.

    The result is None if there is none of that name.
    """
    book = jobs.RequestBook(ledger)
    planned = book.of_group(group, server)
    if not planned:
        return None
    server_id = planned[0].server
    sweep = Sweep(
        lambda: client or client_of(server_id),
        server_id,
        Job,
        group,
        book,
    )
    return Jobs(sweep.runs, group=group, sweep=sweep)


def _run_of(record: Record, client: Client | None) -> Run[Job]:
    def make_job() -> Job:
        return Job(
            client or client_of(record.server),
            record.info(),
            process_id=record.process_id,
        )

    return Run(make_job=make_job, record=record)


def client_of(server_id: str) -> Client:
    """Return an open client of the server that the ledger names, else a new one."""
    client = find_client(server_id)
    return client if isinstance(client, Client) else Client.of_server(server_id)

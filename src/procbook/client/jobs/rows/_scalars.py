"""Scalar outputs of successful jobs.

Stored by the ledger, else read once, and only where they are small.
"""

from __future__ import annotations

import concurrent.futures
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .... import jobs
from ....models import JobStatus
from ....operations import Options
from ....protocol import ABSENT
from ....protocol.errors import ClientError, ResponseError
from ...results._results import Results

if TYPE_CHECKING:
    from ...job._base_job import BaseJob
    from .._run import Run

AT_ONCE = 4
"""Results that are read at the same time."""


def read_scalars(
    runs: Iterable[Run[Any]],
    *,
    fetch: bool = True,
) -> None:
    """Fill in the scalar outputs of successful jobs.

    Parameters
    ----------
    runs : iterable of Run
        The jobs.
    fetch : bool
        Whether servers are asked for those that the ledger does not know.
    """
    successful = [
        run
        for run in runs
        if run.has_job and not run.outputs and run.status == JobStatus.successful
    ]
    unknown = _recall(successful)
    if not fetch or not unknown:
        return
    with concurrent.futures.ThreadPoolExecutor(
        AT_ONCE, thread_name_prefix="procbook-outputs"
    ) as pool:
        for run, values in zip(unknown, pool.map(_fetch, unknown), strict=True):
            run.outputs = values


def _recall(runs: list[Run[Any]]) -> list[Run[Any]]:
    """Fill in what the ledger knows and return the others."""
    by_server: dict[str, list[Run[Any]]] = {}
    for run in runs:
        by_server.setdefault(_server_of(run), []).append(run)
    unknown = []
    for server, of_server in by_server.items():
        stored: dict[str, dict[str, Any]] = {}
        with jobs.quietly():
            ids = [run.job_id for run in of_server]
            stored = jobs.ScalarOutputs(_ledger_of(of_server[0])).of_jobs(server, ids)
        for run in of_server:
            if run.job_id in stored:
                run.outputs = stored[run.job_id]
            else:
                unknown.append(run)
    return unknown


def _server_of(run: Run[Any]) -> str:
    if run.record is not None:
        return run.record.server
    return str(run.started_job.session.server_id)


def _ledger_of(run: Run[Any]) -> jobs.Ledger:
    return (
        jobs.get_ledger()
        if run.record is not None
        else jobs.get_ledger(run.started_job.session)
    )


def _fetch(run: Run[Any]) -> dict[str, Any]:
    job = run.started_job
    try:
        values = scalars_of(job)
    except ClientError as error:
        if isinstance(error, ResponseError):
            return {}  # expired, or not allowed: another time perhaps
        values = {}
    if job.id:
        with jobs.quietly():
            store = jobs.ScalarOutputs(jobs.get_ledger(job.session))
            store.keep(job.session.server_id, job.id, values)
    return values


def scalars_of(job: BaseJob[Any]) -> dict[str, Any]:
    """Return the scalar outputs of a successful job; of longer results nothing is read.

    Raises
    ------
    ClientError
        If the results cannot be had, or are too long.
    """
    results = job.immediate
    if results is None:
        options = Options(max_bytes=jobs.SCALAR_LIMIT, retries=0)
        parts = job.session.run(
            job.session.operations.results(job.id, info=job.info, options=options)
        )
        results = Results(job.client, parts)
    values = {name: output.small_value() for name, output in results.items()}
    present = {name: value for name, value in values.items() if value is not ABSENT}
    return jobs.scalar_cells(present)

"""The jobs of a server, with what the ledger knows of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ... import jobs
from ._run import J, Run

if TYPE_CHECKING:
    from ...models import JobInfo


def runs_of(
    client: Any,
    infos: Sequence[JobInfo],
    kind: type[J],
) -> list[Run[J]]:
    """Return a run for each job of a list.

    Parameters
    ----------
    client : Client or AsyncClient
        Whose server it is.
    infos : sequence of JobInfo
        The list.
    kind : type
        Class of the jobs.
    """
    session = client.session
    records: dict[str, jobs.Record] = {}
    with jobs.quietly():
        ids = [info.jobID for info in infos]
        ledger = jobs.get_ledger(session)
        records = ledger.of_server(session.server_id, ids, hidden=True)
    runs = []
    for info in infos:
        submitted = session.operations.submitted(info.jobID)
        process_id = submitted.process_id
        job = kind(client, info, submitted.request, process_id=process_id)
        record = records.get(info.jobID)
        if record is not None and not record.is_about(info):
            record = None
        runs.append(Run(job, record=record))
    return runs

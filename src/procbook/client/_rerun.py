"""Running again what a receipt tells of, on the server that it names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import jobs
from ._client import Client

if TYPE_CHECKING:
    from ..jobs import Receipt, Record
    from .job._job import Job


def rerun(
    source: Receipt | Record | Job | str | Path | dict[str, Any],
    client: Client | None = None,
    **inputs: Any,
) -> Job:
    """Run again what a receipt tells of.

    Parameters
    ----------
    source : Receipt, Job, Record, dict, str or Path
        A receipt, a job, such as one of the history, or the file or text of a receipt.
    client : Client, optional
        Where to run it; by default on the server that it names.
    **inputs
        Inputs to change; secret ones are not in the receipt and have to be given.

    Returns
    -------
    Job
        The new job.

    Raises
    ------
    InputError
        An input that was secret or too large to be kept is not given.
    """
    receipt = jobs.receipt_of(source)
    if client is None:
        client = Client.of_server(receipt.content["server"])
    return jobs.rerun(receipt, client, **inputs)

"""Receipts of jobs, and running again what a receipt tells of."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ..models import ProcessRequest
from ..protocol.errors import ClientError, InputError, Mistake
from ._interfaces import ServerJob
from ._ledger import get_ledger
from ._receipt import Receipt, drop_unknown
from ._record import Record
from ._secrets import holes

J = TypeVar("J")
J_co = TypeVar("J_co", covariant=True)


class RefreshableJob(ServerJob, Protocol):
    """A job whose server can be asked for its state."""

    def refresh(self) -> object:
        """Ask the server for the state of the job."""


class _Submitter(Protocol[J_co]):
    def submit(self, request: ProcessRequest) -> J_co: ...


class RerunClient(Protocol[J_co]):
    """A client on which a process can be run again."""

    def process(self, process_id: str) -> _Submitter[J_co]:
        """Return a process of the server."""


def receipt(job: RefreshableJob) -> Receipt:
    """Return the receipt of a job, with its newest state: the server is asked where no end of it is known.

    Parameters
    ----------
    job : Job
        A job of this or of an earlier kernel.
    """
    if not job.info.status.is_final:
        with contextlib.suppress(
            ClientError
        ):  # a receipt of what was known last is better than none
            job.refresh()
    return receipt_as_known(job)


def receipt_as_known(job: ServerJob) -> Receipt:
    """Return the receipt of a job with the newest state that is known here; the server is not asked."""
    info, server = job.info, job.session
    record = get_ledger(server).get(server.server_id, job.id)
    if record is None:
        record = Record(server=server.server_id, job_id=job.id, process_id=info.processID)
    if not info.status.is_final and record.is_final and record.is_about(info):
        return record.receipt()
    links = [link.to_json() for link in info.links or [] if (link.rel or "").endswith("results")]
    facts = {name: getattr(info, name) for name in ("created", "started", "finished", "message")}
    newest = replace(
        record, status=info.status.value, results=links or record.results, **drop_unknown(facts)
    )
    return newest.receipt()


def rerun(
    source: Receipt | Record | str | Path | dict[str, Any], client: RerunClient[J], **inputs: Any
) -> J:
    """Run again what a receipt tells of, on a client; see :func:`procbook.rerun`."""
    process_id, request = request_to_rerun(source, inputs)
    return client.process(process_id).submit(request)


def request_to_rerun(
    source: Receipt | Record | str | Path | dict[str, Any], inputs: Mapping[str, Any]
) -> tuple[str, ProcessRequest]:
    """Return the process of a receipt and its request with some inputs changed.

    Raises
    ------
    InputError
        An input that was secret or too large to be kept is not given.
    """
    receipt = receipt_of(source)
    request = receipt.request
    request = request.model_copy(update={"inputs": {**request.inputs, **inputs}})
    lacking = holes(request.inputs)
    if lacking:
        why = "was secret or too large to be kept; give it again"
        raise InputError([Mistake(path, why, "required") for path in lacking])
    return str(receipt.content["process"].get("id") or ""), request


def receipt_of(source: Receipt | Record | str | Path | dict[str, Any]) -> Receipt:
    """Return a receipt, a line of the history, or the file or text of a receipt, as a receipt."""
    if isinstance(source, Receipt):
        return source
    return source.receipt() if isinstance(source, Record) else Receipt.load(source)

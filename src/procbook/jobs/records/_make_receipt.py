"""Receipts of jobs, and running again what a receipt tells of."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from ...models import JobInfo, ProcessDescription, ProcessRequest
from ...protocol.errors import ClientError, InputError, Mistake
from .._interfaces import JobServer, ServerJob
from ._ledger import get_ledger, quietly
from ._receipt import Receipt, drop_unknown
from ._record import Record
from ._secrets import holes

J = TypeVar("J")
J_co = TypeVar("J_co", covariant=True)


class RefreshableJob(ServerJob, Protocol):
    """A job whose server can be asked for its state."""

    def refresh(self) -> object:
        """Ask the server for the state of the job."""


class HasReceipt(Protocol):
    """A job that has a receipt."""

    def receipt(self) -> Receipt:
        """Return the receipt."""


class _Submitter(Protocol[J_co]):
    @property
    def description(self) -> ProcessDescription: ...

    def submit(self, request: ProcessRequest) -> J_co: ...


class RerunClient(Protocol[J_co]):
    """A client on which a process can be run again."""

    def process(self, process_id: str, version: str | None = None) -> _Submitter[J_co]:
        """Return a process of the server, in a version."""


def receipt(job: RefreshableJob) -> Receipt:
    """Return the receipt of a job, with its newest state.

    The server is asked where no end of it is known.

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
    """Return the receipt of a job with the newest state that is known here.

    The server is not asked.
    """
    info, server = job.info, job.session
    record = get_ledger(server).get(server.server_id, job.id)
    if record is None:
        record = Record(
            server=server.server_id, job_id=job.id, process_id=info.processID
        )
    if not info.status.is_final and record.is_final and record.is_about(info):
        return record.receipt()
    links = [
        link.to_json()
        for link in info.links or []
        if (link.rel or "").endswith("results")
    ]
    facts = {
        name: getattr(info, name)
        for name in ("created", "started", "finished", "message")
    }
    newest = replace(
        record,
        status=info.status.value,
        results=links or record.results,
        **drop_unknown(facts),
    )
    return newest.receipt()


def rerun(
    source: Receipt | Record | HasReceipt | str | Path | dict[str, Any],
    client: RerunClient[J],
    **inputs: Any,
) -> J:
    """Run again what a receipt tells of, on a client; see :func:`procbook.rerun`."""
    receipt = receipt_of(source)
    request = changed(receipt.request, inputs)
    process_id = str(receipt.content["process"].get("id") or "")
    version = receipt.content["process"].get("version")
    process = client.process(process_id)
    if version not in {None, process.description.version}:
        with contextlib.suppress(ClientError):  # the version is no longer there
            process = client.process(process_id, version)
    return process.submit(request)


def changed(request: ProcessRequest, inputs: Mapping[str, Any]) -> ProcessRequest:
    """Return a request with some inputs changed.

    Raises
    ------
    InputError
        An input that was secret or too large to be kept is not given.
    """
    request = request.model_copy(update={"inputs": {**request.inputs, **inputs}})
    lacking = holes(request.inputs)
    if lacking:
        why = "was secret or too large to be kept; give it again"
        raise InputError([Mistake(path, why, "required") for path in lacking])
    return request


@dataclass(frozen=True)
class SentRequest:
    """What a job was asked.

    Attributes
    ----------
    request : ProcessRequest
        Inputs and outputs; secret inputs are masked where only the ledger knows them.
    version : str or None
        The version of the process, if the ledger knows.
    """

    request: ProcessRequest
    version: str | None = None


def sent_request(
    server: JobServer, info: JobInfo, request: ProcessRequest | None = None
) -> SentRequest | None:
    """Return what a job was asked: as this kernel, the ledger or the server knows.

    The result is None if nobody does.

    Parameters
    ----------
    server : JobServer
        Where the job is.
    info : JobInfo
        Its state; some servers repeat the request in it.
    request : ProcessRequest, optional
        What this kernel has sent.
    """
    record = None
    with quietly():
        record = get_ledger(server).get(server.server_id, info.jobID)
    if record is not None and not record.is_about(info):
        record = None
    version = record.process_version if record is not None else None
    recorded = (
        record.receipt().request if record is not None and record.request else None
    )
    if request is None and (recorded is None or holes(recorded.inputs)):
        request = _repeated_request(info)
    request = request or recorded
    return None if request is None else SentRequest(request, version)


def _repeated_request(info: JobInfo) -> ProcessRequest | None:
    """Return the request that a server repeats in the status document.

    All of it as in 2.0, or the inputs.
    """
    extra = info.model_extra or {}
    for name in ("request", "inputs", "parameters"):
        value = extra.get(name)
        if isinstance(value, dict) and value:
            whole = name == "request" and "inputs" in value
            with contextlib.suppress(ValidationError):  # it is the server's own form
                return ProcessRequest.model_validate(
                    value if whole else {"inputs": value}
                )
    return None


def receipt_of(
    source: Receipt | Record | HasReceipt | str | Path | dict[str, Any],
) -> Receipt:
    """Return the receipt of a job or of a line of the ledger, or read one from a file or text."""
    if isinstance(source, Receipt):
        return source
    if isinstance(source, Record):
        return source.receipt()
    if isinstance(source, str | Path | dict):
        return Receipt.load(source)
    return source.receipt()

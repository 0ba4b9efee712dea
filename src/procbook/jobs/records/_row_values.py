"""The values that a row of the ledger holds: of the document of a job, and of its submission."""

from __future__ import annotations

import datetime as dt
import json
import platform
from typing import TYPE_CHECKING, Any

from ..._version import __version__
from ...models import JobInfo, Link, ProcessRequest
from ...protocol import holds_decimal
from ._secrets import as_json, masked, secret_pointers

if TYPE_CHECKING:
    from ...models import ProcessDescription


def values_of_submission(
    server: str,
    info: JobInfo,
    request: ProcessRequest | dict[str, Any] | None,
    description: ProcessDescription | None,
) -> dict[str, Any]:
    """Return the columns of a new submission, with secret inputs masked."""
    document = _document_of(request)
    if "inputs" in document:
        document["inputs"] = masked(document["inputs"], secret_pointers(description))
    process_id = description.id if description is not None else None
    return {
        **values_of_job(info),
        "server": server,
        "job_id": info.jobID,
        "process_id": info.processID or process_id,
        "process_version": description.version if description is not None else None,
        "submitted": dt.datetime.now(dt.UTC).isoformat(),
        "request": as_json(document),
        "software": _software(),
    }


def _document_of(request: ProcessRequest | dict[str, Any] | None) -> dict[str, Any]:
    if not isinstance(request, ProcessRequest):
        return dict(request or {})
    document = request.to_json()
    if holds_decimal(request.inputs):  # pydantic would write a decimal as text
        document["inputs"] = request.inputs
    return document


def values_of_job(info: JobInfo) -> dict[str, Any]:
    """Return the columns that follow from the document of a job."""
    links = [link for link in info.links or [] if _is_result(link)]
    return {
        "status": info.status.value,
        "message": info.message,
        "created": _text(info.created),
        "started": _text(info.started),
        "finished": _text(info.finished),
        "results": as_json([link.to_json() for link in links]) if links else None,
    }


def _is_result(link: Link) -> bool:
    return (link.rel or "").rsplit("/", 1)[-1] == "results"


def _text(time: dt.datetime | None) -> str | None:
    return time.astimezone(dt.UTC).isoformat() if time else None


def _software() -> str:
    return json.dumps({"procbook": __version__, "python": platform.python_version()})

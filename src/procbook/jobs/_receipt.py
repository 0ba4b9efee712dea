"""What was run, where, with which inputs and with which outcome: to keep beside the results, to share, to run again.

A receipt is JSON, and can be written as PROV-JSON (W3C submission of 24 April 2013) for tools that read that.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..inputs import dumps, loads
from ..models import ProcessRequest
from ..protocol.errors import ClientError, InputError, Mistake
from ._record import Record
from ._secrets import holes

if TYPE_CHECKING:
    from ..client import Client, Job

KIND = "procbook-receipt"


@dataclass(frozen=True)
class Receipt:
    """What is needed to show or repeat a job; no secrets.

    Attributes
    ----------
    content : dict
        The receipt as JSON-able data.
    """

    content: dict[str, Any]

    @classmethod
    def of(cls, record: Record) -> Receipt:
        """Make the receipt of a job in the ledger."""
        job = {
            "jobID": record.job_id,
            "status": record.status,
            "message": record.message,
            **{name: _iso(getattr(record, name)) for name in ("submitted", "created", "started", "finished")},
        }
        return cls(
            {
                "type": KIND,
                "version": 1,
                "server": record.server,
                "process": _present({"id": record.process_id, "version": record.process_version}),
                "request": record.request or {},
                "job": _present(job),
                "results": record.results or [],
                **_present({"label": record.label, "notes": record.notes, "group": record.group}),
                "software": record.software or {},
            }
        )

    @classmethod
    def load(cls, source: str | Path | dict[str, Any]) -> Receipt:
        """Read a receipt from data, from JSON text or from a file.

        Raises
        ------
        ClientError
            It is no receipt.
        """
        try:
            content = source if isinstance(source, dict) else _read(source)
        except FileNotFoundError:
            raise ClientError(
                f"There is no receipt {str(source)!r}.", hint="A job is run again by its id: client.job(id).rerun()."
            ) from None
        if not isinstance(content, dict) or content.get("type") != KIND:
            raise ClientError(
                "This is no receipt of a job.", hint="job.receipt() makes one; .save(path) writes it to a file."
            )
        return cls(content)

    @property
    def request(self) -> ProcessRequest:
        """What was sent, secret inputs masked."""
        return ProcessRequest.model_validate(self.content.get("request") or {})

    def to_json(self) -> dict[str, Any]:
        """Return the receipt as JSON-able data."""
        return self.content

    def to_prov(self) -> dict[str, Any]:
        """Return the receipt as PROV-JSON: inputs and results are entities, the job is an activity."""
        return _Prov(self.content).document()

    def save(self, path: str | Path, *, prov: bool = False) -> Path:
        """Write the receipt, or its PROV-JSON, to a file and return the path."""
        path = Path(path)
        content = self.to_prov() if prov else self.to_json()
        path.write_text(dumps(content, indent=2) + "\n", encoding="utf-8")
        return path

    def __repr__(self) -> str:
        return dumps(self.content, indent=2)


def receipt(job: Job) -> Receipt:
    """Return the receipt of a job, with its newest state: the server is asked where no end of it is known.

    Parameters
    ----------
    job : Job
        A job of this or of an earlier kernel.
    """
    from ._ledger import get_ledger

    if not job.info.status.is_final:
        with contextlib.suppress(ClientError):  # a receipt of what was known last is better than none
            job.refresh()
    info = job.info
    record = get_ledger(job.client).get(job.client.server_id, job.id)
    if record is None:
        record = Record(server=job.client.server_id, job_id=job.id, process_id=info.processID)
    if not info.status.is_final and record.is_final and record.is_about(info):
        return Receipt.of(record)
    links = [link.to_json() for link in info.links or [] if (link.rel or "").endswith("results")]
    known = {name: getattr(info, name) for name in ("created", "started", "finished", "message")}
    return Receipt.of(_replaced(record, status=info.status.value, results=links or record.results, **_present(known)))


def rerun(source: Receipt | Record | str | Path | dict[str, Any], client: Client | None = None, **inputs: Any) -> Job:
    """Run again what a receipt tells of.

    Parameters
    ----------
    source : Receipt, Record, dict, str or Path
        A receipt, a line of the history, or the file or text of a receipt.
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
    wanted = _receipt_of(source)
    if client is None:
        from ..client import Client as NewClient

        client = NewClient.of_server(wanted.content["server"])
    request = wanted.request
    request = request.model_copy(update={"inputs": {**request.inputs, **inputs}})
    lacking = holes(request.inputs)
    if lacking:
        why = "was secret or too large to be kept; give it again"
        raise InputError([Mistake(place, why, "required") for place in lacking])
    process_id = str(wanted.content["process"].get("id") or "")
    return client.process(process_id).submit(request)


def _receipt_of(source: Receipt | Record | str | Path | dict[str, Any]) -> Receipt:
    if isinstance(source, Receipt):
        return source
    return source.receipt() if isinstance(source, Record) else Receipt.load(source)


class _Prov:
    """Writes a receipt in the words of PROV."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content
        self._job = f"job:{content['job'].get('jobID', 'unknown')}"

    def document(self) -> dict[str, Any]:
        content, job = self._content, self._job
        inputs = {f"input:{name}": value for name, value in (content["request"].get("inputs") or {}).items()}
        results = {f"result:{n}": link for n, link in enumerate(content["results"], 1)}
        server, process = "agent:server", f"process:{content['process'].get('id', 'unknown')}"
        return {
            "prefix": {name: f"urn:procbook:{name}:" for name in ("agent", "input", "job", "process", "result")},
            "entity": {
                **{key: {"prov:value": dumps(value)} for key, value in inputs.items()},
                **{key: _present({"prov:location": _href(link)}) for key, link in results.items()},
                process: _present({"prov:type": "prov:Plan", "prov:label": content["process"].get("version")}),
            },
            "activity": {job: self._activity()},
            "agent": {
                server: {"prov:type": "prov:SoftwareAgent", "prov:location": content["server"]},
                "agent:client": {"prov:type": "prov:SoftwareAgent", "prov:label": json.dumps(content["software"])},
            },
            "used": {f"_:u{n}": _edge("activity", job, "entity", key) for n, key in enumerate(inputs)},
            "wasGeneratedBy": {f"_:g{n}": _edge("entity", key, "activity", job) for n, key in enumerate(results)},
            "wasAssociatedWith": {
                "_:a0": {**_edge("activity", job, "agent", server), "prov:plan": process},
                "_:a1": _edge("activity", job, "agent", "agent:client"),
            },
        }

    def _activity(self) -> dict[str, Any]:
        job = self._content["job"]
        start = job.get("started") or job.get("created") or job.get("submitted")
        return _present({"prov:startTime": start, "prov:endTime": job.get("finished"), "prov:label": job.get("status")})


def _edge(one: str, this: str, other: str, that: str) -> dict[str, str]:
    return {f"prov:{one}": this, f"prov:{other}": that}


def _href(link: Any) -> Any:
    return link.get("href") if isinstance(link, dict) else None


def _iso(time: Any) -> str | None:
    return time.isoformat() if time else None


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _replaced(record: Record, **changes: Any) -> Record:
    from dataclasses import replace

    return replace(record, **changes)


def _read(source: str | Path) -> Any:
    text = str(source)
    if not text.lstrip().startswith("{"):
        text = Path(source).read_text(encoding="utf-8")
    return loads(text)

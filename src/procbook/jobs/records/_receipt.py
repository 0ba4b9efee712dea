"""What was run, where, with which inputs and with which outcome.

To keep beside the results, to share, to run again.

A receipt is JSON, and can be written as PROV-JSON (W3C submission of 24 April 2013) for tools that
read that.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from ...display import html
from ...inputs import dumps, loads
from ...models import ProcessRequest
from ...protocol.errors import ClientError
from ._crate import RECEIPT, write_crate

KIND = "procbook-receipt"
_RECEIPT = "receipt:document"
"""The entity of PROV that holds the whole receipt."""


@dataclass(frozen=True)
class Receipt:
    """What is needed to show or repeat a job; no secrets.

    Attributes
    ----------
    content : dict
        The receipt as JSON-able data.
    """

    _template: ClassVar[str] = "receipt"

    content: dict[str, Any]

    @classmethod
    def load(cls, source: str | Path | dict[str, Any]) -> Receipt:
        """Read a receipt from data, from JSON text or from a file.

        A receipt, its PROV-JSON, or its RO-Crate.

        Raises
        ------
        ClientError
            It is no receipt.
        """
        try:
            content = source if isinstance(source, dict) else _read(source)
            content = _unwrap(content, source)
        except FileNotFoundError:
            raise ClientError(
                f"There is no receipt {str(source)!r}.",
                hint="A job is run again by its id: client.job(id).rerun().",
            ) from None
        if not isinstance(content, dict) or content.get("type") != KIND:
            raise ClientError(
                "This is no receipt of a job.",
                hint="job.receipt() makes one; .save(path) writes it to a file.",
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
        """Return the receipt as PROV-JSON.

        Inputs and results are entities, the job is an activity.
        """
        return _Prov(self.content).document()

    def save(self, path: str | Path, *, prov: bool = False) -> Path:
        """Write the receipt, or its PROV-JSON, to a file and return the path."""
        path = Path(path)
        content = self.to_prov() if prov else self.to_json()
        path.write_text(dumps(content, indent=2) + "\n", encoding="utf-8")
        return path

    def save_crate(self, folder: str | Path, files: Sequence[Path] = ()) -> Path:
        """Write the receipt as RO-Crate (profile Process Run Crate) and return the folder.

        :meth:`procbook.Job.save_crate` saves the results into it, too.

        Parameters
        ----------
        folder : str or Path
            The folder of the crate; made if it is not there.
        files : sequence of Path
            Result files in the folder, which the crate describes with size and checksum.

        Raises
        ------
        ClientError
            If the package ``rocrate`` is not installed (``pip install 'procbook[crate]'``).
        """
        folder = Path(folder).expanduser()
        folder.mkdir(parents=True, exist_ok=True)
        self.save(folder / RECEIPT)
        write_crate(self.content, folder, files)
        return folder

    def __repr__(self) -> str:
        return dumps(self.content, indent=2)

    def _repr_html_(self) -> str:
        return html(self)


class _Prov:
    """Writes a receipt in the words of PROV."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content
        self._job = f"job:{content['job'].get('jobID', 'unknown')}"

    def document(self) -> dict[str, Any]:
        content, job = self._content, self._job
        inputs = {
            f"input:{name}": value
            for name, value in (content["request"].get("inputs") or {}).items()
        }
        results = {f"result:{n}": link for n, link in enumerate(content["results"], 1)}
        server, process = (
            "agent:server",
            f"process:{content['process'].get('id', 'unknown')}",
        )
        return {
            "prefix": {
                name: f"urn:procbook:{name}:"
                for name in ("agent", "input", "job", "process", "receipt", "result")
            },
            "entity": {
                **{key: {"prov:value": dumps(value)} for key, value in inputs.items()},
                **{
                    key: drop_unknown({"prov:location": _href(link)})
                    for key, link in results.items()
                },
                _RECEIPT: {
                    "prov:type": "receipt:document",
                    "prov:value": dumps(content),
                },
                process: drop_unknown(
                    {
                        "prov:type": "prov:Plan",
                        "prov:label": content["process"].get("version"),
                    }
                ),
            },
            "activity": {job: self._activity()},
            "agent": {
                server: {
                    "prov:type": "prov:SoftwareAgent",
                    "prov:location": content["server"],
                },
                "agent:client": {
                    "prov:type": "prov:SoftwareAgent",
                    "prov:label": json.dumps(content["software"]),
                },
            },
            "used": {
                f"_:u{n}": _edge("activity", job, "entity", key)
                for n, key in enumerate(inputs)
            },
            "wasGeneratedBy": {
                f"_:g{n}": _edge("entity", key, "activity", job)
                for n, key in enumerate(results)
            },
            "wasAssociatedWith": {
                "_:a0": {
                    **_edge("activity", job, "agent", server),
                    "prov:plan": process,
                },
                "_:a1": _edge("activity", job, "agent", "agent:client"),
            },
        }

    def _activity(self) -> dict[str, Any]:
        job = self._content["job"]
        start = job.get("started") or job.get("created") or job.get("submitted")
        return drop_unknown(
            {
                "prov:startTime": start,
                "prov:endTime": job.get("finished"),
                "prov:label": job.get("status"),
            }
        )


def _edge(first_role: str, this: str, second_role: str, that: str) -> dict[str, str]:
    return {f"prov:{first_role}": this, f"prov:{second_role}": that}


def _href(link: Any) -> Any:
    return link.get("href") if isinstance(link, dict) else None


def drop_unknown(values: dict[str, Any]) -> dict[str, Any]:
    """Return the members that are not None."""
    return {name: value for name, value in values.items() if value is not None}


def _read(source: str | Path) -> Any:
    text = str(source)
    if not text.lstrip().startswith("{"):
        path = Path(source).expanduser()
        if path.is_dir():  # an RO-Crate
            path /= RECEIPT
        text = path.read_text(encoding="utf-8")
    return loads(text)


def _unwrap(content: Any, source: object) -> Any:
    """Return the receipt that a PROV-JSON document or the metadata of an RO-Crate is about."""
    if not isinstance(content, dict):
        return content
    entities = content.get("entity")
    if isinstance(entities, dict) and _RECEIPT in entities:
        return loads(entities[_RECEIPT]["prov:value"])
    if "@graph" in content and isinstance(source, str | Path):
        return _read(Path(source).parent / RECEIPT)
    return content

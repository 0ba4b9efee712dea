"""A receipt as RO-Crate (https://w3id.org/ro/crate/1.1) of the profile Process Run Crate 0.5."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from ...inputs import dumps
from ...protocol.errors import ClientError

PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
RECEIPT = "receipt.json"
METADATA = "ro-crate-metadata.json"
_STATES = {
    "successful": "http://schema.org/CompletedActionStatus",
    "failed": "http://schema.org/FailedActionStatus",
    "dismissed": "http://schema.org/FailedActionStatus",
}
_CHUNK = 2**20


def write_crate(
    content: dict[str, Any],
    folder: Path,
    files: Sequence[Path],
) -> None:
    """Write the metadata of a crate into a folder.

    Parameters
    ----------
    content : dict
        The receipt.
    folder : Path
        The folder of the crate; the receipt lies in it already.
    files : sequence of Path
        Result files in the folder.

    Raises
    ------
    ClientError
        If the package ``rocrate`` is not installed.
    """
    _CrateWriter(content, folder).write(files)


class _CrateWriter:
    """Writes the entities of one crate."""

    def __init__(
        self,
        content: dict[str, Any],
        folder: Path,
    ) -> None:
        self._content = content
        self._folder = folder
        self._entities = _load("rocrate.model")
        self._crate = _load("rocrate.rocrate").ROCrate(version="1.1")

    def write(self, files: Sequence[Path]) -> None:
        content, crate = self._content, self._crate
        process = content["process"].get("id") or "a process"
        job = content["job"]
        crate.name = content.get("label") or f"Run of {process}"
        crate.description = (
            f"Job {job.get('jobID')} of process {process} on {content['server']}, "
            f"{job.get('status')}."
        )
        crate.license = "https://spdx.org/licenses/CC0-1.0"
        profile = self._add(
            PROFILE, "CreativeWork", name="Process Run Crate", version="0.5"
        )
        crate.root_dataset["conformsTo"] = profile
        receipt = crate.add_file(
            self._folder / RECEIPT,
            RECEIPT,
            properties=_file_properties(self._folder / RECEIPT),
        )
        receipt["name"] = "Receipt of the run, which procbook.rerun() runs again"
        results = [
            crate.add_file(
                path,
                str(path.relative_to(self._folder)),
                properties=_file_properties(path),
            )
            for path in files
        ]
        action = self._action(process, results)
        crate.root_dataset.append_to("mentions", action)
        crate.write(self._folder)

    def _action(
        self,
        process: str,
        results: list[Any],
    ) -> Any:
        content, job = self._content, self._content["job"]
        version = content["process"].get("version")
        server = content["server"]
        software = self._add(
            f"{server.rstrip('/')}/processes/{process}"
            if server.startswith("http")
            else f"#process-{process}",
            "SoftwareApplication",
            name=process,
            softwareVersion=version,
            url=server if server.startswith("http") else None,
            version=version,
        )
        agent = self._add(
            "https://pypi.org/project/procbook/",
            "SoftwareApplication",
            name="procbook",
            softwareVersion=content["software"].get("procbook"),
            url="https://pypi.org/project/procbook/",
        )
        failed = job.get("status") in {"failed", "dismissed"}
        return self._add(
            f"#job-{job.get('jobID', 'unknown')}",
            "CreateAction",
            name=f"Job {job.get('jobID')} of {process}",
            description=f"{process} run by procbook",
            instrument=software,
            agent=agent,
            startTime=job.get("started") or job.get("created") or job.get("submitted"),
            endTime=job.get("finished"),
            actionStatus=_STATES.get(str(job.get("status"))),
            error=job.get("message") if failed else None,
            object=self._inputs(),
            result=results or None,
        )

    def _inputs(self) -> list[Any]:
        inputs = self._content["request"].get("inputs") or {}
        return [
            self._add(
                f"#input-{name}",
                "PropertyValue",
                name=name,
                value=value if isinstance(value, str | int | float) else dumps(value),
            )
            for name, value in inputs.items()
        ]

    def _add(
        self,
        identifier: str,
        type: str,
        **properties: Any,
    ) -> Any:
        present = {n: value for n, value in properties.items() if value is not None}
        entity = self._entities.ContextEntity(
            self._crate,
            identifier,
            properties={"@type": type},
        )
        self._crate.add(entity)
        for name, value in present.items():
            entity[name] = value
        return entity


def _load(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise ClientError(
            "RO-Crates need the package rocrate, which is not installed.",
            hint="pip install 'procbook[crate]'",
        ) from None


def _file_properties(path: Path) -> dict[str, Any]:
    """Return size, media type and checksum of a file."""
    checksum = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            checksum.update(chunk)
    properties: dict[str, Any] = {
        "name": path.name,
        "contentSize": str(path.stat().st_size),
        "sha256": checksum.hexdigest(),
    }
    media_type, _ = mimetypes.guess_type(path.name)
    if media_type is not None:
        properties["encodingFormat"] = media_type
    return properties

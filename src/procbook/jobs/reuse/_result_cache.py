"""Results that are kept on this computer.

A folder an entry, and the longest unused go first when it gets too much.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...protocol import ABSENT, Part
from ...protocol.errors import ConfigError
from ...settings import folders

DEFAULT_LIMIT = 2 * 2**30
"""Bytes that all entries may have together."""
_MANIFEST = "results.json"
_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
_MEMBERS = ("media_type", "encoding", "filename", "title", "schema", "checksum")


@dataclass(frozen=True)
class CacheEntry:
    """Results that are kept.

    Attributes
    ----------
    key : str
        Key of the request.
    process_id, server, job_id : str
        What ran, where, and as which job.
    size : int
        Bytes.
    used : datetime
        When it was last kept or used.
    """

    key: str
    process_id: str
    server: str
    job_id: str
    size: int
    used: dt.datetime


class ResultCache:
    """The results that are kept on this computer.

    Parameters
    ----------
    folder : Path, optional
        Where; by default ``cache`` in the folder of the user.
    limit : int, optional
        Bytes that all entries may have together; by default what ``PROCBOOK_CACHE_SIZE`` says
        (``500M``, ``10G``), else 2 GiB.
    """

    def __init__(
        self,
        folder: Path | None = None,
        limit: int | None = None,
    ) -> None:
        self.folder = folder or folders.data_folder() / "cache"
        self.limit = size_limit() if limit is None else limit

    def keep(
        self,
        key: str,
        parts: Mapping[str, tuple[Part, Iterable[bytes] | None]],
        *,
        process_id: str,
        server: str,
        job_id: str,
    ) -> bool:
        """Keep results; return whether they were small enough.

        Parameters
        ----------
        key : str
            Key of the request.
        parts : mapping
            Outputs by id, and the bytes of those that came as a link.
        process_id, server, job_id : str
            What ran, where, and as which job.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = Path(tempfile.mkdtemp(dir=self.folder, prefix=".new-"))
        try:
            left = self.limit
            outputs = []
            for number, (part, chunks) in enumerate(parts.values()):
                record = _record_of(part)
                if chunks is not None:
                    record["file"] = f"output-{number}"
                    left -= _write(target / record["file"], chunks, left)
                outputs.append(record)
            manifest = {
                "process": process_id,
                "server": server,
                "job": job_id,
                "outputs": outputs,
            }
            text = json.dumps(manifest, default=str)
            if left < len(text):
                return False
            (target / _MANIFEST).write_text(text, encoding="utf-8")
            with suppress(OSError):  # another kernel has kept the same
                shutil.rmtree(self.folder / key, ignore_errors=True)
                target.rename(self.folder / key)
        except _TooMuchError:
            return False
        finally:
            shutil.rmtree(target, ignore_errors=True)
        self._shrink()
        return True

    def find(self, key: str) -> tuple[str, dict[str, Part]] | None:
        """Return the job and the outputs of a request, or None."""
        folder = self.folder / key
        try:
            manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
            parts = {
                record["id"]: _part_of(record, folder) for record in manifest["outputs"]
            }
        except (OSError, ValueError, KeyError, TypeError):
            return None
        with suppress(OSError):
            os.utime(folder)
        return str(manifest.get("job") or ""), parts

    def entries(self) -> list[CacheEntry]:
        """Return what is kept, the last used first."""
        found = []
        for folder in self.folder.glob("*"):
            with suppress(OSError, ValueError, KeyError):
                manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
                size = sum(path.stat().st_size for path in folder.iterdir())
                used = dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC)
                found.append(
                    CacheEntry(
                        folder.name,
                        manifest["process"],
                        manifest["server"],
                        manifest["job"],
                        size,
                        used,
                    )
                )
        return sorted(found, key=lambda entry: entry.used, reverse=True)

    def size(self) -> int:
        """Return the bytes of all entries."""
        return sum(entry.size for entry in self.entries())

    def clear(self) -> int:
        """Remove all entries and return how many there were."""
        entries = self.entries()
        for entry in entries:
            shutil.rmtree(self.folder / entry.key, ignore_errors=True)
        return len(entries)

    def _shrink(self) -> None:
        size = 0
        for entry in self.entries():
            size += entry.size
            if size > self.limit:
                shutil.rmtree(self.folder / entry.key, ignore_errors=True)


class _TooMuchError(Exception):
    """An output is longer than what all entries may have together."""


def size_limit() -> int:
    """Return the bytes that results may have on this computer, by ``PROCBOOK_CACHE_SIZE``.

    Raises
    ------
    ConfigError
        If the variable is no size.
    """
    text = os.environ.get("PROCBOOK_CACHE_SIZE", "").strip().lower()
    if not text:
        return DEFAULT_LIMIT
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", text)
    if match is None:
        raise ConfigError(
            f"PROCBOOK_CACHE_SIZE={text!r} is no size.",
            hint="Write bytes, or 500M, or 10G.",
        )
    return int(float(match[1]) * _UNITS[match[2]])


def _record_of(part: Part) -> dict[str, Any]:
    record: dict[str, Any] = {"id": part.id}
    for name in _MEMBERS:
        value = getattr(part, name)
        if value is not None:
            record[name] = value
    if part.value is not ABSENT and not isinstance(part.value, bytes):
        record["value"] = part.value
    else:
        body = part.value if isinstance(part.value, bytes) else part.body
        if body is not None:
            record["body"] = base64.b64encode(body).decode()
    return record


def _part_of(
    record: Mapping[str, Any],
    folder: Path,
) -> Part:
    members = {name: record.get(name) for name in _MEMBERS}
    if "value" in record:
        return Part(record["id"], value=record["value"], **members)
    if "file" in record:
        return Part(
            record["id"], body=(folder / record["file"]).read_bytes(), **members
        )
    body = base64.b64decode(record.get("body") or "")
    return Part(record["id"], body=body, **members)


def _write(
    path: Path,
    chunks: Iterable[bytes],
    limit: int,
) -> int:
    """Write a file and return its bytes."""
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise _TooMuchError
            file.write(chunk)
    return size

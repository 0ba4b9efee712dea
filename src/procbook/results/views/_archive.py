"""Archives as a list of their members; nothing is ever unpacked."""

from __future__ import annotations

import gzip
import io
import itertools
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from ...protocol.errors import ResultError
from .. import _limits
from .._formats import Format
from .._source import Source
from ._view import View
from .drawing import _html

MEMBERS = 1000
"""Members that are listed."""
_RATIO = 200


class ArchiveViewer:
    """Shows what is in a ZIP or tar file."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take archives."""
        return format.name in ("zip", "tar", "gzip")

    def view(self, source: Source, format: Format) -> View:
        """Return names and sizes."""
        try:
            members, total = _READERS[format.name](source)
        except (
            zipfile.BadZipFile,
            tarfile.TarError,
            EOFError,
            OSError,
            zlib.error,
            RuntimeError,
        ) as error:
            raise ResultError(f"This archive cannot be read: {error}") from None
        count = f"{total:,}" if total is not None else f"more than {len(members):,}"
        title = f"Archive, {count} member{'s' if total != 1 else ''}"
        unpacked = sum(m["size"] or 0 for m in members)
        note = (
            "It unpacks to far more than its size: handle with care."
            if _is_bomb(source, unpacked)
            else ""
        )
        rows = [(m["name"], _limits.human(m["size"])) for m in members[:50]]
        size = _limits.human(unpacked or None)
        html = (
            f"<p>{_html.esc(title)}, {size} unpacked. {_html.esc(note)}</p>"
            + _html.table(["Name", "Size"], rows)
        )
        return View(
            "archive",
            title,
            {"members": members, "total": total, "unpacked": unpacked, "note": note},
            html,
        )


def _is_bomb(source: Source, unpacked: int) -> bool:
    return bool(source.size) and unpacked > max(
        _limits.MIB, (source.size or 0) * _RATIO
    )


def _zip(source: Source) -> tuple[list[dict[str, Any]], int | None]:
    with zipfile.ZipFile(source.file()) as archive:
        infos = archive.infolist()
        return [
            {"name": _html.visible(i.filename), "size": i.file_size}
            for i in infos[:MEMBERS]
            if not i.is_dir()
        ], len(infos)


def _tar(source: Source) -> tuple[list[dict[str, Any]], int | None]:
    """List a tar file as it streams by, unpacking no more than the limit of a view."""
    file = _Limited(source)
    with tarfile.open(fileobj=file, mode="r|*") as archive:
        found = [
            {"name": _html.visible(m.name), "size": m.size}
            for m in itertools.islice(archive, MEMBERS + 1)
        ]
    return found[:MEMBERS], len(found) if len(found) <= MEMBERS else None


def _gzip(source: Source) -> tuple[list[dict[str, Any]], int | None]:
    """List a compressed tar file, or else the one file that is compressed."""
    try:
        return _tar(source)
    except tarfile.ReadError:
        gzip.GzipFile(fileobj=_Limited(source)).read(1)
        name = PurePosixPath(source.file_name or source.name).name
        return [{"name": name.removesuffix(".gz"), "size": None}], 1


_READERS = {"zip": _zip, "tar": _tar, "gzip": _gzip}


class _Limited(io.RawIOBase):
    """The first bytes of a source as a file to read once."""

    def __init__(self, source: Source) -> None:
        self._chunks: Iterator[bytes] = source.stream()
        self._rest = b""
        self._left = _limits.VIEW

    def readable(self) -> bool:
        """Say yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; the end after as many as a view may read."""
        while len(self._rest) < size and (chunk := next(self._chunks, b"")):
            self._rest += chunk
        size = min(size if size >= 0 else len(self._rest), self._left)
        taken, self._rest = self._rest[:size], self._rest[size:]
        self._left -= len(taken)
        return taken

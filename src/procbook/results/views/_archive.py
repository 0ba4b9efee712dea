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
from typing import TypeAlias

from ..._json import JsonObject
from ...protocol.errors import ResultError
from .. import _limits
from .._source import Source
from ..formats._detect import Format
from ._view import View
from .drawing import _html

MEMBERS = 1000
"""Members that are listed."""
_STATIC_MEMBERS = 50
_MAX_RATIO = 200
"""A larger ratio of unpacked to packed bytes gets a warning."""
_READ_ERRORS = (
    zipfile.BadZipFile,
    tarfile.TarError,
    EOFError,
    OSError,
    zlib.error,
    RuntimeError,
)
_Listing: TypeAlias = tuple[list[JsonObject], int | None]
"""The first members, and the number of members if it is known."""


class ArchiveViewer:
    """Shows the members of a ZIP or tar file."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether the output is an archive."""
        return format.name in ("zip", "tar", "gzip")

    def view(self, source: Source, format: Format) -> View:
        """Return names and sizes."""
        try:
            members, total = _READERS[format.name](source)
        except _READ_ERRORS as error:
            raise ResultError(f"This archive cannot be read: {error}") from None
        count = f"{total:,}" if total is not None else f"more than {len(members):,}"
        title = f"Archive, {count} member{'s' if total != 1 else ''}"
        unpacked = sum(member["size"] or 0 for member in members)
        note = ""
        if _is_bomb(source, unpacked):
            note = "It unpacks to far more than its size: handle with care."
        rows = [
            (member["name"], _limits.human(member["size"]))
            for member in members[:_STATIC_MEMBERS]
        ]
        size = _limits.human(unpacked or None)
        summary = f"{_html.esc(title)}, {size} unpacked. {_html.esc(note)}"
        static = f"<p>{summary}</p>{_html.table(['Name', 'Size'], rows)}"
        data = {"members": members, "total": total, "unpacked": unpacked, "note": note}
        return View("archive", title, data, static)


def _is_bomb(source: Source, unpacked: int) -> bool:
    if not source.size:
        return False
    return unpacked > max(_limits.MIB, source.size * _MAX_RATIO)


def _list_zip(source: Source) -> _Listing:
    with zipfile.ZipFile(source.file()) as archive:
        infos = archive.infolist()
    members = [
        _member(info.filename, info.file_size)
        for info in infos[:MEMBERS]
        if not info.is_dir()
    ]
    return members, len(infos)


def _member(name: str, size: int | None) -> JsonObject:
    return {"name": _html.visible(name), "size": size}


def _list_tar(source: Source) -> _Listing:
    """Return the members of a tar stream; no more is unpacked than the limit of a view."""
    file = _LimitedFile(source)
    with tarfile.open(fileobj=file, mode="r|*") as archive:
        infos = itertools.islice(archive, MEMBERS + 1)
        members = [_member(info.name, info.size) for info in infos]
    if len(members) > MEMBERS:
        return members[:MEMBERS], None
    return members, len(members)


def _list_gzip(source: Source) -> _Listing:
    """Return the members of a compressed tar file, or else the one file that is compressed."""
    try:
        return _list_tar(source)
    except tarfile.ReadError:
        gzip.GzipFile(fileobj=_LimitedFile(source)).read(1)
        name = PurePosixPath(source.file_name or source.name).name
        return [{"name": name.removesuffix(".gz"), "size": None}], 1


_READERS = {"zip": _list_zip, "tar": _list_tar, "gzip": _list_gzip}


class _LimitedFile(io.RawIOBase):
    """The first bytes of a source as a file that is read once."""

    def __init__(self, source: Source) -> None:
        self._chunks: Iterator[bytes] = source.stream()
        self._buffer = b""
        self._budget = _limits.VIEW

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; the file ends after as many as a view may read."""
        while len(self._buffer) < size and (chunk := next(self._chunks, b"")):
            self._buffer += chunk
        if size < 0:
            size = len(self._buffer)
        size = min(size, self._budget)
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        self._budget -= len(data)
        return data

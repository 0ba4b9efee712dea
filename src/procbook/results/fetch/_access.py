"""How the bytes of an output are read.

From this disk, over HTTP, or from a storage that fsspec knows.

All requests go through the client that the output came from, so credentials go to their own origin
and nowhere else.
"""

from __future__ import annotations

import io
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from ...operations import Session
from ...protocol import is_on_loopback
from ...protocol.errors import ClientError, ResultError
from .. import _limits
from .._session_of import session_of
from .._source import Access, Folder, Source, add_link_metadata, first_bytes
from ._range_file import RangeFile
from ._range_request import request_range
from ._storage import Storage
from ._web_folder import web_folder

STORAGES = frozenset(
    {
        "s3",
        "s3a",
        "gs",
        "gcs",
        "abfs",
        "abfss",
        "az",
        "memory",
        "ftp",
        "sftp",
        "hdfs",
        "oss",
    }
)
"""Schemes that are handed to fsspec; never its chained, ``local`` or ``http`` ones."""


class StreamedOutput(Protocol):
    """An output that yields its bytes."""

    def stream(self) -> Iterator[bytes]:
        """Yield the bytes."""


class Disk:
    """A file or folder on this machine."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def stream(self) -> Iterator[bytes]:
        """Yield the bytes of the file."""
        try:
            with self._path.open("rb") as file:
                while chunk := file.read(_limits.MIB):
                    yield chunk
        except OSError as error:
            raise ResultError(
                f"{self._path} cannot be read: {error.strerror}."
            ) from None

    def head(self, count: int) -> bytes:
        """Return the first bytes."""
        return first_bytes(self.stream(), count)

    def path(self) -> Path | None:
        """Return the path."""
        return self._path

    def file(self) -> BinaryIO | None:
        """Return the open file."""
        return self._path.open("rb")

    def mapper(self) -> Folder:
        """Raise ResultError: folders on disk are opened by path."""
        raise ResultError(f"{self._path} is on this disk.")

    def follow(self, name: str, link: Mapping[str, Any]) -> Source | None:
        """Return a file in the same folder or below; links out of the folder are not followed."""
        href = str(link.get("href", ""))
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\\", href):
            return None
        folder = self._path.parent.resolve()
        target = (folder / urllib.parse.unquote(href)).resolve()
        if not target.is_relative_to(folder):
            return None
        return add_link_metadata(target_source(name, target), link)


def target_source(name: str, path: Path) -> Source:
    """Return a file on this disk as a source."""
    return Source(
        name,
        href=path.absolute().as_uri(),
        filename=path.name,
        size=path.stat().st_size if path.is_file() else None,
        access=Disk(path),
    )


class Streamed:
    """An output that can be read from its beginning only."""

    def __init__(self, output: StreamedOutput) -> None:
        self._output = output

    def stream(self) -> Iterator[bytes]:
        """Yield the bytes as the output does."""
        return iter(self._output.stream())

    def head(self, count: int) -> bytes:
        """Return the first bytes."""
        return first_bytes(self.stream(), count)

    def path(self) -> Path | None:
        """Return None: it is not on this disk."""
        return None

    def file(self) -> BinaryIO | None:
        """Return None: nothing can be skipped."""
        return None

    def mapper(self) -> Folder:
        """Raise ResultError: a stream is no folder."""
        raise ResultError("This output is no folder.")

    def follow(self, name: str, link: Mapping[str, Any]) -> Source | None:
        """Return the target of a link, if the output has a session.

        A document that came inside another one states no address of its own, so the server's
        address is its base.
        """
        session = session_of(self._output)
        if session is None:
            return None
        return _link_target(f"{session.api_url.rstrip('/')}/", name, link, session)


class Web:
    """An http(s) URL, read through a session."""

    def __init__(self, session: Session, url: str) -> None:
        self.client = session
        self._url = url

    def stream(self) -> Iterator[bytes]:
        """Yield the bytes of the answer."""
        with request_range(self.client, self._url) as answer:
            yield from answer.chunks()

    def head(self, count: int) -> bytes:
        """Return the first bytes, requesting no more than these."""
        try:
            with request_range(self.client, self._url, start=0, end=count) as answer:
                return first_bytes(answer.chunks(), count)
        except ClientError as error:
            if (
                error.status == 416
            ):  # an empty file has no ranges (RFC 9110, section 15.5.17)
                return b""
            raise

    def path(self) -> Path | None:
        """Return None: it is not on this disk."""
        return None

    def file(self) -> BinaryIO | None:
        """Return a file over HTTP ranges, or None when the server does not support them."""
        with request_range(self.client, self._url, start=0, end=1) as answer:
            if answer.status != 206 or answer.total is None:
                return None
            size = answer.total
        return io.BufferedReader(RangeFile(self._fetch, size))

    def _fetch(self, start: int, end: int) -> bytes:
        with request_range(self.client, self._url, start=start, end=end) as answer:
            if answer.status != 206:
                raise ResultError("The server stopped to serve parts of the file.")
            return b"".join(answer.chunks())[: end - start]

    def mapper(self) -> Folder:
        """Return the folder as a mapping over the same session."""
        return web_folder(self.client, self._url)

    def follow(self, name: str, link: Mapping[str, Any]) -> Source | None:
        """Return the target of a link in this document."""
        return _link_target(self._url, name, link, self.client)


def _link_target(
    base: str, name: str, link: Mapping[str, Any], session: Session
) -> Source | None:
    """Return the target of a link that is relative to `base`; None where it may not be followed."""
    href = urllib.parse.urljoin(base, str(link.get("href", "")))
    access = access_to(href, session)
    if access is None:
        return None
    return add_link_metadata(Source(name, href=href, access=access), link)


def access_to(href: str, session: Session | None) -> Access | None:
    """Return how a URL is read; None for schemes that cannot be read (``javascript:``, ``about:``).

    A ``file:`` URL, or a path, names a file of the *server's* machine: it is read only when that
    is this machine.
    """
    scheme = urllib.parse.urlsplit(href).scheme.lower()
    if scheme in ("http", "https"):
        if session is not None:
            return Web(session, href)
        return None
    if scheme in ("", "file") or len(scheme) == 1:
        is_local = session is not None and is_on_loopback(session.api_url)
        if is_local:
            return Disk(_local_path(href))
        return None
    if scheme in STORAGES:
        return Storage(href)
    return None


def _local_path(href: str) -> Path:
    if href.lower().startswith("file:"):
        return Path(urllib.request.url2pathname(urllib.parse.urlsplit(href).path))
    return Path(href)

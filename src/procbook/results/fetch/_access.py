"""Where the bytes of an output lie: on this disk, behind the client, or in a storage that fsspec knows.

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
from typing import Any, BinaryIO

from ...protocol import is_on_loopback
from ...protocol.errors import ClientError, ResultError
from .. import _limits
from .._session_of import session_of
from .._source import Access, Source, described, first_bytes
from ._range_file import RangeFile
from ._storage import Storage


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

    def mapper(self) -> Any:
        """Never needed: folders on disk are opened by path."""
        raise ResultError(f"{self._path} is on this disk.")

    def follow(self, name: str, link: Mapping[str, Any]) -> Source | None:
        """Return a file beside this one; what leads out of its folder is not followed."""
        href = str(link.get("href", ""))
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\\", href):
            return None
        folder = self._path.parent.resolve()
        target = (folder / urllib.parse.unquote(href)).resolve()
        return (
            described(target_source(name, target), link)
            if target.is_relative_to(folder)
            else None
        )


def target_source(name: str, path: Path) -> Source:
    """Return a file on this disk as a source."""
    size = path.stat().st_size if path.is_file() else None
    return Source(
        name,
        href=path.absolute().as_uri(),
        filename=path.name,
        size=size,
        access=Disk(path),
    )


class Streamed:
    """An output that can be read from its beginning only."""

    def __init__(self, output: Any) -> None:
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

    def mapper(self) -> Any:
        """Refuse: a stream is no folder."""
        raise ResultError("This output is no folder.")

    def follow(self, name: str, link: Mapping[str, Any]) -> Source | None:
        """Follow nothing: there is no client to ask."""
        client = session_of(self._output)
        if client is None:
            return None
        # A document that came inside another one says no place of its own, so the server's address
        # is its base.
        href = urllib.parse.urljoin(
            f"{client.api_url.rstrip('/')}/", str(link.get("href", ""))
        )
        access = access_to(href, client)
        return (
            described(Source(name, href=href, access=access), link) if access else None
        )


class Web:
    """An http(s) URL, read through a client."""

    def __init__(self, client: Any, url: str, size: int | None = None) -> None:
        self.client = client
        self._url = url
        self._size = size

    def stream(self) -> Iterator[bytes]:
        """Yield the bytes of the answer."""
        from ._download import reply

        with reply(self.client, self._url) as answer:
            yield from answer.chunks()

    def head(self, count: int) -> bytes:
        """Return the first bytes, asking for no more than these."""
        from ._download import reply

        try:
            with reply(self.client, self._url, start=0, end=count) as answer:
                return first_bytes(answer.chunks(), count)
        except ClientError as error:
            if error.status == 416:  # nothing in it
                return b""
            raise

    def path(self) -> Path | None:
        """Return None: it is not on this disk."""
        return None

    def file(self) -> BinaryIO | None:
        """Return a file over HTTP ranges, or None when the server does not do them."""
        from ._download import reply

        with reply(self.client, self._url, start=0, end=1) as answer:
            size = answer.total
            if answer.status != 206 or size is None:
                return None

        def fetch(start: int, end: int) -> bytes:
            with reply(self.client, self._url, start=start, end=end) as part:
                if part.status != 206:
                    raise ResultError("The server stopped to serve parts of the file.")
                return b"".join(part.chunks())[: end - start]

        return io.BufferedReader(RangeFile(fetch, size))

    def mapper(self) -> Any:
        """Return the folder as a mapping over the same client."""
        from ._web_folder import folder

        return folder(self.client, self._url)

    def follow(self, name: str, link: Mapping[str, Any]) -> Source | None:
        """Return what a link in this document points to."""
        href = urllib.parse.urljoin(self._url, str(link.get("href", "")))
        access = access_to(href, self.client)
        return (
            described(Source(name, href=href, access=access), link) if access else None
        )


def access_to(href: str, client: Any) -> Access | None:
    """Return how a URL is read; None for schemes that are no place (``javascript:``, ``about:``).

    A ``file:`` URL, or a bare path, names a file of the *server's* machine: it is read only when
    that is this machine.
    """
    scheme = urllib.parse.urlsplit(href).scheme.lower()
    if scheme in ("http", "https"):
        return Web(client, href) if client is not None else None
    if scheme in ("", "file") or len(scheme) == 1:
        return (
            Disk(_local(href))
            if is_on_loopback(getattr(client, "api_url", ""))
            else None
        )
    return Storage(href) if scheme in STORAGES else None


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


def _local(href: str) -> Path:
    if href.lower().startswith("file:"):
        return Path(urllib.request.url2pathname(urllib.parse.urlsplit(href).path))
    return Path(href)

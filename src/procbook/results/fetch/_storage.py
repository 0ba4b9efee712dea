"""Outputs in a storage that fsspec knows, such as ``s3://`` or ``gs://``."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from ...protocol.errors import ClientError, ResultError
from .. import _limits
from .._optional import need
from .._source import Source, described, first_bytes


def is_url(path: object) -> bool:
    """Tell whether a path is the address of a storage; one letter before the colon is a drive of Windows."""
    return (
        isinstance(path, str)
        and re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", path) is not None
    )


class Storage:
    """A place that fsspec knows, such as ``s3://`` or ``gs://``; it uses its own credentials, never the client's."""

    def __init__(self, url: str) -> None:
        self._url = url

    def _filesystem(self) -> tuple[Any, str]:
        fsspec = need(
            "fsspec",
            extra="data",
            what=f"Links to {self._url.split(':', 1)[0]} storage",
        )
        try:
            return fsspec.core.url_to_fs(self._url)  # type: ignore[no-any-return]
        except ImportError as error:
            hint = "pip install 'procbook[s3]'" if self._url.startswith("s3") else None
            raise ResultError(
                f"{self._url} cannot be reached: {error}.", hint=hint
            ) from None
        except ValueError as error:
            raise ResultError(f"{self._url} cannot be reached: {error}.") from None

    @contextlib.contextmanager
    def _told(self, done: str = "read") -> Iterator[None]:
        try:
            yield
        except ClientError:
            raise
        except FileNotFoundError:
            raise ResultError(f"{self._url} is not there (any more).") from None
        except Exception as error:  # noqa: BLE001 - each storage raises its own
            raise ResultError(f"{self._url} cannot be {done}: {error}") from None

    def put(self, file: Path, *, overwrite: bool) -> str:
        """Write a file there, under its own name when the address is that of a folder, and return the address."""
        with self._told("written"):
            filesystem, path = self._filesystem()
            url = self._url
            if url.endswith("/") or filesystem.isdir(path):
                url, path = (
                    f"{url.rstrip('/')}/{file.name}",
                    f"{path.rstrip('/')}/{file.name}",
                )
            if not overwrite and filesystem.exists(path):
                raise ResultError(
                    f"{url} is there already.",
                    hint="Say overwrite=True, or give another path.",
                )
            # Whole or not at all: object storages show an object when its last byte is there.
            filesystem.put_file(str(file), path)
            return url

    def stream(self) -> Iterator[bytes]:
        """Yield the bytes of the object."""
        with self._told():
            filesystem, path = self._filesystem()
            with filesystem.open(path, "rb") as file:
                while chunk := file.read(_limits.MIB):
                    yield chunk

    def head(self, count: int) -> bytes:
        """Return the first bytes."""
        return first_bytes(self.stream(), count)

    def path(self) -> Path | None:
        """Return None: it is not on this disk."""
        return None

    def file(self) -> BinaryIO | None:
        """Return the object as a seekable file."""
        with self._told():
            filesystem, path = self._filesystem()
            return filesystem.open(path, "rb")  # type: ignore[no-any-return]

    def mapper(self) -> Any:
        """Return the folder as a mapping."""
        filesystem, path = self._filesystem()
        return filesystem.get_mapper(path)

    def follow(self, name: str, link: Mapping[str, Any]) -> Source | None:
        """Return an object in the same storage."""
        base, href = self._url.rsplit("/", 1)[0], str(link.get("href", ""))
        if "://" not in href:
            href = f"{base}/{href.removeprefix('./')}"
        same = (
            href.split("/", 3)[:3] == self._url.split("/", 3)[:3] and ".." not in href
        )
        return (
            described(Source(name, href=href, access=Storage(href)), link)
            if same
            else None
        )

"""Outputs in a storage that fsspec knows, such as ``s3://`` or ``gs://``."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ...protocol.errors import ClientError, ResultError
from .. import _limits
from .._optional import need
from .._source import Folder, Source, add_link_metadata, first_bytes

if TYPE_CHECKING:
    import fsspec


def is_url(path: object) -> bool:
    """Return whether a path is the address of a storage.

    One letter before the colon is a drive of Windows.
    """
    if not isinstance(path, str):
        return False
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", path) is not None


class Storage:
    """A file in a storage that fsspec knows; it uses its own credentials, never the client's.

    Parameters
    ----------
    url : str
        The address, such as ``"s3://bucket/file.tif"``.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def _filesystem(self) -> tuple[fsspec.AbstractFileSystem, str]:
        """Return the file system, and the path of the file in it."""
        scheme = self._url.split(":", 1)[0]
        fsspec = need("fsspec", extra="data", subject=f"Links to {scheme} storage")
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
    def _translate_errors(self, action: str = "read") -> Iterator[None]:
        """Raise the errors of any storage as :class:`~procbook.ResultError`.

        `action` is "read" or "written".
        """
        try:
            yield
        except ClientError:
            raise
        except FileNotFoundError:
            raise ResultError(f"{self._url} is not there (any more).") from None
        except Exception as error:  # noqa: BLE001 - each storage raises its own
            raise ResultError(f"{self._url} cannot be {action}: {error}") from None

    def upload(self, file: Path, *, overwrite: bool) -> str:
        """Write a file to the address, or into the folder there, and return its address."""
        with self._translate_errors("written"):
            filesystem, path = self._filesystem()
            url = self._url
            if url.endswith("/") or filesystem.isdir(path):
                url = f"{url.rstrip('/')}/{file.name}"
                path = f"{path.rstrip('/')}/{file.name}"
            if not overwrite and filesystem.exists(path):
                raise ResultError(
                    f"{url} is there already.",
                    hint="Say overwrite=True, or give another path.",
                )
            # Complete or not at all: object storages show an object when its last byte is stored.
            filesystem.put_file(str(file), path)
            return url

    def stream(self) -> Iterator[bytes]:
        """Yield the bytes of the object."""
        with self._translate_errors():
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
        with self._translate_errors():
            filesystem, path = self._filesystem()
            return filesystem.open(path, "rb")  # type: ignore[no-any-return]

    def mapper(self) -> Folder:
        """Return the folder as a mapping."""
        filesystem, path = self._filesystem()
        return filesystem.get_mapper(path)  # type: ignore[no-any-return]

    def follow(self, name: str, link: Mapping[str, Any]) -> Source | None:
        """Return an object in the same storage."""
        folder = self._url.rsplit("/", 1)[0]
        href = str(link.get("href", ""))
        if "://" not in href:
            href = f"{folder}/{href.removeprefix('./')}"
        # Scheme and bucket.
        is_same = href.split("/", 3)[:3] == self._url.split("/", 3)[:3]
        if not is_same or ".." in href:
            return None
        target = Source(name, href=href, access=Storage(href))
        return add_link_metadata(target, link)

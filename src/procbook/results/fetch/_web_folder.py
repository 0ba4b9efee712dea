"""A folder behind an http(s) URL as a mapping of relative paths to bytes, for Zarr stores."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from ...operations import HasSession
from ...protocol.errors import ClientError, ResponseError
from .._optional import need
from .._source import Folder
from ._range_request import request_range

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


def web_folder(client: HasSession, url: str) -> Folder:
    """Return the folder as fsspec mapping that uses the sign-in of the client."""
    return _filesystem_class()(client).get_mapper(url)  # type: ignore[no-any-return]


@functools.cache
def _filesystem_class() -> type[AbstractFileSystem]:
    fsspec = need("fsspec", extra="data", subject="Zarr stores on a server")

    class ClientFileSystem(fsspec.AbstractFileSystem):  # type: ignore[misc,name-defined]
        """Reads files through a client.

        Lists nothing, which Zarr does not need with consolidated metadata.
        """

        protocol = "procbook"
        cachable = False

        def __init__(self, client: HasSession) -> None:
            super().__init__()
            self._client = client

        def cat_file(
            self,
            path: str,
            start: int | None = None,
            end: int | None = None,
            **_: object,
        ) -> bytes:
            """Return a file or a part of it."""
            return _read(self._client, path, start, end)

        def info(self, path: str, **_: object) -> dict[str, object]:
            """Return the entry of a file; raise FileNotFoundError where there is none."""
            self.cat_file(path, 0, 1)
            return {"name": path, "type": "file", "size": None}

        def ls(self, path: str, detail: bool = True, **_: object) -> list[object]:
            """Return nothing: a web server has no list."""
            return []

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return path.rstrip("/")

    return ClientFileSystem


def _read(client: HasSession, path: str, start: int | None, end: int | None) -> bytes:
    """Return a file or a part of it; raise OSError, as file systems do."""
    try:
        with request_range(client, path, start=start, end=end) as answer:
            data = b"".join(answer.chunks())
    except ResponseError as error:
        raise FileNotFoundError(path) from error
    except ClientError as error:
        raise OSError(error.message) from error
    if answer.status == 206 or start is None:
        return data
    return data[start:end]

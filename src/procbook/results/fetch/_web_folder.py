"""A folder behind an http(s) URL as a mapping of relative paths to bytes, for Zarr stores."""

from __future__ import annotations

from typing import Any

from ...protocol.errors import ClientError, ResponseError
from .._optional import need


def folder(client: Any, url: str) -> Any:
    """Return the folder as fsspec mapping over the client, so that it is signed in where the client is."""
    fsspec = need("fsspec", extra="data", what="Zarr stores on a server")
    from ._download import reply

    class ClientFileSystem(fsspec.AbstractFileSystem):  # type: ignore[misc,name-defined]
        """Reads files through a client; knows no lists, which Zarr does not need with consolidated metadata."""

        protocol = "procbook"
        cachable = False

        def cat_file(
            self,
            path: str,
            start: int | None = None,
            end: int | None = None,
            **options: Any,
        ) -> bytes:
            """Return a file or a part of it."""
            try:
                with reply(client, path, start=start, end=end) as answer:
                    data = b"".join(answer.chunks())
            except ResponseError as error:
                raise FileNotFoundError(path) from error
            except ClientError as error:
                raise OSError(error.message) from error
            return data if answer.status == 206 or start is None else data[start:end]

        def info(self, path: str, **options: Any) -> dict[str, Any]:
            """Say that it is a file; whether it is there shows when it is read."""
            with_size = {"name": path, "type": "file", "size": None}
            self.cat_file(path, 0, 1)
            return with_size

        def ls(self, path: str, detail: bool = True, **options: Any) -> list[Any]:
            """List nothing: a web server has no list."""
            return []

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return path.rstrip("/")

    return ClientFileSystem().get_mapper(url)

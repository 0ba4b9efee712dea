"""Files of a server, read in pieces as they come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ._call import Ask

if TYPE_CHECKING:
    from ..client._client import Client
    from ..protocol import Answer


@contextmanager
def stream(
    client: Client, url: str, *, headers: Mapping[str, str] | None = None
) -> Iterator[tuple[Answer, Iterator[bytes]]]:
    """Ask for a file and read it in pieces, so that it is never held as a whole.

    The request is the client's own: redirects, retries and the rule where credentials may go are those of all its
    requests.

    Parameters
    ----------
    client : Client
        Whose server it is.
    url : str
        Where the file is; relative to the address of the service.
    headers : mapping, optional
        Header fields, such as ``Range``.

    Yields
    ------
    Answer
        Status and header fields; its body is empty.
    iterator of bytes
        The body.

    Raises
    ------
    ClientError
        If the server says no, or the connection breaks, also in the middle.
    """
    target = client._calls.absolute(url)  # noqa: SLF001 - of the same package
    with client._connection.opened(Ask("GET", target, headers or {})) as found:  # noqa: SLF001
        yield found

"""The steps of a call, so that all rules are written once and driven by sync and by async code.

A call is a generator: it yields :class:`Ask` (send this request) and :class:`Pause` (wait), is sent
an :class:`~procbook.protocol.Answer` or has :class:`Broken` thrown into it, and returns its result.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from ...protocol.errors import TransportError

T = TypeVar("T")

DOCUMENT_LIMIT = 64 * 2**20
"""Bytes that a document may have; the longest job list seen is a tenth of that."""
RESULT_LIMIT = 256 * 2**20
"""Bytes of a result that are read into memory; a longer one stays on the server, as a link to
itself."""


@dataclass(frozen=True)
class Ask:
    """One request.

    Attributes
    ----------
    limit : int or None
        Bytes that the body of the answer may have; None for any number.
    timeout : float or None
        Seconds; None for the client's own.
    document : bool
        Whether JSON is expected, so that a web page is worth a second try with ``f=json``.
    responses : list or None
        Receives the open response, for a caller that reads the body itself.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Sequence[tuple[str, str]] = ()
    body: bytes | None = field(default=None, repr=False)
    limit: int | None = DOCUMENT_LIMIT
    timeout: float | None = None
    document: bool = True
    responses: list[Any] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Pause:
    """Wait for so many seconds."""

    seconds: float


Step: TypeAlias = Ask | Pause
Call: TypeAlias = Generator[Step, Any, T]


class Broken(Exception):  # noqa: N818 - never leaves this package
    """A request without a complete answer.

    Attributes
    ----------
    error : TransportError
        The error for the user.
    sent : bool
        Whether the server may have seen the request.
    again : bool
        Whether a second try may succeed.
    """

    def __init__(self, error: TransportError, *, sent: bool, again: bool) -> None:
        super().__init__(error.message)
        self.error = error
        self.sent = sent
        self.again = again

"""What a call consists of, so that all rules can be written once and driven by sync and by async code.

A call is a generator: it yields :class:`Ask` (make this request) and :class:`Pause` (wait), is sent
an :class:`~procbook.protocol.Answer` or has :class:`Broken` thrown into it, and returns what the
caller wanted.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from ..protocol.errors import TransportError

T = TypeVar("T")

DOCUMENT_LIMIT = 64 * 2**20
"""Bytes that a document may have; the longest job list seen is a tenth of that."""
RESULT_LIMIT = 256 * 2**20
"""Bytes of a result that are read into memory unasked; what is longer stays where it is, as a link to itself."""


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
    opened : list or None
        Where a caller that wants to read the body itself finds the open response.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Sequence[tuple[str, str]] = ()
    body: bytes | None = field(default=None, repr=False)
    limit: int | None = DOCUMENT_LIMIT
    timeout: float | None = None
    document: bool = True
    opened: list[Any] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Pause:
    """Wait for so many seconds."""

    seconds: float


Step: TypeAlias = Ask | Pause
Call: TypeAlias = Generator[Step, Any, T]


class Broken(Exception):  # noqa: N818 - never leaves this package
    """A request that brought no whole answer.

    Attributes
    ----------
    error : TransportError
        What to tell the user.
    sent : bool
        Whether the server may have seen the request.
    again : bool
        Whether a second try is worth it.
    """

    def __init__(self, error: TransportError, *, sent: bool, again: bool) -> None:
        super().__init__(error.message)
        self.error = error
        self.sent = sent
        self.again = again

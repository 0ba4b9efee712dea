"""What travels between a widget's page and the kernel.

``js/src/shared/wire.ts`` is the mirror of this module.

Page to kernel: ``hello`` (every 10 s, and once when drawn), ``resync`` (a delta was lost), ``do``
(a request with an id), ``stop`` (never mind that request). Kernel to page: ``snap`` (all records,
as JSON in one buffer or several), ``d`` (changed fields by key, numbered), ``alive`` (answer to
``hello``), ``done`` (answer to ``do``).

The state of a widget is a set of records by key: the rows of a job table, the parts of a form. Both
sides count; a page that misses a number asks for a snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Literal, NotRequired, TypedDict, TypeVar

T = TypeVar("T")

VERSION = 1
PIECE = 4 * 1024 * 1024
"""Largest buffer in one message, in bytes: the Jupyter server drops a connection above 10 MiB."""


class Hello(TypedDict):
    t: Literal["hello"]
    v: int
    seq: int | None  # the last number seen; null when the page knows nothing yet
    visible: bool  # whether anybody can see the widget
    page: NotRequired[str]  # which of several pages says so


class Resync(TypedDict):
    t: Literal["resync"]


class Do(TypedDict):
    t: Literal["do"]
    id: str
    verb: str
    args: dict[str, Any]


class Stop(TypedDict):
    t: Literal["stop"]
    id: str


class Snap(TypedDict):
    t: Literal["snap"]
    seq: int
    part: int
    parts: int
    at: float  # milliseconds since 1970


class Delta(TypedDict):
    t: Literal["d"]
    seq: int
    d: dict[str, dict[str, Any]]  # changed fields by key
    gone: NotRequired[list[str]]  # removed keys
    at: float


class Alive(TypedDict):
    t: Literal["alive"]
    seq: int
    at: float


class Mistake(TypedDict):
    pointer: str  # place in the value, a JSON pointer
    message: str
    rule: str  # what is broken: a keyword of JSON Schema, or a word of ours
    severity: Literal["hard", "soft"]  # soft where only the description says so


class Problem(TypedDict):
    title: str
    detail: NotRequired[str]
    hint: NotRequired[str]
    mistakes: NotRequired[list[Mistake]]


class Done(TypedDict):
    t: Literal["done"]
    id: str
    value: NotRequired[Any]
    error: NotRequired[Problem]


@dataclass(frozen=True)
class WithBytes(Generic[T]):
    """An answer whose bytes travel as a buffer beside it."""

    value: T
    data: bytes

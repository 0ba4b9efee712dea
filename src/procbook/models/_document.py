"""The base of all documents.

The received JSON, the departures from the standard in it, and the text of a document.

A document keeps every member, also unknown ones (``extra="allow"``). The JSON that a server sent
stays reachable as :attr:`Document.raw`; each departure from the standard that was mended on reading
is a :class:`Quirk`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, ValidationInfo
from pydantic_core import from_json

from .._json import JsonObject, JsonValue
from ..display import _facts as facts, _text_layout as layout, html, text


class Quirk(NamedTuple):
    """One departure from the standard that was mended while a document was read.

    Attributes
    ----------
    code : str
        Stable short name, such as ``"naive-datetime"``; the table of codes is in the documentation.
    path : str
        JSON Pointer into the document as received, such as ``"/jobs/3/created"``.
    message : str
        The departure and its repair, in one sentence.
    """

    code: str
    path: str
    message: str


READING: Final = {"reading": True}
"""Validation context of documents from a server: shorthands that a person may write are quirks
there."""


def is_reading(info: ValidationInfo) -> bool:
    """Return whether a document is validated as the server sent it, before any repair."""
    return info.context is READING


class Received:
    """Keeps the received JSON and its quirks; the class that mixes it in has the slots."""

    __slots__ = ()

    @property
    def raw(self) -> JsonValue:
        """The document as received, as parsed JSON; of a model that was created here, its JSON."""
        try:
            source = object.__getattribute__(self, "_raw")
        except AttributeError:
            return self.to_json()
        if isinstance(source, bytes):
            return from_json(source)
        if callable(source):
            return source()
        return source

    @property
    def quirks(self) -> tuple[Quirk, ...]:
        """The departures from the standard that were mended on reading."""
        try:
            quirks = object.__getattribute__(self, "_quirks")
        except AttributeError:
            return ()
        return tuple(quirks() if callable(quirks) else quirks)

    def received(
        self,
        raw: JsonValue | bytes | Callable[[], JsonValue],
        quirks: Iterable[Quirk] | Callable[[], Iterable[Quirk]] = (),
    ) -> Self:
        """Store the document as it was received, and return this model.

        Parameters
        ----------
        raw
            Parsed JSON; or its bytes, or a function without arguments that returns it when it is
            first read.
        quirks
            The departures that were mended, or a function without arguments that finds them when
            they are first read.
        """
        object.__setattr__(self, "_raw", raw)
        object.__setattr__(self, "_quirks", quirks)
        return self

    def to_json(self) -> JsonValue:
        """Return the document as JSON-able data."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return html(self)


class Document(Received, BaseModel):
    """Base of every document of OGC API - Processes; unknown members are kept."""

    model_config = ConfigDict(
        extra="allow", populate_by_name=True, defer_build=True, allow_inf_nan=False
    )

    # Slots, not private attributes: pydantic fills private attributes on every instance, which
    # costs a fifth of the time to read a list of 10,000 jobs, while these are only written for
    # documents that came from a server.
    __slots__ = ("_quirks", "_raw")

    def to_json(self) -> JsonObject:
        """Return the members that were set as JSON-able data with the standard's names."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def __repr__(self) -> str:
        return text(self)

    __str__ = __repr__

    def _text_lines(self) -> list[str]:
        lines = [type(self).__name__]
        return lines + layout.pairs(brief_members(self.to_json()))


def brief_members(members: JsonObject) -> Iterator[tuple[str, str]]:
    """Yield names and values of JSON members, each value in one line."""
    for name, value in members.items():
        yield name, facts.brief(value, layout.WIDTH)

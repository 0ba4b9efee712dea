"""The base of all documents: what was received, what was odd about it, and how it shows itself.

A document keeps every member it was given, also unknown ones (``extra="allow"``). What a server
really sent stays reachable as :attr:`Document.raw`; each departure from the standard that was
mended on reading is a :class:`Quirk`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, ValidationInfo
from pydantic_core import from_json

from ..display import _facts as facts, _text_layout as layout


class Quirk(NamedTuple):
    """One departure from the standard, noticed and mended while a document was read.

    Attributes
    ----------
    code : str
        Stable short name, such as ``"naive-datetime"``; the table of codes is in the documentation.
    path : str
        JSON Pointer to the place in the document as received, such as ``"/jobs/3/created"``.
    message : str
        What was odd and what was made of it, in one sentence.
    """

    code: str
    path: str
    message: str


READING: Final = {"reading": True}
"""Validation context of documents that come from a server: what a person may write by hand is a quirk there."""


def is_reading(info: ValidationInfo) -> bool:
    """Return whether a document is validated as it came from a server, before anything was mended."""
    return info.context is READING


class Received:
    """What every document remembers of its reading; the class that mixes it in has the slots."""

    __slots__ = ()

    @property
    def raw(self) -> Any:
        """The document as received: the parsed JSON, or what this model would be written as when it was made here."""
        try:
            source = object.__getattribute__(self, "_raw")
        except AttributeError:
            return self.to_json()
        if isinstance(source, bytes):
            return from_json(source)
        return source() if callable(source) else source

    @property
    def quirks(self) -> tuple[Quirk, ...]:
        """What was odd about the document as received, mended on reading; empty for a document that keeps the rules."""
        try:
            noted = object.__getattribute__(self, "_quirks")
        except AttributeError:
            return ()
        return tuple(noted()) if callable(noted) else tuple(noted)

    def received(
        self, raw: Any, quirks: Iterable[Quirk] | Callable[[], Iterable[Quirk]] = ()
    ) -> Self:
        """Store the document as it was received, and return this model.

        Parameters
        ----------
        raw
            Parsed JSON; or the bytes that it stands in, or a function without arguments that
            returns it, for when somebody asks.
        quirks
            What was mended on the way, or a function without arguments that finds out when somebody
            asks.
        """
        object.__setattr__(self, "_raw", raw)
        object.__setattr__(self, "_quirks", quirks)
        return self

    def to_json(self) -> Any:
        """Return the document as JSON-able data."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        from ..display import html

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

    def to_json(self) -> dict[str, Any]:
        """Return the document as JSON-able data with the standard's member names; what was never set is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def __repr__(self) -> str:
        from ..display import text

        return text(self)

    __str__ = __repr__

    def _text_lines(self) -> list[str]:
        members = self.to_json()
        return [
            type(self).__name__,
            *layout.pairs(
                (name, facts.brief(value, layout.WIDTH))
                for name, value in members.items()
            ),
        ]

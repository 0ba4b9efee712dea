"""The base of all documents: what was received, what was odd about it, and how it shows itself.

A document keeps every member it was given, also unknown ones (``extra="allow"``). What a server really sent stays
reachable as :attr:`Document.raw`; each departure from the standard that was mended on reading is a :class:`Quirk`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict


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


class Document(BaseModel):
    """Base of every document of OGC API - Processes; unknown members are kept."""

    model_config = ConfigDict(extra="allow", populate_by_name=True, defer_build=True)

    # Slots, not private attributes: pydantic fills private attributes on every instance, which costs a fifth of
    # the time to read a list of 10,000 jobs, while these are only written for documents that came from a server.
    __slots__ = ("_quirks", "_raw")

    @property
    def raw(self) -> Any:
        """The document as received: the parsed JSON, or what this model would be written as when it was made here."""
        source = getattr(self, "_raw", None)
        if source is None:
            return self.to_json()
        return source() if callable(source) else source

    @property
    def quirks(self) -> tuple[Quirk, ...]:
        """What was odd about the document as received, mended on reading; empty for a document that keeps the rules."""
        return getattr(self, "_quirks", ())

    def received(self, raw: Any, quirks: tuple[Quirk, ...] = ()) -> Any:
        """Remember the document as it was received, and return this model.

        Parameters
        ----------
        raw
            Parsed JSON, or a function without arguments that parses it when somebody asks.
        quirks
            What was mended on the way.
        """
        object.__setattr__(self, "_raw", raw)
        object.__setattr__(self, "_quirks", tuple(quirks))
        return self

    def to_json(self) -> dict[str, Any]:
        """Return the document as JSON-able data with the standard's member names; what was never set is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def __repr__(self) -> str:
        from ..display import text

        return text(self)

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from ..display import html

        return html(self)

"""A view: JSON for the page, static HTML for pages without a kernel, and a model for questions."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any, Protocol

from ..._json import JsonObject
from ...protocol.errors import ResultError
from .._source import Source
from ..formats._detect import Format


class Model:
    """The data behind a view that shows more on request.

    One method ``ask_<question>`` for each question.

    Answers are JSON-able, or a :class:`Blob`.
    """

    def ask(self, question: str, arguments: dict[str, Any]) -> Any:
        """Return the answer to a question of the page.

        Raises
        ------
        ResultError
            There is no such question, or it has other arguments.
        """
        method = getattr(self, f"ask_{question}", None)
        if method is None:
            raise ResultError(f"This view does not know the question {question!r}.")
        try:
            bound = inspect.signature(method).bind(**arguments)
        except TypeError as error:
            raise ResultError(
                f"The question {question!r} was asked wrongly: {error}."
            ) from None
        return method(*bound.args, **bound.kwargs)


@dataclasses.dataclass(frozen=True)
class Blob:
    """Bytes for the page, with their media type."""

    data: bytes
    media_type: str


@dataclasses.dataclass(frozen=True)
class View:
    """How one output is shown.

    Attributes
    ----------
    kind : str
        The component of the page that draws it: ``scalar text markdown tree table image raster map
        frame media pdf archive assets link bytes``.
    title : str
        What it is, in a few words, such as ``"Table, 1,000,000 rows"``.
    data : dict
        JSON-able; the first message to that component.
    html : str
        Static HTML, escaped, for pages without a kernel.
    blob : Blob or None
        Bytes that belong to the first message, such as a picture; at most 1 MB.
    model : Model or None
        Answers what the page asks for later: further rows, children, another layer.
    """

    kind: str
    title: str
    data: JsonObject
    html: str
    blob: Blob | None = None
    model: Model | None = None


class Viewer(Protocol):
    """Shows outputs of some formats.

    Packages name theirs in the entry point group ``procbook.viewers``.
    """

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether this viewer can show the output."""

    def view(self, source: Source, format: Format) -> View:
        """Return the view."""

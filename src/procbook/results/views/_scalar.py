"""Scalars and text: numbers, short strings, Markdown, plain text, code."""

from __future__ import annotations

from typing import Any

from ...display import count
from .. import _limits
from .._formats import Format
from .._source import ABSENT, Source
from ._view import Model, View
from .drawing import _html

PAGE = 100_000
"""Characters of text that one message holds."""
_LONG = 200


class ScalarViewer:
    """Shows null, booleans, numbers and short strings as themselves."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take scalars, and strings that are no other format."""
        return format.name in ("scalar", "string")

    def view(self, source: Source, format: Format) -> View:
        """Return one line; a long string as text."""
        value = source.json() if format.name == "scalar" else source.text()
        if isinstance(value, str) and (len(value) > _LONG or "\n" in value):
            return text_view(value)
        return View(
            "scalar",
            _word(value),
            {"text": spelled(value), "type": _word(value)},
            f"<code>{_html.esc(spelled(value))}</code>",
        )


def spelled(value: Any) -> str:
    """Return a scalar as text; a number with all its digits, a string without quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _word(value: Any) -> str:
    if value is None:
        return "null"
    words = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return words.get(type(value), type(value).__name__)


class TextViewer:
    """Shows plain text, XML and YAML that is none, page by page."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take everything that is text and has no closer view."""
        return format.name in (
            "text",
            "xml",
            "gml",
            "kml",
            "wkt",
            "jsonlines",
            "geojsonseq",
        )

    def view(self, source: Source, format: Format) -> View:
        """Return the first page of the text."""
        return text_view(
            source.text(_limits.VIEW),
            language="xml" if format.name in ("xml", "gml", "kml") else "",
        )


class TextModel(Model):
    """A long text, page by page."""

    def __init__(self, text: str) -> None:
        self.text = text

    def ask_text(self, offset: int = 0) -> dict[str, Any]:
        """Return the page of the text that starts at that character."""
        return {
            "offset": offset,
            "text": self.text[offset : offset + PAGE],
            "total": len(self.text),
        }


def text_view(text: str, *, language: str = "") -> View:
    """Return the view of a text."""
    # XML is shown, never parsed: no entity is ever expanded.
    lines = text.removesuffix("\n").count("\n") + 1
    model = TextModel(text)
    data = {**model.ask_text(), "language": language, "lines": lines}
    return View(
        "text",
        f"Text, {count(lines, 'line')}",
        data,
        _html.preformatted(text),
        model=model,
    )


class MarkdownViewer:
    """Shows Markdown, rendered by the display package with HTML off."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take Markdown."""
        return format.name == "markdown"

    def view(self, source: Source, format: Format) -> View:
        """Return the rendered text; a very long one as plain text."""
        from ...display import markdown

        text = source.text(_limits.VIEW)
        if len(text) > PAGE:
            return text_view(text, language="markdown")
        rendered = markdown(text)
        return View(
            "markdown",
            "Markdown",
            {"html": rendered, "text": text},
            f"<div>{rendered}</div>",
        )


def value_or_json(source: Source) -> Any:
    """Return the inline value, or the parsed content."""
    return (
        source.json(_limits.VIEW)
        if source.value is ABSENT or isinstance(source.value, str)
        else source.value
    )

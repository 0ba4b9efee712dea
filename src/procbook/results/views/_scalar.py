"""Scalars and text: numbers, short strings, Markdown, plain text, code."""

from __future__ import annotations

from ..._json import JsonObject, JsonValue
from ...display import count, markdown
from .. import _limits
from .._source import ABSENT, Source
from ..formats._detect import Format
from ._view import Model, View
from .drawing import _html

PAGE = 100_000
"""Characters of text that one message holds."""
_LONG = 200
"""A longer string is shown as text."""
_JSON_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string"}


class ScalarViewer:
    """Shows null, booleans, numbers and short strings in one line."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether the output is a scalar, or a string of no other format."""
        return format.name in ("scalar", "string")

    def view(self, source: Source, format: Format) -> View:
        """Return one line; a long string as text."""
        value = source.json() if format.name == "scalar" else source.text()
        if isinstance(value, str) and (len(value) > _LONG or "\n" in value):
            return text_view(value)
        text, type_name = scalar_text(value), _type_name(value)
        data = {"text": text, "type": type_name}
        return View("scalar", type_name, data, f"<code>{_html.esc(text)}</code>")


def scalar_text(value: JsonValue) -> str:
    """Return a scalar as text; a number with all its digits, a string without quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        if value:
            return "true"
        return "false"
    return str(value)


def _type_name(value: JsonValue) -> str:
    """Return the JSON type of a scalar."""
    if value is None:
        return "null"
    return _JSON_TYPES.get(type(value), type(value).__name__)


class TextViewer:
    """Shows text, also XML and lines of JSON, page by page."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether the output is text that no other viewer has shown."""
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
        language = "xml" if format.name in ("xml", "gml", "kml") else ""
        return text_view(source.text(_limits.VIEW), language=language)


class TextModel(Model):
    """A long text, page by page."""

    def __init__(self, text: str) -> None:
        self.text = text

    def ask_text(self, offset: int = 0) -> JsonObject:
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
    title = f"Text, {count(lines, 'line')}"
    model = TextModel(text)
    data = {**model.ask_text(), "language": language, "lines": lines}
    return View("text", title, data, _html.pre_element(text), model=model)


class MarkdownViewer:
    """Shows Markdown, rendered by the display package with HTML off."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether the output is Markdown."""
        return format.name == "markdown"

    def view(self, source: Source, format: Format) -> View:
        """Return the rendered text; a very long one as source text."""
        text = source.text(_limits.VIEW)
        if len(text) > PAGE:
            return text_view(text, language="markdown")
        rendered = markdown(text)
        data = {"html": rendered, "text": text}
        return View("markdown", "Markdown", data, f"<div>{rendered}</div>")


def value_or_json(source: Source) -> JsonValue:
    """Return the inline value, or the parsed content."""
    if source.value is ABSENT or isinstance(source.value, str):
        return source.json(_limits.VIEW)
    return source.value

"""Annotations of an input or output in its type hint, beside ``Field`` of pydantic."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

_BINARY_FORMATS = frozenset({"binary", "base64", "base64url", "path", "file-path"})


@dataclass(frozen=True)
class MediaType:
    """Media type of an input or output: ``Annotated[bytes, MediaType("image/png")]``.

    Attributes
    ----------
    name : str
        The media type.
    format : str, optional
        Semantics of the value, such as ``"geojson-feature-collection"`` (section 8).
    """

    name: str
    format: str | None = None

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return handler(source)

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = {**handler(core), "contentMediaType": self.name}
        if schema.get("format") in _BINARY_FORMATS:
            del schema["format"]
            schema["contentEncoding"] = "base64"
        if self.format:
            schema["format"] = self.format
        return schema


@dataclass(frozen=True)
class Occurs:
    """The number of values of a list input: ``Annotated[list[str], Occurs(0, 3)]``.

    The input is described by the schema of one value with ``minOccurs`` and ``maxOccurs`` (section
    8), instead of as one value that is an array.

    Attributes
    ----------
    least : int
        Smallest number of values.
    most : int or None
        Largest number of values; None for no limit.
    """

    least: int = 1
    most: int | None = None

"""The JSON Schema dialect of process descriptions, that of OpenAPI 3.0 (``schema.yaml``)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from pydantic import Field, ValidationInfo, field_validator

from .._json import JsonValue
from ..display import _facts as facts, _text_layout as layout
from ._document import Document, brief_members, is_reading


class DataType(StrEnum):
    """The values of ``type`` in a :class:`Schema`.

    ``null`` is not in OpenAPI 3.0 but in JSON Schema.
    """

    boolean = "boolean"
    integer = "integer"
    number = "number"
    string = "string"
    array = "array"
    object = "object"
    null = "null"


class Discriminator(Document):
    """Names the property whose value tells the alternatives of ``oneOf`` apart."""

    propertyName: str
    mapping: dict[str, str] | None = None


class Schema(Document):
    """A JSON Schema as process descriptions hold them.

    Keywords of OpenAPI 3.0 (``nullable``, boolean exclusive bounds) and of newer JSON Schema drafts
    (type arrays, ``const``, numeric exclusive bounds) may stand beside each other: servers send
    both. Keywords that are not listed are kept as extra members.
    """

    title: str | None = None
    description: str | None = None
    type: DataType | str | list[str] | None = None
    format: str | None = None
    default: Any = None
    enum: list[Any] | None = None
    const: Any = None
    nullable: bool | None = None
    readOnly: bool | None = None
    writeOnly: bool | None = None
    deprecated: bool | None = None
    example: Any = None
    examples: Any = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusiveMinimum: bool | int | float | None = None
    exclusiveMaximum: bool | int | float | None = None
    multipleOf: int | float | None = None
    minLength: int | None = None
    maxLength: int | None = None
    pattern: str | None = None
    contentMediaType: str | None = None
    contentEncoding: str | None = None
    contentSchema: Any = None
    items: Schema | bool | list[Schema | bool] | None = None
    minItems: int | None = None
    maxItems: int | None = None
    uniqueItems: bool | None = None
    properties: dict[str, Schema | bool] | None = None
    required: list[str] | bool | None = None
    minProperties: int | None = None
    maxProperties: int | None = None
    additionalProperties: Schema | bool | None = None
    allOf: list[Schema | bool] | None = None
    oneOf: list[Schema | bool] | None = None
    anyOf: list[Schema | bool] | None = None
    not_: Schema | bool | None = Field(default=None, alias="not")
    discriminator: Discriminator | None = None
    ref: str | None = Field(default=None, alias="$ref")
    id: str | None = Field(default=None, alias="$id")

    @field_validator("type")
    @classmethod
    def _check_type(cls, value: JsonValue, info: ValidationInfo) -> JsonValue:
        names = value if isinstance(value, list) else [value]
        is_valid = all(name is None or name in _TYPES for name in names)
        if is_reading(info) and not is_valid:
            raise ValueError("is no type of JSON Schema")
        return value

    @field_validator("contentEncoding")
    @classmethod
    def _no_charset(cls, value: str | None, info: ValidationInfo) -> str | None:
        if is_reading(info) and value is not None and value.strip().lower() in CHARSETS:
            raise ValueError("is a character set, not an encoding of bytes as text")
        return value

    @field_validator("enum")
    @classmethod
    def _enum_of_type(
        cls, value: list[Any] | None, info: ValidationInfo
    ) -> list[Any] | None:
        # Booleans described by the texts "true" and "false" (ZOO-Project): no value satisfies both
        # keywords.
        is_boolean = info.data.get("type") == DataType.boolean
        has_text = any(isinstance(v, str) for v in value or ())
        if is_reading(info) and is_boolean and has_text:
            raise ValueError("texts among booleans")
        return value

    def _text_lines(self) -> list[str]:
        schema = self.to_json()
        summary = ", ".join(filter(None, [facts.type_of(schema), facts.limits(schema)]))
        return [f"Schema: {summary}", *layout.pairs(brief_members(schema))]


_TYPES: Final = frozenset(DataType)
CHARSETS: Final = frozenset(
    {
        "utf-8",
        "utf8",
        "utf-16",
        "utf16",
        "us-ascii",
        "ascii",
        "iso-8859-1",
        "latin-1",
        "latin1",
        "",
    }
)
"""Character sets that servers put into ``contentEncoding`` (ZOO-Project); they say nothing about
the value."""

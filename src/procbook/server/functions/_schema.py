"""JSON Schema of pydantic (2020-12) rewritten for process descriptions (OpenAPI 3.0; section 8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_DEFS = "#/$defs/"
_DATA = frozenset(
    {"default", "enum", "const", "examples", "example", "mapping", "required"}
)
"""Keywords whose values are no schemas."""
_SCHEMAS_BY_NAME = frozenset(
    {"properties", "patternProperties", "$defs", "dependentSchemas"}
)
"""Keywords whose values are schemas by a name, which may be that of a keyword."""
_BINARY_FORMATS = frozenset({"binary", "base64", "base64url"})
_NULL = {"type": "null"}


def process_schema(
    schema: dict[str, Any], definitions: dict[str, Any]
) -> dict[str, Any]:
    """Return a schema with its definitions inserted and with the keywords of OpenAPI 3.0.

    The definition of a recursive type cannot be inserted: there the reference stays, and the schema
    gets ``$defs``.
    """
    rewriter = _Rewriter(definitions)
    result = rewriter.rewrite_schema(schema, ())
    if rewriter.recursive:
        result["$defs"] = {
            name: _Rewriter(definitions).rewrite(definitions[name], (name,))
            for name in sorted(rewriter.recursive)
        }
    return result


@dataclass
class _Rewriter:
    """Rewrites schemas with the same definitions; collects the names of recursive ones."""

    definitions: dict[str, Any]
    recursive: set[str] = field(default_factory=set)

    def rewrite(self, value: object, path: tuple[str, ...]) -> Any:
        """Return a schema, or a list that holds schemas, rewritten.

        Parameters
        ----------
        value
            Schema, list or any other value.
        path
            Names of the definitions that contain the value.
        """
        if isinstance(value, list):
            return [self.rewrite(item, path) for item in value]
        if isinstance(value, dict):
            return self.rewrite_schema(value, path)
        return value

    def rewrite_schema(
        self, schema: dict[str, Any], path: tuple[str, ...]
    ) -> dict[str, Any]:
        """Return a schema rewritten."""
        reference = schema.get("$ref", "")
        if reference.startswith(_DEFS):
            return self._insert_definition(schema, path)
        members = {}
        for keyword, value in schema.items():
            if keyword in _DATA:
                members[keyword] = value
            elif keyword in _SCHEMAS_BY_NAME:
                members[keyword] = {
                    name: self.rewrite(member, path) for name, member in value.items()
                }
            else:
                members[keyword] = self.rewrite(value, path)
        return _use_openapi_keywords(members)

    def _insert_definition(
        self, schema: dict[str, Any], path: tuple[str, ...]
    ) -> dict[str, Any]:
        name = schema["$ref"].removeprefix(_DEFS)
        if name in path:
            self.recursive.add(name)
            return schema
        merged = {**self.definitions[name], **_without(schema, "$ref")}
        return self.rewrite_schema(merged, (*path, name))


def _without(schema: dict[str, Any], keyword: str) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != keyword}


def _use_openapi_keywords(schema: dict[str, Any]) -> dict[str, Any]:
    for rule in (_nullable, _constant, _bounds, _tuple, _bytes):
        schema = rule(schema)
    return schema


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    options = schema.get("anyOf")
    if not isinstance(options, list) or _NULL not in options:
        return schema
    if schema.get("default", 0) is None:
        # The default of an input that may be left out, not a value that is sent.
        schema = _without(schema, "default")
    schema = _without(schema, "anyOf")
    options = [option for option in options if option != _NULL]
    if len(options) > 1:
        return {
            **schema,
            "anyOf": options,
            "nullable": True,
        }
    option = options[0] if options else {}
    return {
        **option,
        **schema,
        "nullable": True,
    }


def _constant(schema: dict[str, Any]) -> dict[str, Any]:
    if "const" in schema:
        schema["enum"] = [schema.pop("const")]
    return schema


def _bounds(schema: dict[str, Any]) -> dict[str, Any]:
    for exclusive, bound in (
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ):
        limit = schema.get(exclusive)
        if isinstance(limit, (int, float)) and not isinstance(limit, bool):
            schema = {
                **schema,
                bound: limit,
                exclusive: True,
            }
    return schema


def _tuple(schema: dict[str, Any]) -> dict[str, Any]:
    different: list[Any] = []
    for item in schema.pop("prefixItems", None) or ():
        if item not in different:
            different.append(item)
    if different:
        schema["items"] = different[0] if len(different) == 1 else {"oneOf": different}
    return schema


def _bytes(schema: dict[str, Any]) -> dict[str, Any]:
    if schema.get("type") == "string" and schema.get("format") in _BINARY_FORMATS:
        schema = _without(schema, "format")
        schema.setdefault("contentEncoding", "base64")
        schema.setdefault("contentMediaType", "application/octet-stream")
    return schema

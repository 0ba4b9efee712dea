"""pydantic's JSON Schema (2020-12) rewritten in the dialect of process descriptions (OpenAPI 3.0; section 8)."""

from __future__ import annotations

from typing import Any

_DEFS = "#/$defs/"


def process_schema(
    schema: dict[str, Any], definitions: dict[str, Any]
) -> dict[str, Any]:
    """Return `schema` with references put in place and 2020-12 keywords in OpenAPI 3.0 words.

    A recursive type cannot be put in place: there the reference stays, and ``$defs`` travels along.
    """
    recursive: set[str] = set()
    result = _rewrite(schema, definitions, (), recursive)
    assert isinstance(result, dict)
    if recursive:
        result["$defs"] = {
            name: _rewrite(definitions[name], definitions, (name,), set())
            for name in sorted(recursive)
        }
    return result


def _rewrite(
    node: Any, definitions: dict[str, Any], path: tuple[str, ...], recursive: set[str]
) -> Any:
    if isinstance(node, list):
        return [_rewrite(item, definitions, path, recursive) for item in node]
    if not isinstance(node, dict):
        return node
    if (ref := node.get("$ref", "")).startswith(_DEFS):
        name = ref.removeprefix(_DEFS)
        if name in path:
            recursive.add(name)
            return node
        beside = {k: v for k, v in node.items() if k != "$ref"}
        return _rewrite(
            {**definitions[name], **beside}, definitions, (*path, name), recursive
        )
    return _openapi_words(
        {
            key: value
            if key in _DATA
            else _members(value, definitions, path, recursive, named=key in _NAMED)
            for key, value in node.items()
        }
    )


_DATA = frozenset(
    {"default", "enum", "const", "examples", "example", "mapping", "required"}
)
_NAMED = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})


def _members(
    value: Any,
    definitions: dict[str, Any],
    path: tuple[str, ...],
    recursive: set[str],
    *,
    named: bool,
) -> Any:
    if named:  # a member may well be called "$ref" or "const"
        return {
            name: _rewrite(schema, definitions, path, recursive)
            for name, schema in value.items()
        }
    return _rewrite(value, definitions, path, recursive)


def _openapi_words(schema: dict[str, Any]) -> dict[str, Any]:
    for rule in (_nullable, _constant, _bounds, _tuple, _bytes):
        schema = rule(schema)
    return schema


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    options = schema.get("anyOf")
    if not isinstance(options, list) or {"type": "null"} not in options:
        return schema
    if (
        schema.get("default", 0) is None
    ):  # an optional value that is left out, not one that is sent as null
        schema = {k: v for k, v in schema.items() if k != "default"}
    rest = [option for option in options if option != {"type": "null"}]
    beside = {k: v for k, v in schema.items() if k != "anyOf"}
    if len(rest) > 1:
        return {**beside, "anyOf": rest, "nullable": True}
    only = rest[0] if rest else {}
    return {**only, **beside, "nullable": True}


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
            schema = {**schema, bound: limit, exclusive: True}
    return schema


def _tuple(schema: dict[str, Any]) -> dict[str, Any]:
    positions = schema.pop("prefixItems", None)
    if positions:
        different = [
            item for i, item in enumerate(positions) if item not in positions[:i]
        ]
        schema["items"] = different[0] if len(different) == 1 else {"oneOf": different}
    return schema


def _bytes(schema: dict[str, Any]) -> dict[str, Any]:
    if schema.get("type") == "string" and schema.get("format") in {
        "binary",
        "base64",
        "base64url",
    }:
        schema = {k: v for k, v in schema.items() if k != "format"}
        schema.setdefault("contentEncoding", "base64")
        schema.setdefault("contentMediaType", "application/octet-stream")
    return schema

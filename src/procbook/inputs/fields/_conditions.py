"""Members of an object that are there only under a condition.

``if``/``then``/``else`` and ``dependentSchemas`` become members with a ``when``: a schema of the
object around them that must hold (or not hold). Alternatives inside of ``dependentSchemas`` that
are told apart by a member of the object, as React JSON Schema Form has them, are conditions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..._json import JsonObject, JsonValue
from ..schema._flatten import Merger

Member = tuple[str, Any, JsonObject, bool]


def conditional_members(
    flat: JsonObject, merger: Merger, *, depth: int = 0
) -> Iterator[Member]:
    """Yield name, schema, condition and whether it is needed then, of every conditional member."""
    if depth > 8:
        return
    for block in flat.get("x-conditions", ()):
        yield from _if(block, merger, depth)
        for name, schema in block.get("dependentSchemas", {}).items():
            yield from _members(schema, {"required": [name]}, flat, merger, depth)


def _if(block: JsonObject, merger: Merger, depth: int) -> Iterator[Member]:
    for keyword in ("then", "else"):
        if "if" in block and keyword in block:
            condition = block["if"] if keyword == "then" else {"not": block["if"]}
            yield from _members(block[keyword], condition, {}, merger, depth)


def _members(
    schema: JsonValue,
    condition: JsonValue,
    parent: JsonObject,
    merger: Merger,
    depth: int,
) -> Iterator[Member]:
    flat, _ = merger.flat(schema)
    required = flat.get("required", ())
    for name, subschema in flat.get("properties", {}).items():
        yield name, subschema, _when(condition), name in required
    for branch in (*flat.get("oneOf", ()), *flat.get("anyOf", ())):
        yield from _branch(branch, condition, parent, merger, depth)
    for name, subschema, inner_condition, is_required in conditional_members(
        flat, merger, depth=depth + 1
    ):
        yield (
            name,
            subschema,
            _when({"allOf": [condition, _schema(inner_condition)]}),
            is_required,
        )


def _branch(
    branch: JsonValue,
    condition: JsonValue,
    parent: JsonObject,
    merger: Merger,
    depth: int,
) -> Iterator[Member]:
    parent_members = parent.get("properties", {})
    flat, _ = merger.flat(branch)
    discriminators = {
        n: s for n, s in flat.get("properties", {}).items() if n in parent_members
    }
    if discriminators:
        narrowed = {
            "allOf": [
                condition,
                {"properties": discriminators, "required": list(discriminators)},
            ]
        }
        others = {
            n: s for n, s in flat["properties"].items() if n not in discriminators
        }
        yield from _members(
            {**flat, "properties": others}, narrowed, parent, merger, depth + 1
        )


def _when(condition: JsonValue) -> JsonObject:
    if isinstance(condition, dict) and set(condition) == {"not"}:
        return {"schema": condition["not"], "not": True}
    return {"schema": condition}


def _schema(condition: JsonObject) -> JsonValue:
    if condition.get("not"):
        return {"not": condition["schema"]}
    return condition["schema"]

"""Members of an object that are there only under a condition.

``if``/``then``/``else`` and ``dependentSchemas`` become members with a ``when``: a schema of the
object around them that must hold (or not hold). Alternatives inside of ``dependentSchemas`` that
are told apart by a member of the object, as React JSON Schema Form has them, are conditions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..schema._flatten import Merger

Json = dict[str, Any]
Member = tuple[str, Any, Json, bool]


def conditional_members(flat: Json, merger: Merger, *, depth: int = 0) -> Iterator[Member]:
    """Yield name, schema, condition and whether it is needed then, of every conditional member."""
    if depth > 8:
        return
    for block in flat.get("x-conditions", ()):
        yield from _if(block, merger, depth)
        for name, schema in block.get("dependentSchemas", {}).items():
            yield from _members(schema, {"required": [name]}, flat, merger, depth)


def _if(block: Json, merger: Merger, depth: int) -> Iterator[Member]:
    for word in ("then", "else"):
        if "if" in block and word in block:
            condition = block["if"] if word == "then" else {"not": block["if"]}
            yield from _members(block[word], condition, {}, merger, depth)


def _members(
    schema: Any, condition: Any, around: Json, merger: Merger, depth: int
) -> Iterator[Member]:
    flat, _ = merger.flat(schema)
    needed = flat.get("required", ())
    for name, below in flat.get("properties", {}).items():
        yield name, below, _when(condition), name in needed
    for branch in (*flat.get("oneOf", ()), *flat.get("anyOf", ())):
        yield from _branch(branch, condition, around, merger, depth)
    for name, below, when, need in conditional_members(flat, merger, depth=depth + 1):
        yield name, below, _when({"allOf": [condition, _schema(when)]}), need


def _branch(
    branch: Any, condition: Any, around: Json, merger: Merger, depth: int
) -> Iterator[Member]:
    known = around.get("properties", {})
    flat, _ = merger.flat(branch)
    told = {n: s for n, s in flat.get("properties", {}).items() if n in known}
    if told:
        here = {"allOf": [condition, {"properties": told, "required": list(told)}]}
        yield from _members({**flat, "properties": {n: s for n, s in flat["properties"].items() if n not in told}},
                            here, around, merger, depth + 1)  # fmt: skip


def _when(condition: Any) -> Json:
    if isinstance(condition, dict) and set(condition) == {"not"}:
        return {"schema": condition["not"], "not": True}
    return {"schema": condition}


def _schema(when: Json) -> Any:
    return {"not": when["schema"]} if when.get("not") else when["schema"]

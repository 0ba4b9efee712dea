"""No verdict where a reference cannot be resolved: what is unknown is neither right nor wrong.

A schema with ``x-remote`` allows anything, which is no verdict as long as schemas are only
combined by "and" and "or". Where allowing more could make a value wrong (``oneOf``, ``not``,
``if``, ``maxContains``, ``unevaluated…``) the keyword is left out or replaced by one that it
implies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ..._json import JsonObject, JsonValue
from ._references import SINGLE, subschemas

_CONDITION: Final = ("if", "then", "else")
_REMOTE: Final = "x-remote"


def withhold_verdicts(schemas: Iterable[Any], defs: JsonObject) -> None:
    """Change schemas in place so that nothing unknown makes a value wrong.

    Parameters
    ----------
    schemas : iterable
        Schemas as 2020-12; all their references lead to definitions.
    defs : dict
        The definitions.
    """
    unknown = _unknown_definitions(defs)
    if not unknown and not any(_is_unknown(schema, unknown) for schema in schemas):
        return
    for schema in schemas:
        for node in _walk(schema):
            _withhold(node, unknown)


def _unknown_definitions(defs: JsonObject) -> set[str]:
    """Return the names of definitions that hold, or lead to, something unresolved."""
    unknown: set[str] = set()
    while True:
        found = {
            name
            for name, schema in defs.items()
            if name not in unknown and _is_unknown(schema, unknown)
        }
        if not found:
            return unknown
        unknown |= found


def _is_unknown(schema: JsonValue, unknown: set[str]) -> bool:
    return any(
        _REMOTE in node or str(node.get("$ref", "")).removeprefix("#/$defs/") in unknown
        for node in _walk(schema)
    )


def _walk(schema: JsonValue) -> Iterator[JsonObject]:
    todo = [schema]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            yield node
            todo.extend(subschemas(node))


def _withhold(schema: JsonObject, unknown: set[str]) -> None:
    for key in SINGLE:
        if key in schema and _is_unknown(schema[key], unknown):
            _leave_out(schema, key)
    branches = schema.get("oneOf")
    if branches and any(_is_unknown(branch, unknown) for branch in branches):
        del schema["oneOf"]
        if "anyOf" in schema:
            schema["allOf"] = [*schema.get("allOf", ()), {"anyOf": branches}]
        else:
            schema["anyOf"] = branches
    if _is_unknown(schema, unknown):
        # Which members an unknown schema looks at is not known.
        schema.pop("unevaluatedItems", None)
        schema.pop("unevaluatedProperties", None)


def _leave_out(schema: JsonObject, key: str) -> None:
    """Remove what a keyword of unknown meaning could make wrong."""
    if key == "not":
        del schema["not"]
    elif key == "if":
        for name in _CONDITION:
            schema.pop(name, None)
    elif key == "contains":
        schema.pop("maxContains", None)

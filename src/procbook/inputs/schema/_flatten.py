"""One flat schema out of ``$ref`` and ``allOf``, which is what a field is drawn from.

Checking a value needs no merging; drawing does. Where two parts limit the same thing the tighter
limit counts, and the outer text wins over the inner. What applies only under a condition (``if``,
``dependentSchemas``) is kept apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from ..._json import JsonObject, JsonValue

_MEMBERS: Final = ("properties", "patternProperties")

_PARTS: Final = 3
"""Levels of ``allOf`` whose titles make groups."""
_CONDITION: Final = ("if", "then", "else", "dependentSchemas")


class Merger:
    """Flattens schemas of one document.

    Parameters
    ----------
    defs : dict
        What ``#/$defs/…`` refers to.
    """

    def __init__(self, defs: JsonObject) -> None:
        self.defs = defs
        self._depth = 0

    def flat(self, schema: JsonValue) -> tuple[JsonObject, tuple[str, ...]]:
        """Return the flat schema, and the names of the definitions that went into it.

        Conditions are listed under ``"x-conditions"``; a schema that forbids everything is
        ``{"not": {}}``.
        """
        refs: list[str] = []
        out: JsonObject = {}
        self._into(out, schema, refs)
        return out, tuple(refs)

    def _into(self, out: JsonObject, schema: JsonValue, refs: list[str]) -> None:
        if isinstance(schema, bool):
            out.update({} if schema else {"not": {}})
            return
        for key, value in schema.items():
            if key not in ("$ref", "allOf", *_CONDITION):
                _join(out, key, value)
        if "if" in schema or "dependentSchemas" in schema:
            out.setdefault("x-conditions", []).append(
                {k: schema[k] for k in _CONDITION if k in schema}
            )
        name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
        if name in self.defs and name not in refs:
            refs.append(name)
            self._into(out, self.defs[name], refs)
        parts = schema.get("allOf", ())
        own_title = out.get("title")
        for part in parts:
            self._into(out, part, refs)
        if groups := self._groups(parts):
            out["x-groups"] = {**out.get("x-groups", {}), **groups}
            out.pop("title", None)
            out.update({"title": own_title} if own_title else {})

    def _groups(self, parts: Sequence[JsonValue]) -> dict[str, str]:
        """Return for each member the title of the part of ``allOf`` that describes it.

        Empty unless several parts have a title of their own.
        """
        if len(parts) < 2 or self._depth > _PARTS:
            return {}
        self._depth += 1
        flats = [self.flat(part)[0] for part in parts]
        self._depth -= 1
        titled = [f for f in flats if f.get("title") and f.get("properties")]
        if len({f["title"] for f in titled}) < 2:
            return {}
        return {name: str(f["title"]) for f in titled for name in f["properties"]}


def both(first: JsonValue, second: JsonValue) -> JsonValue:
    """Return a schema that asks for both."""
    if first is True or first == second:
        return second
    return first if second is True else {"allOf": [first, second]}


def _join(out: JsonObject, key: str, value: JsonValue) -> None:
    """Add one keyword of another schema to a flat one, so that both hold."""
    if key not in out:
        out[key] = dict(value) if key in _MEMBERS else value
    elif key in _JOINS:
        out[key] = _JOINS[key](out[key], value)
    elif key in ("oneOf", "anyOf") and out[key] != value:
        other = "anyOf" if key == "oneOf" else "oneOf"
        out.setdefault(other, value)  # one of them is drawn; both are checked


def _join_members(first: JsonObject, second: JsonObject) -> JsonObject:
    joined = {
        name: both(first.get(name, True), schema) for name, schema in second.items()
    }
    return {**first, **joined}


def _join_names(first: list[str], second: list[str]) -> list[str]:
    return list(dict.fromkeys([*first, *second]))


def _join_types(first: JsonValue, second: JsonValue) -> JsonValue:
    """Return the types that two values of ``type`` allow both; an integer is a number."""
    some = [first] if isinstance(first, str) else first
    others = [second] if isinstance(second, str) else second
    shared = [t for t in some if t in others or (t == "integer" and "number" in others)]
    if "number" in some and "integer" in others and "integer" not in shared:
        shared.append("integer")
    return shared[0] if len(shared) == 1 else shared or first


def _join_choices(first: list[JsonValue], second: list[JsonValue]) -> list[JsonValue]:
    return [value for value in first if value in second] or first


def _either(first: JsonValue, second: JsonValue) -> JsonValue:
    return first or second


_LOWER_LIMITS: Final = (
    *("minimum", "exclusiveMinimum", "minLength"),
    *("minItems", "minProperties", "minContains"),
)
_UPPER_LIMITS: Final = (
    *("maximum", "exclusiveMaximum", "maxLength"),
    *("maxItems", "maxProperties", "maxContains"),
)
_JOINS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    **dict.fromkeys(_LOWER_LIMITS, max),
    **dict.fromkeys(_UPPER_LIMITS, min),
    **dict.fromkeys(_MEMBERS, _join_members),
    **dict.fromkeys(("items", "additionalProperties"), both),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly", "deprecated"), _either),
    "required": _join_names,
    "type": _join_types,
    "enum": _join_choices,
}
"""How two values of a keyword become one that asks for both."""

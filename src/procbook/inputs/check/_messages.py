"""What is wrong with a value, in words a person would use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ..._json import JsonValue
from ..schema._string_formats import formats

_TYPES: Final = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "yes or no",
    "array": "a list",
    "object": "a group of named values",
    "null": "null",
}


def message(rule: str, limit: JsonValue, instance: JsonValue) -> str:
    """Return the sentence for one rule of JSON Schema that a value breaks.

    Parameters
    ----------
    rule : str
        The keyword.
    limit : Any
        What the schema says under that keyword.
    instance : Any
        The value.
    """
    say = _SAY.get(rule)
    return say(limit, instance) if say is not None else f"does not satisfy {rule}"


def _type(limit: JsonValue, instance: JsonValue) -> str:
    names = [limit] if isinstance(limit, str) else list(limit)
    expected = " or ".join(_TYPES.get(name, name) for name in names)
    return f"should be {expected}, not {_kind(instance)}"


def _kind(instance: JsonValue) -> str:
    if instance is None:
        return "null"
    if isinstance(instance, bool):
        return "yes or no"
    if isinstance(instance, dict):
        return "a group of named values"
    if isinstance(instance, str):
        return "text"
    return "a list" if isinstance(instance, list) else "a number"


def _count(limit: int, unit: str) -> str:
    return f"{limit} {unit}{'' if limit == 1 else 's'}"


def _enum(limit: list[JsonValue], _: JsonValue) -> str:
    listing = ", ".join(_short(value) for value in limit[:6])
    return f"should be one of {listing}" + (
        f" or {len(limit) - 6} others" if len(limit) > 6 else ""
    )


def _short(value: JsonValue) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _format(limit: str, _: JsonValue) -> str:
    rule = formats().get(limit)
    return f"should be {rule['words']}" if rule else f"should be of format {limit}"


_SAY: Final[dict[str, Callable[[Any, Any], str]]] = {
    "type": _type,
    "required": lambda *_: "is needed",
    "range": lambda *_: (
        "is larger than any number that servers can read (about 1.8e308)"
    ),
    "dependentRequired": lambda limit, _: f"is needed together with {limit}",
    "unknown": lambda *_: "is not known here",
    "enum": _enum,
    "const": lambda limit, _: f"should be {_short(limit)}",
    "format": _format,
    "pattern": lambda limit, _: f"does not have the form {_short(limit)}",
    "minimum": lambda limit, _: f"should be at least {limit}",
    "maximum": lambda limit, _: f"should be at most {limit}",
    "exclusiveMinimum": lambda limit, _: f"should be more than {limit}",
    "exclusiveMaximum": lambda limit, _: f"should be less than {limit}",
    "multipleOf": lambda limit, _: f"should be a multiple of {limit}",
    "minLength": lambda limit, _: f"should have at least {_count(limit, 'character')}",
    "maxLength": lambda limit, _: f"should have at most {_count(limit, 'character')}",
    "minItems": lambda limit, _: f"should have at least {_count(limit, 'item')}",
    "maxItems": lambda limit, _: f"should have at most {_count(limit, 'item')}",
    "uniqueItems": lambda *_: "should not hold the same item twice",
    "contains": lambda *_: "lacks an item of the kind that is asked for",
    "minContains": lambda limit, _: (
        f"should hold at least {_count(limit, 'item')} of the kind that is asked for"
    ),
    "maxContains": lambda limit, _: (
        f"should hold at most {_count(limit, 'item')} of the kind that is asked for"
    ),
    "minProperties": lambda limit, _: f"should have at least {_count(limit, 'member')}",
    "maxProperties": lambda limit, _: f"should have at most {_count(limit, 'member')}",
    "propertyNames": lambda *_: "has a name that is not allowed",
    "not": lambda *_: "is excluded",
    "oneOf": lambda *_: "fits more than one of the alternatives",
    "anyOf": lambda *_: "fits none of the alternatives",
    "depth": lambda *_: "is nested too deeply to be checked",
}

"""``oneOf`` and ``anyOf`` of any dialect.

Branches that nothing fits are left out; a discriminator becomes a constant in each
branch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ..._json import JsonObject, JsonValue
from ._keywords import ANNOTATIONS

_MEDIA: Final = ("contentEncoding", "contentMediaType", "contentSchema")
_NUMBERS: Final = {"number", "integer"}


@dataclass(frozen=True, slots=True)
class Branches:
    """Converts the branches of one schema.

    Attributes
    ----------
    convert : callable
        Returns a branch as 2020-12.
    target : callable
        Returns the schema that a reference leads to, or None.
    """

    convert: Callable[[Any], Any]
    target: Callable[[str], Any]

    def add(self, out: JsonObject, key: str, source: JsonObject) -> None:
        """Add the alternatives under a keyword to a schema, with the value of the discriminator."""
        alternatives = [branch for branch in source[key] if branch is not False]
        mark = self._discriminator(out, source)
        branches = [
            mark(branch, self.convert(_named(branch))) for branch in alternatives
        ]
        if key == "oneOf" and (_by_media(alternatives) or _both_numbers(branches)):
            key = "anyOf"
        if branches:
            out.setdefault(key, []).extend(branches)
        else:
            out["not"] = True

    def _discriminator(
        self, out: JsonObject, source: JsonObject
    ) -> Callable[[Any, Any], Any]:
        """Return a function that writes the value of ``discriminator`` into a branch.

        So any validator can tell the branches apart.

        OpenAPI takes the name of a schema that no ``mapping`` has for the value; what the schema
        itself says goes first.
        """
        discriminator = _mapping(source.get("discriminator"))
        name = discriminator.get("propertyName")
        if not isinstance(name, str):
            return lambda _, branch: branch
        out["discriminator"] = {"propertyName": name}
        names = {
            ref: key
            for key, ref in _mapping(discriminator.get("mapping")).items()
            if isinstance(ref, str)
        }

        def mark(source_branch: JsonValue, branch: JsonValue) -> JsonValue:
            ref = _mapping(source_branch).get("$ref")
            if not isinstance(ref, str) or not isinstance(branch, dict):
                return branch
            tail = ref.rpartition("/")[2]
            own_value = _only_value(self.target(ref), name)
            key = own_value or names.get(ref, names.get(tail, tail))
            return {
                **branch,
                "properties": {name: {"const": key}},
                "required": [name],
                "x-key": key,
            }

        return mark


def _mapping(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _named(branch: JsonValue) -> JsonValue:
    """Return a branch that is the name of a type only, ``"number"``, as a schema."""
    return {"type": branch} if isinstance(branch, str) else branch


def _by_media(branches: list[JsonValue]) -> bool:
    """Return whether alternatives differ by media type.

    As JSON they overlap: a text fits each of them (section 8, mixed types).
    """
    return any(
        mark in branch
        for branch in branches
        if isinstance(branch, dict)
        for mark in _MEDIA
    )


def _both_numbers(branches: list[JsonValue]) -> bool:
    """Return whether "a number or a whole number" is meant, where each whole number fits both."""
    rules = [
        {k: v for k, v in branch.items() if k not in ANNOTATIONS}
        for branch in branches
        if isinstance(branch, dict)
    ]
    names = {
        str(rule["type"])
        for rule in rules
        if rule.keys() == {"type"} and isinstance(rule["type"], str)
    }
    return names >= _NUMBERS


def _only_value(schema: JsonValue, name: str) -> str:
    """Return the only text that a schema allows for a member, if it says so by itself."""
    member = _mapping(_mapping(_mapping(schema).get("properties")).get(name))
    values = [member["const"]] if "const" in member else member.get("enum")
    if isinstance(values, list) and len(values) == 1 and isinstance(values[0], str):
        return values[0]
    parts = _mapping(schema).get("allOf")
    if isinstance(parts, list):
        return next(filter(None, (_only_value(part, name) for part in parts)), "")
    return ""

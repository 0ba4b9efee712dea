"""Links and qualified values that stand where a value could (OGC 18-062r2, section 7.11.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field as dataclass_field
from typing import Final

from ..._json import JsonObject, JsonValue
from ..fields._field import Field, Plan

Path = tuple[str | int, ...]

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s]+", re.ASCII)
_QUALIFIERS: Final = frozenset({"value", "mediaType", "encoding", "schema", "format"})


def is_link(instance: JsonValue) -> bool:
    """Return whether an instance is a link."""
    return isinstance(instance, dict) and isinstance(instance.get("href"), str)


def stands_for_link(instance: JsonValue, field: Field) -> bool:
    """Return whether a text is the address of the value, where the value can be no text."""
    return (
        field.link
        and bool(field.hints.get("url_is_link"))
        and isinstance(instance, str)
        and bool(_ADDRESS.fullmatch(instance))
    )


def is_qualified(instance: JsonValue) -> bool:
    """Return whether an instance has the members of a qualified value and no others."""
    return (
        isinstance(instance, dict)
        and "value" in instance
        and instance.keys() <= _QUALIFIERS
    )


def takes_media(field: Field) -> bool:
    """Return whether a field has a choice of media type, so that its value may be qualified."""
    return bool(field.media) or any(
        branch.media for branch in field.children if field.kind == "alternatives"
    )


def occurs(field: Field) -> bool:
    """Return whether a field is the list of values of an input that occurs several times."""
    return field.kind == "list" and field.item is not None and field.item.link


@dataclass(slots=True)
class Unwrapped:
    """The plain values of a form, and what was taken off them.

    Attributes
    ----------
    value : dict
        What the schema of the plan describes.
    links : set of tuple
        Paths where links stand; what is in the value there means nothing.
    moved : set of tuple
        Paths of qualified values, whose inside is one step further down, under ``value``.
    """

    value: JsonObject
    links: set[Path] = dataclass_field(default_factory=set)
    moved: set[Path] = dataclass_field(default_factory=set)

    def place(self, path: Path) -> Path | None:
        """Return the path in the value of the form for a path in the plain value.

        It is None at a link and below.
        """
        heads = [path[:n] for n in range(len(path) + 1)]
        if any(head in self.links for head in heads):
            return None
        head = next((head for head in heads[:-1] if head in self.moved), None)
        return path if head is None else (*head, "value", *path[len(head) :])


def unwrap(plan: Plan, value: JsonObject) -> Unwrapped:
    """Return the value of a form without links and qualifiers, which only processes have."""
    out = Unwrapped(value)
    if plan.process:
        fields = plan.by_name
        out.value = {
            n: _instance(fields[n], v, (n,), out) if n in fields else v
            for n, v in value.items()
        }
    return out


def _instance(
    field: Field, instance: JsonValue, path: Path, out: Unwrapped
) -> JsonValue:
    if field.link and is_link(instance):
        out.links.add(path)
        return None
    if is_qualified(instance) and (
        takes_media(field) or _wraps_object(field, instance)
    ):
        out.moved.add(path)
        return instance["value"]
    if occurs(field) and field.item is not None and isinstance(instance, list):
        return [
            _instance(field.item, item, (*path, index), out)
            for index, item in enumerate(instance)
        ]
    return instance


def _wraps_object(field: Field, instance: JsonObject) -> bool:
    """Return whether ``{"value": {…}}`` wraps an object as in a request; forms hold it bare."""
    members = [field, *(field.children if field.kind == "alternatives" else ())]
    return isinstance(instance["value"], dict) and not any(
        member.child("value") for member in members
    )

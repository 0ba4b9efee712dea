"""Mending the inputs and outputs of a process (section 8).

Their names, schemas and numbers of occurrences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..._json import JsonObject, JsonValue
from .._quirks import Notes
from ._description import repair_description
from ._schema import SCHEMA_KEYWORDS, schema
from ._values import boolean, identifier, whole
from ._wps import old_schema

IDS: Final = (
    "id",
    "identifier",
    "processID",
    "processId",
    "process_id",
    "Identifier",
    "ows:Identifier",
    "name",
    "key",
    "slug",
)
_UNBOUNDED: Final = 2**31 - 1


def members(value: JsonValue, notes: Notes, *, is_input: bool) -> JsonObject:
    """Return inputs or outputs by id."""
    if isinstance(value, Mapping):
        wrapped = next(
            (
                value[n]
                for n in ("input", "output", "Input", "Output")
                if isinstance(value.get(n), list)
            ),
            None,
        )
        if len(value) != 1 or wrapped is None:
            return {
                str(k): _member(item, notes.at(k), is_input=is_input)
                for k, item in value.items()
            }
        value = wrapped
    if value is None:
        return {}
    notes.add("list-not-object")
    by_name: JsonObject = {}
    for i, item in enumerate(value if isinstance(value, list) else []):
        new_members = {
            name: member for name, member in _named_members(item) if name not in by_name
        }
        # Two of one name cannot both be sent; servers read the first.
        if not new_members:
            notes.add("dropped-member", i)
        by_name.update(
            (name, _member(member, notes.at(i), is_input=is_input))
            for name, member in new_members.items()
        )
    return by_name


def _named_members(item: JsonValue) -> Iterator[tuple[str, Any]]:
    if not isinstance(item, Mapping):
        if isinstance(item, str):
            yield item, {}
        return
    name = next(
        (
            name_text
            for name_text in (identifier(item.get(n)) for n in IDS)
            if name_text
        ),
        None,
    )
    if name is not None:
        yield name, item
    elif len(item) == 1:  # [{"a": {...}}, {"b": {...}}]
        yield from ((str(key), description) for key, description in item.items())


def _member(value: JsonValue, notes: Notes, *, is_input: bool) -> JsonObject:
    if not isinstance(value, Mapping):
        if value is None:
            notes.add("missing-schema")
        return {"schema": schema(value, notes) if value is not None else {}}
    member = {str(key): item for key, item in value.items()}
    repair_description(member, notes)
    _schema(member, notes)
    if is_input:
        _occurs(member, notes)
    else:
        member.pop("minOccurs", None)
        member.pop("maxOccurs", None)
    return member


def _schema(member: JsonObject, notes: Notes) -> None:
    declared = member.get("schema")
    if declared is not None and declared not in ({}, "", True):
        member["schema"] = schema(declared, notes.at("schema"))
        default = next(
            (n for n in ("default", "defaultValue") if member.get(n) is not None), None
        )
        if default and "default" not in member["schema"]:
            notes.add("schema-outside", default)
            member["schema"]["default"] = member[default]
        return
    wps_schema = old_schema(member)
    outside = {
        k: v
        for k, v in member.items()
        if k in SCHEMA_KEYWORDS
        and k not in ("format", "default", "examples", "example")
    }
    kind = member.get("type")
    if wps_schema is not None:
        notes.add("old-description")
        member["schema"] = wps_schema
    elif outside or (
        isinstance(kind, str | list) and kind not in ("literal", "complex")
    ):
        notes.add("schema-outside")
        member["schema"] = schema(
            {**outside, **({} if kind is None else {"type": kind})}, notes
        )
    else:
        if declared is None:
            notes.add("missing-schema")
        member["schema"] = {}
    _add_outer_annotations(member)


def _add_outer_annotations(member: JsonObject) -> None:
    """Add default, examples and format from outside to a schema that was made here (T24)."""
    for name in ("default", "examples", "example"):
        if member.get(name) is not None and name not in member["schema"]:
            member["schema"][name] = member[name]
    if isinstance(member.get("format"), str) and "/" not in member["format"]:
        member["schema"].setdefault("format", member["format"])


def _occurs(member: JsonObject, notes: Notes) -> None:
    for name, other in (("minOccurs", "min_occurs"), ("maxOccurs", "max_occurs")):
        declared = member.get(name, member.get(other))
        if name not in member and declared is not None:
            notes.add("other-name", other)
        if declared is None:
            member.pop(name, None)
            continue
        number = _occurrences(declared, is_max=name == "maxOccurs")
        if number is None:
            member.pop(name, None)
        else:
            member[name] = number
        if number != declared or type(number) is not type(declared):
            notes.add("occurs-form", name, detail=declared)
    is_required = boolean(member.get("required")) if "minOccurs" not in member else None
    if is_required is False or (
        "minOccurs" not in member and boolean(member.get("optional"))
    ):
        member["minOccurs"] = 0


def _occurrences(value: JsonValue, *, is_max: bool) -> int | str | None:
    number = whole(value)
    if number is not None:
        if is_max:
            if number < 0 or number >= _UNBOUNDED:
                return "unbounded"
            return number or None
        return max(0, number)
    text = str(value).strip().lower()
    endless = text in (
        "unbounded",
        "*",
        "n",
        "inf",
        "infinity",
        "+inf",
        "none",
        "unlimited",
        "many",
    )
    return "unbounded" if is_max and endless else None

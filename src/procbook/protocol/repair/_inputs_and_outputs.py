"""Mending the inputs and outputs of a process (section 8): their names, schemas and numbers of occurrences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._quirks import Notes
from ._description import described
from ._schema import SCHEMA_KEYWORDS, schema
from ._values import boolean, identifier, whole
from ._wps import old_schema

IDS = (
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
_UNBOUNDED = 2**31 - 1


def members(value: Any, notes: Notes, *, is_input: bool) -> dict[str, Any]:
    """Return inputs or outputs by id."""
    if isinstance(value, Mapping):
        inner = next(
            (
                value[n]
                for n in ("input", "output", "Input", "Output")
                if isinstance(value.get(n), list)
            ),
            None,
        )
        if len(value) != 1 or inner is None:
            return {
                str(k): _member(item, notes.at(k), is_input=is_input) for k, item in value.items()
            }
        value = inner
    if value is None:
        return {}
    notes.add("list-not-object")
    made: dict[str, Any] = {}
    for i, item in enumerate(value if isinstance(value, list) else []):
        named = {name: member for name, member in _listed(item) if name not in made}
        if (
            not named
        ):  # Two of one name cannot both be sent; the first is the one that servers read.
            notes.add("dropped-member", i)
        made.update(
            (name, _member(member, notes.at(i), is_input=is_input))
            for name, member in named.items()
        )
    return made


def _listed(item: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(item, Mapping):
        if isinstance(item, str):
            yield item, {}
        return
    name = next((found for found in (identifier(item.get(n)) for n in IDS) if found), None)
    if name is not None:
        yield name, item
    elif len(item) == 1:  # [{"a": {...}}, {"b": {...}}]
        yield from ((str(key), inner) for key, inner in item.items())


def _member(value: Any, notes: Notes, *, is_input: bool) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        if value is None:
            notes.add("missing-schema")
        return {"schema": schema(value, notes) if value is not None else {}}
    made = {str(key): item for key, item in value.items()}
    described(made, notes)
    _schema(made, notes)
    if is_input:
        _occurs(made, notes)
    else:
        made.pop("minOccurs", None)
        made.pop("maxOccurs", None)
    return made


def _schema(made: dict[str, Any], notes: Notes) -> None:
    given = made.get("schema")
    if given is not None and given not in ({}, "", True):
        made["schema"] = schema(given, notes.at("schema"))
        default = next((n for n in ("default", "defaultValue") if made.get(n) is not None), None)
        if default and "default" not in made["schema"]:
            notes.add("schema-outside", default)
            made["schema"]["default"] = made[default]
        return
    old = old_schema(made)
    outside = {
        k: v
        for k, v in made.items()
        if k in SCHEMA_KEYWORDS and k not in ("format", "default", "examples", "example")
    }
    kind = made.get("type")
    if old is not None:
        notes.add("old-description")
        made["schema"] = old
    elif outside or (isinstance(kind, str | list) and kind not in ("literal", "complex")):
        notes.add("schema-outside")
        made["schema"] = schema({**outside, **({} if kind is None else {"type": kind})}, notes)
    else:
        if given is None:
            notes.add("missing-schema")
        made["schema"] = {}
    _beside(made)


def _beside(made: dict[str, Any]) -> None:
    """Take a default, examples or a format that stand beside into a schema made here (T24)."""
    for name in ("default", "examples", "example"):
        if made.get(name) is not None and name not in made["schema"]:
            made["schema"][name] = made[name]
    if isinstance(made.get("format"), str) and "/" not in made["format"]:
        made["schema"].setdefault("format", made["format"])


def _occurs(made: dict[str, Any], notes: Notes) -> None:
    for name, other in (("minOccurs", "min_occurs"), ("maxOccurs", "max_occurs")):
        given = made.get(name, made.get(other))
        if name not in made and given is not None:
            notes.add("other-name", other)
        if given is None:
            made.pop(name, None)
            continue
        number = _occurrences(given, is_max=name == "maxOccurs")
        if number is None:
            made.pop(name, None)
        else:
            made[name] = number
        if number != given or type(number) is not type(given):
            notes.add("occurs-form", name, detail=given)
    needed = boolean(made.get("required")) if "minOccurs" not in made else None
    if needed is False or ("minOccurs" not in made and boolean(made.get("optional"))):
        made["minOccurs"] = 0


def _occurrences(value: Any, *, is_max: bool) -> int | str | None:
    number = whole(value)
    if number is not None:
        if is_max:
            return "unbounded" if number < 0 or number >= _UNBOUNDED else number or None
        return max(0, number)
    word = str(value).strip().lower()
    endless = word in (
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

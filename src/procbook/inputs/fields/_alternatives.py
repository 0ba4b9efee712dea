"""``oneOf``, ``anyOf`` and lists of types as fields.

They are a choice between shapes, unless something simpler says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from ..._json import JsonObject, JsonValue
from ..schema._flatten import both
from ..schema._keywords import ANNOTATIONS
from ._choices import distinct_labels, value_label
from ._field import ABSENT, Field
from ._field_kinds import geojson_shape, geometry_types, medium, type_of
from ._place import FieldContext, FieldMaker

_LABELS: Final = {
    "string": "Text",
    "number": "Number",
    "integer": "Whole number",
    "boolean": "Yes or no",
    "array": "List",
    "object": "Object",
}
_DETAIL: Final = 40
"""Characters that a label may have beside its name."""
_LIMITS: Final = frozenset(
    {
        "required",
        "not",
        "dependentRequired",
        "minProperties",
        "maxProperties",
        "x-conditions",
    }
    | {
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "pattern",
    }
    | {"minLength", "maxLength", "multipleOf", "contains", "uniqueItems"}
)
"""A branch that says nothing else only limits what the rest describes."""


def field(
    planner: FieldMaker, draft: Field, flat: JsonObject, context: FieldContext
) -> Field:
    """Return the field for a flat schema that holds ``oneOf`` or ``anyOf``."""
    keyword = "oneOf" if "oneOf" in flat else "anyOf"
    others = {k: v for k, v in flat.items() if k != keyword}
    flats = [planner.merger.flat(branch)[0] for branch in flat[keyword]]
    branches = [
        (b, f)
        for b, f in zip(flat[keyword], flats, strict=True)
        if not _is_null(f) and f.get("not") not in (True, {})
    ]
    nullable = len(branches) < len(flats) and any(map(_is_null, flats))
    branches = _distinct(branches)
    if not branches:
        return replace(draft, kind="null")
    if all(f.keys() - ANNOTATIONS <= _LIMITS for _, f in branches):
        return planner.with_kind(draft, others, context)
    draft = _with_null_label(draft, flats)
    simple = (
        _consts(draft, branches)
        or _files(draft, branches)
        or _geometries(draft, branches)
    )
    if simple is not None:
        return replace(simple, nullable=nullable)
    base = {
        k: v
        for k, v in others.items()
        if k not in ANNOTATIONS and not k.startswith(("x-", "ui"))
    }
    if len(branches) == 1:
        return _only(
            planner,
            draft,
            both(base or True, branches[0][0]),
            context,
            nullable=nullable,
        )
    children = _branches(planner, branches, base, context)
    return replace(
        draft,
        kind="alternatives",
        children=tuple(children),
        nullable=nullable,
        constraints={},
    )


def of_types(
    planner: FieldMaker,
    draft: Field,
    flat: JsonObject,
    context: FieldContext,
    names: list[str],
) -> Field:
    """Return the field for a list of types: a branch for each."""
    base = {
        k: v
        for k, v in flat.items()
        if k not in ANNOTATIONS and not k.startswith(("x-", "ui"))
    }
    if "integer" in names and "number" in names:
        names = [n for n in names if n != "integer"]
    branches = [({**base, "type": name}, {**base, "type": name}) for name in names]
    children = _branches(planner, branches, {}, context)
    return replace(draft, kind="alternatives", children=tuple(children), constraints={})


def _is_null(flat: JsonObject) -> bool:
    return (
        flat.get("type") in ("null", ["null"])
        or flat.get("enum") == [None]
        or flat.get("const", 0) is None
    )


def _distinct(branches: list[tuple[Any, JsonObject]]) -> list[tuple[Any, JsonObject]]:
    structures: list[JsonObject] = []
    out = []
    rules = [
        {k: v for k, v in flat.items() if k not in ANNOTATIONS} for _, flat in branches
    ]
    has_numbers = {"type": "number"} in rules
    for (branch, flat), structure in zip(branches, rules, strict=True):
        if has_numbers and structure == {"type": "integer"}:
            continue  # each whole number is a number
        if structure not in structures:
            structures.append(structure)
            out.append((branch, flat))
    return out


def _only(
    planner: FieldMaker,
    draft: Field,
    schema: JsonValue,
    context: FieldContext,
    *,
    nullable: bool,
) -> Field:
    """Return the field of the only branch, with the title and texts of the outer schema."""
    branch = planner.field(schema, replace(context, depth=context.depth + 1))
    has_own_label = bool(draft.label) or not branch.label
    return replace(
        branch,
        label=draft.label if has_own_label else branch.label,
        help=draft.help or branch.help,
        default=draft.default if draft.default is not ABSENT else branch.default,
        examples=draft.examples or branch.examples,
        unit=draft.unit or branch.unit,
        nullable=nullable or branch.nullable,
        when=draft.when,
        hints={**branch.hints, **draft.hints},
    )


def _consts(draft: Field, branches: list[tuple[Any, JsonObject]]) -> Field | None:
    """Return a choice if all branches are constants, which is an ``enum`` with titles."""
    choices = []
    for _, flat in branches:
        values = [flat["const"]] if "const" in flat else flat.get("enum", [])
        if not values:
            return None
        title, help = (
            (flat.get("title", ""), flat.get("description", ""))
            if len(values) == 1
            else ("", "")
        )
        choices += [
            {
                "value": v,
                "label": title or value_label(v),
                **({"help": help} if help else {}),
            }
            for v in values
        ]
    return replace(draft, kind="choice", choices=distinct_labels(choices))


def _files(draft: Field, branches: list[tuple[Any, JsonObject]]) -> Field | None:
    """Return one file of several formats if the branches differ in media type only."""
    if not all("contentMediaType" in f and type_of(f) == "string" for _, f in branches):
        return None
    return replace(draft, kind="file", media=tuple(medium(f) for _, f in branches))


def _geometries(draft: Field, branches: list[tuple[Any, JsonObject]]) -> Field | None:
    shapes = {geojson_shape(f) for _, f in branches}
    if "" in shapes:
        return None
    types = [t for _, f in branches for t in geometry_types(f)]
    shape = "geometry" if shapes == {"geometry"} else "any"
    hints = {
        **draft.hints,
        "geojson": shape,
        **({"geometryTypes": list(dict.fromkeys(types))} if types else {}),
    }
    return replace(draft, kind="geometry", hints=hints)


def _branches(
    planner: FieldMaker,
    branches: list[tuple[Any, JsonObject]],
    base: JsonObject,
    context: FieldContext,
) -> Iterator[Field]:
    drafts = [
        planner.field(both(base or True, branch), context.apart())
        for branch, _ in branches
    ]
    labels = [
        str(flat.get("title") or _label(flat, branch, draft) or "Value")
        for (branch, flat), draft in zip(branches, drafts, strict=True)
    ]
    names: set[str] = set()
    for number, ((_, flat), draft) in enumerate(zip(branches, drafts, strict=True)):
        label = labels[number]
        if labels.count(label) > 1:
            label = _distinct_label(labels, number, [flat for _, flat in branches])
        name = str(flat.get("x-key") or label)
        name = name if name not in names else f"{name} {number + 1}"
        names.add(name)
        yield replace(draft, name=name, label=label, required=False)


def _distinct_label(labels: list[str], number: int, flats: list[JsonObject]) -> str:
    """Return the label of a branch that has the label of another one, with what is its own."""
    label, flat = labels[number], flats[number]
    others = [f for n, f in enumerate(flats) if n != number and labels[n] == label]
    details = [str(flat.get(key) or "") for key in ("description", "format", "pattern")]
    detail = next((text for text in details if 0 < len(text) <= _DETAIL), "")
    limits = [str(flat[key]) for key in ("minimum", "maximum") if key in flat]
    detail = detail or "–".join(limits)
    if detail and not any(detail == str(f.get("description")) for f in others):
        return f"{label} ({detail.rstrip('.')})"
    common = {name for other in others for name in other.get("properties", {})}
    own = [name for name in flat.get("properties", {}) if name not in common]
    if own:
        return f"{label} with {' and '.join(own[:2])}"
    same_before = labels[: number + 1].count(label)
    return label if same_before == 1 else f"{label} {same_before}"


def _with_null_label(draft: Field, flats: list[JsonObject]) -> Field:
    """Return a field with the title that its description gives to null, such as "Nobody"."""
    titles = [f["title"] for f in flats if _is_null(f) and f.get("title")]
    if not titles:
        return draft
    return replace(draft, hints={**draft.hints, "null_label": str(titles[0])})


def _label(flat: JsonObject, branch: JsonValue, draft: Field) -> str:
    if draft.media:
        return str(draft.media[0]["mediaType"])
    if draft.kind == "geometry":
        return "GeoJSON"
    if draft.kind == "bbox":
        return "Bounding box"
    if remote := str(flat.get("x-remote", "")):
        return _reference_name(remote)
    if isinstance(branch, dict) and "$ref" in branch:
        return str(branch["$ref"]).rpartition("/")[2]
    subject = draft.item.label if draft.item is not None else ""
    if draft.kind == "list" and (subject or draft.item):
        inner = subject or _LABELS.get(_item_type(flat), "")
        return f"List of {inner.lower()}" if inner else "List"
    constant = next(
        (
            s["const"]
            for s in flat.get("properties", {}).values()
            if isinstance(s, dict) and "const" in s
        ),
        None,
    )
    if constant is not None:
        return str(constant)
    formats = {
        "date": "Date",
        "datetime": "Date and time",
        "choice": "One of a list",
        "uri": "Address",
    }
    return formats.get(draft.kind) or _LABELS.get(type_of(flat), "")


def _item_type(flat: JsonObject) -> str:
    items = flat.get("items")
    return type_of(items) if isinstance(items, dict) else ""


def _reference_name(address: str) -> str:
    """Return the name that an address has for people.

    ``https://e.org/item-spec/item.json`` is called "Item".
    """
    path, _, fragment = address.partition("#")
    name = (fragment or path).rstrip("/").rpartition("/")[2]
    words = re.sub(r"\.(json|ya?ml|xsd)$", "", name).replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words else address

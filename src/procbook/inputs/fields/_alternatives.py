"""``oneOf``, ``anyOf`` and lists of types: a choice between shapes, unless something simpler says the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from ..schema._flatten import Json, both
from ..schema._keywords import ANNOTATIONS
from ._field import ABSENT, Field
from ._field_kinds import geojson_shape, geometry_types, medium, type_of
from ._place import FieldMaker, Place

_LABELS: Final = {
    "string": "Text",
    "number": "Number",
    "integer": "Whole number",
    "boolean": "Yes or no",
    "array": "List",
    "object": "Object",
}
#: A branch that says nothing else only limits what the rest describes.
_LIMITS: Final = frozenset(
    {"required", "not", "dependentRequired", "minProperties", "maxProperties", "x-conditions"}
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


def field(planner: FieldMaker, made: Field, flat: Json, place: Place) -> Field:
    """Return the field for a flat schema that holds ``oneOf`` or ``anyOf``."""
    word = "oneOf" if "oneOf" in flat else "anyOf"
    rest = {k: v for k, v in flat.items() if k != word}
    flats = [planner.merger.flat(branch)[0] for branch in flat[word]]
    kept = [
        (b, f)
        for b, f in zip(flat[word], flats, strict=True)
        if not _is_null(f) and f.get("not") not in (True, {})
    ]
    nullable = len(kept) < len(flats) and any(map(_is_null, flats))
    kept = _distinct(kept)
    if not kept:
        return replace(made, kind="null")
    if all(f.keys() - ANNOTATIONS <= _LIMITS for _, f in kept):
        return planner.shaped(made, rest, place)
    simple = _consts(made, kept) or _files(made, kept) or _geometries(made, kept)
    if simple is not None:
        return replace(simple, nullable=nullable)
    base = {
        k: v for k, v in rest.items() if k not in ANNOTATIONS and not k.startswith(("x-", "ui"))
    }
    if len(kept) == 1:
        return _only(planner, made, both(base or True, kept[0][0]), place, nullable=nullable)
    children = _branches(planner, kept, base, place)
    return replace(
        made, kind="alternatives", children=tuple(children), nullable=nullable, constraints={}
    )


def of_types(planner: FieldMaker, made: Field, flat: Json, place: Place, names: list[str]) -> Field:
    """Return the field for a list of types: a branch for each."""
    base = {
        k: v for k, v in flat.items() if k not in ANNOTATIONS and not k.startswith(("x-", "ui"))
    }
    if "integer" in names and "number" in names:
        names = [n for n in names if n != "integer"]
    kept = [({**base, "type": name}, {**base, "type": name}) for name in names]
    children = _branches(planner, kept, {}, place)
    return replace(made, kind="alternatives", children=tuple(children), constraints={})


def _is_null(flat: Json) -> bool:
    return (
        flat.get("type") in ("null", ["null"])
        or flat.get("enum") == [None]
        or flat.get("const", 0) is None
    )


def _distinct(kept: list[tuple[Any, Json]]) -> list[tuple[Any, Json]]:
    seen: list[Json] = []
    out = []
    for branch, flat in kept:
        bare = {k: v for k, v in flat.items() if k not in ANNOTATIONS}
        if bare not in seen:
            seen.append(bare)
            out.append((branch, flat))
    return out


def _only(planner: FieldMaker, made: Field, schema: Any, place: Place, *, nullable: bool) -> Field:
    """Draw the one branch that is left, under the texts of the whole."""
    inner = planner.field(schema, replace(place, depth=place.depth + 1))
    return replace(
        inner,
        label=made.label if made.label != made.name or not inner.label else inner.label,
        help=made.help or inner.help,
        default=made.default if made.default is not ABSENT else inner.default,
        examples=made.examples or inner.examples,
        unit=made.unit or inner.unit,
        nullable=nullable or inner.nullable,
        when=made.when,
        hints={**inner.hints, **made.hints},
    )


def _consts(made: Field, kept: list[tuple[Any, Json]]) -> Field | None:
    """``oneOf`` of constants is an ``enum`` with titles."""
    choices = []
    for _, flat in kept:
        values = [flat["const"]] if "const" in flat else flat.get("enum", [])
        if not values:
            return None
        title, help = (
            (flat.get("title", ""), flat.get("description", "")) if len(values) == 1 else ("", "")
        )
        choices += [
            {"value": v, "label": title or str(v), **({"help": help} if help else {})}
            for v in values
        ]
    return replace(made, kind="choice", choices=tuple(choices))


def _files(made: Field, kept: list[tuple[Any, Json]]) -> Field | None:
    """Texts that differ in their media types only are one file of several formats."""
    if not all("contentMediaType" in f and type_of(f) == "string" for _, f in kept):
        return None
    return replace(made, kind="file", media=tuple(medium(f) for _, f in kept))


def _geometries(made: Field, kept: list[tuple[Any, Json]]) -> Field | None:
    shapes = {geojson_shape(f) for _, f in kept}
    if "" in shapes:
        return None
    types = [t for _, f in kept for t in geometry_types(f)]
    shape = "geometry" if shapes == {"geometry"} else "any"
    hints = {
        **made.hints,
        "geojson": shape,
        **({"geometryTypes": list(dict.fromkeys(types))} if types else {}),
    }
    return replace(made, kind="geometry", hints=hints)


def _branches(
    planner: FieldMaker, kept: list[tuple[Any, Json]], base: Json, place: Place
) -> Iterator[Field]:
    taken: set[str] = set()
    for number, (branch, flat) in enumerate(kept, start=1):
        schema = both(base or True, branch)
        made = planner.field(schema, place.apart())
        label = str(flat.get("title") or _label(flat, branch, made) or f"Option {number}")
        name = str(flat.get("x-key") or label)
        name = name if name not in taken else f"{name} {number}"
        taken.add(name)
        yield replace(made, name=name, label=label, required=False)


def _label(flat: Json, branch: Any, made: Field) -> str:
    if made.media:
        return str(made.media[0]["mediaType"])
    if made.kind == "geometry":
        return "GeoJSON"
    if made.kind == "bbox":
        return "Bounding box"
    if isinstance(branch, dict) and "$ref" in branch:
        return str(branch["$ref"]).rpartition("/")[2]
    told = next(
        (
            s["const"]
            for s in flat.get("properties", {}).values()
            if isinstance(s, dict) and "const" in s
        ),
        None,
    )
    if told is not None:
        return str(told)
    formats = {
        "date": "Date",
        "datetime": "Date and time",
        "choice": "One of a list",
        "uri": "Address",
    }
    return formats.get(made.kind) or _LABELS.get(type_of(flat), "")

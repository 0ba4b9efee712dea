"""Schemas (2020-12, normalised) -> fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from ..schema._flatten import Merger
from . import _alternatives as alternatives
from ._conditions import conditional_members
from ._field import ABSENT, Field
from ._field_kinds import (
    CONSTRAINTS,
    geojson_shape,
    geometry_types,
    is_box,
    medium,
    text_kind,
    type_of,
    types_of,
)
from ._place import Place
from ._ui_hints import choice_labels, hints_of

Json = dict[str, Any]

#: Levels of a form; what lies deeper is edited as JSON.
DEPTH: Final = 24
#: Fields of one form after which definitions are drawn when they are opened, not before.
BUDGET: Final = 4000


class Planner:
    """Makes fields, each definition at most once where it would never end or be too much.

    Parameters
    ----------
    defs : dict
        The definitions of the document.
    """

    def __init__(self, defs: Json) -> None:
        self.defs = defs
        self.merger = Merger(defs)
        self._needed: list[str] = []
        self._made = 0

    def definitions(self) -> dict[str, Field]:
        """Return the fields of all definitions that some field of kind ``ref`` names."""
        made: dict[str, Field] = {}
        while waiting := [name for name in self._needed if name not in made]:
            for name in waiting:
                made[name] = replace(self.field({"$ref": f"#/$defs/{name}"}, Place("")), name=name)
        return made

    def field(self, schema: Any, place: Place) -> Field:
        """Return the field for one schema."""
        self._made += 1
        flat, refs = self.merger.flat(schema)
        own = schema if isinstance(schema, dict) else {}
        hints = {**place.hints, **hints_of(flat)}
        made = self._common(own, flat, hints, place)
        if loop := self._endless(flat, refs, place):
            if loop not in self._needed:
                self._needed.append(loop)
            return replace(made, kind="ref", ref=loop)
        if place.depth > DEPTH:
            return replace(made, kind="json")
        return self.shaped(made, flat, replace(place, hints=hints, within=(*place.within, *refs)))

    def _endless(self, flat: Json, refs: tuple[str, ...], place: Place) -> str:
        again = next((ref for ref in refs if ref in place.within), "")
        if again or self._made < BUDGET or place.depth == 0:
            return again
        return next(iter(refs), "") if type_of(flat) in ("object", "array", "") else ""

    def _common(self, own: Json, flat: Json, hints: Json, place: Place) -> Field:
        """Make a field with everything that does not depend on its kind."""
        title = own.get("title") or ("" if place.name and "$ref" in own else flat.get("title"))
        visible = hints.pop("visible", None)
        marks = {k: True for k in ("readOnly", "writeOnly", "deprecated") if flat.get(k)}
        if "writeOnly" in marks:
            hints = {**hints, "secret": True}
        if "x-remote" in flat:
            marks["remote"] = flat["x-remote"]
        return Field(
            name=place.name,
            kind="json",
            label=str(hints.pop("title", "") or title or place.name),
            help=str(hints.pop("description", "") or flat.get("description", "")),
            required=place.required,
            default=flat.get("default", ABSENT),
            examples=tuple(flat.get("examples", ())),
            unit=next(
                (
                    flat[k]
                    for k in ("uom", "unit", "units", "x-unit", "x-uom")
                    if isinstance(flat.get(k), str)
                ),
                "",
            ),
            format=str(flat.get("format", "")),
            constraints={k: flat[k] for k in CONSTRAINTS if k in flat},
            when={"expr": visible["expr"]} if visible else place.when,
            hints={**hints, **marks},
            pointer=place.pointer,
        )

    def shaped(self, made: Field, flat: Json, place: Place) -> Field:
        """Give a field its kind, and the fields below it."""
        if flat.get("not") in (True, {}):
            return replace(made, hints={**made.hints, "hidden": True})
        if "const" in flat:
            return replace(
                made, kind="const", choices=({"value": flat["const"], "label": str(flat["const"])},)
            )
        if "enum" in flat:
            return _choice(made, flat)
        if "oneOf" in flat or "anyOf" in flat:
            return alternatives.field(self, made, flat, place)
        names = types_of(flat)
        nullable = "null" in (flat.get("type") or ())
        made = replace(made, nullable=True) if nullable else made
        if not names and nullable:
            return replace(made, kind="null", nullable=False)
        if len(names) > 1 and set(names) != {"integer", "number"}:
            return alternatives.of_types(self, made, flat, place, names)
        shape = {"object": self._object, "array": self._array, "string": _text, "boolean": _boolean}
        return shape.get(type_of(flat), _other)(made, flat, place)

    def _object(self, made: Field, flat: Json, place: Place) -> Field:
        if geo := _geojson(made, flat):
            return geo
        members = flat.get("properties", {})
        if box := _box_object(made, members):
            return box
        children = [*self._members(flat, place), *self._conditional(flat, place)]
        more = flat.get("additionalProperties", flat.get("unevaluatedProperties"))
        patterns = flat.get("patternProperties", {})
        if children:
            extra = (
                self._value(more, patterns, place)
                if more not in (None, False) or patterns
                else None
            )
            return replace(made, kind="object", children=by_order(children), extra=extra)
        if more is False and not patterns:
            return replace(made, kind="object")
        key = _key(flat, patterns)
        return replace(made, kind="mapping", item=self._value(more, patterns, place), key=key)

    def _members(self, flat: Json, place: Place) -> Iterator[Field]:
        needed = flat.get("required", ())
        known = flat.get("properties", {})
        for name, schema in known.items():
            yield self.field(schema, place.inside(name, required=name in needed))
        for name in needed if known else ():
            if name not in known:  # asked for, but not described: anything will do
                yield self.field(True, place.inside(name, required=True))

    def _conditional(self, flat: Json, place: Place) -> Iterator[Field]:
        known = flat.get("properties", {})
        for name, schema, when, needed in conditional_members(flat, self.merger):
            if name not in known:
                yield self.field(schema, place.inside(name, required=needed, when=when))

    def _value(self, more: Any, patterns: Json, place: Place) -> Field:
        schemas = [*patterns.values(), *([more] if isinstance(more, dict) else [])]
        return self.field(schemas[0] if len(schemas) == 1 else True, place.apart())

    def _array(self, made: Field, flat: Json, place: Place) -> Field:
        items = flat.get("items", True)
        if positions := flat.get("prefixItems"):
            return self._tuple(made, flat, positions, place)
        inner, _ = self.merger.flat(items)
        if is_box(flat, inner, made.name, made.hints):
            size = flat.get("maxItems", 4)
            return replace(
                made,
                kind="bbox",
                hints={**made.hints, "shape": "array", "dims": 3 if size == 6 else 2},
            )
        if (
            inner.get("format") in ("date", "date-time", "time")
            and flat.get("minItems") == flat.get("maxItems") == 2
        ):
            return replace(
                made,
                kind="interval",
                format=inner["format"],
                hints={**made.hints, "shape": "array"},
            )
        item = self.field(items, place.apart())
        if item.kind == "choice" and not item.nullable:
            return replace(made, kind="multichoice", choices=item.choices)
        return replace(made, kind="list", item=item)

    def _tuple(self, made: Field, flat: Json, positions: list[Any], place: Place) -> Field:
        least = flat.get("minItems", 0)
        children = [
            self.field(s, place.inside(str(n), required=n < least)) for n, s in enumerate(positions)
        ]
        children = [replace(c, label="" if c.label == c.name else c.label) for c in children]
        further = flat.get("items", True)
        more = self.field(further, place.apart()) if isinstance(further, dict) else None
        return replace(made, kind="tuple", children=tuple(children), item=more)


def by_order(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return fields in the order that their hints ask for; the others follow as they came."""
    return tuple(sorted(fields, key=lambda f: f.hints.get("order", float("inf"))))


def _choice(made: Field, flat: Json) -> Field:
    values = [v for v in flat["enum"] if v is not None]
    nullable = len(values) < len(flat["enum"]) and "null" in (flat.get("type") or ["null"])
    if not values:
        return replace(made, kind="null")
    if len(values) == 2 and {True, False} == {v for v in values if isinstance(v, bool)}:
        return replace(made, kind="boolean", nullable=nullable)
    return replace(
        made, kind="choice", nullable=nullable, choices=tuple(choice_labels(flat, values))
    )


def _text(made: Field, flat: Json, _place: Place) -> Field:
    kind = text_kind(flat, made.name, made.hints)
    if kind == "password":
        return replace(made, kind=kind, hints={**made.hints, "secret": True})
    if kind == "file":
        return replace(made, kind=kind, media=(medium(flat),))
    return replace(
        made, kind=kind, hints={**made.hints, "shape": "text"} if kind == "interval" else made.hints
    )


def _boolean(made: Field, _flat: Json, _place: Place) -> Field:
    return replace(made, kind="boolean")


def _other(made: Field, flat: Json, _place: Place) -> Field:
    """Shape a number, GeoJSON by format alone, or what has no type at all."""
    name = type_of(flat)
    if name in ("number", "integer"):
        return replace(made, kind="epsg" if made.format == "epsg-code" else name)
    if geo := _geojson(made, flat):
        return geo
    if isinstance(flat.get("contentMediaType"), str):
        made = replace(made, media=(medium(flat),))
    remote = made.hints.get("remote")
    return replace(
        made, kind="json", help=made.help or (f"Described at <{remote}>." if remote else "")
    )


def _geojson(made: Field, flat: Json) -> Field | None:
    shape = geojson_shape(flat)
    if not shape:
        return None
    types = geometry_types(flat)
    hints = {**made.hints, "geojson": shape, **({"geometryTypes": types} if types else {})}
    media = (medium(flat),) if "contentMediaType" in flat else ()
    return replace(made, kind="geometry", hints=hints, media=media)


def _box_object(made: Field, members: Json) -> Field | None:
    box, crs = members.get("bbox"), members.get("crs", {})
    if (
        not isinstance(box, dict)
        or not set(members) <= {"bbox", "crs"}
        or (len(members) == 1 and made.format != "ogc-bbox")
    ):
        return None
    systems = crs.get("enum", []) if isinstance(crs, dict) else []
    hints = {**made.hints, "shape": "object", **({"crs": systems} if systems else {})}
    return replace(made, kind="bbox", hints=hints)


def _key(flat: Json, patterns: Json) -> Json:
    told = flat.get("propertyNames")
    if len(patterns) == 1 and flat.get("additionalProperties") is False:
        return {"pattern": next(iter(patterns))}
    return {k: told[k] for k in ("pattern", "enum") if k in told} if isinstance(told, dict) else {}

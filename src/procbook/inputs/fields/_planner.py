"""Schemas (2020-12, normalised) -> fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from ..._json import JsonObject, JsonValue
from ..schema._flatten import Merger
from . import _alternatives as alternatives
from ._boxes import axes, edges_of, is_box
from ._choices import choice_labels, distinct_labels, selection_hints, value_label
from ._conditions import conditional_members
from ._field import ABSENT, Field
from ._field_kinds import (
    CONSTRAINTS,
    geojson_shape,
    geometry_types,
    medium,
    text_kind,
    type_of,
    types_of,
)
from ._place import FieldContext
from ._ui_hints import hints_of

DEPTH: Final = 24
"""Levels of a form; what lies deeper is edited as JSON."""
BUDGET: Final = 4000
"""Fields of one form after which definitions are drawn when they are opened, not before."""


class Planner:
    """Makes fields, each definition at most once where it would never end or be too much.

    Parameters
    ----------
    defs : dict
        The definitions of the document.
    """

    def __init__(self, defs: JsonObject) -> None:
        self.defs = defs
        self.merger = Merger(defs)
        self._needed: list[str] = []
        self._made = 0

    def definitions(self) -> dict[str, Field]:
        """Return the fields of all definitions that some field of kind ``ref`` names."""
        fields: dict[str, Field] = {}
        while waiting := [name for name in self._needed if name not in fields]:
            for name in waiting:
                fields[name] = replace(
                    self.field({"$ref": f"#/$defs/{name}"}, FieldContext("")), name=name
                )
        return fields

    def field(self, schema: JsonValue, context: FieldContext) -> Field:
        """Return the field for one schema."""
        self._made += 1
        flat, refs = self.merger.flat(schema)
        own = schema if isinstance(schema, dict) else {}
        hints = {**context.hints, **hints_of(flat)}
        draft = self._common(own, flat, hints, context)
        if loop := self._endless(flat, refs, context):
            if loop not in self._needed:
                self._needed.append(loop)
            return replace(draft, kind="ref", ref=loop)
        if context.depth > DEPTH:
            return replace(draft, kind="json")
        return self.with_kind(
            draft, flat, replace(context, hints=hints, within=(*context.within, *refs))
        )

    def _endless(
        self, flat: JsonObject, refs: tuple[str, ...], context: FieldContext
    ) -> str:
        again = next((ref for ref in refs if ref in context.within), "")
        if again or self._made < BUDGET or context.depth == 0:
            return again
        if type_of(flat) in ("object", "array", ""):
            return next(iter(refs), "")
        return ""

    def _common(
        self,
        own: JsonObject,
        flat: JsonObject,
        hints: JsonObject,
        context: FieldContext,
    ) -> Field:
        """Return a field with everything that does not depend on its kind."""
        title = own.get("title") or (
            "" if context.name and "$ref" in own else flat.get("title")
        )
        visible = hints.pop("visible", None)
        marks = {
            k: True for k in ("readOnly", "writeOnly", "deprecated") if flat.get(k)
        }
        if "writeOnly" in marks:
            hints = {**hints, "secret": True}
        if "x-remote" in flat:
            marks["remote"] = flat["x-remote"]
        label = hints.pop("title", "") or title or context.name
        help = hints.pop("description", "") or flat.get("description", "")
        units = (flat.get(key) for key in ("uom", "unit", "units", "x-unit", "x-uom"))
        return Field(
            name=context.name,
            kind="json",
            label=str(label),
            help=str(help),
            required=context.required,
            default=flat.get("default", ABSENT),
            examples=tuple(flat.get("examples", ())),
            unit=next((unit for unit in units if isinstance(unit, str)), ""),
            format=str(flat.get("format", "")),
            constraints={k: flat[k] for k in CONSTRAINTS if k in flat},
            when={"expr": visible["expr"]} if visible else context.when,
            hints={**hints, **marks},
            pointer=context.pointer,
        )

    def with_kind(self, draft: Field, flat: JsonObject, context: FieldContext) -> Field:
        """Return a field with its kind and the fields below it."""
        if flat.get("not") in (True, {}):
            return replace(draft, hints={**draft.hints, "hidden": True})
        if "const" in flat:
            return replace(
                draft,
                kind="const",
                choices=(
                    {"value": flat["const"], "label": value_label(flat["const"])},
                ),
            )
        if "enum" in flat:
            return _choice(draft, flat)
        if "oneOf" in flat or "anyOf" in flat:
            return alternatives.field(self, draft, flat, context)
        names = types_of(flat)
        nullable = "null" in (flat.get("type") or ())
        draft = replace(draft, nullable=True) if nullable else draft
        if not names and nullable:
            return replace(draft, kind="null", nullable=False)
        if len(names) > 1 and set(names) != {"integer", "number"}:
            return alternatives.of_types(self, draft, flat, context, names)
        shape = {
            "object": self._object,
            "array": self._array,
            "string": _text,
            "boolean": _boolean,
        }
        return shape.get(type_of(flat), _other)(draft, flat, context)

    def _object(self, draft: Field, flat: JsonObject, context: FieldContext) -> Field:
        if geo := _geojson(draft, flat):
            return geo
        members = flat.get("properties", {})
        if box := _box_object(draft, members):
            return box
        draft = replace(draft, hints={**draft.hints, **edges_of(flat)})
        children = [*self._members(flat, context), *self._conditional(flat, context)]
        groups = flat.get("x-groups", {})
        children = [
            replace(c, hints={"group": groups[c.name], **c.hints})
            if c.name in groups
            else c
            for c in children
        ]
        additional = flat.get("additionalProperties", flat.get("unevaluatedProperties"))
        patterns = flat.get("patternProperties", {})
        if children:
            extra = (
                self._value(additional, patterns, context)
                if additional not in (None, False) or patterns
                else None
            )
            return replace(
                draft, kind="object", children=by_order(children), extra=extra
            )
        if additional is False and not patterns:
            return replace(draft, kind="object")
        key = _key(flat, patterns)
        return replace(
            draft,
            kind="mapping",
            item=self._value(additional, patterns, context),
            key=key,
        )

    def _members(self, flat: JsonObject, context: FieldContext) -> Iterator[Field]:
        required = flat.get("required", ())
        properties = flat.get("properties", {})
        for name, schema in properties.items():
            yield self.field(schema, context.inside(name, required=name in required))
        for name in required if properties else ():
            if name not in properties:  # asked for, but not described: anything will do
                yield self.field(True, context.inside(name, required=True))

    def _conditional(self, flat: JsonObject, context: FieldContext) -> Iterator[Field]:
        properties = flat.get("properties", {})
        for name, schema, condition, is_required in conditional_members(
            flat, self.merger
        ):
            if name not in properties:
                yield self.field(
                    schema, context.inside(name, required=is_required, when=condition)
                )

    def _value(
        self, additional: JsonValue, patterns: JsonObject, context: FieldContext
    ) -> Field:
        schemas = [
            *patterns.values(),
            *([additional] if isinstance(additional, dict) else []),
        ]
        return self.field(schemas[0] if len(schemas) == 1 else True, context.apart())

    def _array(self, draft: Field, flat: JsonObject, context: FieldContext) -> Field:
        items = flat.get("items", True)
        if positions := flat.get("prefixItems"):
            return self._tuple(draft, flat, positions, context)
        item_schema, _ = self.merger.flat(items)
        if is_box(flat, item_schema, draft.name, draft.hints):
            size = flat.get("maxItems", 4)
            return replace(
                draft,
                kind="bbox",
                hints={
                    **draft.hints,
                    "shape": "array",
                    "dims": 3 if size == 6 else 2,
                    **axes(flat, draft.help),
                },
            )
        if (
            item_schema.get("format") in ("date", "date-time", "time")
            and flat.get("minItems") == flat.get("maxItems") == 2
        ):
            return replace(
                draft,
                kind="interval",
                format=item_schema["format"],
                hints={**draft.hints, "shape": "array"},
            )
        item = self.field(items, context.apart())
        draft = _with_single(draft, item)
        if item.kind == "choice" and not item.nullable:
            return multichoice(draft, item)
        return replace(draft, kind="list", item=item)

    def _tuple(
        self,
        draft: Field,
        flat: JsonObject,
        positions: list[JsonValue],
        context: FieldContext,
    ) -> Field:
        least = flat.get("minItems", 0)
        children = [
            self.field(s, context.inside(str(n), required=n < least))
            for n, s in enumerate(positions)
        ]
        children = [
            replace(c, label="" if c.label == c.name else c.label) for c in children
        ]
        further = flat.get("items", True)
        further_item = (
            self.field(further, context.apart()) if isinstance(further, dict) else None
        )
        return replace(draft, kind="tuple", children=tuple(children), item=further_item)


def _with_single(draft: Field, item: Field) -> Field:
    """Return the field of a list of at most one item, which has the default of that item."""
    if draft.constraints.get("maxItems") != 1:
        return draft
    default = draft.default
    if default is ABSENT and item.default is not ABSENT:
        default = [item.default]
    return replace(draft, default=default, hints={**draft.hints, "single": True})


def multichoice(draft: Field, item: Field) -> Field:
    """Return the field in which several of some choices are picked."""
    hints = {**draft.hints, **selection_hints(item.choices)}
    return replace(draft, kind="multichoice", choices=item.choices, hints=hints)


def by_order(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return fields in the order that their hints ask for; the others follow as they came."""
    return tuple(sorted(fields, key=lambda f: f.hints.get("order", float("inf"))))


def _choice(draft: Field, flat: JsonObject) -> Field:
    values = [v for v in flat["enum"] if v is not None]
    nullable = len(values) < len(flat["enum"]) and "null" in (
        flat.get("type") or ["null"]
    )
    if not values:
        return replace(draft, kind="null")
    if len(values) == 2 and {True, False} == {v for v in values if isinstance(v, bool)}:
        return replace(draft, kind="boolean", nullable=nullable)
    return replace(
        draft,
        kind="choice",
        nullable=nullable,
        choices=distinct_labels(choice_labels(flat, values)),
    )


def _text(draft: Field, flat: JsonObject, _context: FieldContext) -> Field:
    kind = text_kind(flat, draft.name, draft.hints)
    if kind == "password":
        return replace(draft, kind=kind, hints={**draft.hints, "secret": True})
    if kind == "file":
        return replace(draft, kind=kind, media=(medium(flat),))
    return replace(
        draft,
        kind=kind,
        hints={**draft.hints, "shape": "text"} if kind == "interval" else draft.hints,
    )


def _boolean(draft: Field, _flat: JsonObject, _context: FieldContext) -> Field:
    return replace(draft, kind="boolean")


def _other(draft: Field, flat: JsonObject, _context: FieldContext) -> Field:
    """Return the field of a number, of GeoJSON by its format, or of a schema without a type."""
    name = type_of(flat)
    if name in ("number", "integer"):
        return replace(draft, kind="epsg" if draft.format == "epsg-code" else name)
    if geo := _geojson(draft, flat):
        return geo
    if isinstance(flat.get("contentMediaType"), str):
        draft = replace(draft, media=(medium(flat),))
    remote = draft.hints.get("remote")
    hints = {
        **draft.hints,
        **({} if name or remote or draft.media else {"anything": True}),
    }
    return replace(
        draft,
        kind="json",
        hints=hints,
        help=draft.help or (f"Described at <{remote}>." if remote else ""),
    )


def _geojson(draft: Field, flat: JsonObject) -> Field | None:
    shape = geojson_shape(flat)
    if not shape:
        return None
    types = geometry_types(flat)
    hints = {
        **draft.hints,
        "geojson": shape,
        **({"geometryTypes": types} if types else {}),
    }
    media = (medium(flat),) if "contentMediaType" in flat else ()
    return replace(draft, kind="geometry", hints=hints, media=media)


def _box_object(draft: Field, members: JsonObject) -> Field | None:
    box, crs = members.get("bbox"), members.get("crs", {})
    if (
        not isinstance(box, dict)
        or not set(members) <= {"bbox", "crs"}
        or (len(members) == 1 and draft.format != "ogc-bbox")
    ):
        return None
    systems = crs.get("enum", []) if isinstance(crs, dict) else []
    hints = {**draft.hints, "shape": "object", **({"crs": systems} if systems else {})}
    return replace(draft, kind="bbox", hints=hints)


def _key(flat: JsonObject, patterns: JsonObject) -> JsonObject:
    name_schema = flat.get("propertyNames")
    if len(patterns) == 1 and flat.get("additionalProperties") is False:
        return {"pattern": next(iter(patterns))}
    if isinstance(name_schema, dict):
        return {k: name_schema[k] for k in ("pattern", "enum") if k in name_schema}
    return {}

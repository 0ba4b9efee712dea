"""Invalid values and what is wrong with them, so that the page can be held against the kernel.

``python tests/unit/inputs/agreement.py`` writes ``agreement_cases.json`` anew: a list of
``{"name", "plan", "cases": [{"value", "mistakes": [[pointer, rule], …]}]}``. The values are made from valid ones by small
seeded damage: a member lost or added, a value of another type, a number past its limit, an item twice.
"""

from __future__ import annotations

import json
import random
from copy import deepcopy
from pathlib import Path

from procbook.inputs import dumps, plan, validate

CASES = Path(__file__).with_name("agreement_cases.json")
PER_SCHEMA = 32

_NODE = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
    },
    "required": ["name"],
    "additionalProperties": False,
}


def _process(**inputs):
    return {"id": "p", "version": "1", "inputs": inputs}


def _object(**members):
    return {"type": "object", "properties": members}


_CIRCLE = {
    "type": "object",
    "properties": {"kind": {"const": "circle"}, "r": {"type": "number", "minimum": 0}},
    "required": ["kind", "r"],
}
_BOX = {
    "type": "object",
    "properties": {
        "kind": {"const": "box"},
        "w": {"type": "number"},
        "h": {"type": "number", "exclusiveMinimum": 0},
    },
    "required": ["kind", "w", "h"],
}

#: Name -> (description or schema, a valid value).
SUBJECTS = {
    "numbers": (
        _object(
            a={"type": "number", "minimum": 0, "exclusiveMinimum": True, "maximum": 10},
            b={"type": "integer", "multipleOf": 5},
            c={"type": "number", "multipleOf": 0.1, "exclusiveMaximum": 4},
        )
        | {"required": ["a", "b"]},
        {"a": 1, "b": 10, "c": 0.3},
    ),
    "texts": (
        _object(
            a={"type": "string", "minLength": 2, "maxLength": 4},
            b={"type": "string", "pattern": "^[a-z]+$"},
            c={"type": "string", "enum": ["x", "y"], "nullable": True},
        )
        | {"required": ["a"], "additionalProperties": False},
        {"a": "abc", "b": "ok", "c": None},
    ),
    "formats": (
        _object(
            **{
                f: {"type": "string", "format": f}
                for f in (
                    "date",
                    "time",
                    "date-time",
                    "duration",
                    "email",
                    "uuid",
                    "color",
                )
            }
        ),
        {
            "date": "2025-02-28",
            "time": "14:30:00",
            "date-time": "2025-02-28T14:30:00",
            "duration": "P1DT12H",
            "email": "a@b.org",
            "uuid": "123e4567-e89b-12d3-a456-426614174000",
            "color": "#aabbcc",
        },
    ),
    "lists": (
        _object(
            a={
                "type": "array",
                "items": {"type": "integer", "minimum": 0},
                "minItems": 1,
                "maxItems": 3,
                "uniqueItems": True,
            },
            b={
                "type": "array",
                "prefixItems": [{"type": "string"}, {"type": "number"}],
                "items": False,
                "minItems": 2,
            },
            c={
                "type": "array",
                "items": {"type": "array", "items": {"type": "number"}, "minItems": 2},
            },
            d={"type": "array", "contains": {"const": 1}},
        ),
        {"a": [1, 2], "b": ["x", 1.5], "c": [[1, 2], [3, 4]], "d": [0, 1]},
    ),
    "objects": (
        _object(
            a={
                "type": "object",
                "properties": {
                    "x": {"type": "integer"},
                    "y": {
                        "type": "object",
                        "properties": {"z": {"type": "boolean"}},
                        "required": ["z"],
                    },
                },
                "required": ["x", "y"],
                "additionalProperties": {"type": "string"},
            },
            b={
                "type": "object",
                "patternProperties": {"^n_": {"type": "number"}},
                "additionalProperties": False,
                "minProperties": 1,
            },
            c={
                "type": "object",
                "propertyNames": {"pattern": "^[a-z]+$"},
                "maxProperties": 2,
            },
        ),
        {
            "a": {"x": 1, "y": {"z": True}, "more": "text"},
            "b": {"n_1": 1},
            "c": {"ok": 1},
        },
    ),
    "alternatives": (
        _object(
            shape={"oneOf": [_CIRCLE, _BOX]},
            either={
                "anyOf": [
                    {"type": "string", "minLength": 3},
                    {"type": "integer", "minimum": 10},
                ]
            },
            maybe={"anyOf": [{"type": "number"}, {"type": "null"}]},
            types={"type": ["string", "integer", "null"], "maxLength": 3, "minimum": 2},
        )
        | {"required": ["shape"]},
        {
            "shape": {"kind": "box", "w": 1, "h": 2},
            "either": "abc",
            "maybe": None,
            "types": 3,
        },
    ),
    "nested alternatives": (
        _object(
            a={
                "type": "array",
                "items": {
                    "oneOf": [
                        _CIRCLE,
                        _BOX,
                        {
                            "type": "object",
                            "properties": {
                                "parts": {
                                    "type": "array",
                                    "items": {"oneOf": [_CIRCLE, _BOX]},
                                }
                            },
                            "required": ["parts"],
                        },
                    ]
                },
            }
        ),
        {
            "a": [
                {"kind": "circle", "r": 1},
                {"parts": [{"kind": "box", "w": 1, "h": 1}]},
            ]
        },
    ),
    "discriminator": (
        {
            "type": "object",
            "properties": {
                "pet": {
                    "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
                    "discriminator": {"propertyName": "t"},
                }
            },
            "$defs": {
                "Cat": {
                    "type": "object",
                    "properties": {"lives": {"type": "integer", "maximum": 9}},
                    "required": ["lives"],
                },
                "Dog": {
                    "type": "object",
                    "properties": {"barks": {"type": "boolean"}},
                    "required": ["barks"],
                },
            },
        },
        {"pet": {"t": "Cat", "lives": 9}},
    ),
    "allOf": (
        _object(
            a={
                "allOf": [
                    _object(x={"type": "integer"}) | {"required": ["x"]},
                    _object(y={"type": "string"}) | {"required": ["y"]},
                ]
            }
        ),
        {"a": {"x": 1, "y": "t"}},
    ),
    "conditions": (
        {
            "type": "object",
            "properties": {
                "auth": {"enum": ["none", "login"]},
                "card": {"type": "string"},
                "cvc": {"type": "integer"},
            },
            "if": {"properties": {"auth": {"const": "login"}}, "required": ["auth"]},
            "then": {
                "properties": {"user": {"type": "string", "minLength": 1}},
                "required": ["user"],
            },
            "else": {"properties": {"why": {"type": "string"}}},
            "dependentRequired": {"card": ["cvc"]},
            "dependentSchemas": {
                "card": {
                    "properties": {"street": {"type": "string"}},
                    "required": ["street"],
                }
            },
        },
        {"auth": "login", "user": "me", "card": "1", "cvc": 1, "street": "s"},
    ),
    "recursion": (
        {**_NODE, "$defs": {"node": _NODE}},
        {"name": "a", "children": [{"name": "b", "children": [{"name": "c"}]}]},
    ),
    "not and const": (
        _object(
            a={"type": "integer", "not": {"enum": [3, 4]}},
            b={"const": {"k": [1]}},
            c=False,
        ),
        {"a": 1, "b": {"k": [1]}},
    ),
    "names": (
        _object(
            **{
                "a/b": {"type": "integer"},
                "c~d": {"type": "string"},
                "": {"type": "boolean"},
                "constructor": {"type": "number"},
                "e f": {"type": "null"},
            }
        )
        | {"required": ["a/b", ""]},
        {"a/b": 1, "c~d": "x", "": True, "constructor": 2, "e f": None},
    ),
    "process": (
        _process(
            n={"schema": {"type": "number", "maximum": 5}},
            several={
                "minOccurs": 1,
                "maxOccurs": 3,
                "schema": {"type": "integer", "minimum": 0},
            },
            image={
                "minOccurs": 0,
                "schema": {
                    "oneOf": [
                        {
                            "type": "string",
                            "contentMediaType": "image/tiff",
                            "contentEncoding": "base64",
                        },
                        {
                            "type": "string",
                            "contentMediaType": "image/png",
                            "minLength": 3,
                        },
                    ]
                },
            },
            box={
                "schema": {
                    "allOf": [
                        {"format": "ogc-bbox"},
                        {"$ref": "../../openapi/schemas/bbox.yaml"},
                    ]
                }
            },
            geometry={"minOccurs": 0, "schema": {"format": "geojson-geometry"}},
            spec={
                "minOccurs": 0,
                "schema": _object(x={"type": "integer"}) | {"required": ["x"]},
            },
        ),
        {
            "n": 1,
            "several": [1, {"href": "https://example.org/n.json"}],
            "image": {"value": "AAAA", "mediaType": "image/png"},
            "box": {"bbox": [1, 2, 3, 4]},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]],
            },
            "spec": {"x": 1},
        },
    ),
    "links": (
        _process(
            a={"schema": {"type": "string", "minLength": 3}},
            b={
                "maxOccurs": 5,
                "schema": {
                    "oneOf": [
                        {"type": "string", "contentMediaType": "text/csv"},
                        {"type": "string", "contentMediaType": "application/xml"},
                    ]
                },
            },
            c={"schema": {"type": "array", "items": {"type": "number"}}},
        ),
        {
            "a": {"href": "https://example.org"},
            "b": [{"value": "x,y", "mediaType": "text/csv"}, "a,b"],
            "c": [1],
        },
    ),
    "numbers as floats": (
        _object(
            a={"type": "number", "minimum": 0.0, "maximum": 1.0},
            b={"enum": [1.0, 2.5]},
            c={"type": "number", "exclusiveMinimum": 0.0, "multipleOf": 0.5},
            d={"const": 3.0},
        ),
        {"a": 0.5, "b": 1, "c": 1.5, "d": 3},
    ),
    "patterns": (
        _object(
            letters={"type": "string", "pattern": r"^\w+$"},
            digits={"type": "string", "pattern": r"^[\d\s]+$"},
            path={"type": "string", "pattern": r"^[^\r\n\:'\"]+$"},
            named={
                "type": "object",
                "patternProperties": {r"^\w+$": {"type": "integer"}},
                "additionalProperties": False,
            },
        ),
        {"letters": "Größe\n", "digits": "٤ 2", "path": "a/b", "named": {"größe": 1}},
    ),
    "counted items": (
        _object(
            a={
                "type": "array",
                "contains": {"const": 1},
                "minContains": 2,
                "maxContains": 3,
            },
            b={
                "type": "array",
                "prefixItems": [{"type": "string"}],
                "unevaluatedItems": False,
            },
            c={
                "properties": {"x": {"type": "integer"}},
                "unevaluatedProperties": {"type": "string"},
            },
        ),
        {"a": [1, 1], "b": ["x"], "c": {"x": 1, "y": "z"}},
    ),
    "names like addresses": (
        _object(
            **{
                name: {"type": "object", "properties": {name: {"type": "integer"}}}
                for name in ("a#b", "c%d", "e?f", "ü g")
            }
        ),
        {name: {name: 1} for name in ("a#b", "c%d", "e?f", "ü g")},
    ),
    "bare": (
        {"type": "array", "items": {"type": "integer"}, "maxItems": 2},
        {"value": [1, 2]},
    ),
}

_OTHERS = (
    None,
    True,
    0,
    -1,
    1.5,
    7,
    1000000,
    "",
    "a",
    "Text with spaces",
    [],
    [1],
    {},
    {"x": 1},
)


def _places(value, path=()):
    yield path
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, below in items:
        yield from _places(below, (*path, step))


def _damaged(value, rng):
    value = deepcopy(value)
    *path, last = rng.choice([p for p in _places(value) if p])
    holder = value
    for step in path:
        holder = holder[step]
    kind = rng.choice(("replace", "replace", "drop", "add", "twice"))
    if kind == "drop" or (kind == "twice" and not isinstance(holder, list)):
        del holder[last]
    elif kind == "twice":
        holder.append(deepcopy(holder[last]))
    elif kind == "add" and isinstance(holder, dict):
        holder[rng.choice(("more", "n_x", "Bad Name", "parts"))] = rng.choice(_OTHERS)
    else:
        holder[last] = deepcopy(rng.choice(_OTHERS))
    return value


def generated():
    """Return the cases, always the same."""
    rng = random.Random(20250131)
    out = []
    for name, (source, valid) in SUBJECTS.items():
        planned = plan(source)
        assert not validate(planned, valid), (name, validate(planned, valid))
        cases, seen = [], set()
        for _ in range(4000):
            value = valid
            for _ in range(rng.choice((1, 1, 2, 3))):
                value = _damaged(value, rng) if value else value
            text = dumps(value)
            mistakes = sorted([m.pointer, m.rule] for m in validate(planned, value))
            if mistakes and text not in seen:
                seen.add(text)
                cases.append({"value": value, "mistakes": mistakes})
            if len(cases) == PER_SCHEMA:
                break
        out.append({"name": name, "plan": planned.to_json(), "cases": cases})
    return out


if __name__ == "__main__":
    CASES.write_text(
        json.dumps(generated(), indent=None, separators=(",", ":")) + "\n",
        encoding="utf-8",
    )

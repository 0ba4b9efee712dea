"""Schemas at random, also nonsense: always a form, and valid values come back."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings, strategies as st

from procbook.inputs import KINDS, decode, dumps, encode, loads, plan, prefill, validate

names = st.sampled_from(["a", "b", "", "__proto__", "a/b~c", ".*"])
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | names,
    lambda below: (
        st.lists(below, max_size=2) | st.dictionaries(names, below, max_size=2)
    ),
    max_leaves=3,
)
types = st.sampled_from(
    [
        "string",
        "number",
        "integer",
        "boolean",
        "array",
        "object",
        "null",
        "float",
        "what",
    ]
)
formats = st.sampled_from(
    ["date", "date-time", "byte", "geojson-geometry", "ogc-bbox", "wkt", "zzz"]
)
refs = st.sampled_from(
    [
        "#",
        "#/$defs/a",
        "#/definitions/b",
        "#/properties/a",
        "#an",
        "x.json",
        "https://geojson.org/schema/Point.json",
    ]
)


def _keywords(below):
    counts = st.integers(0, 4) | st.just("2") | junk
    plain = {
        "type": types | st.lists(types, max_size=3) | junk,
        "format": formats | junk,
        "enum": st.lists(junk, max_size=3) | junk,
        "pattern": st.sampled_from(["^a", "(", "^(a+)+$"]) | junk,
        "$ref": refs | junk,
        "discriminator": st.just({"propertyName": "a", "mapping": {"k": "#/$defs/a"}})
        | junk,
        "required": st.lists(names, max_size=2) | junk,
        "x-ui-visible": st.just("a == 1") | junk,
        "$anchor": st.just("an"),
    }
    one = (
        "items",
        "contains",
        "not",
        "if",
        "then",
        "else",
        "propertyNames",
        "additionalProperties",
        "unevaluatedProperties",
    )
    many = ("prefixItems", "allOf", "oneOf", "anyOf", "items")
    named = (
        "properties",
        "$defs",
        "definitions",
        "dependentSchemas",
        "patternProperties",
        "dependencies",
    )
    loose = (
        "default",
        "const",
        "nullable",
        "title",
        "description",
        "examples",
        "example",
        "uniqueItems",
        "x-ui",
        "contentMediaType",
        "contentEncoding",
        "uom",
        "$id",
    )
    numeric = (
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "multipleOf",
        "minItems",
        "maxItems",
        "minLength",
        "maxProperties",
    )
    every = {
        **plain,
        **dict.fromkeys(loose, junk),
        **dict.fromkeys(numeric, counts),
        **dict.fromkeys(one, below | junk),
        **{word: st.lists(below, min_size=1, max_size=3) | junk for word in many},
        **{word: st.dictionaries(names, below, max_size=2) | junk for word in named},
    }
    return st.lists(st.sampled_from(sorted(every)), max_size=4, unique=True).flatmap(
        lambda words: st.fixed_dictionaries({w: every[w] for w in words})
    )


schemas = st.recursive(
    st.booleans() | st.just({}) | types.map(lambda name: {"type": name}),
    _keywords,
    max_leaves=5,
)
VALUES = (
    None,
    True,
    1,
    1.5,
    "a",
    [],
    [1, "a"],
    {},
    {"a": {"a": "x"}, "b": [1]},
    {"bbox": [1, 2, 3, 4]},
    [[1]],
    [{"a": {}}],
)


@settings(
    max_examples=150,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(schemas)
def test_any_schema_makes_a_form(schema):
    for planned in (
        plan({"id": "p", "inputs": {"x": {"schema": schema, "minOccurs": 0}}}),
        plan(schema),
    ):
        json.dumps(planned.to_json())
        assert {field.kind for field in planned.walk()} <= KINDS
        prefill(planned)
        for value in VALUES:
            _round(
                planned,
                {"x": value}
                if planned.process
                else value
                if isinstance(value, dict)
                else {"value": value},
            )


def _round(planned, value):
    mistakes = validate(planned, value)
    json.dumps([m.pointer for m in mistakes])
    back = decode(planned, loads(dumps(encode(planned, value))))
    if not mistakes:
        assert dumps(back) == dumps(value)


@settings(max_examples=150, deadline=None, database=None)
@given(
    junk
    | st.dictionaries(
        st.sampled_from(["id", "inputs", "process", "type", "version", "example"]),
        junk,
        max_size=4,
    )
)
def test_any_json_in_place_of_a_description_makes_a_form(document):
    json.dumps(plan(document).to_json())

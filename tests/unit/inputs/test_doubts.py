"""What rests on the description is a doubt, and what the server's own examples show is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from procbook.inputs import decode, encode, plan, prefill, validate
from recorded_processes import recorded_processes


def process(example=None, **inputs):
    document = {"id": "p", "version": "1", "inputs": inputs}
    return document if example is None else {**document, "example": {"inputs": example}}


def severities(document, value):
    return {(m.pointer, m.rule): m.severity for m in validate(document, value)}


@pytest.mark.parametrize(
    ("schema", "value", "rule", "severity"),
    [
        ({"type": "number"}, "many", "type", "hard"),
        ({"type": "integer"}, "3,5", "type", "hard"),
        ({"type": ["number", "null"]}, "many", "type", "hard"),
        ({"type": "number"}, " 0.05 ", "type", "soft"),
        ({"type": "number"}, True, "type", "soft"),
        ({"type": "number"}, float("1e300") * 10, "", ""),
        ({"type": "string"}, 9.93, "type", "soft"),
        ({"type": "number", "maximum": 1}, 2, "maximum", "soft"),
        ({"enum": ["a"]}, "b", "enum", "soft"),
        ({"type": "string", "pattern": "^a"}, "b", "pattern", "soft"),
        ({"oneOf": [{"type": "number"}, {"type": "object"}]}, "b", "type", "soft"),
    ],
)
def test_severity(schema, value, rule, severity):
    found = severities(process(x={"schema": schema}), {"x": value})
    assert found == ({("/x", rule): severity} if rule else {})


def test_what_lacks_and_what_is_unlisted_is_a_doubt():
    document = process(x={"schema": {"type": "string"}, "minOccurs": 1})
    assert severities(document, {"y": 1}) == {
        ("/x", "required"): "soft",
        ("/y", "unknown"): "soft",
    }


EXAMPLES = [
    ({"type": "string"}, 9.93, 1.5, "a", {"a": 1}),
    ({"type": "number"}, "0.05", "7", 7, {"a": 1}),
    ({"type": "number"}, "CMIP5.TT", "other", 7, [1]),
    ({"type": "string", "enum": ["get", "post"]}, "GET", "get", "post", "put"),
    ({"type": "string", "format": "date"}, "2025-01", "2026-02", "2025-01-31", 1),
    ({"type": "integer", "minimum": 10}, 5, 1, 11, [1]),
    ({"type": "string", "pattern": "^x"}, "abc", "b", "x", 1),
    ({"type": "array", "items": {"type": "string"}}, ["a", None], [None, "b"], ["a"], [1]),
    (
        {"type": "object", "required": ["a", "b"]},
        {"a": 1},
        {"a": 2},
        {"a": 1, "b": 2},
        {"b": 2},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "example", "alike", "valid", "other"), EXAMPLES)
def test_an_example_softens_the_rule_that_it_breaks(
    schema, example, alike, valid, other
):
    document = process({"x": example}, x={"schema": schema, "minOccurs": 1})
    planned = plan(document)
    for value in (example, alike, valid):
        assert validate(planned, {"x": value}) == []
        assert validate(planned, decode(planned, encode(planned, {"x": value}))) == []
    assert validate(planned, {"x": other}) != []
    assert [(q.code, q.path) for q in planned.quirks] == [
        ("example-contradicts-schema", "/inputs/x")
    ]


def test_a_default_or_an_example_of_one_input_counts_as_well():
    schema = {"type": "number", "default": "auto"}
    assert validate(process(x={"schema": schema}), {"x": "auto"}) == []
    schema = {"type": "boolean", "examples": [1]}
    assert validate(process(x={"schema": schema}), {"x": 0}) == []


def test_an_input_that_only_the_example_has_is_accepted():
    document = process({"x": 1, "comment": "c"}, x={"schema": {"type": "integer"}})
    assert validate(document, {"x": 1, "comment": "other"}) == []
    assert severities(document, {"x": 1, "else": 1}) == {("/else", "unknown"): "soft"}


def test_several_examples_and_those_without_inputs_around_them_are_read():
    inputs = {"x": {"schema": {"type": "string"}}, "y": {"schema": {"type": "string"}}}
    document = {
        "id": "p",
        "inputs": inputs,
        "examples": {
            "one": {"value": {"inputs": {"x": 1, "y": "a"}}},
            "two": {"value": {"x": "b"}},
        },
    }
    planned = plan(document)
    assert validate(planned, {"x": 1}) == []
    assert planned.by_name["x"].required
    assert not planned.by_name["y"].required


@pytest.mark.parametrize(
    ("description", "required"),
    [
        ("Output directory.", True),
        ("Output directory. If not provided, nothing is stored.", False),
        ("(optional) output directory", False),
        ("Directory, defaults to the home directory", False),
        ("This is not optional.", True),
    ],
)
def test_words_say_that_an_input_is_optional_where_min_occurs_does_not(
    description, required
):
    declared = {"description": description, "schema": {"type": "string"}}
    document = process(out=declared)
    assert plan(document).by_name["out"].required is required
    assert bool(validate(document, {})) is required
    assert plan(process(out={**declared, "minOccurs": 1})).by_name["out"].required


def test_an_example_without_an_input_of_min_occurs_one_may_be_sent():
    document = process({"a": 1}, a={"schema": {}}, b={"schema": {}, "minOccurs": 1})
    assert plan(document).by_name["b"].required
    assert validate(document, {"a": 1}) == []


def test_a_form_says_which_values_come_from_an_example_and_fills_no_secret():
    text = {"type": "string"}
    document = process(
        {"token": "123ABC", "bucket": "b", "key": "k"},
        token={"title": "Secret token", "schema": text},
        key={"title": "API key", "schema": text},
        bucket={"schema": text},
    )
    planned = plan(document)
    assert prefill(document) == {"bucket": "b"}
    assert planned.by_name["bucket"].hints["from_example"] is True
    for name in ("token", "key"):
        assert planned.by_name[name].hints.get("secret") is True
        assert planned.by_name[name].examples == ()


def test_a_group_whose_members_have_defaults_needs_nothing():
    gain = {"type": "number", "default": 1}
    document = process(
        sensor={
            "minOccurs": 1,
            "schema": {"type": "object", "properties": {"gain": gain}},
        }
    )
    value = prefill(document)
    assert value == {"sensor": {}}
    assert validate(document, value) == []
    needs = {"type": "object", "properties": {"gain": gain}, "required": ["gain"]}
    assert prefill(process(sensor={"minOccurs": 1, "schema": needs})) == {}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"format": "geojson-geometry"},
        {"type": "array", "items": {"type": "number"}},
        {"type": "object", "contentMediaType": "image/tiff"},
        {"contentMediaType": "application/json"},
        {"oneOf": [{"type": "string", "format": "uri"}, {"$ref": "https://e.org/i.json"}]},
        {"$ref": "https://e.org/item.json"},
        {},
    ],
)  # fmt: skip
def test_a_plain_url_can_be_given_where_a_link_is_allowed(schema):
    url = "https://example.org/a.json"
    for occurs in ({}, {"maxOccurs": 3}):
        planned = plan(process(x={"schema": schema, **occurs}))
        assert validate(planned, {"x": url}) == []
        sent = encode(planned, {"x": url})
        assert validate(planned, decode(planned, sent)) == []
        one = sent["x"][0] if isinstance(sent["x"], list) else sent["x"]
        assert one in (url, {"href": url})
    assert encode(process(x={"schema": {"type": "object", "properties": {"a": {}}}}), {"x": url}) == {
        "x": {"href": url}
    }  # fmt: skip


def _examples(shared: Path):
    for name, row in recorded_processes(shared):
        example = row.get("example")
        if isinstance(example, dict) and isinstance(example.get("inputs"), dict):
            yield name, row, example["inputs"]


def test_the_examples_of_real_servers_can_be_sent(shared):
    examples = list(_examples(shared))
    assert len(examples) > 40
    refused = []
    for name, document, inputs in examples:
        planned = plan(document)
        for value in (
            decode(planned, inputs),
            decode(planned, encode(planned, inputs)),
        ):
            refused += [(name, mistake) for mistake in validate(planned, value)]
    assert refused == []


def test_every_input_of_real_servers_that_takes_a_link_takes_a_url(shared):
    refused, count = [], 0
    for path in sorted((shared / "corpus" / "dev").glob("process-*/*.json")):
        try:
            planned = plan(json.loads(path.read_text("utf-8")))
        except ValueError:
            continue
        for field in planned.fields:
            takes_link = field.link or (field.item is not None and field.item.link)
            if takes_link and field.kind not in (
                "choice",
                "multichoice",
                "text",
                "date",
                "datetime",
            ):
                count += 1
                value = {field.name: "https://example.org/a.json"}
                refused += [
                    (path.name, field.name, field.kind, m)
                    for m in validate(planned, value)
                    if m.path[:1] == (field.name,) and m.rule != "minItems"
                ]
    assert count > 50
    assert refused == []

"""Every mistake, where a person would look for it, in words."""

from __future__ import annotations

import json
import runpy
from decimal import Decimal
from pathlib import Path

import pytest

from procbook.inputs import loads, plan, validate
from procbook.inputs.schema._string_formats import fits_format, formats

CASES = Path(__file__).with_name("agreement_cases.json")
generated = runpy.run_path(str(Path(__file__).with_name("agreement.py")))["generated"]
TEXT = {"type": "string"}


def mistakes(schema, value):
    planned = plan({"id": "p", "inputs": {"x": {"schema": schema, "minOccurs": 0}}})
    return [(m.pointer, m.rule) for m in validate(planned, {"x": value})]


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "integer"}, 1.0, []),
        ({"type": "integer"}, 2**70, []),
        ({"type": "integer", "maximum": 2**53}, 2**53 + 1, [("/x", "maximum")]),
        ({"type": "number", "multipleOf": 0.1}, 0.3, []),
        ({"type": "number", "multipleOf": 0.1}, 0.35, [("/x", "multipleOf")]),
        (
            {"type": "number", "maximum": 1},
            Decimal("1.00000000000000000001"),
            [("/x", "maximum")],
        ),
        ({"type": "number"}, True, [("/x", "type")]),
        ({"enum": [1]}, True, [("/x", "enum")]),
        ({"enum": [1]}, 1.0, []),
        ({"type": "string", "nullable": True}, None, []),
        ({"type": "string", "enum": ["a"], "nullable": True}, None, []),
        (TEXT, None, [("/x", "type")]),
        ({"type": "string", "minLength": 3}, "🦋🦋", [("/x", "minLength")]),
        ({"type": "string", "pattern": r"^\p{L}+$"}, "1", []),
        ({"type": "string", "pattern": "("}, "1", []),
        ({"type": "string", "pattern": "^(?<a>b)/$"}, "b/", []),
        ({"type": "string", "format": "date"}, "2025-02-30", [("/x", "format")]),
        ({"type": "string", "format": "date-time"}, "2021-03-06T07:21:00", []),
        ({"type": "string", "format": "whatever"}, "x", []),
        ({"type": "string", "format": "uri"}, "relative/x.tif", []),
        (False, 1, [("/x", "unknown")]),
        ({"$ref": "https://example.org/x"}, {"any": 1}, []),
        (
            {"type": "object", "properties": {"a": TEXT}, "required": ["a"]},
            {},
            [("/x/a", "required")],
        ),
        (
            {"properties": {"a": TEXT}, "additionalProperties": False},
            {"b": 1},
            [("/x/b", "unknown")],
        ),
        ({"type": "integer", "enum": ["1", "2"]}, "1", []),
    ],
)
def test_mistakes(schema, value, expected):
    assert mistakes(schema, value) == expected


def test_the_branch_that_fits_best_is_explained():
    schema = {
        "oneOf": [
            {
                "properties": {"kind": {"const": "a"}, "x": {"type": "integer"}},
                "required": ["kind", "x"],
            },
            {
                "properties": {
                    "kind": {"const": "b"},
                    "y": {"type": "integer"},
                    "z": TEXT,
                },
                "required": ["kind", "y", "z"],
            },
        ]
    }
    assert mistakes(schema, {"kind": "b"}) == [
        ("/x/y", "required"),
        ("/x/z", "required"),
    ]


def test_words_are_those_of_people():
    planned = plan(
        {
            "id": "p",
            "inputs": {
                "n": {"schema": {"type": "number", "minimum": 0}},
                "t": {"schema": TEXT},
            },
        }
    )
    told = {m.pointer: m.message for m in validate(planned, {"n": -1, "q": 1})}
    assert told == {
        "/n": "should be at least 0",
        "/t": "is needed",
        "/q": "is no input of this process",
    }
    assert "did you mean t?" not in told["/q"]
    near = validate(
        plan({"id": "p", "inputs": {"duration": {"schema": {}}}}), {"duraton": 1}
    )
    assert near[-1].message.endswith("did you mean duration?")


def test_nothing_is_said_about_links():
    planned = plan(
        {
            "id": "p",
            "inputs": {
                "a": {"schema": {"type": "number"}},
                "b": {"schema": {"type": "number"}, "maxOccurs": 2},
            },
        }
    )
    assert (
        validate(
            planned, {"a": {"href": "https://example.org"}, "b": [{"href": "x"}, 1]}
        )
        == []
    )
    assert [
        m.pointer
        for m in validate(planned, {"a": {"href": 3}, "b": [{"href": "x"}, "y"]})
    ] == ["/a", "/b/1"]


def test_what_the_page_sees_is_what_is_checked():
    lists = {"schema": {"type": "array", "items": {"type": "number"}}, "maxOccurs": 3}
    planned = plan({"id": "p", "inputs": {"x": lists}})
    assert [m.pointer for m in validate(planned, {"x": [1, 2]})] == ["/x/0", "/x/1"]
    assert [m.pointer for m in validate(planned, {"x": 1})] == ["/x/0"]


def test_qualified_values_are_looked_into():
    schema = {
        "oneOf": [
            {**TEXT, "contentMediaType": "a/b", "minLength": 3},
            {
                "properties": {"n": {"type": "number"}},
                "type": "object",
                "contentMediaType": "application/json",
            },
        ]
    }
    planned = plan({"id": "p", "inputs": {"x": {"schema": schema}}})
    assert validate(planned, {"x": {"value": "abc", "mediaType": "a/b"}}) == []
    assert [m.pointer for m in validate(planned, {"x": {"value": {"n": "x"}}})] == [
        "/x/value/n"
    ]


def test_a_value_deeper_than_python_can_go_is_no_crash():
    planned = plan({"properties": {"c": {"$ref": "#"}, "n": {"type": "number"}}})
    value: dict = {}
    for _ in range(300):
        value = {"c": value}
    assert {m.rule for m in validate(planned, value)} <= {"depth"}


def test_a_reference_to_itself_asks_for_nothing():
    planned = plan(
        {
            "id": "p",
            "inputs": {"x": {"schema": {"anyOf": [{"$ref": "#"}, {"type": "string"}]}}},
        }
    )
    assert validate(planned, {"x": 5}) == []
    assert validate(plan({"$ref": "#"}), {"value": 5}) == []


def test_branches_that_nothing_fits_are_never_the_best():
    assert mistakes(
        {"anyOf": [False, {"type": "string", "minLength": 3, "pattern": "^a"}]}, "x"
    ) == [
        ("/x", "minLength"),
        ("/x", "pattern"),
    ]
    assert mistakes({"oneOf": [False]}, "x") == [("/x", "not")]


def test_any_json_value_is_checked_without_an_exception():
    planned = plan(json.loads(CASES.read_text("utf-8"))[0]["plan"]["schema"])
    for value in (
        {},
        {"a": None},
        {"a": [[]]},
        {"a": {"b": {}}},
        {"": 1},
        {"a": "\x00"},
    ):
        validate(planned, value)


def test_exact_numbers_stay_exact():
    value = loads(
        '{"a": 9007199254740993, "b": 0.12345678901234567891, "c": 0.1, "d": 1e400}'
    )
    assert value == {
        "a": 9007199254740993,
        "b": Decimal("0.12345678901234567891"),
        "c": 0.1,
        "d": Decimal("1e400"),
    }
    mistakes = validate(
        {"type": "object", "additionalProperties": {"type": "number"}}, value
    )
    assert [m.pointer for m in mistakes] == ["/d"]  # no server could read it


def test_the_cases_for_the_page_are_of_today():
    """Write them anew with ``python tests/unit/inputs/agreement.py`` when this fails, and run the tests of the page."""
    now = json.loads(json.dumps(generated()))
    assert json.loads(CASES.read_text("utf-8")) == now
    assert sum(len(subject["cases"]) for subject in now) >= 500


def test_every_format_knows_what_is_one():
    examples = {
        "date": "2025-01-31",
        "time": "14:30:00",
        "date-time": "2025-01-31T14:30:00Z",
        "duration": "P1DT12H",
        "email": "a@b.org",
        "uuid": "123e4567-e89b-12d3-a456-426614174000",
        "color": "#1f77b4",
        "ipv4": "172.229.110.151",
    }
    assert examples.keys() == formats().keys()
    for name, text in examples.items():
        assert fits_format(text, name), name
        assert not fits_format("x" + text, name) or name == "email", name


def test_what_floats_take_for_a_multiple_is_one():
    schema = {"properties": {"x": {"type": "number", "multipleOf": 0.123456789}}}
    assert not validate(schema, {"x": 4.023352861806013e18})
    assert not validate(schema, {"x": 0.370370367})
    assert validate(schema, {"x": 0.3})


def test_a_pattern_of_names_that_cannot_be_read_forbids_no_name():
    schema = {
        "patternProperties": {r"\p{Letter}cole": {"type": "string"}},
        "additionalProperties": False,
    }
    assert not validate(schema, {"l'école": "x"})

"""The JSON Schema Test Suite: what each draft calls valid is never refused, and nearly all of the rest is."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from procbook.inputs import plan, validate

suite = runpy.run_path(str(Path(__file__).with_name("schema_suite.py")))


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[str, bool, bool]]:
    return [
        (f"{name}: {description}", valid, not validate(planned, value))
        for name, planned, values in suite["groups"]()
        for description, value, valid in values
    ]


def test_no_valid_value_is_refused(verdicts):
    assert [name for name, valid, fits in verdicts if valid and not fits] == []


def test_nearly_every_verdict_is_that_of_the_suite(verdicts):
    assert len(verdicts) > 2000
    wrong = [name for name, valid, fits in verdicts if valid is not fits]
    assert len(wrong) <= 0.03 * len(verdicts), wrong


def test_the_page_has_the_plans_of_today():
    """Write them anew with ``python tests/unit/inputs/schema_suite.py`` when this fails."""
    assert suite["PLANS"].read_text("utf-8") == suite["written_plans"]()


def test_a_reference_that_leads_nowhere_gives_no_verdict_in_any_position():
    unknown = {"$ref": "https://schemas.example.org/thing.json"}
    text = {"type": "string"}
    schemas = [
        {"oneOf": [text, unknown]},
        {"oneOf": [text, {"type": "string", "minLength": 0}, unknown]},
        {"anyOf": [{"type": "integer"}, unknown]},
        {"not": unknown},
        {"not": {"allOf": [text, unknown]}},
        {"if": unknown, "then": {"type": "integer"}, "else": {"type": "integer"}},
        {
            "oneOf": [text, {"allOf": [text, {"$ref": "#/$defs/u"}]}],
            "$defs": {"u": unknown},
        },
        {"allOf": [unknown], "unevaluatedProperties": False},
        {"not": {"not": {"not": unknown}}},
    ]
    for schema in schemas:
        for value in ("a text", {"type": "Feature"}):
            planned = plan({"id": "p", "inputs": {"x": {"schema": schema}}})
            if value == "a text" or "anyOf" in schema or "allOf" in schema:
                assert validate(planned, {"x": value}) == [], schema
            assert "unresolved-reference" in [quirk.code for quirk in planned.quirks]
    several = {"type": "array", "contains": unknown, "maxContains": 1}
    planned = plan({"type": "object", "properties": {"x": several}})
    assert validate(planned, {"x": [1, 2, 3]}) == []
    # What is known is checked all the same.
    planned = plan(
        {"type": "object", "properties": {"x": {**unknown, "type": "string"}}}
    )
    assert [m.rule for m in validate(planned, {"x": 1})] == ["type"]


@pytest.mark.parametrize(
    ("document", "valid", "invalid"),
    [
        (
            {"$ref": "#/$defs/Record%3Cstring%3E", "$defs": {"Record<string>": {"type": "integer"}}},
            1,
            "a",
        ),
        (
            {
                "$id": "https://e.org/schemas/root.json",
                "$ref": "item.json",
                "$defs": {"i": {"$id": "/schemas/item.json", "type": "integer"}},
            },
            1,
            "a",
        ),
        ({"$ref": "#count", "$defs": {"c": {"$anchor": "count", "type": "integer"}}}, 1, "a"),
        (
            {"id": "https://e.org/b.json", "$ref": "b.json#/definitions/a", "definitions": {"a": {"type": "integer"}}},
            1,
            "a",
        ),
    ],
)  # fmt: skip
def test_references_inside_a_document_are_followed(document, valid, invalid):
    definitions = {k: v for k, v in document.items() if "def" in k}
    inside = {"type": "object", "properties": {"value": document}, **definitions}
    for schema in (document, inside):
        assert validate(plan(schema), {"value": valid}) == []
        assert validate(plan(schema), {"value": invalid}) != []


def test_examples_and_unknown_keywords_are_no_schemas():
    text = {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"$id": "https://e.org/s", "type": "object"},
        "x-other": {"$id": "https://e.org/s", "$anchor": "a", "$ref": "#/nowhere"},
        "default": {"$id": "https://e.org/s"},
        "examples": [{"$ref": "#/nowhere"}],
    }
    planned = plan({"type": "object", "properties": {"a": text, "b": text}})
    assert [f.kind for f in planned.fields] == ["file", "file"]
    assert planned.quirks == ()
    assert validate(planned, {"a": "{}", "b": "{}"}) == []

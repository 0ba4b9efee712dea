"""Descriptions of real servers: every input planned, and values that come back as they went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis_jsonschema import from_schema

from procbook.inputs import (
    ABSENT,
    KINDS,
    Field,
    Plan,
    decode,
    dumps,
    encode,
    loads,
    plan,
    validate,
)
from recorded_processes import recorded_processes


@pytest.fixture(scope="module")
def planned(shared: Path) -> list[tuple[str, dict[str, Any], Plan]]:
    return [
        (name, process, plan(process)) for name, process in recorded_processes(shared)
    ]


def _told(process: dict[str, Any], name: str) -> Any:
    inputs = process.get("inputs")
    if isinstance(inputs, list):
        inputs = {row.get("id", row.get("identifier")): row for row in inputs}
    return (inputs or {}).get(name)


def _says_something(told: Any) -> bool:
    schema = told.get("schema") if isinstance(told, dict) else None
    return bool(
        isinstance(schema, dict) and schema.keys() - {"title", "description", "default"}
    )


def test_every_input_has_a_field_and_json_is_the_last_resort(planned):
    fields = [(process, f) for _, process, p in planned for f in p.fields]
    assert len(fields) > 400
    assert {f.kind for _, p, plan_ in planned for f in plan_.walk()} <= KINDS
    for _, _, p in planned:
        assert json.loads(json.dumps(p.to_json())) == p.to_json()
    described = [
        (f.name, f.kind)
        for process, f in fields
        if _says_something(_told(process, f.name))
    ]
    typed = [kind for _, kind in described if kind != "json"]
    assert len(typed) >= 0.93 * len(described)


def _comes_back(p: Plan, field: Field, value: Any) -> None:
    assert not [
        m
        for m in validate(p, {field.name: value})
        # What is made by a schema alone may be a box beyond the poles.
        if m.path[:1] == (field.name,) and m.rule != "box"
    ], (
        p.id,
        field.name,
        value,
    )
    assert dumps(decode(p, loads(dumps(encode(p, {field.name: value}))))) == dumps(
        {field.name: value}
    )


def test_examples_and_defaults_come_back(planned):
    count = 0
    for _, _, p in planned:
        for field in p.fields:
            for value in (field.default, *field.examples):
                # Some servers give defaults that their own schema forbids (an empty text for a date).
                if value is not ABSENT and not any(
                    m.path[:1] == (field.name,)
                    for m in validate(p, {field.name: value})
                ):
                    _comes_back(p, field, value)
                    count += 1
    assert count > 20


def test_generated_values_come_back(planned):
    seen = set()
    for _, _, p in planned:
        for field in p.fields:
            schema = {
                **p.schema["properties"][field.name],
                "$defs": p.schema.get("$defs", {}),
            }
            key = json.dumps(schema, sort_keys=True)
            if key not in seen:
                seen.add(key)
                _generated(p, field, schema)


def _generated(p: Plan, field: Field, schema: dict[str, Any]) -> None:
    @seed(1)
    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(from_schema(schema))
    def comes_back(value):
        _comes_back(p, field, value)

    comes_back()


def test_the_echo_process_of_the_standard_is_planned_whole(shared):
    folder = shared / "ogc" / "examples" / "1.0"
    description = json.loads((folder / "ProcessDescription.json").read_text("utf-8"))
    request = json.loads((folder / "Execute.json").read_text("utf-8"))
    p = plan(description)
    assert {f.name: f.kind for f in p.fields} == {
        "stringInput": "choice",
        "measureInput": "object",
        "dateInput": "datetime",
        "doubleInput": "number",
        "arrayInput": "list",
        "complexObjectInput": "object",
        "geometryInput": "list",
        "boundingBoxInput": "bbox",
        "imagesInput": "list",
        "featureCollectionInput": "alternatives",
    }
    assert [b.kind for b in p.by_name["geometryInput"].item.children] == [
        "file",
        "geometry",
    ]
    assert [b.kind for b in p.by_name["featureCollectionInput"].children] == [
        "file",
        "file",
        "geometry",
    ]
    value = decode(p, request["inputs"])
    assert encode(p, value) == request["inputs"]
    # The standard's own request leaves out a member that its description asks for.
    assert [(m.pointer, m.rule) for m in validate(p, value)] == [
        ("/measureInput/value", "required")
    ]

"""Values of many schemas with the mistakes that the kernel finds, for the page to find the same.

The schemas are those of the JSON Schema Test Suite, of the subjects in ``agreement.py`` and of process
descriptions; a seeded walk through each makes values, most of them damaged.
"""

from __future__ import annotations

import json
import random
import runpy
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from procbook.inputs import ABSENT, Plan, dumps, loads, plan, validate

HERE = Path(__file__).parent
agreement = runpy.run_path(str(HERE / "agreement.py"))
suite = runpy.run_path(str(HERE / "schema_suite.py"))
PER_SCHEMA = 22
_TEXTS = (
    "",
    "a",
    "2025-01-31",
    "2025-01-31T10:00:00Z",
    "0.05",
    "x,y",
    "https://e.org/a",
)


def plans(descriptions: Iterable[dict[str, Any]]) -> Iterator[tuple[str, Plan]]:
    """Yield plans with names: of the suite, of the subjects, of process descriptions."""
    for name, planned, _ in suite["groups"]():
        yield name, planned
    for name, (source, _) in agreement["SUBJECTS"].items():
        yield name, plan(source)
    for description in descriptions:
        yield str(description.get("id")), plan(description)


def cases(planned: Plan, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield values of a plan, each once, with their mistakes: pointer, rule and severity."""
    seen = set()
    for _ in range(PER_SCHEMA):
        value = _members(planned, rng)
        for _ in range(rng.choice((0, 1, 1, 2))):
            value = agreement["_damaged"](value, rng) if value else value
        text = dumps(value)
        if text in seen or not isinstance(value, dict):
            continue
        seen.add(text)
        mistakes = validate(planned, loads(text))
        yield {
            "value": value,
            "mistakes": sorted([m.pointer, m.rule, m.severity] for m in mistakes),
        }


def written(descriptions: Iterable[dict[str, Any]]) -> str:
    """Return all cases as the page's test reads them."""
    rng = random.Random(20261127)
    rows = [
        {"name": name, "plan": planned.to_json(), "cases": [*cases(planned, rng)]}
        for name, planned in plans(descriptions)
    ]
    return dumps(rows)


def _members(planned: Plan, rng: random.Random) -> dict[str, Any]:
    schema = planned.schema
    value = _value(schema, schema.get("$defs", {}), rng, 0)
    value = dict(value) if isinstance(value, dict) else {}
    for field in planned.fields:
        samples = [s for s in (field.default, *field.examples) if s is not ABSENT]
        if samples and rng.random() < 0.5:
            value[field.name] = json.loads(json.dumps(rng.choice(samples)))
    return value


def _value(schema: Any, defs: dict[str, Any], rng: random.Random, depth: int) -> Any:
    """Return a value that follows the shape of a schema, if not all its rules."""
    if not isinstance(schema, dict) or depth > 6:
        return rng.choice(agreement["_OTHERS"])
    if "$ref" in schema:
        target = defs.get(schema["$ref"].removeprefix("#/$defs/"))
        return _value(target, defs, rng, depth + 1)
    if "const" in schema or "enum" in schema:
        choices = [schema["const"]] if "const" in schema else schema["enum"]
        return rng.choice(choices) if choices else None
    for key in ("oneOf", "anyOf", "allOf"):
        if schema.get(key) and "properties" not in schema:
            return _value(rng.choice(schema[key]), defs, rng, depth + 1)
    names = schema.get("type") or ("object" if "properties" in schema else "array")
    return _of_type(
        names if isinstance(names, str) else rng.choice(names), schema, defs, rng, depth
    )


def _of_type(name: str, schema: Any, defs: Any, rng: random.Random, depth: int) -> Any:
    if name == "object":
        return {
            member: _value(below, defs, rng, depth + 1)
            for member, below in schema.get("properties", {}).items()
            if rng.random() < 0.75 or member in schema.get("required", ())
        }
    if name == "array":
        count = max(schema.get("minItems", 0), rng.choice((0, 1, 2, 4)))
        positions = schema.get("prefixItems", [])
        items = [*positions, *[schema.get("items", True)] * min(count, 8)]
        return [_value(below, defs, rng, depth + 1) for below in items]
    if name in ("number", "integer"):
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        return rng.choice((low, low + 1, schema.get("maximum", 5), 2.5, 7))
    if name == "boolean":
        return rng.random() < 0.5
    return None if name == "null" else rng.choice(_TEXTS)

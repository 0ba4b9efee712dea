"""The page and the kernel find the same mistakes in the same places: 500 and more generated values, mostly wrong ones."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from procbook import inputs

ROOT = Path(__file__).parents[3]
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"
SCRIPT = """
import { readFileSync, writeFileSync } from "node:fs";
import { Checker } from "./check.mjs";
const cases = JSON.parse(readFileSync("cases.json", "utf8"));
const found = cases.map(({ plan, values }) => {
  const checker = new Checker(plan);
  return values.map((value) => checker.check(value));
});
writeFileSync("found.json", JSON.stringify(found));
"""

PLACES = {
    "title": "Places",
    "type": "object",
    "required": ["count", "shape"],
    "additionalProperties": False,
    "properties": {
        "count": {"type": "integer", "minimum": 1, "maximum": 9, "multipleOf": 2},
        "share": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "multipleOf": 0.1},
        "name": {"type": "string", "minLength": 2, "maxLength": 5, "pattern": "^[a-zé]+$"},
        "day": {"type": "string", "format": "date"},
        "moment": {"type": ["string", "null"], "format": "date-time"},
        "a/b~c %41 é": {"type": "integer"},
        "__proto__": {"type": "string"},
        "mode": {"enum": ["fast", "exact", 3, None]},
        "tags": {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "maxItems": 3, "uniqueItems": True},
        "pair": {"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}], "items": False, "minItems": 2},
        "some": {"type": "array", "contains": {"type": "integer", "minimum": 5}, "maxContains": 2},
        "map": {"type": "object", "additionalProperties": {"type": "number"}, "propertyNames": {"pattern": "^[a-z]+$"}, "maxProperties": 2},
        "rows": {"type": "object", "patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": False},
        "shape": {
            "oneOf": [
                {"type": "object", "properties": {"kind": {"const": "circle"}, "radius": {"type": "number", "minimum": 0}}, "required": ["kind", "radius"]},
                {"type": "object", "properties": {"kind": {"const": "box"}, "w": {"type": "number"}, "h": {"type": "number"}}, "required": ["kind", "w", "h"]},
                {"type": "string", "minLength": 3},
            ]
        },
        "either": {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "integer", "minimum": 10}, {"$ref": "#/$defs/node"}]},
        "not7": {"not": {"const": 7}},
        "tree": {"$ref": "#/$defs/node"},
        "all": {"allOf": [{"type": "object", "required": ["p"]}, {"properties": {"p": {"type": "boolean"}, "q": {"type": "integer"}}}]},
        "closed": {"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}, "dependentRequired": {"a": ["b"]}, "additionalProperties": False},
        "never": False,
        "cond": {
            "type": "object",
            "properties": {"on": {"type": "boolean"}, "level": {}},
            "if": {"properties": {"on": {"const": True}}, "required": ["on"]},
            "then": {"required": ["level"], "properties": {"level": {"type": "integer"}}},
            "else": {"properties": {"level": {"type": "string"}}},
        },
    },
    "$defs": {
        "node": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/$defs/node"}}},
        }
    },
}  # fmt: skip

ODD = [None, True, False, 0, 1, -1, 2.5, 1e30, "", "x", "circle", "2024-02-30", "ééé", [], [1, 1], ["a", 5], {}, {"name": 1}, {"kind": "box"}, 7]


def drawn(schema: Any, root: Any, dice: random.Random, depth: int = 0) -> Any:
    """A value that more or less fits a schema."""
    if not isinstance(schema, dict) or depth > 5:
        return dice.choice(ODD)
    if "$ref" in schema:
        return drawn(root["$defs"].get(schema["$ref"].removeprefix("#/$defs/"), True), root, dice, depth + 1)
    if "const" in schema or schema.get("enum"):
        return schema["const"] if "const" in schema else dice.choice(schema["enum"])
    for word in ("oneOf", "anyOf", "allOf"):
        if schema.get(word):
            return drawn(dice.choice(schema[word]), root, dice, depth + 1)
    kind = schema.get("type", "object" if "properties" in schema else None)
    kind = dice.choice(kind) if isinstance(kind, list) else kind
    if kind == "object":
        members = {n: drawn(s, root, dice, depth + 1) for n, s in schema.get("properties", {}).items() if dice.random() < 0.6}
        return {**members, **({"extra": dice.choice(ODD)} if dice.random() < 0.2 else {})}
    if kind == "array":
        first = [drawn(s, root, dice, depth + 1) for s in schema.get("prefixItems", [])]
        return first + [drawn(schema.get("items", {}), root, dice, depth + 1) for _ in range(dice.randrange(4))]
    return {"integer": dice.randrange(-3, 12), "number": dice.choice([0.1, 0.25, 3, -1]), "string": dice.choice(["ab", "", "2024-05-01", "2024-05-01T10:00:00Z", "longer text"]), "boolean": True}.get(str(kind))  # fmt: skip


def spoilt(value: Any, dice: random.Random) -> Any:
    """The value with one part of it replaced or gone."""
    if isinstance(value, dict) and value and dice.random() < 0.8:
        name = dice.choice(sorted(value))
        if dice.random() < 0.15:
            return {n: v for n, v in value.items() if n != name}
        return {**value, name: spoilt(value[name], dice)}
    if isinstance(value, list) and value and dice.random() < 0.6:
        place = dice.randrange(len(value))
        return [*value[:place], spoilt(value[place], dice), *value[place + 1 :]]
    return dice.choice(ODD)


def cases_of(plan: inputs.Plan, count: int, seed: int) -> list[Any]:
    dice = random.Random(seed)
    values = []
    for _ in range(count):
        value = drawn(plan.schema, plan.schema, dice)
        value = spoilt(value, dice) if isinstance(value, dict) else {}
        values.append(value if isinstance(value, dict) else {})
    return values


def in_page(cases: list[tuple[inputs.Plan, list[Any]]], folder: Path) -> list[list[list[dict[str, str]]]]:
    """What the page's own code finds, run by Node."""
    told = [{"plan": plan.to_json(), "values": values} for plan, values in cases]
    (folder / "cases.json").write_text(json.dumps(told))
    (folder / "run.mjs").write_text(SCRIPT)
    source = ROOT / "js" / "src" / "form" / "check.ts"
    subprocess.run([ESBUILD, source, "--bundle", "--format=esm", f"--outfile={folder / 'check.mjs'}"], check=True, capture_output=True)
    subprocess.run(["node", "run.mjs"], cwd=folder, check=True, timeout=120)
    found: list[list[list[dict[str, str]]]] = json.loads((folder / "found.json").read_text())
    return found


@pytest.fixture(autouse=True)
def _node() -> None:
    if shutil.which("node") is None or not ESBUILD.exists():
        pytest.skip("no Node on this machine (npm ci)")


def compared(cases: list[tuple[inputs.Plan, list[Any]]], folder: Path) -> int:
    wrong = 0
    for (plan, values), found in zip(cases, in_page(cases, folder), strict=True):
        for value, page in zip(values, found, strict=True):
            kernel = {(m.pointer, m.rule) for m in inputs.validate(plan, value)}
            wrong += bool(kernel)
            assert {(m["pointer"], m["rule"]) for m in page} == kernel, (plan.id, json.dumps(value)[:600])
    return wrong


def test_same_mistakes_in_every_rule(tmp_path: Path) -> None:
    plan = inputs.plan(PLACES)
    assert compared([(plan, cases_of(plan, 600, seed=1))], tmp_path) >= 500


def test_same_mistakes_for_real_processes(shared: Path, tmp_path: Path) -> None:
    folder = shared / "corpus" / "dev" / "process-descriptions"
    plans = [inputs.plan(json.loads(path.read_text())) for path in sorted(folder.glob("*.json"))[:150]]
    cases = [(plan, cases_of(plan, 6, seed=n)) for n, plan in enumerate(plans) if plan.fields]
    assert compared(cases, tmp_path) >= 300

"""The page and the kernel find the same mistakes in the same places of 1,000 generated values, most of them wrong."""

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

PLACES = json.loads((Path(__file__).parent / "every_rule.json").read_text("utf-8"))

TEXTS = ["ab", "", "2024-05-01", "2024-05-01T10:00:00Z", "longer text"]
ODD = [
    None,
    True,
    False,
    0,
    1,
    7,
    -1,
    2.5,
    1e30,
    "",
    "x",
    "circle",
    "2024-02-30",
    "ééé",
]
ODD += [[], [1, 1], ["a", 5], {}, {"name": 1}, {"kind": "box"}]


def drawn(schema: Any, root: Any, dice: random.Random, depth: int = 0) -> Any:
    """A value that more or less fits a schema."""
    if not isinstance(schema, dict) or depth > 5:
        return dice.choice(ODD)
    if "$ref" in schema:
        return drawn(
            root["$defs"].get(schema["$ref"].removeprefix("#/$defs/"), True),
            root,
            dice,
            depth + 1,
        )
    if "const" in schema or schema.get("enum"):
        return schema["const"] if "const" in schema else dice.choice(schema["enum"])
    for word in ("oneOf", "anyOf", "allOf"):
        if schema.get(word):
            return drawn(dice.choice(schema[word]), root, dice, depth + 1)
    kind = schema.get("type", "object" if "properties" in schema else None)
    kind = dice.choice(kind) if isinstance(kind, list) else kind
    if kind == "object":
        members = schema.get("properties", {}).items()
        members = {
            name: drawn(below, root, dice, depth + 1)
            for name, below in members
            if dice.random() < 0.6
        }
        return {
            **members,
            **({"extra": dice.choice(ODD)} if dice.random() < 0.2 else {}),
        }
    if kind == "array":
        first = [drawn(s, root, dice, depth + 1) for s in schema.get("prefixItems", [])]
        return first + [
            drawn(schema.get("items", {}), root, dice, depth + 1)
            for _ in range(dice.randrange(4))
        ]
    scalars = {
        "integer": dice.randrange(-3, 12),
        "number": dice.choice([0.1, 0.25, 3, -1]),
        "boolean": True,
    }
    return {**scalars, "string": dice.choice(TEXTS)}.get(str(kind))


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


def in_page(
    cases: list[tuple[inputs.Plan, list[Any]]], folder: Path
) -> list[list[list[dict[str, str]]]]:
    """What the page's own code finds, run by Node."""
    told = [{"plan": plan.to_json(), "values": values} for plan, values in cases]
    (folder / "cases.json").write_text(json.dumps(told))
    (folder / "run.mjs").write_text(SCRIPT)
    source = ROOT / "js" / "src" / "form" / "values" / "check.ts"
    bundle = [
        ESBUILD,
        source,
        "--bundle",
        "--format=esm",
        f"--outfile={folder / 'check.mjs'}",
    ]
    subprocess.run(bundle, check=True, capture_output=True)
    subprocess.run(["node", "run.mjs"], cwd=folder, check=True, timeout=120)
    found: list[list[list[dict[str, str]]]] = json.loads(
        (folder / "found.json").read_text()
    )
    return found


@pytest.fixture(autouse=True)
def _node() -> None:
    if shutil.which("node") is None or not ESBUILD.exists():
        pytest.skip("no Node on this machine (make bundles brings one)")


def compared(cases: list[tuple[inputs.Plan, list[Any]]], folder: Path) -> int:
    wrong = 0
    for (plan, values), found in zip(cases, in_page(cases, folder), strict=True):
        for value, page in zip(values, found, strict=True):
            kernel = {(m.pointer, m.rule) for m in inputs.validate(plan, value)}
            wrong += bool(kernel)
            assert {(m["pointer"], m["rule"]) for m in page} == kernel, (
                plan.id,
                json.dumps(value)[:600],
            )
    return wrong


def test_same_mistakes_in_every_rule(tmp_path: Path) -> None:
    plan = inputs.plan(PLACES)
    assert compared([(plan, cases_of(plan, 600, seed=1))], tmp_path) >= 500


def test_same_mistakes_for_real_processes(shared: Path, tmp_path: Path) -> None:
    folder = shared / "corpus" / "dev" / "process-descriptions"
    plans = [
        inputs.plan(json.loads(path.read_text()))
        for path in sorted(folder.glob("*.json"))[:150]
    ]
    cases = [
        (plan, cases_of(plan, 6, seed=n)) for n, plan in enumerate(plans) if plan.fields
    ]
    assert compared(cases, tmp_path) >= 300

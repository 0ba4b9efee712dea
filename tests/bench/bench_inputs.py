"""How long planning and checking take, as multiples of ``json.loads`` of the same description.

Run: ``python tests/bench/bench_inputs.py``. Ratios, not seconds: they hold on any machine. Each figure is the best of
several runs, in turns with its base.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from procbook.inputs import encode, plan, validate

TEXT = {
    "type": "string",
    "title": "A text",
    "description": "What it is for.",
    "minLength": 1,
}


def one(schema: Any) -> dict[str, Any]:
    """Return a process with one input."""
    return {"id": "p", "version": "1", "inputs": {"x": {"schema": schema}}}


def nested(depth: int) -> dict[str, Any]:
    """Return objects in objects."""
    schema: dict[str, Any] = TEXT
    for _ in range(depth):
        schema = {"type": "object", "properties": {"a": schema}}
    return schema


def members(count: int) -> dict[str, Any]:
    """Return an object with many members."""
    return {
        "type": "object",
        "properties": {f"p{n}": {**TEXT, "title": f"Member {n}"} for n in range(count)},
    }


NODE = {
    "type": "object",
    "properties": {
        "name": TEXT,
        "next": {"$ref": "#/$defs/node"},
        "all": {"items": {"$ref": "#/$defs/node"}},
    },
}
PLANS: dict[str, tuple[dict[str, Any], float]] = {
    "20 inputs": (
        {
            "id": "p",
            "inputs": {f"i{n}": {"title": "T", "schema": TEXT} for n in range(20)},
        },
        150,
    ),
    "500 members": (one(members(500)), 150),
    "200 levels": (one(nested(200)), 150),
    "recursion": (one({"$ref": "#/$defs/node", "$defs": {"node": NODE}}), 250),
    "10,000 choices": (
        one({"enum": [f"choice number {n}" for n in range(10_000)]}),
        80,
    ),
    "1 MB of text": (one({**TEXT, "description": "long text " * 100_000}), 10),
}


def best(task: Callable[[], object], base: Callable[[], object]) -> float:
    """Return the ratio of the best times of a task and its base, taken in turns."""
    times: dict[Callable[[], object], float] = {}
    for _ in range(7):
        for run in (task, base):
            start = time.perf_counter()
            run()
            times[run] = min(times.get(run, 9e9), time.perf_counter() - start)
    return times[task] / times[base]


def main() -> int:
    """Print a table; the exit code tells whether a limit is passed."""
    passed = 0
    print(f"{'plan and write':<24}{'x json.loads':>14}{'limit':>8}")
    for name, (document, limit) in PLANS.items():
        text = json.dumps(document)
        ratio = best(
            lambda d=document: json.dumps(plan(d).to_json()),
            lambda t=text: json.loads(t),
        )  # type: ignore[misc]
        passed += ratio > limit
        print(f"{name:<24}{ratio:>14.1f}{limit:>8.0f}")
    planned = plan(one(members(500)))
    value = {"x": {f"p{n}": "some text" for n in range(500)}}
    text = json.dumps(value)
    for name, task, limit in (
        ("validate 500 members", lambda: validate(planned, value), 150),
        ("encode 500 members", lambda: encode(planned, value), 60),
    ):
        ratio = best(task, lambda: json.loads(text))
        passed += ratio > limit
        print(f"{name:<24}{ratio:>14.1f}{limit:>8.0f}")
    return 1 if passed else 0


if __name__ == "__main__":
    sys.exit(main())

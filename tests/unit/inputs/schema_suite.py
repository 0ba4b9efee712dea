"""The JSON Schema Test Suite as forms: for the kernel here, and written to a file for the page.

``python tests/unit/inputs/schema_suite.py`` writes ``json_schema_suite/plans.json`` anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from procbook.inputs import Plan, plan

FOLDER = Path(__file__).with_name("json_schema_suite")
PLANS = FOLDER / "plans.json"
DRAFTS = {
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft4": "http://json-schema.org/draft-04/schema#",
}


def groups() -> Iterator[tuple[str, Plan, list[tuple[str, Any, bool]]]]:
    """Yield the name of each group of tests, the plan of its schema, and values that are valid or not."""
    for draft, address in DRAFTS.items():
        for group in json.loads((FOLDER / f"{draft}.json").read_text("utf-8")):
            schema = group["schema"]
            if isinstance(schema, dict):
                schema = {"$schema": address, **schema}
            planned = plan(schema)
            values = [
                (case["description"], _value(planned, case["data"]), case["valid"])
                for case in group["tests"]
                # The value of the form of an object is an object always.
                if planned.bare or isinstance(case["data"], dict)
            ]
            yield (
                f"{draft}: {group['file']}: {group['description']}",
                planned,
                values,
            )


def _value(planned: Plan, data: Any) -> Any:
    return {"value": data} if planned.bare else data


def written_plans() -> str:
    """Return the text of the file for the page."""
    rows = [
        {
            "name": name,
            "plan": {"fields": [], "schema": planned.schema, "bare": planned.bare},
            "values": [[value, valid] for _, value, valid in values],
        }
        for name, planned, values in groups()
        if values
    ]
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    return f"[\n{lines}\n]\n"


if __name__ == "__main__":
    PLANS.write_text(written_plans(), encoding="utf-8")

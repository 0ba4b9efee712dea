"""The matrix with OWSLib, which knows processes and their execution, but no call for a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import rows
from owslib.ogcapi.processes import Processes


def ways_of(url: str) -> Mapping[str, Sequence[rows.Way]]:
    def run(case: rows.Case, response: str = "document") -> Any:
        return Processes(url).execute(case["process"], case["inputs"], response=response)

    def only(found: Any) -> Any:
        return found["value"] if "value" in found else next(iter(found.values()))

    def text(found: Any) -> str:
        return found["value"] if isinstance(found, dict) else found

    return {
        "list": [lambda case: [process["id"] for process in Processes(url).processes()]],
        "describe": [lambda case: list(Processes(url).process(case["process"])["inputs"])],
        "sync literal": [lambda case: only(run(case)), lambda case: run(case, "raw")],
        "PNG": [run, lambda case: rows.base64_of(only(run(case))), lambda case: run(case, "raw")],
        "CSV": [lambda case: text(only(run(case))), lambda case: run(case, "raw")],
        "several outputs": [run],
        "list of many pages": [lambda case: len(Processes(url).processes())],
    }


if __name__ == "__main__":
    rows.main(ways_of)

"""The matrix with OWSLib, which knows processes and their execution, but no call for a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import rows
from owslib.ogcapi.processes import Processes


def ways_of(url: str) -> Mapping[str, Sequence[rows.Way]]:
    def document(case: rows.Case) -> Any:
        return Processes(url).execute(case["process"], case["inputs"])

    def raw(case: rows.Case) -> Any:
        return Processes(url).execute(case["process"], case["inputs"], response="raw")

    return {
        "list": [
            lambda case: [process["id"] for process in Processes(url).processes()]
        ],
        "describe": [
            lambda case: list(Processes(url).process(case["process"])["inputs"])
        ],
        "sync literal": [
            lambda case: rows.only(document(case)),
            lambda case: rows.only(raw(case)),
        ],
        "PNG": [raw, rows.ByHand(lambda case: rows.base64_of(document(case)))],
        "CSV": [raw, rows.ByHand(lambda case: rows.only(document(case)))],
        "several outputs": [document, raw],
        "list of many pages": [lambda case: len(Processes(url).processes())],
    }


if __name__ == "__main__":
    rows.main(ways_of)

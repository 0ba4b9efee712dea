"""The matrix with cuiman; what only works when headers or parameters are passed on by hand is marked so."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import rows
from cuiman import Client

LATER = {"headers": {"Prefer": "respond-async"}}
MANY = {"params": {"limit": 10_000}}


def values(results: Any) -> Any:
    return results.model_dump(mode="json") if hasattr(results, "model_dump") else results


def only(results: Any) -> Any:
    found = values(results)
    return found["value"] if "value" in found else next(iter(found.values()))


def ways_of(url: str) -> Mapping[str, Sequence[rows.Way]]:
    client = Client(api_url=url)

    def start(case: rows.Case, **options: Any) -> Any:
        return client.execute_process(case["process"], {"inputs": case["inputs"], "response": "document"}, **options)

    def ended(job: Any) -> Any:
        end = time.monotonic() + 60
        while (info := client.get_job(job.jobID)).status.value in {"accepted", "running"} and time.monotonic() < end:
            time.sleep(0.05)
        return info

    def later(case: rows.Case, **options: Any) -> Any:
        return client.get_job_results(ended(start(case, **options)).jobID)

    def opened(case: rows.Case) -> Any:
        return client.open_job_result(start(case, **LATER).jobID)

    def failing(case: rows.Case, **options: Any) -> Any:
        info = ended(start(case, **options))
        return info.status.value, info.message

    def early(case: rows.Case, **options: Any) -> Any:
        job = start(case, **options)
        try:
            client.get_job_results(job.jobID)
        except Exception as error:
            return f"{error} {getattr(error, 'api_error', '')}"

    def files(decode: Any) -> Sequence[rows.Way]:
        return [
            lambda case: decode(only(start(case))),
            lambda case: decode(only(later(case, **LATER))),
            lambda case: decode(opened(case)),
        ]

    return {
        "list": [lambda case: [process.id for process in client.get_processes().processes]],
        "describe": [lambda case: list(client.get_process(case["process"]).inputs)],
        "sync literal": [lambda case: only(start(case))],
        "async literal": [lambda case: only(later(case)), lambda case: only(later(case, **LATER))],
        "PNG": [lambda case: start(case), *files(rows.base64_of)],
        "CSV": files(lambda found: found["value"] if isinstance(found, dict) else found),
        "several outputs": [lambda case: values(start(case)), lambda case: values(later(case, **LATER))],
        "failing job": [failing, lambda case: failing(case, **LATER)],
        "results too early": [early, lambda case: early(case, **LATER)],
        "dismiss": [
            lambda case: client.dismiss_job(start(case).jobID).status.value,
            lambda case: client.dismiss_job(start(case, **LATER).jobID).status.value,
        ],
        "list of many pages": [
            lambda case: len(client.get_processes().processes),
            lambda case: len(client.get_processes(**MANY).processes),
        ],
    }


if __name__ == "__main__":
    rows.main(ways_of)

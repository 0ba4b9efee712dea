"""The matrix with cuiman; what only works when headers or parameters are passed on by hand is marked so."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import rows
from cuiman import Client

LATER = {"headers": {"Prefer": "respond-async"}}
AS_JSON = {"headers": {"Accept": "application/json"}}
MANY = {"params": {"limit": 10_000}}


# What may be passed on by hand to have a job: the header alone, and with the form of the results.
DETAILS = (
    lambda call: lambda case: call(case, **LATER),
    lambda call: lambda case: call(case, response="document", **LATER),
)


def plain(results: Any) -> Any:
    return (
        results.model_dump(mode="json") if hasattr(results, "model_dump") else results
    )


def ways_of(url: str) -> Mapping[str, Sequence[rows.Way]]:
    client = Client(api_url=url)

    def start(case: rows.Case, *, response: str | None = None, **options: Any) -> Any:
        asked = {"inputs": case["inputs"]} | (
            {"response": response} if response else {}
        )
        return client.execute_process(case["process"], asked, **options)

    def document(case: rows.Case) -> Any:
        return start(case, response="document")

    def ended(job: Any) -> Any:
        end = time.monotonic() + 60
        while (info := client.get_job(job.jobID)).status.value in {
            "accepted",
            "running",
        } and time.monotonic() < end:
            time.sleep(0.05)
        return info

    def later(case: rows.Case, **options: Any) -> Any:
        asked = AS_JSON if options else {}
        return plain(
            client.get_job_results(ended(start(case, **options)).jobID, **asked)
        )

    def opened(case: rows.Case) -> Any:
        return client.open_job_result(start(case, **LATER).jobID)

    def failing(case: rows.Case, **options: Any) -> Any:
        info = ended(start(case, **options))
        return info.status.value, info.message

    def early(case: rows.Case, **options: Any) -> Any:
        job = start(case, **options)
        try:
            client.get_job_results(job.jobID)
        except Exception as error:  # noqa: BLE001 - its own kind of error stands for several
            return f"{error} {getattr(error, 'api_error', '')}"

    def dismissed(case: rows.Case, **options: Any) -> Any:
        return client.dismiss_job(start(case, **options).jobID).status.value

    def files(decode: Any) -> Sequence[rows.Way]:
        calls = (document, *(lambda case, by=by: by(later)(case) for by in DETAILS))
        return [
            start,
            *(
                rows.ByHand(lambda case, call=call: decode(call(case)))
                for call in calls
            ),
            rows.ByHand(opened),
        ]

    def both(call: Any) -> Sequence[rows.Way]:
        return [call, *(rows.ByHand(by(call)) for by in DETAILS)]

    return {
        "list": [
            lambda case: [process.id for process in client.get_processes().processes]
        ],
        "describe": [lambda case: list(client.get_process(case["process"]).inputs)],
        "sync literal": [
            lambda case: rows.only(start(case)),
            lambda case: rows.only(document(case)),
        ],
        "async literal": both(
            lambda case, **options: rows.only(later(case, **options))
        ),
        "PNG": files(rows.base64_of),
        "CSV": files(rows.only),
        "several outputs": [start, document, *both(later)[1:]],
        "failing job": both(failing),
        "results too early": both(early),
        "dismiss": both(dismissed),
        "list of many pages": [
            lambda case: len(client.get_processes().processes),
            rows.ByHand(lambda case: len(client.get_processes(**MANY).processes)),
        ],
    }


if __name__ == "__main__":
    rows.main(ways_of)

"""The matrix with procbook: every row in the plainest way there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import rows

from procbook import Client, JobFailedError, JobInfo, NotReadyError, Results


def ways_of(url: str) -> Mapping[str, Sequence[rows.Way]]:
    client = Client(url)

    def start(case: rows.Case) -> Any:
        return client.processes[case["process"]](**case["inputs"])

    def at_once(case: rows.Case) -> Any:
        results = client.execute_process(
            case["process"], {"inputs": case["inputs"]}, mode="sync"
        )
        assert isinstance(results, Results)
        return results.value

    def later(case: rows.Case) -> Any:
        info = client.execute_process(case["process"], {"inputs": case["inputs"]})
        assert isinstance(info, JobInfo)
        return client.job(info.jobID).wait(timeout=60).results().value

    def failing(case: rows.Case) -> Any:
        job = start(case)
        try:
            job.wait(timeout=60)
        except JobFailedError as error:
            return job.status, str(error)

    def early(case: rows.Case) -> Any:
        job = start(case)
        try:
            job.results()
        except NotReadyError as error:
            return str(error)
        finally:
            job.cancel()

    def run(case: rows.Case) -> Results:
        return client.processes[case["process"]].run(**case["inputs"])

    return {
        "list": [
            lambda case: [process.id for process in client.get_processes().processes]
        ],
        "describe": [lambda case: list(client.get_process(case["process"]).inputs)],
        "sync literal": [at_once],
        "async literal": [later],
        "PNG": [lambda case: run(case).value],
        "CSV": [lambda case: run(case).value],
        "several outputs": [lambda case: run(case).to_dict()],
        "failing job": [failing],
        "results too early": [early],
        "dismiss": [lambda case: client.dismiss_job(start(case).id).status],
        "list of many pages": [lambda case: len(client.get_processes().processes)],
    }


if __name__ == "__main__":
    rows.main(ways_of)

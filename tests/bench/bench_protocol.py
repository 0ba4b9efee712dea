"""How long reading takes, as multiples of ``json.loads`` of the same bytes. Run: ``python tests/bench/bench_protocol.py``.

Ratios, not seconds: they hold on any machine. Each figure is the best of several runs, in turns with its base.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from procbook.models import JobInfo, JobList, ProcessDescription, ProcessList
from procbook.protocol import read

JOBS = 10_000
LIMIT = 2.5
PROMISED = (
    f"list of {JOBS:,} jobs",
    f"list of {JOBS:,} jobs, state of each",
    f"{JOBS:,} job documents, one by one",
)


def job(number: int) -> dict[str, Any]:
    """Return a job document as servers that keep the standard send it, with times and three links."""
    url = f"https://processes.example.org/ogc/jobs/{number:08x}-9d0b-11ef-9fd8-0242ac110002"
    return {
        "type": "process",
        "processID": "primes-between",
        "jobID": url.rpartition("/")[2],
        "status": ("successful", "running", "failed")[number % 3],
        "message": "Job complete",
        "progress": 100,
        "created": "2026-11-21T19:29:12.276540Z",
        "started": "2026-11-21T19:29:12.276577Z",
        "finished": "2026-11-21T19:29:12.279697Z",
        "updated": "2026-11-21T19:29:12.279724Z",
        "links": [
            {
                "href": url,
                "rel": "self",
                "type": "application/json",
                "title": "This job",
            },
            {
                "href": url + "/results",
                "rel": "http://www.opengis.net/def/rel/ogc/1.0/results",
                "type": "application/json",
            },
        ],
    }


def process(number: int) -> dict[str, Any]:
    """Return a process description with ten inputs."""
    schema = {"type": "number", "minimum": 0, "maximum": 10, "default": 1}
    inputs = {
        f"input_{i}": {
            "title": f"Input {i}",
            "description": "A number.",
            "schema": schema,
        }
        for i in range(10)
    }
    return {
        "id": f"process-{number}",
        "version": "1.0.0",
        "title": f"Process {number}",
        "jobControlOptions": ["sync-execute", "async-execute"],
        "inputs": inputs,
        "outputs": {"result": {"schema": {"type": "object"}}},
        "links": [],
    }


def best(work: Callable[[], Any], base: Callable[[], Any], runs: int = 9) -> float:
    """Return the best time of `work` over the best time of `base`."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for function, found in zip((work, base), times, strict=True):
            start = time.process_time()  # other work on the machine does not count
            made = function()
            found.append(time.process_time() - start)
            del made
    return min(times[0]) / min(times[1])


def figures() -> dict[str, float]:
    """Return each figure by what it says."""
    body = json.dumps({"jobs": [job(i) for i in range(JOBS)], "links": []}).encode()
    bodies = [json.dumps(job(i)).encode() for i in range(JOBS)]
    naive = body.replace(b'Z",', b'",')
    summaries = [
        {k: v for k, v in process(i).items() if k not in ("inputs", "outputs")}
        for i in range(1000)
    ]
    processes = json.dumps({"processes": summaries, "links": []}).encode()
    descriptions = [json.dumps(process(i)).encode() for i in range(200)]

    def all_of(documents: list[bytes]) -> Callable[[], Any]:
        return lambda: [json.loads(document) for document in documents]

    def base() -> Any:
        return json.loads(body)

    def states(body: bytes) -> Any:
        made = read(JobList, body)
        return made, [job.status for job in made.jobs]

    return {
        f"list of {JOBS:,} jobs": best(lambda: read(JobList, body), base),
        f"list of {JOBS:,} jobs, state of each": best(lambda: states(body), base),
        f"list of {JOBS:,} jobs, every time without zone": best(
            lambda: read(JobList, naive), base
        ),
        f"list of {JOBS:,} jobs, every time without zone, state of each": best(
            lambda: states(naive), base, 3
        ),
        f"{JOBS:,} job documents, one by one": best(
            lambda: [read(JobInfo, b) for b in bodies], all_of(bodies)
        ),
        "list of 1,000 processes": best(
            lambda: read(ProcessList, processes), lambda: json.loads(processes)
        ),
        "200 process descriptions": best(
            lambda: [read(ProcessDescription, b) for b in descriptions],
            all_of(descriptions),
        ),
    }


def main() -> int:
    """Print the table; fail when jobs are read slower than promised."""
    found = figures()
    for name, ratio in found.items():
        print(f"{ratio:6.2f} x json.loads   {name}")
    return int(any(found[name] > LIMIT for name in PROMISED))


if __name__ == "__main__":
    sys.exit(main())

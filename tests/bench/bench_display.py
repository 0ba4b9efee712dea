"""What it costs to show a thousand processes or jobs: a window and the count."""

from __future__ import annotations

import statistics
import time
from typing import Any

from procbook.display import html, text
from procbook.models import JobInfo, JobList, ProcessList, ProcessSummary

COUNT, ROUNDS = 1000, 25
DESCRIPTION = "Sleeps for `duration` seconds. *Fails on purpose* if `fail` is `True`; see [more](https://example.org)."


def main() -> None:
    processes = [
        ProcessSummary(
            id=f"process_{n}",
            version="1.0.0",
            title=f"Process {n}",
            description=f"{DESCRIPTION} No. {n}.",
        )
        for n in range(COUNT)
    ]
    job = {
        "processID": "p",
        "status": "running",
        "created": "2025-01-01T10:00:00Z",
        "message": "Halfway there",
    }
    jobs = [
        JobInfo.model_validate({**job, "jobID": f"job_{n}", "progress": n % 100})
        for n in range(COUNT)
    ]
    show("processes", ProcessList(processes=processes, links=[]))
    show("jobs", JobList(jobs=jobs, links=[]))


def show(name: str, document: Any) -> None:
    size = len(html(document).encode())
    print(f"{COUNT:,} {name:10} html {size / 1000:5.1f} kB (goal 30)  {milliseconds(html, document):5.2f} ms (goal 5)"
          f"   text {milliseconds(text, document):5.2f} ms")  # fmt: skip


def milliseconds(show_it: Any, document: Any) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        show_it(document)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main()

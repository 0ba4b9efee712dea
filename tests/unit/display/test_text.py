"""Documents as text: one screen, short lines, never an exception."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from procbook.display import text
from procbook.models import (
    ApiError,
    Capabilities,
    ConformanceDeclaration,
    JobInfo,
    JobList,
    JobResults,
    Link,
    ProcessDescription,
    ProcessList,
    ProcessRequest,
    ProcessSummary,
    Quirk,
    Schema,
)

UTC = dt.UTC
PRIMES = ProcessDescription.model_validate(
    {
        "id": "primes_between",
        "title": "Prime Processor",
        "version": "0.0.0",
        "description": "Returns the primes.\n\nA second paragraph.",
        "jobControlOptions": ["async-execute"],
        "inputs": {
            "min_val": {
                "minOccurs": 0,
                "schema": {"type": "integer", "minimum": 0, "default": 0},
            },
            "tags": {"maxOccurs": "unbounded", "schema": {"enum": ["a", "b"]}},
        },
        "outputs": {
            "return_value": {"schema": {"type": "array", "items": {"type": "integer"}}}
        },
    }
)


def job(number: int, status: str = "running", **more: object) -> JobInfo:
    return JobInfo.model_validate(
        {"jobID": f"job_{number}", "processID": "p", "status": status, **more}
    )


def test_description() -> None:
    assert text(PRIMES).splitlines() == [
        "Process primes_between, version 0.0.0",
        "  Prime Processor",
        "  Returns the primes.",
        "  Runs as a job.",
        "  Inputs:",
        "    min_val  integer, >= 0, default 0, optional",
        '    tags     one of "a", "b", required, any number of values',
        "  Outputs:",
        "    return_value  list of integer",
    ]


def test_process_list_says_how_many_are_left_out() -> None:
    processes = [
        ProcessSummary(id=f"p{i}", version="1", title=f"Title {i}") for i in range(1000)
    ]
    lines = text(ProcessList(processes=processes, links=[])).splitlines()
    assert lines[0] == "ProcessList: 1,000 processes"
    assert lines[1] == "  p0   Title 0"
    assert lines[-1] == "  ... and 980 more"
    assert len(lines) == 22


def test_job_list_counts_states() -> None:
    shown = text(
        JobList(
            jobs=[job(0, progress=40), job(1, "successful", message="Done")], links=[]
        )
    )
    assert shown.splitlines()[0] == "JobList: 2 jobs (1 running, 1 successful)"
    assert "running, 40 %" in shown
    assert shown.splitlines()[2].endswith("Done")


def test_job_with_times_and_trace() -> None:
    begin = dt.datetime(2025, 1, 1, 10, 0, 0, tzinfo=UTC)
    shown = text(
        job(
            5,
            "failed",
            started=begin,
            finished=begin + dt.timedelta(seconds=65),
            traceback=["Trace\n", "Woke up\n"],
        )
    )
    assert "Job job_5 of p: failed" in shown
    assert "started: 2025-01-01 10:00:00 UTC" in shown
    assert "took: 1 min 5 s" in shown
    assert "trace, last line of 2: Woke up" in shown


def test_conformance_by_name() -> None:
    base = "http://www.opengis.net/spec/ogcapi-processes-1/1.0"
    uris = [
        f"{base}/conf/job-list",
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
        "odd",
    ]
    assert text(ConformanceDeclaration(conformsTo=uris)).splitlines() == [
        "Conformance: 3 classes",
        "  Job list  Processes part 1 (1.0)",
        "  Core      ogcapi-common-1 (1.0)",
        "  odd",
    ]


def test_the_other_documents() -> None:
    assert text(
        ApiError(title="Not Found", status=404, detail="No job")
    ).splitlines() == [
        "Problem: Not Found (HTTP 404)",
        "  No job",
    ]
    assert (
        text(Capabilities(title="S", links=[Link(href="/x", rel="self")])).splitlines()[
            -1
        ]
        == "    self  /x"
    )
    assert "return_value: [11, 13]" in text(JobResults({"return_value": [11, 13]}))
    assert "Schema: integer or null, > 0" in text(
        Schema(type="integer", nullable=True, exclusiveMinimum=0)
    )


def test_secrets_of_a_request_are_masked() -> None:
    shown = text(
        ProcessRequest(
            inputs={"api_key": "hunter2", "name": "x", "password": "hunter2"}
        )
    )
    assert "hunter2" not in shown
    assert 'name: "x"' in shown


def test_quirks_are_mentioned() -> None:
    made = job(1).received({}, (Quirk("naive-datetime", "/created", "No zone."),))
    assert (
        text(made).splitlines()[-1]
        == "  (read with 1 correction; nothing was lost; see .quirks: naive-datetime)"
    )


@pytest.mark.parametrize(
    "made",
    [
        PRIMES,
        ProcessList(processes=[], links=[]),
        JobList(jobs=[], links=[]),
        JobResults(),
    ],
)
def test_repr_and_str_are_the_text(made: object) -> None:
    assert repr(made) == str(made) == text(made)


def test_a_terminal_is_not_steered() -> None:
    shown = text(job(1, message="\x1b[2J\x1b]0;own\x07 \u202egnp", traceback="\x9b31m"))
    assert all(sign not in shown for sign in "\x1b\x07\x9b\u202e")


def test_long_and_deep_stays_short() -> None:
    deep: object = "x" * 100_000
    for _ in range(500):
        deep = {"a": [deep]}
    made = ProcessDescription.model_construct(
        id="p" * 10_000, version="1", inputs={}, outputs={}, title="t" * 10**6
    )
    for shown in (
        text(made),
        text(JobResults({"out": deep})),
        text(ProcessRequest(inputs={"a" * 9999: deep})),
    ):
        assert max(map(len, shown.splitlines())) <= 100


def test_what_cannot_be_shown_is_said() -> None:
    assert (
        text(ProcessList.model_construct(processes=7))
        == "<ProcessList that cannot be shown>"
    )


def test_recorded_documents(shared: Path) -> None:
    kinds = {
        "process-descriptions": ProcessDescription,
        "process-lists": ProcessList,
        "jobs": JobInfo,
    }
    shown = 0
    for folder, kind in kinds.items():
        for file in sorted((shared / "corpus" / "dev" / folder).glob("*.json")):
            try:
                document = kind.model_validate(json.loads(file.read_text("utf-8")))
            except ValueError:
                continue
            lines = text(document).splitlines()
            assert "cannot be shown" not in lines[0], file
            assert len(lines) < 80, file
            assert max(map(len, lines)) <= 100, file
            shown += 1
    assert shown > 20

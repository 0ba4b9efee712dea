"""Job documents and lists as servers send them, rule by rule."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from procbook.models import JobInfo, JobList, JobStatus
from procbook.protocol import job_query, matches, read, status_word
from procbook.protocol.errors import ResponseError


def job(**members: Any) -> JobInfo:
    return read(JobInfo, {"jobID": "a", "status": "running", **members})


def codes(document: Any) -> set[str]:
    return {quirk.code for quirk in document.quirks}


def test_by_the_book() -> None:
    book = {
        "jobID": "a",
        "type": "process",
        "status": "running",
        "progress": 0,
        "created": "2026-01-01T00:00:00Z",
        "finished": None,
    }
    found = read(JobInfo, json.dumps(book).encode())
    assert found.quirks == ()
    assert found.raw == book


def test_by_the_book_of_2_0() -> None:
    found = read(
        JobInfo,
        {"id": "a", "status": "accepted", "processingEntityType": "ogc-api-processes"},
    )
    assert (found.jobID, found.quirks) == ("a", ())
    assert found.to_json()["jobID"] == "a"


# T27 ids


@pytest.mark.parametrize(
    "name", ["id", "job_id", "jobId", "jobIdentifier", "identifier", "uuid"]
)
def test_id_names(name: str) -> None:
    assert read(JobInfo, {name: "a", "status": "running"}).jobID == "a"


def test_numeric_id() -> None:
    assert read(JobInfo, {"jobID": 647, "status": "running"}).jobID == "647"


def test_id_from_links() -> None:
    found = read(
        JobInfo,
        {
            "status": "running",
            "links": [{"rel": "self", "href": "https://x.org/jobs/a%20b?f=json"}],
        },
    )
    assert found.jobID == "a b"
    assert "missing-job-id" in codes(found)


@pytest.mark.parametrize("name", ["statusInfo", "job", "jobInfo"])
def test_envelope(name: str) -> None:
    found = read(JobInfo, {name: {"jobID": "a", "status": "ProcessSucceeded"}})
    assert (found.jobID, found.status) == ("a", "successful")


def test_nested_status() -> None:
    assert read(JobInfo, {"id": "a", "status": {"status": "Failed"}}).status == "failed"


@pytest.mark.parametrize(
    "given", [None, [], {}, True, 5.5, {"title": "x", "status": 404, "detail": "gone"}]
)
def test_no_job_at_all(given: Any) -> None:
    try:
        assert read(JobInfo, given).jobID
    except ResponseError:
        return
    assert given == 5.5


# T31 states


@pytest.mark.parametrize(
    ("word", "status"),
    [
        *((s.value, s) for s in JobStatus),
        ("queued", "accepted"), ("Pending", "accepted"), ("ProcessAccepted", "accepted"), ("started", "running"),
        ("in-progress", "running"), ("IN_PROGRESS", "running"), ("ProcessStarted", "running"), ("cancelling", "running"),
        ("ProcessPaused", "paused"), ("suspended", "paused"), ("succeeded", "successful"), ("SUCCESS", "successful"),
        ("ProcessSucceeded", "successful"), ("finished", "successful"), ("error", "failed"), ("ProcessFailed", "failed"),
        ("rejected", "failed"), ("exception", "failed"), ("crashed", "failed"), ("canceled", "dismissed"),
        ("cancelled", "dismissed"), ("deleted", "dismissed"), ("aborted", "dismissed"), ("revoked", "dismissed"),
        ("http://www.opengis.net/def/status/running", "running"), ("processing", "running"), (" running ", "running"),
        ("STATUS_RUNNING", "running"), ("Process_Failed", "failed"), ("wps:ProcessSucceeded", "successful"),
        ("ProcessRunning", "running"), ("In Queue", "accepted"), ("failed: out of memory", "failed"), ("cancel", "dismissed"),
        ("wombat", "unknown"), ("", "unknown"), (3, "unknown"), (None, "unknown"), ([], "unknown"),
    ],
)  # fmt: skip
def test_status_words(word: Any, status: str) -> None:
    assert status_word(word) == status


def test_finished_with_an_error_is_failed() -> None:
    assert status_word("finished", error=True) is JobStatus.failed
    assert job(status="finished", exception={"title": "x"}).status == "failed"


def test_an_unknown_word_is_kept_and_does_not_end_the_job() -> None:
    found = job(status="marinating")
    assert found.status is JobStatus.unknown
    assert not found.status.is_final
    assert (found.model_extra or {})["x-status"] == "marinating"


def test_a_missing_status_is_made_out() -> None:
    assert (
        read(JobInfo, {"jobID": "a", "finished": "2026-01-01T00:00:00Z"}).status
        == "successful"
    )
    assert (
        read(JobInfo, {"jobID": "a", "started": "2026-01-01T00:00:00Z"}).status
        == "running"
    )
    assert read(JobInfo, {"jobID": "a", "error": "x"}).status == "failed"


# T32 progress, T33 times, T34 process


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"progress": 42}, 42), ({"progress": "42%"}, 42), ({"progress": "42"}, 42), ({"progress": 42.7}, 42),
        ({"progress": 0.5}, 50), ({"progress": "0.5"}, 50), ({"progress": "0.5 %"}, 0), ({"progress": 1}, 1), ({"progress": 250}, 100), ({"progress": -1}, 0),
        ({"progress": None}, None), ({"progress": "much"}, None), ({"progress": True}, None),
        ({"percentCompleted": 7}, 7), ({"progress": None, "percentCompleted": 7.0}, 7), ({}, None), ({"progress": 1e999}, None),
    ],
)  # fmt: skip
def test_progress(given: dict[str, Any], expected: int | None) -> None:
    assert job(**given).progress == expected


MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("2026-01-02T03:04:05Z", None), ("2026-01-02T03:04:05+00:00", None), ("2026-01-02T04:04:05+01:00", None),
        ("2026-01-02T03:04:05", "naive-datetime"), ("2026-01-02 03:04:05", "naive-datetime"),
        ("2026-01-02T03:04:05.000", "naive-datetime"), ("20260102T030405Z", "time-form"),
        ("2026-01-02T03:04:05 UTC", "time-form"), ("2026-01-02T03:04:05Z[UTC]", "time-form"),
        (1767323045, "time-form"), (1767323045000, "time-form"), ("Fri, 02 Jan 2026 03:04:05 GMT", "time-form"),
        (1767323045.0, "time-form"),
    ],
)  # fmt: skip
def test_times(given: Any, code: str | None) -> None:
    found = job(created=given)
    assert found.created == MOMENT
    assert codes(found) == ({code} if code else set())
    listed = read(
        JobList,
        {"jobs": [{"jobID": "a", "status": "running", "created": given}], "links": []},
    )
    assert (listed.jobs[0].created, codes(listed)) == (MOMENT, codes(found))


@pytest.mark.parametrize(
    "given", ["yesterday", "2026-13-45T00:00:00Z", [], {}, True, 1e300, "", "P1D"]
)
def test_times_that_are_none(given: Any) -> None:
    assert job(created=given).created is None


def test_date_only_and_other_names() -> None:
    assert job(created="2026-01-02").created == datetime(2026, 1, 2, tzinfo=UTC)
    assert job(startTime="2026-01-02T03:04:05Z").started == MOMENT


def test_times_out_of_order_are_nobodys_business() -> None:
    assert (
        job(started="2026-01-02T03:04:05Z", finished="2026-01-02T03:04:04Z").quirks
        == ()
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("p", "p"),
        ("https://x.org/processes/a%3Ab", "a:b"),
        ("/processes/p/execution", "p"),
        (218, "218"),
        ({"id": "p"}, "p"),
        (None, None),
        ([], None),
    ],
)
def test_process_id(given: Any, expected: str | None) -> None:
    assert job(processID=given).processID == expected


def test_messages_and_traces() -> None:
    assert job(message={"en": "Hello"}).message == "Hello"
    assert (
        read(
            JobInfo, {"id": "a", "status": "created", "description": "Waiting."}
        ).message
        is None
    )
    assert job(traceback=["a", "b"], progress="1").traceback == ["a", "b"]
    assert job(type=None, links=[{"href": 5}], message=["x"]).links == []


# T35 lists


@pytest.mark.parametrize(
    "given",
    [
        {"jobs": [{"jobID": "a", "status": "running"}], "links": []},
        {"jobs": ["a"]},
        [{"id": "a", "status": "running"}],
        {"items": [{"id": "a", "status": "running"}]},
        {
            "groups": [{"category": {"process": "p"}, "jobs": ["a"], "count": 1}],
            "total": 1,
        },
        {"jobs": {"a": {"status": "running"}}},
        {"jobs": {"a": "running"}},
        {"jobs": [{"a": {"status": "job-running", "type": "p"}}]},
        {"groups": {"p": [{"id": "a", "status": "running"}]}},
        {
            "jobs": [
                {"jobID": "a", "status": "running"},
                {"jobID": "a", "status": "failed"},
            ]
        },
        {
            "jobs": [
                None,
                {},
                5.5e300,
                {"jobID": "a", "status": "running"},
                {"status": "running"},
                [],
                "",
            ]
        },
        {"jobs": ["https://x.org/jobs/a"]},
        {"statusInfos": [{"statusInfo": {"jobID": "a", "status": "running"}}]},
    ],
)
def test_lists_of_any_form(given: Any) -> None:
    for source in (given, json.dumps(given).encode()):
        found = read(JobList, source)
        assert [j.jobID for j in found.jobs] == ["a"]
        assert found.raw == given


def test_only_the_odd_job_is_mended() -> None:
    good = {"jobID": "a", "status": "running"}
    found = read(
        JobList,
        {
            "jobs": [good, {"jobID": 5, "status": "queued"}, {**good, "jobID": "c"}],
            "links": [],
        },
    )
    assert [len(j.quirks) for j in found.jobs] == [0, 2, 0]
    assert {q.path for q in found.quirks} == {"/jobs/1/jobID", "/jobs/1/status"}


@pytest.mark.parametrize("odd", [{}, {"created": "2026-01-02T03:04:05"}])
def test_each_job_keeps_what_was_received(odd: dict[str, Any]) -> None:
    items = [
        {
            "id": str(i),
            "status": "running",
            "processingEntityType": "x",
            "progress": None,
        }
        for i in range(3)
    ]
    items[-1] |= odd
    found = read(JobList, json.dumps({"jobs": items, "links": [], "total": 3}).encode())
    assert [job.raw for job in found.jobs] == items
    assert (found.model_extra, found.raw["jobs"]) == ({"total": 3}, items)
    assert len(found.quirks) == len(odd)


@pytest.mark.parametrize("odd", [{}, {"progress": "5"}])
def test_a_list_behaves_like_a_list(odd: dict[str, Any]) -> None:
    items = [{"jobID": str(i), "status": "running"} for i in range(5)]
    jobs = read(JobList, {"jobs": [{**items[0], **odd}, *items[1:]], "links": []}).jobs
    assert (len(jobs), jobs[-1].jobID, [j.jobID for j in jobs[1:3]]) == (
        5,
        "4",
        ["1", "2"],
    )
    assert jobs[2] is jobs[2]
    assert jobs == list(jobs)
    assert jobs[0] in jobs
    with pytest.raises(IndexError):
        jobs[5]
    assert read(JobList, {"jobs": items, "links": []}).to_json() == {
        "jobs": items,
        "links": [],
    }


@pytest.mark.parametrize("given", [{"jobs": None}, {"jobs": [], "links": []}, []])
def test_no_jobs(given: Any) -> None:
    assert list(read(JobList, given).jobs) == []


@pytest.mark.parametrize("given", [None, 5, "x", {}, {"code": "x", "description": "y"}])
def test_no_list_at_all(given: Any) -> None:
    with pytest.raises(ResponseError):
        read(JobList, given)


# filters


def test_query() -> None:
    found = job_query(
        process_id="p",
        status=["running", JobStatus.failed],
        min_duration=1.5,
        max_duration=60,
        limit=3,
    )
    assert found == [
        ("processID", "p"), ("status", "running"), ("status", "failed"), ("minDuration", "1.5"), ("maxDuration", "60"), ("limit", "3"),
    ]  # fmt: skip
    assert job_query() == []
    assert job_query(datetime=(MOMENT, None)) == [
        ("datetime", "2026-01-02T03:04:05Z/..")
    ]
    assert job_query(datetime="../2026-01-01T00:00:00Z") == [
        ("datetime", "../2026-01-01T00:00:00Z")
    ]


def test_matches() -> None:
    one = job(
        processID="p",
        started=MOMENT.isoformat(),
        finished=(MOMENT + timedelta(seconds=90)).isoformat(),
        created=MOMENT.isoformat(),
    )
    assert matches(one)
    assert matches(one, process_id="p", status="running", limit=1)
    assert matches(one, process_id=["q", "p"])
    assert not matches(one, process_id="q")
    assert not matches(one, status=["failed"])
    assert matches(one, min_duration=60, max_duration=90)
    assert not matches(one, min_duration=91)
    assert matches(one, datetime="2026-01-01T00:00:00Z/..")
    assert matches(one, datetime=(None, MOMENT))
    assert not matches(one, datetime="/2026-01-01T00:00:00Z")
    assert not matches(job(), datetime=(None, MOMENT))
    assert not matches(job(), min_duration=0)
    assert not matches(
        job(status="accepted", started=MOMENT.isoformat()), min_duration=0
    )
    running = job(started=MOMENT.isoformat())
    assert matches(running, min_duration=10, now=MOMENT + timedelta(seconds=11))
    assert matches(job(), type="process", process_id="p")

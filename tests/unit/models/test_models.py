"""The models by themselves: what they keep, what they write, what they remember."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from procbook.models import (
    Capabilities,
    InputDescription,
    JobInfo,
    JobList,
    JobResults,
    JobStatus,
    Link,
    ProcessDescription,
    Quirk,
    Schema,
)


def test_unknown_members_are_kept() -> None:
    given = {
        "jobID": "a",
        "status": "running",
        "x-vendor": {"a": [1]},
        "links": [{"href": "x", "length": 3}],
    }
    assert JobInfo.model_validate(given).to_json() == given


def test_what_was_never_set_is_not_written() -> None:
    assert JobInfo(jobID="a", status=JobStatus.running).to_json() == {
        "jobID": "a",
        "status": "running",
    }
    assert Schema(type="string").to_json() == {"type": "string"}
    assert InputDescription(schema={"type": "string", "$ref": "#/x"}).to_json() == {
        "schema": {"type": "string", "$ref": "#/x"}
    }


def test_both_names_of_a_job_id() -> None:
    assert JobInfo(id="a", status="running").to_json() == {
        "jobID": "a",
        "status": "running",
    }
    both = JobInfo(jobID="a", id="b", status="running")
    assert (both.jobID, both.model_extra) == ("a", {"id": "b"})


def test_times_need_a_zone() -> None:
    with pytest.raises(ValidationError):
        JobInfo(jobID="a", status="running", created=datetime(2026, 1, 1))  # noqa: DTZ001
    assert (
        JobInfo(
            jobID="a", status="running", created=datetime(2026, 1, 1, tzinfo=UTC)
        ).to_json()["created"]
        == "2026-01-01T00:00:00Z"
    )


def test_made_here_means_no_quirks_and_raw_as_written() -> None:
    link = Link(href="x")
    assert (link.quirks, link.raw) == ((), {"href": "x"})


def test_received() -> None:
    quirk = Quirk("not-text", "/title", "odd")
    document = Capabilities(links=[]).received({"links": [], "title": 5}, [quirk])
    assert document.raw == {"links": [], "title": 5}
    assert document.quirks == (quirk,)
    lazy = Capabilities(links=[]).received(lambda: {"links": []}, lambda: [quirk])
    assert (lazy.raw, lazy.quirks) == ({"links": []}, (quirk,))
    assert Capabilities(links=[]).received(None).raw is None


def test_copies_and_pickles() -> None:
    one = JobInfo(jobID="a", status="running")
    assert (
        pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one.model_copy() == one
    )


def test_results_are_a_mapping() -> None:
    results = JobResults({"a": 1, "b": {"href": "x"}})
    assert dict(results) == results.root == results.to_json()
    assert (
        "a" in results,
        len(results),
        results["a"],
        results.get("c", 5),
        list(results),
    ) == (
        True,
        2,
        1,
        5,
        ["a", "b"],
    )
    assert results.received({"a": 1}).raw == {"a": 1}


def test_lists_by_hand() -> None:
    jobs = JobList(
        jobs=[JobInfo(jobID="a", status="running", **{"x-traceback": "t"})], links=[]
    )
    assert jobs.to_json() == {
        "jobs": [{"jobID": "a", "status": "running", "x-traceback": "t"}],
        "links": [],
    }
    assert jobs.model_dump()["jobs"][0]["traceback"] == "t"


def test_final_states() -> None:
    assert {status for status in JobStatus if status.is_final} == {
        "successful",
        "failed",
        "dismissed",
    }


def test_a_description_needs_an_id() -> None:
    with pytest.raises(ValidationError):
        ProcessDescription(id="", version="1")


def test_links_of_a_job_are_a_list_of_links() -> None:
    written = [{"href": "https://x.org/1", "rel": "self", "x-more": 1}, {"href": "/2"}]
    job = JobInfo.model_validate_json(
        json.dumps({"jobID": "a", "status": "running", "links": written}), strict=True
    )
    assert job.links is not None
    assert (len(job.links), job.links[0].rel, job.links[-1].href) == (2, "self", "/2")
    assert job.links[0] is job.links[0]
    assert job.links == [Link.model_validate(link) for link in written] == job.links[:]
    assert job.to_json()["links"] == written
    assert (
        JobInfo(jobID="a", status=JobStatus.running, links=list(job.links))
        == job
        == copy.deepcopy(job)
    )
    for bad in (
        [{"rel": "self"}],
        [5],
        {"href": "x"},
        [{"href": 5}],
        [{"href": "x", "rel": []}],
    ):
        with pytest.raises(ValidationError):
            JobInfo.model_validate({"jobID": "a", "status": "running", "links": bad})

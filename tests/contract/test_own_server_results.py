"""Our server against the standard: results, jobs and the list of jobs; A.29 to A.54, A.64 to A.82 of the test suite.

Names in brackets are the numbers of the abstract tests of OGC 18-062r2, annex A.
"""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest
from own import ASYNC, ECHO, EXCEPTION, REL, ended, execute, links, start, until

from procbook import JobInfo, JobList
from procbook.protocol import read
from procbook.server import LocalServer


def parts(answer: httpx.Response) -> dict[str, Any]:
    text = (
        f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode()
        + answer.content
    )
    message = email.message_from_bytes(text, policy=email.policy.HTTP)
    return {part["Content-ID"].strip("<>"): part for part in message.iter_parts()}


# -- all ways to answer results, at once and later [A.29 to A.33, A.40 to A.44]


def at_once(http: httpx.Client, process: str, body: dict[str, Any]) -> httpx.Response:
    return execute(http, process, body)


def later(http: httpx.Client, process: str, body: dict[str, Any]) -> httpx.Response:
    url = start(http, process, body)
    assert ended(http, url)["status"] == "successful"
    return http.get(url + "/results")


@pytest.fixture(params=[at_once, later])
def run(
    request: pytest.FixtureRequest,
) -> Callable[[httpx.Client, str, dict[str, Any]], httpx.Response]:
    return request.param


Run = Callable[[httpx.Client, str, dict[str, Any]], httpx.Response]
REFERENCE = {"transmissionMode": "reference"}
TWO = {"inputs": ECHO, "outputs": {"stringOutput": {}, "doubleOutput": {}}}


def test_raw_one_value(http: httpx.Client, run: Run) -> None:
    answer = run(
        http,
        "echo",
        {"inputs": ECHO, "outputs": {"stringOutput": {}}, "response": "raw"},
    )
    assert (answer.status_code, answer.text) == (200, "teststring")
    assert answer.headers["content-type"].startswith("text/plain")
    picture = run(http, "plot", {})
    assert (picture.headers["content-type"], picture.content[:4]) == (
        "image/png",
        b"\x89PNG",
    )
    assert 'filename="plot.png"' in picture.headers["content-disposition"]


def test_raw_several_values(http: httpx.Client, run: Run) -> None:
    answer = run(http, "echo", {**TWO, "response": "raw"})
    assert (answer.status_code, answer.headers["content-type"][:17]) == (
        200,
        "multipart/related",
    )
    found = parts(answer)
    assert list(found) == ["stringOutput", "doubleOutput"]
    assert found["stringOutput"].get_content() == "teststring"
    assert json.loads(found["doubleOutput"].get_payload(decode=True)) == 3.5


def test_raw_by_reference(http: httpx.Client, run: Run) -> None:
    body = {
        "inputs": ECHO,
        "outputs": {"stringOutput": REFERENCE, "measureOutput": REFERENCE},
        "response": "raw",
    }
    answer = run(http, "echo", body)
    assert (answer.status_code, answer.content) == (204, b"")
    found = {
        link["title"]: link["url"]
        for link in httpx_links(answer)
        if link.get("title") in body["outputs"]
    }
    assert http.get(found["stringOutput"]).text == "teststring"
    assert http.get(found["measureOutput"]).json() == {"measurement": 10.3, "uom": "m"}


def httpx_links(answer: httpx.Response) -> list[dict[str, str]]:
    from email.message import Message

    found = []
    for one in answer.headers["link"].split(", <"):
        url, _, rest = one.lstrip("<").partition(">")
        message = Message()
        message["Link"] = f"x{rest}"
        found.append({"url": url, **dict(message.get_params(header="Link")[1:])})
    return found


def test_raw_mixed(http: httpx.Client, run: Run) -> None:
    body = {
        "inputs": ECHO,
        "outputs": {"stringOutput": {}, "measureOutput": REFERENCE},
        "response": "raw",
    }
    found = parts(run(http, "echo", body))
    assert found["stringOutput"].get_content() == "teststring"
    assert found["measureOutput"].get_payload() == ""
    assert http.get(found["measureOutput"]["Content-Location"]).json()["uom"] == "m"


def test_document(http: httpx.Client, run: Run) -> None:
    answer = run(http, "echo", {**TWO, "response": "document"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"stringOutput": "teststring", "doubleOutput": 3.5}
    outputs = {"stringOutput": REFERENCE, "doubleOutput": {}}
    linked = run(
        http, "echo", {"inputs": ECHO, "outputs": outputs, "response": "document"}
    ).json()
    assert http.get(linked["stringOutput"]["href"]).text == "teststring"
    picture = run(http, "plot", {"response": "document"}).json()["plot"]
    assert (picture["mediaType"], picture["encoding"]) == ("image/png", "base64")


def test_no_outputs_means_all(http: httpx.Client, run: Run) -> None:
    whole = run(http, "several_outputs", {"response": "document"}).json()
    assert list(whole) == ["count", "mean", "values", "report"]
    assert whole["report"]["mediaType"] == "text/markdown"


def test_no_output_wanted(http: httpx.Client, run: Run) -> None:
    assert run(http, "several_outputs", {"outputs": {}}).status_code == 204


def test_some_outputs_of_a_job(http: httpx.Client) -> None:
    url = start(http, "several_outputs", {"response": "document"})
    ended(http, url)
    assert http.get(url + "/results?outputs=count,mean").json() == {
        "count": 4,
        "mean": 2.5,
    }
    assert list(http.get(url + "/results?outputs=values&outputs=mean").json()) == [
        "mean",
        "values",
    ]
    assert http.get(url + "/results/mean").json() == 2.5
    assert (
        http.get(url + "/results/report").headers["content-type"]
        == "text/markdown;charset=utf-8"
    )
    refused = http.get(url + "/results?outputs=meen")
    assert (refused.status_code, refused.json()["type"]) == (
        400,
        EXCEPTION + "no-such-output",
    )
    assert (http.get(url + "/results/meen").status_code) == 404


# -- jobs


def test_a_started_job(http: httpx.Client) -> None:  # A.34, A.35, A.36
    answer = execute(http, "sleep_a_while", {"inputs": {"duration": 0.3}}, **ASYNC)
    for document in (answer.json(), http.get(answer.headers["location"]).json()):
        assert read(JobInfo, document).quirks == ()
        assert document["jobID"] == document["id"]
        assert answer.headers["location"].endswith(document["id"])
        assert (document["type"], document["processingEntityType"]) == (
            "process",
            "ogc-api-processes",
        )
        assert document["processID"] == "sleep_a_while"
        assert {"self", "alternate", "monitor"} <= set(links(document))
    done = ended(http, answer.headers["location"])
    assert done["progress"] == 100
    times = [done[name] for name in ("created", "started", "finished")]
    assert times == sorted(times)
    assert all(moment.endswith("Z") for moment in times)


def test_unknown_job(http: httpx.Client) -> None:  # A.37
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/results"),
        ("GET", "/results/x"),
    ):
        answer = http.request(method, "/jobs/job_0" + path)
        assert (answer.status_code, answer.json()["type"]) == (
            404,
            EXCEPTION + "no-such-job",
        )


def test_results_that_are_not_ready(http: httpx.Client) -> None:  # A.46
    url = start(http, "sleep_a_while", {"inputs": {"duration": 20}})
    for path in ("/results", "/results/return_value"):
        answer = http.get(url + path)
        assert (answer.status_code, answer.json()["type"]) == (
            404,
            EXCEPTION + "result-not-ready",
        )
    http.delete(url)


def test_a_failed_job(http: httpx.Client) -> None:  # A.45, A.47
    url = start(http, "sleep_a_while", {"inputs": {"duration": 0.2, "fail": True}})
    job = ended(http, url)
    assert (job["status"], job["message"]) == ("failed", "Woke up too early")
    assert job["x-traceback"][0].startswith("Traceback")
    assert 'File "_basics.py"' in job["x-traceback"][-2]
    assert "/" not in job["x-traceback"][-2].split("\n")[0]
    for answer in (
        http.get(links(job)[REL + "exceptions"]),
        execute(http, "sleep_a_while", {"inputs": {"duration": 0, "fail": True}}),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (
            500,
            "application/problem+json",
        )
        assert answer.json()["detail"] == "Woke up too early"


def test_dismiss_then_remove(http: httpx.Client) -> None:  # A.81, A.82
    url = start(http, "sleep_a_while", {"inputs": {"duration": 20}})
    until(http, url, "running")
    answer = http.delete(url)
    assert (answer.status_code, answer.json()["status"]) == (200, "dismissed")
    assert http.get(url).json()["status"] == "dismissed"
    results = http.get(url + "/results")
    assert (results.status_code, results.json()["type"]) == (
        404,
        EXCEPTION + "result-not-available",
    )
    assert "dismissed" in results.json()["detail"]
    assert http.delete(url).json()["status"] == "dismissed"
    assert http.get(url).status_code == 404


# -- job list [A.64 to A.79]


def seconds(job: dict[str, Any]) -> float:
    started, finished = (
        datetime.fromisoformat(job[name]) for name in ("started", "finished")
    )
    return (finished - started).total_seconds()


def test_job_list_and_filters() -> None:
    with LocalServer() as server, httpx.Client(base_url=server.url) as http:
        urls = [start(http, "primes_between", {}) for _ in range(5)]
        urls.append(
            start(http, "sleep_a_while", {"inputs": {"duration": 0.1, "fail": True}})
        )
        urls.append(start(http, "sleep_a_while", {"inputs": {"duration": 1.2}}))
        jobs = [ended(http, url) for url in urls]
        ids = [job["jobID"] for job in jobs][::-1]
        ran = {job["jobID"]: seconds(job) for job in jobs}

        def found(query: str) -> list[str]:
            answer = http.get(f"/jobs?{query}")
            assert answer.status_code == 200, answer.text
            return [job["jobID"] for job in answer.json()["jobs"]]

        whole = http.get("/jobs").json()
        assert read(JobList, whole).quirks == ()
        assert {"self", "alternate"} <= set(links(whole))
        assert all(job["processID"] for job in whole["jobs"])  # A.79
        assert found("") == ids  # newest first
        assert found("type=process") == ids
        assert found("status=failed") == [ids[1]]
        assert (
            found("status=failed,successful")
            == found("status=failed&status=successful")
            == ids
        )
        assert found("status=running") == []
        assert found("processID=primes_between") == ids[2:]
        assert found("processID=primes_between,sleep_a_while&status=failed") == [ids[1]]
        assert found("minDuration=1") == [job for job in ids if ran[job] >= 1]
        assert found("maxDuration=1") == [job for job in ids if ran[job] <= 1]
        assert found("minDuration=1,3600&maxDuration=3600") == [
            job for job in ids if ran[job] >= 1
        ]
        assert ids[0] in found("minDuration=1")
        assert found("minDuration=3600") == found("maxDuration=0") == []
        middle = jobs[2]["created"]
        assert found(f"datetime={middle}") == [ids[4]]
        assert found(f"datetime={middle}/..") == ids[:5]
        assert found(f"datetime=../{middle}") == ids[4:]
        assert found(f"datetime={middle}/") == ids[:5]
        assert found(f"datetime={jobs[1]['created']}/{jobs[3]['created']}") == ids[3:6]
        assert found("datetime=2020-01-01T00:00:00Z/2020-01-02T00:00:00Z") == []

        seen, url = [], "/jobs?limit=2&processID=primes_between"
        while url:
            page = http.get(url).json()
            seen.append([job["jobID"] for job in page["jobs"]])
            url = links(page).get("next")
        assert seen == [ids[2:4], ids[4:6], ids[6:]]
        for wrong in (
            "status=done",
            "type=openeo",
            "datetime=soon",
            "datetime=../..",
            "minDuration=x",
            "limit=0",
            "cursor=x",
        ):
            answer = http.get(f"/jobs?{wrong}")
            assert (answer.status_code, answer.json()["type"]) == (
                400,
                EXCEPTION + "invalid-query-parameter-value",
            )

"""Our server against the standard: JSON, HTML, OpenAPI, HTTP manners and callbacks; A.55 to A.63, A.80 of the test suite.

Names in brackets are the numbers of the abstract tests of OGC 18-062r2, annex A.
"""

from __future__ import annotations

import json

import httpx
import pytest
from own import ASYNC, EXCEPTION, Neighbour, ended, execute, links, start, wait_for

from procbook.server import LocalServer

# -- json, html, openapi, http [A.55 to A.63]


@pytest.fixture(scope="module")
def resources(http: httpx.Client) -> list[str]:
    url = start(http, "several_outputs", {"response": "document"})
    ended(http, url)
    return [
        "/",
        "/conformance",
        "/processes",
        "/processes/echo",
        "/api",
        "/jobs",
        url,
        url + "/results",
    ]


def test_every_resource_is_json_and_html(
    http: httpx.Client, resources: list[str]
) -> None:
    for path in resources:
        for accept in (
            "application/json",
            "*/*",
            "application/json;q=0.9, */*;q=0.5",
            "text/html;q=0.1, application/json",
        ):
            answer = http.get(path, headers={"Accept": accept})
            assert "json" in answer.headers["content-type"], (path, accept)
        for request in (
            {"headers": {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}},
            {"params": {"f": "html"}},
        ):
            page = http.get(path, **request)
            assert page.headers["content-type"].startswith("text/html"), path
            assert page.text.startswith("<!doctype html>")
            for link in answer.json().get("links", []):
                assert "<a href=" in page.text
                assert httpx.URL(link["href"]).path in page.text.replace("&amp;", "&")
            assert "//cdn" not in page.text


def test_html_escapes_what_it_shows(http: httpx.Client) -> None:
    url = start(http, "echo", {"inputs": {"stringInput": "<script>alert(1)</script>"}})
    ended(http, url)
    page = http.get(url + "/results?f=html").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_head_answers_like_get_without_body(
    http: httpx.Client, resources: list[str]
) -> None:
    for path in resources:
        head, get = http.head(path), http.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == get.headers["content-length"]


def test_links_stand_in_the_header_too(http: httpx.Client) -> None:
    answer = http.get("/processes")
    assert {link["rel"] for link in answer.json()["links"]} <= set(answer.links)


def test_pages_of_elsewhere_may_read_headers(http: httpx.Client) -> None:
    answer = http.get("/", headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    exposed = answer.headers["access-control-expose-headers"].lower()
    assert {"location", "link", "preference-applied", "content-disposition"} <= {
        name.strip() for name in exposed.split(",")
    }
    ask = {"Origin": "https://example.org", "Access-Control-Request-Method": "DELETE"}
    assert http.options("/jobs/x", headers=ask).status_code == 200


def test_a_local_server_is_not_for_pages_of_elsewhere() -> None:
    with LocalServer() as server:
        answer = httpx.get(server.url, headers={"Origin": "https://example.org"})
        assert "access-control-allow-origin" not in answer.headers


def test_openapi_names_every_operation(http: httpx.Client) -> None:
    document = http.get("/api").json()
    assert document["openapi"] == "3.0.3"
    operations = {
        method["operationId"]
        for path in document["paths"].values()
        for name, method in path.items()
        if name != "parameters"
    }
    assert operations == {
        "getLandingPage", "getApi", "getConformance", "getProcesses", "getProcessDescription", "execute",
        "getJobs", "getStatus", "dismiss", "getResult", "getOutput",
    }  # fmt: skip
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split('"$ref": "')[1:]}:
        node = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def test_nothing_is_here(http: httpx.Client) -> None:
    for method, path, status in (
        ("GET", "/nothing", 404),
        ("PUT", "/jobs", 405),
        ("GET", "/processes/echo/execution", 405),
    ):
        answer = http.request(method, path)
        assert (answer.status_code, answer.headers["content-type"]) == (
            status,
            "application/problem+json",
        )
        assert answer.json()["status"] == status


def test_unknown_form_of_answer(http: httpx.Client) -> None:
    before = http.get("/jobs").json()["jobs"]
    for answer in (
        http.get("/?f=xml"),
        http.post("/processes/echo/execution?f=xml", json={}),
    ):
        assert (answer.status_code, answer.json()["type"]) == (
            400,
            EXCEPTION + "invalid-query-parameter-value",
        )
    assert http.get("/jobs").json()["jobs"] == before, "what is refused does not run"


def test_an_execution_can_be_read_as_html(http: httpx.Client) -> None:
    for headers, status in (({}, 200), (ASYNC, 201)):
        answer = execute(http, "several_outputs", {}, Accept="text/html", **headers)
        assert (answer.status_code, answer.headers["content-type"]) == (
            status,
            "text/html; charset=utf-8",
        )
        assert answer.links["monitor"]["url"] in answer.text


# -- callbacks [A.80]


def subscriber(neighbour: Neighbour) -> dict[str, str]:
    return {
        name: f"{neighbour.url}/{name}"
        for name in ("successUri", "inProgressUri", "failedUri")
    }


def test_callbacks(http: httpx.Client, neighbour: Neighbour) -> None:
    body = {"inputs": {"duration": 0.3}, "subscriber": subscriber(neighbour)}
    url = start(http, "sleep_a_while", body)
    wait_for(lambda: "/successUri" in dict(neighbour.posted))
    said = dict(neighbour.posted)
    assert said["/successUri"]["return_value"] > 0.3
    assert said["/inProgressUri"]["status"] == "running"
    assert links(said["/inProgressUri"])["monitor"] == url
    start(
        http,
        "sleep_a_while",
        {"inputs": {"duration": 0, "fail": True}, "subscriber": subscriber(neighbour)},
    )
    failed = wait_for(lambda: dict(neighbour.posted).get("/failedUri"))
    assert failed["message"] == "Woke up too early"


def test_a_receiver_that_fails_is_tried_again_and_never_hurts_the_job(
    http: httpx.Client, neighbour: Neighbour
) -> None:
    neighbour.failures += [500]
    url = start(
        http,
        "primes_between",
        {"subscriber": {"successUri": neighbour.url + "/successUri"}},
    )
    wait_for(lambda: len(neighbour.posted) == 2)
    assert http.get(url).json()["status"] == "successful"

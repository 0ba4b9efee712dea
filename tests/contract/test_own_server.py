"""Our server against the standard: what it says of itself, and what it takes; A.1 to A.28 of the official test suite.

Names in brackets are the numbers of the abstract tests of OGC 18-062r2, annex A.
"""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest
from own import ASYNC, ECHO, EXCEPTION, POINT, REL, Neighbour, execute, links

from procbook import (
    Capabilities,
    ConformanceDeclaration,
    ProcessDescription,
    ProcessList,
)
from procbook.protocol import Answer, read
from procbook.server import LocalServer
from procbook.server.demo import registry

CONF = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/"


def test_landing_page_leads_to_everything(
    http: httpx.Client,
) -> None:  # A.1, A.2, A.3, A.4
    answer = http.get("/")
    assert answer.status_code == 200
    assert (
        read(
            Capabilities,
            Answer(200, str(answer.url), dict(answer.headers), answer.content),
        ).quirks
        == ()
    )
    found = links(answer.json())
    for rel in (
        "self",
        "alternate",
        "service-desc",
        "service-doc",
        REL + "conformance",
        REL + "processes",
        REL + "job-list",
    ):
        assert http.get(found[rel]).status_code == 200, rel
    assert (
        http.get(found["service-desc"]).headers["content-type"]
        == "application/vnd.oai.openapi+json;version=3.0"
    )
    assert (
        http.get(found["service-doc"]).headers["content-type"].startswith("text/html")
    )


def test_conformance(http: httpx.Client) -> None:  # A.5, A.6
    declared = read(ConformanceDeclaration, http.get("/conformance").json()).conformsTo
    names = (
        "core",
        "ogc-process-description",
        "json",
        "html",
        "oas30",
        "job-list",
        "callback",
        "dismiss",
    )
    assert declared == [CONF + name for name in names]


def test_http_1_1(http: httpx.Client) -> None:  # A.7
    assert http.get("/").http_version == "HTTP/1.1"


def test_process_list_and_its_pages(
    http: httpx.Client,
) -> None:  # A.8, A.9, A.10, A.11, A.12
    whole = http.get("/processes").json()
    assert read(ProcessList, whole).quirks == ()
    assert [process["id"] for process in whole["processes"]] == list(registry)
    for process in whole["processes"]:
        assert {"self", "alternate", REL + "execute"} <= set(links(process))
    seen, url = [], "/processes?limit=7"
    while url:
        page = http.get(url).json()
        assert len(page["processes"]) <= 7
        assert {"self", "alternate"} <= set(links(page))
        seen += [process["id"] for process in page["processes"]]
        url = links(page).get("next")
    assert seen == list(registry)
    assert len(http.get("/processes?limit=1").json()["processes"]) == 1
    for wrong in ("0", "-1", "many", "1.5", ""):
        refused = http.get(f"/processes?limit={wrong}")
        assert (refused.status_code, refused.json()["type"]) == (
            400,
            EXCEPTION + "invalid-query-parameter-value",
        )


def test_every_description_keeps_the_rules(
    http: httpx.Client,
) -> None:  # A.13, A.14, A.48 to A.54
    for process in registry:
        document = http.get(f"/processes/{process}").json()
        description = read(ProcessDescription, document)
        assert description.quirks == (), process
        assert description.id == process
        for part in (*document["inputs"].values(), *document["outputs"].values()):
            assert "schema" in part
            assert "$ref" not in json.dumps(part)
        assert document["jobControlOptions"] == [
            "sync-execute",
            "async-execute",
            "dismiss",
        ]


def test_unknown_process(http: httpx.Client) -> None:  # A.15
    for answer in (
        http.get("/processes/prime_between"),
        execute(http, "prime_between", {}),
    ):
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == EXCEPTION + "no-such-process"
    assert "primes_between" in answer.json()["detail"]


def test_without_preference_it_is_synchronous(http: httpx.Client) -> None:  # A.18
    answer = execute(http, "primes_between", {"inputs": {"max_val": 10}})
    assert (answer.status_code, answer.json()) == (200, [2, 3, 5, 7])
    assert "preference-applied" not in answer.headers
    job = http.get(answer.links["monitor"]["url"]).json()
    assert job["status"] == "successful"
    assert http.get(links(job)[REL + "results"]).json() == [2, 3, 5, 7]  # A.39


@pytest.mark.parametrize(
    ("prefer", "status", "applied"),
    [
        (["respond-async"], 201, "respond-async"),
        (['Respond-Async; foo="a, b"'], 201, "respond-async"),
        (["handling=lenient, respond-async"], 201, "respond-async"),
        (["return=minimal", "respond-async"], 201, "respond-async"),
        (["respond-async, wait=20"], 200, "wait=20"),
        (["wait=20"], 200, "wait=20"),
        (["wait=0"], 201, "wait=0"),
        (["respond-sync"], 200, None),
        (["x-respond-async"], 200, None),
    ],
)
def test_preferences(
    http: httpx.Client, prefer: list[str], status: int, applied: str | None
) -> None:  # A.17
    headers = [("Prefer", value) for value in prefer]
    answer = http.post(
        "/processes/echo/execution",
        json={"inputs": {"pause": 0.2, "stringInput": "a"}},
        headers=headers,
    )
    assert (answer.status_code, answer.headers.get("preference-applied")) == (
        status,
        applied,
    )
    assert ("location" in answer.headers) == (status == 201)


def test_patience_that_runs_out_ends_in_a_job(http: httpx.Client) -> None:
    began = time.monotonic()
    answer = execute(
        http,
        "sleep_a_while",
        {"inputs": {"duration": 30}},
        Prefer="respond-async, wait=1",
    )
    assert 0.9 < time.monotonic() - began < 20
    assert answer.status_code == 201
    assert answer.headers["preference-applied"] == "respond-async, wait=1"
    assert http.delete(answer.headers["location"]).json()["status"] == "dismissed"


def test_every_kind_of_input(
    http: httpx.Client,
) -> None:  # A.16, A.19 to A.21, A.23 to A.27
    body = {"inputs": ECHO, "response": "document"}
    results = execute(http, "echo", body).json()
    assert results["stringOutput"] == "teststring"
    assert results["arrayOutput"] == [1, 2, 3]
    assert results["measureOutput"]["value"] == {"measurement": 10.3, "uom": "m"}
    assert (
        results["complexObjectOutput"]["value"] == ECHO["complexObjectInput"]["value"]
    )
    assert results["geometryOutput"]["value"] == POINT
    assert results["boundingBoxOutput"]["value"]["bbox"] == [51.9, 7, 52, 7.1]
    assert results["imagesOutput"] == ["iVBORw0KGgo="]


@pytest.mark.parametrize(
    "value",
    [
        {"value": "YWJj", "encoding": "base64", "mediaType": "image/png"},
        {"value": "YWJj", "format": {"encoding": "base64", "mediaType": "image/png"}},
    ],
)
def test_one_of_several_is_enough(http: httpx.Client, value: dict[str, Any]) -> None:
    answer = execute(
        http,
        "echo",
        {"inputs": {"imagesInput": value}, "outputs": {"imagesOutput": {}}},
    )
    assert answer.json() == ["YWJj"]


def test_other_coordinate_systems(http: httpx.Client) -> None:
    box = {
        "bbox": [345345345, 345345345, 345345345, 345345345],
        "crs": "urn:ogc:def:crs:EPSG:6.6:4326",
    }
    answer = execute(http, "echo", {"inputs": {"boundingBoxInput": box}})
    assert answer.status_code == 200, answer.text


def test_inputs_by_reference(http: httpx.Client, neighbour: Neighbour) -> None:  # A.22
    link = {"href": neighbour.url + "/point.json", "type": "application/geo+json"}
    answer = execute(
        http,
        "echo",
        {"inputs": {"geometryInput": link}, "outputs": {"geometryOutput": {}}},
    )
    assert answer.json() == POINT
    nested = {
        "href": neighbour.url + "/point.json",
        "format": {"mediaType": "application/geo+json"},
    }
    assert (
        execute(http, "echo", {"inputs": {"geometryInput": nested}}).status_code == 200
    )


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/none", "404"), ("/big", "bytes"), ("/away", "http")],
)
def test_links_that_lead_nowhere_good(
    http: httpx.Client, neighbour: Neighbour, path: str, reason: str
) -> None:
    answer = execute(
        http,
        "echo",
        {"inputs": {"geometryInput": {"href": neighbour.url + path}}},
        **ASYNC,
    )
    assert answer.status_code == 400
    assert reason in answer.json()["detail"]
    assert answer.json()["pointer"] == "/geometryInput"


@pytest.mark.parametrize(
    "href",
    [
        "file:///etc/passwd",
        "ftp://a/b",
        "http://169.254.169.254/x",
        "http://10.0.0.1/",
        "http://[::1]/",
    ],
)
def test_links_that_are_not_followed(href: str) -> None:
    with LocalServer() as server, httpx.Client(base_url=server.url) as http:
        answer = execute(http, "echo", {"inputs": {"geometryInput": {"href": href}}})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/geometryInput"
        refused = execute(http, "echo", {"subscriber": {"successUri": href}})
        assert refused.json()["errors"][0]["pointer"] == "/subscriber/successUri"


@pytest.mark.parametrize(
    ("process", "inputs", "pointers"),
    [
        ("primes_between", {"min_val": "x", "max_val": 101}, ["/min_val", "/max_val"]),
        ("primes_between", {"min_vall": 1}, ["/min_vall"]),
        ("return_base_model", {}, ["/scene_spec"]),
        (
            "return_base_model",
            {"scene_spec": {"threshold": "a"}},
            ["/scene_spec/threshold", "/scene_spec/factor"],
        ),
        ("simulate_scene", {"bbox": [1, 2, 3]}, ["/bbox"]),
        ("simulate_scene", {"start_date": "2025-13-01"}, ["/start_date"]),
        ("simulate_scene", {"output_path": ""}, ["/output_path"]),
        ("sleep_a_while", {"duration": -1}, ["/duration"]),
    ],
)
def test_wrong_inputs_are_refused_and_named(
    http: httpx.Client, process: str, inputs: dict[str, Any], pointers: list[str]
) -> None:  # A.28
    for headers in ({}, ASYNC):
        answer = execute(http, process, {"inputs": inputs}, **headers)
        assert answer.status_code == 400, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["type"] == "InvalidParameterValue"
        assert sorted(error["pointer"] for error in problem["errors"]) == sorted(
            pointers
        )
        assert all(error["detail"] for error in problem["errors"])


@pytest.mark.parametrize(
    "body",
    [
        {"duration": 2},
        {"invalid-execute-request": True},
        {"inputs": []},
        {"inputs": {}, "outputs": {"no_such_output": {}}},
        {"inputs": {}, "outputs": {"return_value": {"transmissionMode": "pigeon"}}},
        {"response": "other"},
        [],
        None,
    ],
)
def test_what_is_no_execute_request(http: httpx.Client, body: Any) -> None:  # A.45
    answer = http.post("/processes/sleep_a_while/execution", json=body, headers=ASYNC)
    assert answer.status_code == 400
    assert answer.json()["type"] == "InvalidParameterValue"


def test_bodies_that_are_not_json(http: httpx.Client) -> None:
    for content in (b"{", b"", b'{"inputs": {"duration": NaN}}', b"[" * 100_000):
        answer = http.post(
            "/processes/sleep_a_while/execution",
            content=content,
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code == 400
        assert answer.json()["detail"]
    answer = http.post(
        "/processes/sleep_a_while/execution",
        content=b"{}",
        headers={"Content-Type": "text/plain"},
    )
    assert (
        answer.status_code == 415
    )  # what a page of elsewhere may send without asking first

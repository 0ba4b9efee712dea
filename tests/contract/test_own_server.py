"""Our server against the standard: the checks A.1 to A.82 of the official test suite, by the text of the abstract tests.

Names in brackets are the numbers of the abstract tests of OGC 18-062r2, annex A.
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from procbook import Capabilities, ConformanceDeclaration, JobInfo, JobList, ProcessDescription, ProcessList
from procbook.protocol import Answer, read
from procbook.server import LocalServer
from procbook.server.demo import registry

OGC = "http://www.opengis.net/def/"
EXCEPTION = OGC + "exceptions/ogcapi-processes-1/1.0/"
REL = OGC + "rel/ogc/1.0/"
CONF = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/"
ASYNC = {"Prefer": "respond-async"}
POINT = {"type": "Point", "coordinates": [7.0, 52.0]}
ECHO: dict[str, Any] = {
    "stringInput": "teststring",
    "doubleInput": 3.5,
    "dateInput": "2025-01-01T00:00:00Z",
    "arrayInput": [1, 2, 3],
    "measureInput": {"value": {"measurement": 10.3, "uom": "m"}},
    "complexObjectInput": {"value": {"property1": "value1", "nested": {"a": [1]}}},
    "geometryInput": {"value": POINT, "format": {"mediaType": "application/geo+json"}},
    "boundingBoxInput": {"bbox": [51.9, 7, 52, 7.1], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
    "featureCollectionInput": {"value": {"type": "FeatureCollection", "features": []}},
    "imagesInput": [{"value": "iVBORw0KGgo=", "format": {"mediaType": "image/png", "encoding": "base64"}}],
}


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    with LocalServer(allow_loopback=True, cors_origins=["*"]) as server:
        yield server


@pytest.fixture(scope="module")
def http(server: LocalServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


def execute(http: httpx.Client, process: str, body: dict[str, Any], **headers: str) -> httpx.Response:
    return http.post(f"/processes/{process}/execution", json=body, headers=headers)


def start(http: httpx.Client, process: str, body: dict[str, Any]) -> str:
    answer = execute(http, process, body, **ASYNC)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def until(http: httpx.Client, url: str, *states: str, seconds: float = 20) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job = http.get(url).json()
        if job["status"] in states:
            return job
        time.sleep(0.02)
    pytest.fail(f"{url} is not {states} after {seconds} s but {job}")


def ended(http: httpx.Client, url: str) -> dict[str, Any]:
    return until(http, url, "successful", "failed", "dismissed")


def links(document: dict[str, Any]) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in document["links"]}


def parts(answer: httpx.Response) -> dict[str, Any]:
    text = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode() + answer.content
    message = email.message_from_bytes(text, policy=email.policy.HTTP)
    return {part["Content-ID"].strip("<>"): part for part in message.iter_parts()}


# -- core


def test_landing_page_leads_to_everything(http: httpx.Client) -> None:  # A.1, A.2, A.3, A.4
    answer = http.get("/")
    assert answer.status_code == 200
    assert read(Capabilities, Answer(200, str(answer.url), dict(answer.headers), answer.content)).quirks == ()
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
    assert http.get(found["service-desc"]).headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert http.get(found["service-doc"]).headers["content-type"].startswith("text/html")


def test_conformance(http: httpx.Client) -> None:  # A.5, A.6
    declared = read(ConformanceDeclaration, http.get("/conformance").json()).conformsTo
    names = ("core", "ogc-process-description", "json", "html", "oas30", "job-list", "callback", "dismiss")
    assert declared == [CONF + name for name in names]


def test_http_1_1(http: httpx.Client) -> None:  # A.7
    assert http.get("/").http_version == "HTTP/1.1"


def test_process_list_and_its_pages(http: httpx.Client) -> None:  # A.8, A.9, A.10, A.11, A.12
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
        assert (refused.status_code, refused.json()["type"]) == (400, EXCEPTION + "invalid-query-parameter-value")


def test_every_description_keeps_the_rules(http: httpx.Client) -> None:  # A.13, A.14, A.48 to A.54
    for process in registry:
        document = http.get(f"/processes/{process}").json()
        description = read(ProcessDescription, document)
        assert description.quirks == (), process
        assert description.id == process
        for part in (*document["inputs"].values(), *document["outputs"].values()):
            assert "schema" in part
            assert "$ref" not in json.dumps(part)
        assert document["jobControlOptions"] == ["sync-execute", "async-execute", "dismiss"]


def test_unknown_process(http: httpx.Client) -> None:  # A.15
    for answer in (http.get("/processes/prime_between"), execute(http, "prime_between", {})):
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
def test_preferences(http: httpx.Client, prefer: list[str], status: int, applied: str | None) -> None:  # A.17
    headers = [("Prefer", value) for value in prefer]
    answer = http.post(
        "/processes/echo/execution", json={"inputs": {"pause": 0.2, "stringInput": "a"}}, headers=headers
    )
    assert (answer.status_code, answer.headers.get("preference-applied")) == (status, applied)
    assert ("location" in answer.headers) == (status == 201)


def test_patience_that_runs_out_ends_in_a_job(http: httpx.Client) -> None:
    began = time.monotonic()
    answer = execute(http, "sleep_a_while", {"inputs": {"duration": 30}}, Prefer="respond-async, wait=1")
    assert 0.9 < time.monotonic() - began < 20
    assert answer.status_code == 201
    assert answer.headers["preference-applied"] == "respond-async, wait=1"
    assert http.delete(answer.headers["location"]).json()["status"] == "dismissed"


def test_every_kind_of_input(http: httpx.Client) -> None:  # A.16, A.19 to A.21, A.23 to A.27
    body = {"inputs": ECHO, "response": "document"}
    results = execute(http, "echo", body).json()
    assert results["stringOutput"] == "teststring"
    assert results["arrayOutput"] == [1, 2, 3]
    assert results["measureOutput"]["value"] == {"measurement": 10.3, "uom": "m"}
    assert results["complexObjectOutput"]["value"] == ECHO["complexObjectInput"]["value"]
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
    answer = execute(http, "echo", {"inputs": {"imagesInput": value}, "outputs": {"imagesOutput": {}}})
    assert answer.json() == ["YWJj"]


def test_other_coordinate_systems(http: httpx.Client) -> None:
    box = {"bbox": [345345345, 345345345, 345345345, 345345345], "crs": "urn:ogc:def:crs:EPSG:6.6:4326"}
    answer = execute(http, "echo", {"inputs": {"boundingBoxInput": box}})
    assert answer.status_code == 200, answer.text


class Neighbour:
    """A small web server beside ours: hands out a document, and keeps what is posted."""

    def __init__(self) -> None:
        posted = self.posted = []
        failures = self.failures = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = {"/point.json": json.dumps(POINT).encode(), "/big": b"x" * 60_000_000}.get(self.path, b"")
                if self.path == "/away":
                    self.send_response(302)
                    self.send_header("Location", "file:///etc/passwd")
                else:
                    self.send_response(200 if body else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):  # the server hangs up on what is too long
                    self.wfile.write(body)

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                posted.append((self.path, body))
                self.send_response(failures.pop() if failures else 202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    neighbour = Neighbour()
    yield neighbour
    neighbour.stop()


def test_inputs_by_reference(http: httpx.Client, neighbour: Neighbour) -> None:  # A.22
    link = {"href": neighbour.url + "/point.json", "type": "application/geo+json"}
    answer = execute(http, "echo", {"inputs": {"geometryInput": link}, "outputs": {"geometryOutput": {}}})
    assert answer.json() == POINT
    nested = {"href": neighbour.url + "/point.json", "format": {"mediaType": "application/geo+json"}}
    assert execute(http, "echo", {"inputs": {"geometryInput": nested}}).status_code == 200


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/none", "404"), ("/big", "bytes"), ("/away", "http")],
)
def test_links_that_lead_nowhere_good(http: httpx.Client, neighbour: Neighbour, path: str, reason: str) -> None:
    answer = execute(http, "echo", {"inputs": {"geometryInput": {"href": neighbour.url + path}}}, **ASYNC)
    assert answer.status_code == 400
    assert reason in answer.json()["detail"]
    assert answer.json()["pointer"] == "/geometryInput"


@pytest.mark.parametrize(
    "href", ["file:///etc/passwd", "ftp://a/b", "http://169.254.169.254/x", "http://10.0.0.1/", "http://[::1]/"]
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
        ("return_base_model", {"scene_spec": {"threshold": "a"}}, ["/scene_spec/threshold", "/scene_spec/factor"]),
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
        assert sorted(error["pointer"] for error in problem["errors"]) == sorted(pointers)
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
            "/processes/sleep_a_while/execution", content=content, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 400
        assert answer.json()["detail"]
    answer = http.post("/processes/sleep_a_while/execution", content=b"{}", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415  # what a page of elsewhere may send without asking first


# -- all ways to answer results, at once and later [A.29 to A.33, A.40 to A.44]


def at_once(http: httpx.Client, process: str, body: dict[str, Any]) -> httpx.Response:
    return execute(http, process, body)


def later(http: httpx.Client, process: str, body: dict[str, Any]) -> httpx.Response:
    url = start(http, process, body)
    assert ended(http, url)["status"] == "successful"
    return http.get(url + "/results")


@pytest.fixture(params=[at_once, later])
def run(request: pytest.FixtureRequest) -> Callable[[httpx.Client, str, dict[str, Any]], httpx.Response]:
    return request.param


Run = Callable[[httpx.Client, str, dict[str, Any]], httpx.Response]
REFERENCE = {"transmissionMode": "reference"}
TWO = {"inputs": ECHO, "outputs": {"stringOutput": {}, "doubleOutput": {}}}


def test_raw_one_value(http: httpx.Client, run: Run) -> None:
    answer = run(http, "echo", {"inputs": ECHO, "outputs": {"stringOutput": {}}, "response": "raw"})
    assert (answer.status_code, answer.text) == (200, "teststring")
    assert answer.headers["content-type"].startswith("text/plain")
    picture = run(http, "plot", {})
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert 'filename="plot.png"' in picture.headers["content-disposition"]


def test_raw_several_values(http: httpx.Client, run: Run) -> None:
    answer = run(http, "echo", {**TWO, "response": "raw"})
    assert (answer.status_code, answer.headers["content-type"][:17]) == (200, "multipart/related")
    found = parts(answer)
    assert list(found) == ["stringOutput", "doubleOutput"]
    assert found["stringOutput"].get_content() == "teststring"
    assert json.loads(found["doubleOutput"].get_payload(decode=True)) == 3.5


def test_raw_by_reference(http: httpx.Client, run: Run) -> None:
    body = {"inputs": ECHO, "outputs": {"stringOutput": REFERENCE, "measureOutput": REFERENCE}, "response": "raw"}
    answer = run(http, "echo", body)
    assert (answer.status_code, answer.content) == (204, b"")
    found = {link["title"]: link["url"] for link in httpx_links(answer) if link.get("title") in body["outputs"]}
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
    body = {"inputs": ECHO, "outputs": {"stringOutput": {}, "measureOutput": REFERENCE}, "response": "raw"}
    found = parts(run(http, "echo", body))
    assert found["stringOutput"].get_content() == "teststring"
    assert found["measureOutput"].get_payload() == ""
    assert http.get(found["measureOutput"]["Content-Location"]).json()["uom"] == "m"


def test_document(http: httpx.Client, run: Run) -> None:
    answer = run(http, "echo", {**TWO, "response": "document"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"stringOutput": "teststring", "doubleOutput": 3.5}
    outputs = {"stringOutput": REFERENCE, "doubleOutput": {}}
    linked = run(http, "echo", {"inputs": ECHO, "outputs": outputs, "response": "document"}).json()
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
    assert http.get(url + "/results?outputs=count,mean").json() == {"count": 4, "mean": 2.5}
    assert list(http.get(url + "/results?outputs=values&outputs=mean").json()) == ["mean", "values"]
    assert http.get(url + "/results/mean").json() == 2.5
    assert http.get(url + "/results/report").headers["content-type"] == "text/markdown;charset=utf-8"
    refused = http.get(url + "/results?outputs=meen")
    assert (refused.status_code, refused.json()["type"]) == (400, EXCEPTION + "no-such-output")
    assert (http.get(url + "/results/meen").status_code) == 404


# -- jobs


def test_a_started_job(http: httpx.Client) -> None:  # A.34, A.35, A.36
    answer = execute(http, "sleep_a_while", {"inputs": {"duration": 0.3}}, **ASYNC)
    for document in (answer.json(), http.get(answer.headers["location"]).json()):
        assert read(JobInfo, document).quirks == ()
        assert document["jobID"] == document["id"]
        assert answer.headers["location"].endswith(document["id"])
        assert (document["type"], document["processingEntityType"]) == ("process", "ogc-api-processes")
        assert document["processID"] == "sleep_a_while"
        assert {"self", "alternate", "monitor"} <= set(links(document))
    done = ended(http, answer.headers["location"])
    assert done["progress"] == 100
    times = [done[name] for name in ("created", "started", "finished")]
    assert times == sorted(times)
    assert all(moment.endswith("Z") for moment in times)


def test_unknown_job(http: httpx.Client) -> None:  # A.37
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/results"), ("GET", "/results/x")):
        answer = http.request(method, "/jobs/job_0" + path)
        assert (answer.status_code, answer.json()["type"]) == (404, EXCEPTION + "no-such-job")


def test_results_that_are_not_ready(http: httpx.Client) -> None:  # A.46
    url = start(http, "sleep_a_while", {"inputs": {"duration": 20}})
    for path in ("/results", "/results/return_value"):
        answer = http.get(url + path)
        assert (answer.status_code, answer.json()["type"]) == (404, EXCEPTION + "result-not-ready")
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
        assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
        assert answer.json()["detail"] == "Woke up too early"


def test_dismiss_then_remove(http: httpx.Client) -> None:  # A.81, A.82
    url = start(http, "sleep_a_while", {"inputs": {"duration": 20}})
    until(http, url, "running")
    answer = http.delete(url)
    assert (answer.status_code, answer.json()["status"]) == (200, "dismissed")
    assert http.get(url).json()["status"] == "dismissed"
    results = http.get(url + "/results")
    assert (results.status_code, results.json()["type"]) == (404, EXCEPTION + "result-not-available")
    assert "dismissed" in results.json()["detail"]
    assert http.delete(url).json()["status"] == "dismissed"
    assert http.get(url).status_code == 404


# -- job list [A.64 to A.79]


def seconds(job: dict[str, Any]) -> float:
    started, finished = (datetime.fromisoformat(job[name]) for name in ("started", "finished"))
    return (finished - started).total_seconds()


def test_job_list_and_filters() -> None:
    with LocalServer() as server, httpx.Client(base_url=server.url) as http:
        urls = [start(http, "primes_between", {}) for _ in range(5)]
        urls.append(start(http, "sleep_a_while", {"inputs": {"duration": 0.1, "fail": True}}))
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
        assert found("status=failed,successful") == found("status=failed&status=successful") == ids
        assert found("status=running") == []
        assert found("processID=primes_between") == ids[2:]
        assert found("processID=primes_between,sleep_a_while&status=failed") == [ids[1]]
        assert found("minDuration=1") == [job for job in ids if ran[job] >= 1]
        assert found("maxDuration=1") == [job for job in ids if ran[job] <= 1]
        assert found("minDuration=1,3600&maxDuration=3600") == [job for job in ids if ran[job] >= 1]
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
            assert (answer.status_code, answer.json()["type"]) == (400, EXCEPTION + "invalid-query-parameter-value")


# -- json, html, openapi, http [A.55 to A.63]


@pytest.fixture(scope="module")
def resources(http: httpx.Client) -> list[str]:
    url = start(http, "several_outputs", {"response": "document"})
    ended(http, url)
    return ["/", "/conformance", "/processes", "/processes/echo", "/api", "/jobs", url, url + "/results"]


def test_every_resource_is_json_and_html(http: httpx.Client, resources: list[str]) -> None:
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


def test_head_answers_like_get_without_body(http: httpx.Client, resources: list[str]) -> None:
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
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status


def test_unknown_form_of_answer(http: httpx.Client) -> None:
    before = http.get("/jobs").json()["jobs"]
    for answer in (http.get("/?f=xml"), http.post("/processes/echo/execution?f=xml", json={})):
        assert (answer.status_code, answer.json()["type"]) == (400, EXCEPTION + "invalid-query-parameter-value")
    assert http.get("/jobs").json()["jobs"] == before, "what is refused does not run"


def test_an_execution_can_be_read_as_html(http: httpx.Client) -> None:
    for headers, status in (({}, 200), (ASYNC, 201)):
        answer = execute(http, "several_outputs", {}, Accept="text/html", **headers)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert answer.links["monitor"]["url"] in answer.text


# -- callbacks [A.80]


def wait_for(condition: Callable[[], Any], seconds: float = 15) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.02)
    return pytest.fail("it did not happen")


def subscriber(neighbour: Neighbour) -> dict[str, str]:
    return {name: f"{neighbour.url}/{name}" for name in ("successUri", "inProgressUri", "failedUri")}


def test_callbacks(http: httpx.Client, neighbour: Neighbour) -> None:
    body = {"inputs": {"duration": 0.3}, "subscriber": subscriber(neighbour)}
    url = start(http, "sleep_a_while", body)
    wait_for(lambda: "/successUri" in dict(neighbour.posted))
    said = dict(neighbour.posted)
    assert said["/successUri"]["return_value"] > 0.3
    assert said["/inProgressUri"]["status"] == "running"
    assert links(said["/inProgressUri"])["monitor"] == url
    start(http, "sleep_a_while", {"inputs": {"duration": 0, "fail": True}, "subscriber": subscriber(neighbour)})
    failed = wait_for(lambda: dict(neighbour.posted).get("/failedUri"))
    assert failed["message"] == "Woke up too early"


def test_a_receiver_that_fails_is_tried_again_and_never_hurts_the_job(http: httpx.Client, neighbour: Neighbour) -> None:
    neighbour.failures += [500]
    url = start(http, "primes_between", {"subscriber": {"successUri": neighbour.url + "/successUri"}})
    wait_for(lambda: len(neighbour.posted) == 2)
    assert http.get(url).json()["status"] == "successful"

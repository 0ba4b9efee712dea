"""A server that does everything wrong: every fault ends in a clear error or a clean recovery.

And whatever happens, a POST arrives once and credentials arrive at home only.
"""

from __future__ import annotations

import asyncio
import base64
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from procbook import (
    AsyncClient,
    Client,
    ClientError,
    NotReadyError,
    ResponseError,
    TransportError,
)

SECRET = "s3cr3t-hunter2"
MANY = 100 * 2**20


class Came(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Faulty:
    """A server on loopback whose answers are functions of the handler, by path without query."""

    def __init__(self) -> None:
        self.came: list[Came] = []
        self.answers: dict[
            str, Callable[[http.server.BaseHTTPRequestHandler], None]
        ] = {}
        self.bytes_written = 0
        self.released = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                outer.came.append(
                    Came(self.command, self.path, dict(self.headers.items()), body)
                )
                make = outer.answers.get(self.path.partition("?")[0], not_found)
                try:
                    make(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_GET = do_POST = do_DELETE = answer

            def log_message(self, *args: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        ).start()

    def stop(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def count(self, method: str, path: str | None = None) -> int:
        return sum(
            c.method == method and path in {None, c.path.partition("?")[0]}
            for c in self.came
        )

    def arrived(self, method: str) -> int:
        """Count after the first one has come: a client may have given up before this thread had its turn."""
        end = time.monotonic() + 20
        while not self.count(method) and time.monotonic() < end:
            time.sleep(0.01)
        return self.count(method)

    def answer(self, path: str, *answers: Any) -> None:
        """Give these answers one after another, the last one for ever."""
        left = list(answers)

        def make(handler: http.server.BaseHTTPRequestHandler) -> None:
            one = left.pop(0) if len(left) > 1 else left[0]
            one(handler) if callable(one) else send(handler, one)

        self.answers[path] = make


def send(
    handler: Any,
    data: Any,
    status: int = 200,
    headers: dict[str, str] | None = None,
    kind: str = "application/json",
) -> None:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    handler.send_response(status)
    for name, value in {
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        **(headers or {}),
    }.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def not_found(handler: Any) -> None:
    send(handler, {"type": "about:blank", "title": "Not Found", "status": 404}, 404)


def cut(handler: Any) -> None:
    handler.close_connection = True
    send(handler, b'{"processes": [', headers={"Content-Length": "5000"})


def hung_up(handler: Any) -> None:
    handler.close_connection = True


def too_short_a_length(handler: Any) -> None:
    handler.close_connection = True
    send(handler, json.dumps(PROCESSES).encode(), headers={"Content-Length": "20"})


def bad_gateway(handler: Any) -> None:
    send(
        handler,
        b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
        502,
        kind="text/html",
    )


def busy(seconds: str) -> Callable[[Any], None]:
    return lambda handler: send(
        handler,
        {"title": "Too many requests", "status": 429},
        429,
        {"Retry-After": seconds},
    )


def redirect(status: int, target: str) -> Callable[[Any], None]:
    return lambda handler: send(handler, b"", status, {"Location": target})


def web_page(handler: Any) -> None:
    send(handler, b"<html><title>Welcome</title></html>", kind="text/html")


PROCESSES = {
    "processes": [{"id": "a", "version": "1", "jobControlOptions": ["async-execute"]}],
    "links": [{"href": "x", "rel": "self"}],
}
DESCRIPTION = {
    **PROCESSES["processes"][0],
    "inputs": {},
    "outputs": {"out": {"schema": {}}},
}
JOB = {"jobID": "j1", "processID": "a", "status": "running", "type": "process"}


@pytest.fixture
def server() -> Iterator[Faulty]:
    made = Faulty()
    made.answer(
        "/conformance",
        {
            "conformsTo": [
                "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core"
            ]
        },
    )
    made.answer("/processes", PROCESSES)
    made.answer("/processes/a", DESCRIPTION)
    made.answer(
        "/processes/a/execution",
        lambda handler: send(handler, JOB, 201, {"Location": "/jobs/j1"}),
    )
    made.answer("/jobs/j1", JOB)
    yield made
    made.stop()


@pytest.fixture
def elsewhere() -> Iterator[Faulty]:
    made = Faulty()
    yield made
    made.stop()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def client(server: Faulty, pauses: list[float]) -> Iterator[Client]:
    with Client(server.url, username="me", password=SECRET) as made:
        made.session.connection.sleep = pauses.append
        yield made


def credentials(server: Faulty) -> list[str]:
    """Everything that arrived and could be a secret."""
    told = base64.b64encode(f"me:{SECRET}".encode()).decode()
    return [
        text
        for c in server.came
        for text in (c.path, *c.headers.values())
        if SECRET in text or told in text
    ]


# -- broken answers


@pytest.mark.parametrize("fault", [cut, hung_up, bad_gateway, busy("0")])
def test_a_get_recovers(server: Faulty, client: Client, fault: Any) -> None:
    server.answer("/processes", fault, fault, PROCESSES)
    assert [process.id for process in client.get_processes().processes] == ["a"]
    assert server.count("GET", "/processes") == 3


@pytest.mark.parametrize("fault", [cut, hung_up])
def test_a_get_that_never_recovers_says_what_happened(
    server: Faulty, client: Client, fault: Any
) -> None:
    server.answer("/processes", fault)
    with pytest.raises(
        TransportError, match="broke off before the whole answer came"
    ) as error:
        client.get_processes()
    assert error.value.url == f"{server.url}/processes"
    assert error.value.__cause__ is None
    assert server.count("GET") == 5


def test_a_page_of_a_proxy_is_quoted_in_one_line(
    server: Faulty, client: Client
) -> None:
    server.answer("/processes", bad_gateway)
    with pytest.raises(ResponseError) as error:
        client.get_processes()
    assert error.value.status == 502
    assert "502 Bad Gateway" in str(error.value)
    assert "<" not in str(error.value)


def test_retry_after_is_obeyed(
    server: Faulty, client: Client, pauses: list[float]
) -> None:
    server.answer("/processes", busy("7"), PROCESSES)
    client.get_processes()
    assert pauses == [7.0]


def test_a_wish_to_wait_for_hours_is_an_error_now(
    server: Faulty, client: Client, pauses: list[float]
) -> None:
    server.answer("/processes", busy("86400"))
    with pytest.raises(ResponseError) as error:
        client.get_processes()
    assert error.value.status == 429
    assert pauses == []


def test_a_length_that_is_too_short(server: Faulty, client: Client) -> None:
    server.answer("/processes", too_short_a_length)
    with pytest.raises(ClientError):
        client.get_processes()


def test_a_stall_ends_in_time(server: Faulty, client: Client) -> None:
    server.answer("/processes", lambda handler: server.released.wait(60))
    started = time.monotonic()
    with pytest.raises(TransportError, match="sent nothing in time"):
        client.get_processes(timeout=0.3)
    assert time.monotonic() - started < 30
    assert server.arrived("GET") == 1


def test_a_stall_in_the_middle_of_a_body_ends_in_time(
    server: Faulty, client: Client
) -> None:
    def half(handler: Any) -> None:
        send(handler, b'{"processes"', headers={"Content-Length": "5000"})
        handler.wfile.flush()
        server.released.wait(60)

    server.answer("/processes", half)
    with pytest.raises(TransportError, match="sent nothing in time"):
        client.get_processes(timeout=0.3)


@pytest.mark.parametrize("announced", [True, False])
def test_a_huge_body_where_a_document_is_expected(
    server: Faulty, client: Client, announced: bool
) -> None:
    def flood(handler: Any) -> None:
        handler.close_connection = True
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        if announced:
            handler.send_header("Content-Length", str(MANY))
        handler.end_headers()
        piece = b" " * 2**20
        while server.bytes_written < MANY:
            handler.wfile.write(piece)
            server.bytes_written += len(piece)

    server.answer("/processes", flood)
    with pytest.raises(
        TransportError, match="more than 64 MiB where a document was expected"
    ):
        client.get_processes()
    assert server.count("GET") == 1
    assert server.bytes_written < MANY


def test_a_page_for_people_is_asked_for_as_json_once(
    server: Faulty, client: Client
) -> None:
    server.answer("/processes", web_page, PROCESSES)
    assert len(client.get_processes().processes) == 1
    assert [c.path for c in server.came] == ["/processes", "/processes?f=json"]
    server.answer("/processes", web_page)
    with pytest.raises(ClientError, match="Welcome"):
        client.get_processes()
    assert server.count("GET") == 4


def test_no_server_at_all(client: Client, server: Faulty) -> None:
    server.stop()
    with pytest.raises(TransportError, match="No connection to") as error:
        client.get_capabilities()
    assert error.value.hint


# -- a POST arrives once


@pytest.mark.parametrize(
    "fault",
    [cut, hung_up, bad_gateway, busy("0"), redirect(307, "/processes/a/execution")],
    ids=["cut", "hung up", "bad gateway", "busy", "redirect to itself"],
)
def test_a_post_is_never_sent_twice(server: Faulty, client: Client, fault: Any) -> None:
    server.answer("/processes/a/execution", fault)
    with pytest.raises(ClientError):
        client.execute_process("a", {"inputs": {}})
    assert server.count("POST") == 1


@pytest.mark.parametrize("fault", [web_page, too_short_a_length])
def test_an_odd_answer_to_a_post_is_what_it_is(
    server: Faulty, client: Client, fault: Any
) -> None:
    server.answer("/processes/a/execution", fault)
    assert list(client.execute_process("a", {"inputs": {}})) == ["out"]
    assert server.count("POST") == 1


def test_a_post_that_stalls_is_not_repeated_and_says_where_to_look(
    server: Faulty, client: Client
) -> None:
    client.get_process("a")
    server.answer("/processes/a/execution", lambda handler: server.released.wait(60))
    with pytest.raises(TransportError) as error:
        client.execute_process("a", {"inputs": {}}, timeout=0.3)
    assert "list of jobs" in str(error.value.hint)
    assert server.arrived("POST") == 1


def test_a_second_delete_would_remove_what_the_first_dismissed(
    server: Faulty, client: Client
) -> None:
    server.answer("/jobs/j1", cut)
    with pytest.raises(TransportError):
        client.dismiss_job("j1")
    assert server.count("DELETE") == 1


# -- credentials stay at home


@pytest.mark.parametrize(
    "signed",
    [
        {"username": "me", "password": SECRET},
        {"token": SECRET},
        {"token": SECRET, "token_header": "X-Auth-Token"},
        {"api_key": SECRET},
        {"api_key": SECRET, "api_key_query": "key"},
    ],
    ids=["basic", "bearer", "header", "key", "query"],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_to_another_origin(
    server: Faulty, elsewhere: Faulty, signed: dict[str, str], status: int
) -> None:
    elsewhere.answer("/processes", PROCESSES)
    server.answer("/processes", redirect(status, f"{elsewhere.url}/processes"))
    with Client(server.url, **signed) as client:
        assert client.get_processes().processes
    assert credentials(server)
    assert elsewhere.count("GET") == 1
    assert credentials(elsewhere) == []


@pytest.mark.parametrize("status", [307, 308])
def test_a_post_moved_to_another_origin(
    server: Faulty, elsewhere: Faulty, client: Client, status: int
) -> None:
    elsewhere.answer("/run", lambda handler: send(handler, JOB, 201))
    server.answer("/processes/a/execution", redirect(status, f"{elsewhere.url}/run"))
    client.execute_process("a", {"inputs": {"x": 1}})
    assert [json.loads(c.body) for c in elsewhere.came] == [{"inputs": {"x": 1}}]
    assert credentials(elsewhere) == []


def test_a_next_page_a_job_and_an_output_elsewhere(
    server: Faulty, elsewhere: Faulty, client: Client
) -> None:
    page = {**PROCESSES, "links": [{"href": f"{elsewhere.url}/more", "rel": "next"}]}
    server.answer("/processes", page)
    elsewhere.answer("/more", {**PROCESSES, "processes": [{"id": "b", "version": "1"}]})
    assert [process.id for process in client.get_processes().processes] == ["a", "b"]

    server.answer(
        "/jobs/j1/results",
        {"out": {"href": f"{elsewhere.url}/out.txt", "type": "text/plain"}},
    )
    elsewhere.answer(
        "/out.txt", lambda handler: send(handler, b"there", kind="text/plain")
    )
    assert client.get_job_results("j1")["out"].value == "there"

    server.answer(
        "/processes/a/execution",
        lambda h: send(h, JOB, 201, {"Location": f"{elsewhere.url}/jobs/j1"}),
    )
    info = client.execute_process("a", {})
    assert client.get_job(info.jobID).status == "running"
    assert {c.path for c in elsewhere.came} == {"/more", "/out.txt"}
    assert credentials(elsewhere) == []


def test_a_header_of_the_caller_does_not_leave_either(
    server: Faulty, elsewhere: Faulty, client: Client
) -> None:
    elsewhere.answer("/there", {})
    server.answer("/here", redirect(302, f"{elsewhere.url}/there"))
    client.request("GET", "/here", headers={"X-Token": SECRET, "Cookie": SECRET})
    assert elsewhere.count("GET") == 1
    assert credentials(elsewhere) == []


# -- endless


def test_redirects_in_circles(server: Faulty, client: Client) -> None:
    server.answer("/processes", redirect(302, "/b"))
    server.answer("/b", redirect(302, "/processes"))
    with pytest.raises(TransportError, match="circles"):
        client.get_processes()
    assert len(server.came) == 2


@pytest.mark.parametrize(
    "members", [[], PROCESSES["processes"]], ids=["empty", "the same"]
)
def test_endless_pages(server: Faulty, client: Client, members: Any) -> None:
    def page(handler: Any) -> None:
        number = len(server.came)
        send(
            handler,
            {
                "processes": members,
                "links": [{"href": f"/processes?page={number}", "rel": "next"}],
            },
        )

    server.answer("/processes", page)
    found = client.get_processes()
    assert len(found.processes) == len(members)
    assert [quirk.code for quirk in found.quirks if "pages" in quirk.code]
    assert len(server.came) <= 5


def test_a_page_that_is_its_own_next_page(server: Faulty, client: Client) -> None:
    page = {**PROCESSES, "links": [{"href": "/processes?x=1", "rel": "next"}]}
    server.answer("/processes", page)
    assert len(list(client.iter_processes())) == 1
    assert len(server.came) == 2


# -- the same rules for event loops


@pytest.mark.parametrize("fault", [cut, hung_up, bad_gateway])
def test_async_recovers_and_posts_once(server: Faulty, fault: Any) -> None:
    server.answer("/processes", fault, PROCESSES)
    server.answer("/processes/a/execution", fault)

    async def tour() -> None:
        async with AsyncClient(server.url, username="me", password=SECRET) as client:
            assert [process.id async for process in client.iter_processes()] == ["a"]
            with pytest.raises(ClientError):
                await client.execute_process("a", {})

    asyncio.run(tour())
    assert server.count("POST") == 1


def test_async_credentials_stay_at_home(server: Faulty, elsewhere: Faulty) -> None:
    elsewhere.answer("/processes", PROCESSES)
    server.answer("/processes", redirect(307, f"{elsewhere.url}/processes"))

    async def tour() -> None:
        async with AsyncClient(
            server.url, api_key=SECRET, api_key_query="key"
        ) as client:
            await client.get_processes()

    asyncio.run(tour())
    assert credentials(server)
    assert credentials(elsewhere) == []


def test_results_too_early_are_told_apart_from_refusals(
    server: Faulty, client: Client
) -> None:
    server.answer(
        "/jobs/j1/results", lambda handler: send(handler, {"detail": "no"}, 403)
    )
    with pytest.raises(NotReadyError, match="running"):
        client.get_job_results("j1")


def test_an_output_that_is_cut_while_it_is_streamed(
    server: Faulty, client: Client
) -> None:
    server.answer(
        "/jobs/j1/results",
        {"out": {"href": "/file", "type": "application/octet-stream"}},
    )
    server.answer("/file", cut)
    pieces = client.get_job_results("j1")["out"].stream()
    assert next(pieces)
    with pytest.raises(TransportError, match="broke off"):
        list(pieces)


def test_a_wait_outlives_a_restart_of_the_server(
    server: Faulty, client: Client
) -> None:
    server.answer("/jobs/j1", JOB, *[bad_gateway] * 12, {**JOB, "status": "successful"})
    assert client.job("j1").wait().status == "successful"

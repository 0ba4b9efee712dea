"""Who may use a server: a web page elsewhere must not drive the one on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from procbook.server import LocalServer
from procbook.server.service._serve import _own_names

PAYLOAD = {"inputs": {"max_val": 10}}


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with LocalServer() as server, httpx.Client(base_url=server.url, timeout=30) as http:
        yield http


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8008",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "",
        "[::1",
        "8.8.8.8",
    ],
)
def test_a_name_of_others_leads_nowhere(http: httpx.Client, host: str) -> None:
    """DNS rebinding: a page makes its own name lead to this machine."""
    answer = http.post(
        "/processes/primes_between/execution", json=PAYLOAD, headers={"Host": host}
    )
    assert answer.status_code == 400
    assert "--hosts" in answer.json()["detail"]


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8008", "127.0.0.2", "[::1]:8008", "me.localhost"]
)
def test_names_of_this_machine_are_served(http: httpx.Client, host: str) -> None:
    assert http.get("/processes", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://localhost.evil.example",
        "file://",
        "http://127.0.0.1@evil.example",
    ],
)
@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain"]
)  # text is sent without asking first
def test_pages_of_others_change_nothing(
    http: httpx.Client, origin: str, content_type: str
) -> None:
    headers = {"Origin": origin, "Content-Type": content_type}
    before = len(http.get("/jobs").json()["jobs"])
    answer = http.post(
        "/processes/primes_between/execution", json=PAYLOAD, headers=headers
    )
    assert answer.status_code == 403
    assert "--cors-origin" in answer.json()["detail"]
    assert http.delete("/jobs/any", headers=headers).status_code == 403
    assert len(http.get("/jobs").json()["jobs"]) == before


def test_pages_of_others_read_nothing(http: httpx.Client) -> None:
    answer = http.get("/processes", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    preflight = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "POST",
    }
    assert (
        http.options(
            "/processes/primes_between/execution", headers=preflight
        ).status_code
        == 400
    )


@pytest.mark.parametrize(
    "origin", ["http://localhost:8888", "http://127.0.0.1:8889", "https://[::1]:8890"]
)
def test_pages_of_jupyter_on_this_machine_may(http: httpx.Client, origin: str) -> None:
    answer = http.post(
        "/processes/primes_between/execution", json=PAYLOAD, headers={"Origin": origin}
    )
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == origin


def test_other_names_and_pages_can_be_allowed() -> None:
    page, name = "https://portal.example", "ogc.example"
    with (
        LocalServer(hosts=[name, "*.lan"], cors_origins=[page]) as server,
        httpx.Client(base_url=server.url, timeout=30) as http,
    ):
        allowed = http.post(
            "/processes/primes_between/execution",
            json=PAYLOAD,
            headers={"Host": name, "Origin": page},
        )
        assert allowed.headers["access-control-allow-origin"] == page
        assert http.get("/processes", headers={"Host": "a.lan:80"}).status_code == 200
        assert http.get("/processes").status_code == 400


def test_its_own_pages_may_whatever_it_is_called() -> None:
    with (
        LocalServer(hosts=["*"], cors_origins=[]) as server,
        httpx.Client(base_url=server.url) as http,
    ):
        own = {"Host": "ogc.example", "Origin": "http://ogc.example"}
        assert (
            http.post(
                "/processes/primes_between/execution", json=PAYLOAD, headers=own
            ).status_code
            == 200
        )


def test_whoever_listens_elsewhere_is_addressed_by_that() -> None:
    assert _own_names("127.0.0.1") == ("loopback",)
    assert _own_names("ogc.example") == ("loopback", "ogc.example")
    assert _own_names("0.0.0.0") == ("*",)

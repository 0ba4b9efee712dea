"""What a cell shows that ends with a client: the server and the next steps; nothing is asked for it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from procbook import AsyncClient, Client, LoginRequiredError
from procbook.client.notebook import _notebook

API = "https://server.example/ogc"
LANDING = {
    "title": "Crop <models>",
    "description": "Yields of *wheat*.",
    "links": [
        {
            "rel": "http://www.opengis.net/def/rel/ogc/1.0/job-list",
            "href": f"{API}/jobs",
        }
    ],
}
PROCESSES = {
    "processes": [{"id": f"p{number}", "version": "1"} for number in range(7)],
    "links": [],
}


def answer(request: httpx.Request) -> httpx.Response:
    path = request.url.path.removeprefix("/ogc").rstrip("/")
    return httpx.Response(200, json={"": LANDING, "/processes": PROCESSES}[path])


def refuse(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"asked for {request.url}")


def client_of(handler: Any, **settings: Any) -> Client:
    return Client(API, transport=httpx.MockTransport(handler), retries=0, **settings)


def test_before_the_first_request_the_card_says_the_next_step() -> None:
    client = client_of(refuse)
    for shown in (repr(client), client._repr_html_()):
        assert "The server was not asked yet what it offers." in shown
        assert "client.processes" in shown
        assert "client.workbench()" in shown
        assert "client.login()" in shown
    assert "server.example" in client._repr_html_()


def test_what_was_read_is_on_the_card_before_any_setting() -> None:
    client = client_of(answer)
    client.get_capabilities()
    client.get_processes()
    text, html = repr(client), client._repr_html_()
    assert "7 processes: p0, p1, p2, p3, p4, …" in text
    assert "Crop <models>" in text
    assert "Crop &lt;models&gt;" in html
    assert "<em>wheat</em>" in html
    for shown in (text, html):
        assert "Lists its jobs. Not signed in." in shown
        assert "client.processes[" in shown
        assert "p5" not in shown
    assert html.index("Next") < html.index("<details>") < html.index("timeout")


def test_a_list_that_was_limited_is_not_taken_for_all_processes() -> None:
    client = client_of(answer)
    client.get_processes(limit=2)
    assert "2 processes" not in repr(client)


def test_the_card_says_as_whom_requests_are_made() -> None:
    auth = {"auth_type": "basic", "username": "ada", "password": "s3cr3t"}
    client = client_of(refuse, auth=auth)
    for shown in (repr(client), client._repr_html_()):
        assert "Signed in as ada." in shown
        assert "client.login()" not in shown
        assert "s3cr3t" not in shown


def test_a_server_that_refused_for_want_of_a_sign_in_is_said_to_want_one() -> None:
    client = client_of(lambda _: httpx.Response(401, json={"title": "no"}))
    with pytest.raises(LoginRequiredError):
        client.get_processes()
    for shown in (repr(client), client._repr_html_()):
        assert "The server wants you to sign in." in shown
        assert "client.login()" in shown


def test_a_missing_password_is_no_sign_in() -> None:
    client = client_of(refuse, auth={"auth_type": "basic", "username": "ada"})
    assert "Not signed in yet (basic)." in repr(client)


def test_the_asynchronous_client_names_its_own_steps() -> None:
    client = AsyncClient(API, transport=httpx.MockTransport(refuse))
    for shown in (repr(client), client._repr_html_()):
        assert "await client.get_processes()" in shown


def test_an_embedded_server_is_known_at_once_where_a_person_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_notebook, "is_live", lambda: True)
    with Client.local(store=None) as client:
        assert "24 processes" in repr(client)

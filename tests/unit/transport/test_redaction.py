"""Credentials that a server repeats are taken out of what it says."""

from __future__ import annotations

import httpx
import pytest

from procbook import Client, ClientError
from procbook.transport import redact, redact_credentials


def rude(request: httpx.Request) -> httpx.Response:
    told = ", ".join([*request.headers.values(), str(request.url)])
    return httpx.Response(400, json={"title": "No", "detail": f"Not with {told}"})


@pytest.mark.parametrize(
    "auth",
    [
        {"auth_type": "basic", "username": "ada", "password": 'pa"ss wörd'},
        {"auth_type": "token", "access_token": "pa'ss/w0rd"},
        {
            "auth_type": "token",
            "access_token": "pa'ss/w0rd",
            "access_token_header": "X-Own",
        },
        {"auth_type": "api-key", "api_key": "pa&ss w0rd", "api_key_query": "key"},
    ],
)
def test_a_rude_server_is_quoted_without_what_it_was_told(auth: dict[str, str]) -> None:
    with (
        Client(
            "https://example.org/", auth=auth, transport=httpx.MockTransport(rude)
        ) as client,
        pytest.raises(ClientError) as error,
    ):
        list(client.iter_processes())
    assert "Not with " in str(error.value)
    assert "***" in str(error.value)
    assert "w0rd" not in str(error.value) and "wörd" not in str(error.value)


def test_other_words_stay() -> None:
    request = httpx.Request(
        "GET",
        "https://example.org/",
        headers={"Authorization": "Bearer abc", "Accept": "text/csv"},
    )
    assert (
        redact_credentials(b"text/csv is abc for example.org", request)
        == b"text/csv is abc for example.org"
    )
    assert (
        redact("No s3cr3t, no s3cr3t%2F", ["s3cr3t/", "s3cr3t", None, ""])
        == "No ***, no ***"
    )


def test_a_key_in_a_link_to_the_next_page_is_sent_once_and_not_shown() -> None:
    came: list[httpx.URL] = []

    def paged(request: httpx.Request) -> httpx.Response:
        came.append(request.url)
        if "page=2" in str(request.url):
            return httpx.Response(500, json={"title": "Broken", "detail": "sorry"})
        return httpx.Response(
            200,
            json={
                "processes": [],
                "links": [{"rel": "next", "href": f"{request.url}&page=2"}],
            },
        )

    auth = {"auth_type": "api-key", "api_key": "s3cr3t", "api_key_query": "key"}
    with (
        Client(
            "https://example.org/", auth=auth, transport=httpx.MockTransport(paged)
        ) as client,
        pytest.raises(ClientError) as error,
    ):
        list(client.iter_processes())
    assert came[-1].params.get_list("key") == ["s3cr3t"]
    assert "s3cr3t" not in str(error.value)

"""``check=False``: what rests on the description alone is advice, and a server may know better."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from procbook import Client, InputError
from procbook.cli._hints import translate_hint

DESCRIPTION = {
    "id": "p",
    "version": "1",
    "jobControlOptions": ["async-execute"],
    "inputs": {
        "n": {"schema": {"type": "integer", "maximum": 5}},
        "name": {"schema": {"type": "string"}},
    },
    "outputs": {},
}
JOB = {"jobID": "j1", "type": "process", "processID": "p", "status": "successful"}


class Server:
    """Answers as a server does that takes anything, and keeps what it was sent."""

    def __init__(self, description: dict[str, Any] = DESCRIPTION) -> None:
        self.sent: list[Any] = []
        self.description = description
        self.client = Client(
            "https://example.org/",
            transport=httpx.MockTransport(self.answer),
            ledger=False,
        )

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.sent.append(json.loads(request.content)["inputs"])
            return httpx.Response(201, json=JOB)
        if request.url.path.endswith("/results"):
            return httpx.Response(200, json={"x": 1})
        if request.url.path.endswith("/conformance"):
            return httpx.Response(200, json={"conformsTo": []})
        return httpx.Response(
            200, json=self.description if "/processes/" in request.url.path else JOB
        )


def test_the_error_names_the_way_out() -> None:
    server = Server()
    with pytest.raises(InputError) as error:
        server.client.processes["p"](n=7)
    assert "check=False" in str(error.value.hint)
    assert "--no-check" in translate_hint(str(error.value.hint), "procbook")
    assert server.sent == []


def test_every_way_to_run_takes_it() -> None:
    server = Server()
    process = server.client.processes["p"]
    process(n=7, name="a", check=False)
    process.run(n=8, check=False, unlisted=[1])
    asyncio.run(process.arun(n="11", check=False))
    process.sweep(n=[9, 10], check=False)
    assert server.sent == [
        {"n": 7, "name": "a"},
        {"n": 8, "unlisted": [1]},
        {"n": "11"},
        {"n": 9},
        {"n": 10},
    ]


def test_what_is_no_json_is_a_mistake_all_the_same() -> None:
    server = Server()
    with pytest.raises(InputError, match="no form in JSON"):
        server.client.processes["p"](n=object(), check=False)


def test_a_text_that_is_no_number_is_a_mistake_all_the_same() -> None:
    server = Server()
    with pytest.raises(InputError, match="not text") as error:
        server.client.processes["p"](n="many", check=False)
    assert [m.severity for m in error.value.mistakes] == ["hard"]
    assert "check=False" not in str(error.value.hint)


def test_an_input_of_that_name_is_an_input() -> None:
    inputs = {"check": {"schema": {"type": "boolean"}}}
    server = Server({**DESCRIPTION, "inputs": inputs})
    server.client.processes["p"](check=False)
    assert server.sent == [{"check": False}]

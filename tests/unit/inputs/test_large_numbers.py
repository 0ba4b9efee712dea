"""Numbers that no float holds are a mistake at their place, on every way to a server."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import httpx
import pytest

from procbook import Client, InputError, ProcessForm
from procbook.inputs import loads, validate
from procbook.server import LocalServer

SCHEMA: dict[str, Any] = {
    "properties": {
        "n": {"type": "number"},
        "any": {},
        "list": {"type": "array", "items": {"type": "number"}},
    }
}


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ('{"n": 1e3000}', ["/n"]),
        ('{"n": -1e400}', ["/n"]),
        ('{"any": {"a": [1, 1e999]}}', ["/any/a/1"]),
        ('{"list": [1, 2e308, 3]}', ["/list/1"]),
        ('{"n": 1e308}', []),
        ('{"n": 1e-3000}', []),
        (f'{{"n": {10**400}}}', []),
    ],
)
def test_a_mistake_where_it_stands(text: str, pointers: list[str]) -> None:
    mistakes = validate(SCHEMA, loads(text))
    assert [m.pointer for m in mistakes] == pointers
    assert all("larger than any number" in m.message for m in mistakes)


def test_the_server_names_the_place() -> None:
    with (
        LocalServer() as server,
        httpx.Client(base_url=server.url) as http,
        Client(server.url) as client,
    ):
        for number in ("1e3000", "-1e3000"):
            body = f'{{"inputs": {{"duration": {number}}}}}'
            answer = http.post(
                "/processes/sleep_a_while/execution",
                content=body,
                headers={"content-type": "application/json"},
            )
            assert answer.status_code == 400
            assert answer.json()["errors"][0]["pointer"] == "/inputs/duration"
        for body in (
            '{"inputs": {"duration": NaN}}',
            '{"inputs": {"duration": Infinity}}',
        ):
            answer = http.post(
                "/processes/sleep_a_while/execution",
                content=body,
                headers={"content-type": "application/json"},
            )
            assert answer.status_code == 400
        with pytest.raises(InputError, match="larger than any number"):
            client.processes["sleep_a_while"](duration=Decimal("1e3000"))


def test_a_form_takes_what_was_pasted_and_keeps_it_back() -> None:
    form = ProcessForm.from_schema(SCHEMA)
    pasted = form._do_paste(text='{"n": 1e3000}')
    assert [m.pointer for m in validate(SCHEMA, loads(pasted["text"]))] == ["/n"]
    assert json.loads(
        pasted["text"].replace("1E+3000", "1").replace("1e3000", "1")
    ) == {"n": 1}

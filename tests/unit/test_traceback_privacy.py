"""Tracebacks with variables show nothing of what was given to our functions."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from procbook import AsyncClient, Client, ClientConfig

SECRET = "s3cr3t-hunter2"
VAULT = {
    "id": "vault",
    "version": "1",
    "inputs": {
        "password": {"schema": {"type": "string", "format": "password", "maxLength": 3}}
    },
}


@pytest.fixture
def client(fake: Any) -> Client:
    fake.answers["GET /processes/vault"] = VAULT
    fake.answers["POST /processes/vault/execution"] = httpx.Response(
        500, json={"title": "no"}
    )
    return Client("https://api.example.org", transport=fake, retries=0)


def frames(error: BaseException | None) -> Iterator[traceback.FrameSummary]:
    """All frames of an error and of those behind it, without those of this file."""
    while error is not None:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        yield from (frame for frame in told.stack if frame.filename != __file__)
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.processes["vault"](password=SECRET),
        lambda c: c.processes["vault"](SECRET),
        lambda c: c.processes["vault"].run(password=SECRET),
        lambda c: c.processes["vault"].request(pasword=SECRET),
        lambda c: c.processes["vault"].sweep(password=[SECRET, SECRET]),
        lambda c: asyncio.run(c.processes["vault"].arun(password=SECRET)),
        lambda c: c.execute_process("vault", {"inputs": {"password": SECRET}}),
        lambda c: asyncio.run(
            c.to_async().execute_process("vault", {"inputs": {"password": SECRET}})
        ),
        lambda c: Client(passwort=SECRET),
        lambda c: AsyncClient(passwort=SECRET),
        lambda c: ClientConfig(auth={"auth_type": "basic", "password": {"a": SECRET}}),
        lambda c: ClientConfig.create(timeout=SECRET),
    ],
)
def test_no_variable_shows_what_was_given(
    client: Client, call: Callable[[Client], Any]
) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011
        call(client)
    seen = list(frames(caught.value))
    assert len(seen) > 1
    assert [frame for frame in seen if SECRET in str(frame.locals)] == []
    assert SECRET not in str(caught.value)


def test_calls_keep_their_face(client: Client) -> None:
    import inspect

    assert list(inspect.signature(Client.execute_process).parameters)[:3] == [
        "self",
        "process_id",
        "request",
    ]
    assert inspect.iscoroutinefunction(AsyncClient.execute_process)
    assert "Start a job" in (client.processes["vault"].__call__.__doc__ or "")

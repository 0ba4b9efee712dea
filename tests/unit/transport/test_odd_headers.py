"""Header fields that make no sense: whatever stands in them, a call ends with a document or a ``ClientError``."""

from __future__ import annotations

import asyncio
import contextlib

import httpx
import pytest

from procbook import AsyncClient, Client, ClientError

FIELDS = {
    "location": [
        "http://[x",
        "http://x.example:99999/a",
        "http:///a",
        "//",
        "ftp://x.example/a",
        "mailto:x",
        "\xff",
    ],
    "link": ["<http://[x>; rel=monitor", "<>; rel=next", "<", '<a>; rel="monitor'],
    "retry-after": [
        "Fri, 31 Dec 99999999999999999999 23:59:59 GMT",
        "1e400",
        "-1",
        "nan",
    ],
    "content-length": ["²"],
    "content-type": [
        "application/json; charset=nonsense",
        "multipart/related",
        "text/html; charset",
        ";",
    ],
    "content-disposition": [
        "attachment; filename*=UTF-8''%FF%00",
        "inline; filename*=x''%",
    ],
}


@pytest.mark.parametrize("status", [200, 201, 204, 303, 307, 429, 503])
@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in FIELDS.items() for value in values],
)
def test_only_client_errors(name: str, value: str, status: int) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        fields = [
            (b"content-type", b"application/json"),
            (name.encode(), value.encode()),
        ]
        return httpx.Response(
            status, headers=fields, content=b'{"jobID": "a", "status": "running"}'
        )

    async def asked() -> None:
        async with AsyncClient(
            "http://x.example/", transport=httpx.MockTransport(answer), retries=0
        ) as client:
            for call in (
                client.get_job("a"),
                client.execute_process("p", {"inputs": {}}),
                client.get_job_results("a"),
            ):
                with contextlib.suppress(ClientError):
                    await call

    with Client(
        "http://x.example/", transport=httpx.MockTransport(answer), retries=0
    ) as client:
        for ask in (client.get_processes, client.get_jobs):
            with contextlib.suppress(ClientError):
                ask()
    asyncio.run(asked())

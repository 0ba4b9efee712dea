"""Connections of event loops end with their loops; streams end with their readers."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest

from procbook import Client
from procbook.client import stream
from procbook.protocol.errors import ResponseError
from procbook.transport import LoopPools

API = "https://example.org/ogc"


class Pool(httpx.AsyncClient):
    """A pool that knows on which loop it was closed."""

    closed_on: asyncio.AbstractEventLoop | None = None

    async def aclose(self) -> None:
        self.closed_on = asyncio.get_running_loop()
        await super().aclose()


@pytest.fixture
def made() -> list[Pool]:
    return []


@pytest.fixture
def pools(made: list[Pool]) -> LoopPools:
    def make() -> Pool:
        made.append(Pool(transport=httpx.MockTransport(lambda _: httpx.Response(200))))
        return made[-1]

    return LoopPools(make)


def test_a_pool_ends_with_its_loop(pools: LoopPools, made: list[Pool]) -> None:
    async def use() -> asyncio.AbstractEventLoop:
        found = await asyncio.gather(*(pools.of_this_loop() for _ in range(20)))
        assert len(set(map(id, found))) == 1
        return asyncio.get_running_loop()

    loops = [asyncio.run(use()) for _ in range(3)]
    assert [pool.closed_on for pool in made] == loops
    assert not pools._pools


def test_closing_elsewhere(pools: LoopPools, made: list[Pool]) -> None:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(pools.of_this_loop(), loop).result(5)
        pools.close()
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(5)
        assert made[0].closed_on is loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def test_a_closed_client_has_no_pool(fake: Any) -> None:
    async def use() -> None:
        client = Client(API, transport=fake)
        twin = client.to_async()
        await twin.get_capabilities()
        await twin.close()
        assert not client.session.connection._pools._pools

    asyncio.run(use())


def test_a_file_in_pieces(fake: Any) -> None:
    fake.answers["GET /data/x.bin"] = httpx.Response(
        200, content=b"abc", headers={"ETag": '"1"'}
    )
    client = Client(API, transport=fake)
    with stream(client, "/data/x.bin", headers={"Range": "bytes=0-"}) as (
        answer,
        chunks,
    ):
        assert (answer.status, answer.headers["etag"], b"".join(chunks)) == (
            200,
            '"1"',
            b"abc",
        )
    assert fake.came[-1].headers["range"] == "bytes=0-"
    with pytest.raises(ResponseError, match="404"), stream(client, "/data/none") as _:
        pass


@pytest.mark.parametrize("by_link", [False, True])
def test_text_is_read_as_it_is_labelled(fake: Any, by_link: bool) -> None:
    text = httpx.Response(
        200,
        content="Füße;1".encode("latin-1"),
        headers={"Content-Type": "text/csv; charset=latin-1"},
    )
    link = {"out": {"href": "/data/out.csv", "type": "text/csv"}}
    fake.answers |= {
        "GET /ogc/jobs/j": {
            "jobID": "j",
            "processID": "p",
            "type": "process",
            "status": "successful",
        },
        "GET /ogc/processes/p": {
            "id": "p",
            "version": "1",
            "outputs": {"out": {"schema": {"type": "string"}}},
        },
        "GET /ogc/jobs/j/results": link if by_link else text,
        "GET /data/out.csv": text,
    }
    assert Client(API, transport=fake).get_job_results("j")["out"].value == "Füße;1"

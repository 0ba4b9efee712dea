"""Connections for event loops.

One pool for each loop, because a connection cannot move to another one.

A pool is held by an asynchronous generator. ``asyncio.run`` ends those before it closes its loop,
so each pool is closed on the loop that used it, without any call.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING

import httpx

from .._lazy import lazy_module

if TYPE_CHECKING:
    import asyncio
else:
    asyncio = lazy_module("asyncio")


class LoopPools:
    """The pools of all event loops that use a client.

    Parameters
    ----------
    make : callable
        Returns a new pool.
    """

    def __init__(self, make: Callable[[], httpx.AsyncClient]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._pools: dict[
            asyncio.AbstractEventLoop, tuple[httpx.AsyncClient, AsyncGenerator[None]]
        ] = {}

    async def of_this_loop(self) -> httpx.AsyncClient:
        """Return the pool of the running loop."""
        loop = asyncio.get_running_loop()
        with self._lock:
            if loop in self._pools:
                return self._pools[loop][0]
            self._drop_closed_loops()
            pool = self._make()
            holder = self._hold(loop, pool)
            self._pools[loop] = pool, holder
        await anext(holder)
        return pool

    def _drop_closed_loops(self) -> None:
        """Drop the pools of loops that were closed by hand, without ending their generators."""
        for loop in list(self._pools):
            if loop.is_closed():
                del self._pools[loop]

    async def _hold(
        self, loop: asyncio.AbstractEventLoop, pool: httpx.AsyncClient
    ) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            with self._lock:
                self._pools.pop(loop, None)
            await pool.aclose()

    async def aclose(self) -> None:
        """Close the pool of the running loop."""
        pool = self._pools.get(asyncio.get_running_loop())
        if pool is not None:
            await pool[1].aclose()

    def close(self) -> None:
        """Let every running loop close its pool, without waiting for it."""
        for loop, (_, holder) in list(self._pools.items()):
            if loop.is_running():
                asyncio.run_coroutine_threadsafe(_aclose(holder), loop)


async def _aclose(holder: AsyncGenerator[None]) -> None:
    await holder.aclose()

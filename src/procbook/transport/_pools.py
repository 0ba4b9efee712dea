"""Connections for event loops: one pool a loop, because a connection cannot move to another one.

A pool is held by an asynchronous generator. ``asyncio.run`` ends those before it closes its loop,
so each pool is closed on the loop that used it, and nobody has to ask for it.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    import asyncio


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
        self._held: dict[
            asyncio.AbstractEventLoop, tuple[httpx.AsyncClient, AsyncGenerator[None]]
        ] = {}

    async def of_this_loop(self) -> httpx.AsyncClient:
        """Return the pool of the running loop."""
        import asyncio  # not needed, and long to import, where calls block

        loop = asyncio.get_running_loop()
        with self._lock:
            if loop in self._held:
                return self._held[loop][0]
            for ended in [other for other in self._held if other.is_closed()]:
                del self._held[
                    ended
                ]  # a loop that was closed by hand, without ending its generators
            pool = self._make()
            holder = self._hold(loop, pool)
            self._held[loop] = pool, holder
        await anext(holder)
        return pool

    async def _hold(
        self, loop: asyncio.AbstractEventLoop, pool: httpx.AsyncClient
    ) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            with self._lock:
                self._held.pop(loop, None)
            await pool.aclose()

    async def aclose(self) -> None:
        """Close the pool of the running loop."""
        import asyncio

        pool = self._held.get(asyncio.get_running_loop())
        if pool is not None:
            await pool[1].aclose()

    def close(self) -> None:
        """Have every loop that runs close its pool, without waiting for it."""
        for loop, (_, holder) in list(self._held.items()):
            if loop.is_running():
                import asyncio

                asyncio.run_coroutine_threadsafe(_is_closed_loop(holder), loop)


async def _is_closed_loop(holder: AsyncGenerator[None]) -> None:
    await holder.aclose()

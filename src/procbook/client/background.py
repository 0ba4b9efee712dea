"""One daemon thread with its own asyncio loop, for everything that happens while the kernel is busy.

A task on the kernel's own loop stops as long as a cell runs; a thread does not (measured: 3 of 40 ticks against 40 of
40). So HTTP for live widgets, polling and all sending of widget messages happen here.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

WORKERS = 32
"""Threads at most for what blocks; they are made when they are needed."""

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def loop() -> asyncio.AbstractEventLoop:
    """Return the background loop; the first call starts its thread."""
    global _loop  # noqa: PLW0603 - one per kernel is the point
    with _lock:
        if _loop is None or _loop.is_closed():
            _loop = asyncio.new_event_loop()
            # Python's own few threads would all wait for a handful of servers that do not answer.
            _loop.set_default_executor(concurrent.futures.ThreadPoolExecutor(WORKERS, "procbook"))
            threading.Thread(target=_loop.run_forever, name="procbook", daemon=True).start()
        return _loop


def start(coroutine: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
    """Run a coroutine on the background loop, from any thread, without waiting for it."""
    return asyncio.run_coroutine_threadsafe(coroutine, loop())

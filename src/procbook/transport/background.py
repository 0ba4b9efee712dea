"""One daemon thread with its own asyncio loop, for what happens while the kernel is busy.

A task on the kernel's own loop stops as long as a cell runs; a thread does not (measured: 3 of 40
ticks against 40 of 40). So HTTP for live widgets, polling and all sending of widget messages happen
here.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def loop() -> asyncio.AbstractEventLoop:
    """Return the background loop; the first call starts its thread."""
    global _loop  # noqa: PLW0603 - one per kernel is the point
    with _lock:
        if _loop is None or _loop.is_closed():
            _loop = asyncio.new_event_loop()
            _loop.set_default_executor(_Threads())
            threading.Thread(
                target=_loop.run_forever, name="procbook", daemon=True
            ).start()
        return _loop


def start(coroutine: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
    """Run a coroutine on the background loop, from any thread, without waiting for it."""
    return asyncio.run_coroutine_threadsafe(coroutine, loop())


class _Threads(concurrent.futures.ThreadPoolExecutor):
    """A thread for each blocking call; the interpreter does not wait for them at its end.

    A few servers that do not answer would block all of the default executor's threads, and then
    the exit of the interpreter.
    """

    def submit(
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> concurrent.futures.Future[T]:
        """Run a function on a thread of its own."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - the future raises it
                future.set_exception(error)

        threading.Thread(target=run, name="procbook worker", daemon=True).start()
        return future

"""The one sender that all widgets of a kernel share.

At most 10 deltas a second each, 50 messages a second in all.

The Jupyter server drops comm messages beyond 1,000 a second without a word, and every frame of a
page is 16 ms of somebody's attention, so a budget is kept here and not by good will.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import weakref
from typing import Protocol

from ...transport import loop

_log = logging.getLogger(__name__)

PERIOD = 0.1
"""Seconds between two deltas of one widget."""
BUDGET = 50
"""Messages a second over all widgets."""


class Source(Protocol):
    """What can be asked to send what changed."""

    def flush(self) -> bool:
        """Send what changed, if anything; tell whether a message went out."""


class Sender:
    """Calls :meth:`Source.flush` of widgets that said they changed, in turn, within the budget."""

    def __init__(self, *, period: float = PERIOD, budget: int = BUDGET) -> None:
        self._period = period
        self._gap = 1 / budget
        self._due: dict[Source, float] = {}
        self._last: weakref.WeakKeyDictionary[Source, float] = (
            weakref.WeakKeyDictionary()
        )
        self._task: asyncio.Task[None] | None = None
        self._more = asyncio.Event()

    def changed(self, source: Source) -> None:
        """Send what changed in `source` when its turn comes; any thread."""
        loop().call_soon_threadsafe(self._enqueue, source)

    def forget(self, source: Source) -> None:
        """Drop a closed widget; any thread."""
        loop().call_soon_threadsafe(self._drop, source)

    def _drop(self, source: Source) -> None:
        self._due.pop(source, None)
        self._last.pop(source, None)

    def _enqueue(self, source: Source) -> None:
        if source not in self._due:
            self._due[source] = max(
                time.monotonic(), self._last.get(source, 0.0) + self._period
            )
            self._more.set()
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        while self._due:
            source = min(self._due, key=self._due.__getitem__)
            wait = self._due[source] - time.monotonic()
            if wait > 0:
                await self._rest(wait)
                continue
            del self._due[source]
            self._last[source] = time.monotonic()
            if self._count_sent(source):
                await asyncio.sleep(self._gap)

    async def _rest(self, seconds: float) -> None:
        """Wait until the next one is due, or until another one came that may be due before it."""
        self._more.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._more.wait(), seconds)

    @staticmethod
    def _count_sent(source: Source) -> bool:
        try:
            return source.flush()
        except Exception:  # noqa: BLE001 - one widget must not end the sending for all the others
            # What was not sent is missed by its number, and asked for.
            _log.debug("A widget could not send what changed.", exc_info=True)
            return False


sender = Sender()

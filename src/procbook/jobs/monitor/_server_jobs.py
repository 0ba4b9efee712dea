"""The jobs of one server.

Who looks at them, and the task that polls as long as there is a reason to.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from ...models import JobInfo
from ...protocol.errors import ClientError
from ...transport import background
from .._interfaces import JobServer
from ..records._ledger import get_ledger, quietly
from ._job_state import Feed, Wanted
from ._poll import Listing, NoListError, Singles, Source

_log = logging.getLogger(__name__)

GAP = 1.0
"""Seconds between two polls of a server, however many reasons there are to hurry."""


class Watcher(Protocol):
    """What a server's jobs need of somebody who looks at them."""

    job_id: str | None
    closed: bool
    marked: Callable[[Any, str, dict[str, str | bool | None]], None] | None

    @property
    def looking(self) -> bool:
        """Whether anybody sees the jobs now."""

    def hear(self, changed: set[str]) -> None:
        """Take note of the jobs that changed; of none when only the server's own state did."""


class ServerJobs:
    """One server: its feed, who looks, and the task that polls."""

    def __init__(self, client: JobServer, known: Iterable[JobInfo]) -> None:
        self.client = client
        self._source = Source(client)
        self.feed = Feed()
        self.feed.tell(known)
        self.watches: set[Watcher] = set()
        self.error: ClientError | None = None
        self.error_since: dt.datetime | None = None
        self.next_poll: float | None = None
        self.asked_once = threading.Event()
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._last = 0.0
        self._relist = False

    # -- from any thread

    def wake(self, *, relist: bool = False) -> None:
        """Ask soon; with `relist` for the list."""
        background.loop().call_soon_threadsafe(self._wake, relist)

    def tell(self, infos: Iterable[JobInfo]) -> None:
        """Take in documents that came another way."""
        background.loop().call_soon_threadsafe(self._tell, list(infos))

    def forget(self, job_ids: Iterable[str]) -> None:
        """Drop jobs that were removed on purpose."""
        background.loop().call_soon_threadsafe(self._forget, list(job_ids))

    def expire(self, job_id: str) -> None:
        """Take note that the results of a job are no longer there."""
        background.loop().call_soon_threadsafe(self._expire, job_id)

    def leave(self, watch: Watcher) -> None:
        """Take note that somebody looks no longer."""
        background.loop().call_soon_threadsafe(self.watches.discard, watch)

    # -- on the background loop

    def join(self, watch: Watcher) -> None:
        """Take note that somebody looks."""
        self.watches.add(watch)
        self._wake(relist=False)

    def _wake(self, relist: bool) -> None:
        self._relist = self._relist or relist
        self.feed.interval = min(self.feed.interval, GAP)
        self._hurry.set()
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._run())

    def _tell(self, infos: list[JobInfo]) -> None:
        changed = self.feed.tell(infos)
        if changed:
            self._say(changed)
        self._wake(relist=False)

    def _forget(self, job_ids: list[str]) -> None:
        forgotten = {i for i in job_ids if self.feed.forget(i)}
        if forgotten:
            self._say(forgotten)

    def _expire(self, job_id: str) -> None:
        if self.feed.expire(job_id):
            self._say({job_id})

    def _wants(self) -> Wanted:
        looking = [w for w in self.watches if w.looking]
        ids = frozenset(w.job_id for w in looking if w.job_id is not None)
        return Wanted(everything=any(w.job_id is None for w in looking), ids=ids)

    def _question(self) -> Listing | Singles | None:
        if self._relist:
            # Not when it was wished for: the answer to an older question may have come since.
            self._relist = False
            self.feed.listed_at, self.feed.has_list = None, None
        return self.feed.next(self._wants())

    async def _run(self) -> None:
        """Poll as long as there is a reason to."""
        while (question := self._question()) is not None:
            await self._rest(GAP - (time.monotonic() - self._last))
            self._hurry.clear()
            self._last, asked_at = time.monotonic(), self.feed.clock()
            try:
                answer = await asyncio.to_thread(self._source.ask, question)
            except NoListError:
                self.feed.no_list()
                changed: set[str] = set()
                self._recover()
            # Whatever it was, a table must not go quiet for ever.
            except Exception as error:  # noqa: BLE001
                self._fail(
                    error
                    if isinstance(error, ClientError)
                    else ClientError(f"Polling failed: {error!r}")
                )
                changed = set()
            else:
                self._recover()
                changed = self.feed.answered(question, answer, asked_at=asked_at)
            self._say(changed)
            await self._remember(changed)
            await self._pause()
        self.next_poll = None
        self.asked_once.set()
        self._say(set())

    async def _remember(self, changed: set[str]) -> None:
        """Have the ledger keep what ended or began; every step of progress would be too much."""
        infos = []
        for job_id in changed:
            entry = self.feed.entries.get(job_id)
            if entry is not None and entry.life.state is not entry.kept:
                entry.kept = entry.life.state
                infos.append(entry.life.info)
        if infos:
            await asyncio.to_thread(_keep, self.client, infos)

    async def _pause(self) -> None:
        if self._relist or self.feed.next(self._wants()) is None:
            return
        self.next_poll = time.time() + self.feed.interval
        self.asked_once.set()
        try:
            await asyncio.wait_for(self._hurry.wait(), self.feed.interval)
        except TimeoutError:
            return

    @staticmethod
    async def _rest(seconds: float) -> None:
        if seconds > 0:
            await asyncio.sleep(seconds)

    def _fail(self, error: ClientError) -> None:
        self.error = error
        self.error_since = self.error_since or dt.datetime.now(dt.UTC)
        self.feed.failed()

    def _recover(self) -> None:
        if self.error is not None:
            self.error, self.error_since = None, None
            # What happened meanwhile is told by the list, not by what was known before.
            self.feed.listed_at = None

    def _say(self, changed: set[str]) -> None:
        for watch in list(self.watches):
            if watch.closed or (
                changed and watch.job_id is not None and watch.job_id not in changed
            ):
                continue
            try:
                watch.hear(changed)
            except Exception:  # noqa: BLE001
                # One bad listener must not end the polling for all the others.
                _log.exception("A listener of the job monitor failed.")


def _keep(client: JobServer, infos: list[JobInfo]) -> None:
    with quietly():
        get_ledger(client).saw(client.server_id, infos)

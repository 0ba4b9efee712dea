"""The monitor: one for the kernel, for all clients, tables, cards and waits.

Each server has one :class:`Feed` and at most one poll under way. Polls happen on procbook's own
thread, so they go on while a cell runs; nothing is asked when no job is active or nobody looks. A
callback runs on that thread too: it must be quick, and must not wait for anything.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from ..models import JobInfo
from ..protocol.errors import ClientError
from ..transport import background
from ._interfaces import JobServer
from ._job_state import Entry, Feed, Wanted
from ._ledger import get_ledger, quietly
from ._poll import Listing, NoListError, Singles, Source

_log = logging.getLogger(__name__)

C = TypeVar("C", bound=JobServer)

Heard = Callable[["Watch[C]", set[str]], None]
"""Called with the watch and the ids of the jobs that changed; with no ids when only the server's own state did."""

Marked = Callable[["Watch[Any]", str, dict[str, "str | bool | None"]], None]
"""Called with the watch, the id of a job and its new marks."""

GAP = 1.0
"""Seconds between two polls of a server, however many reasons there are to hurry."""


class Watch(Generic[C]):
    """Somebody who looks at the jobs of a server, or at one of them.

    Attributes
    ----------
    client : JobServer
        Where the jobs are.
    job_id : str or None
        The one job that is looked at, or None for all.
    marked : callable or None
        Called on any thread when somebody gave a job of this server a label, notes, a group or a
        pin.
    """

    def __init__(
        self, server: _Server, client: C, heard: Heard[C], job_id: str | None
    ) -> None:
        self._server = server
        self._heard = heard
        self._looking = True
        self.client = client
        self.job_id = job_id
        self.marked: Marked | None = None
        self.closed = False

    @property
    def jobs(self) -> dict[str, Entry]:
        """What is known of the jobs looked at, by id, as it is now."""
        entries = self._server.feed.entries
        if self.job_id is None:
            return dict(entries)
        return {self.job_id: entries[self.job_id]} if self.job_id in entries else {}

    def entry(self, job_id: str | None = None) -> Entry | None:
        """Return what is known of a job; of the one that is followed where none is named."""
        return self._server.feed.entries.get(job_id or self.job_id or "")

    @property
    def error(self) -> ClientError | None:
        """Why the last poll brought nothing, or None when it was answered."""
        return self._server.error

    @property
    def unreachable_since(self) -> dt.datetime | None:
        """Since when polls bring nothing."""
        return self._server.error_since

    @property
    def next_poll(self) -> float | None:
        """When the server is asked again, in seconds since 1970; None when there is no reason to."""
        return self._server.next_poll

    @property
    def has_list(self) -> bool | None:
        """Whether the server lists its jobs; None before it was asked."""
        return self._server.feed.has_list

    @property
    def looking(self) -> bool:
        """Whether anybody sees this; set it to False while the page is hidden, and nothing is asked for its sake."""
        return self._looking and not self.closed

    @looking.setter
    def looking(self, value: bool) -> None:
        if value != self._looking:
            self._looking = value
            self._server.wake()

    def refresh(self) -> None:
        """Ask now, also for the list, even if no job is known to be active."""
        self._server.wake(relist=self.job_id is None)

    def first_answer(self, timeout: float) -> bool:
        """Wait until the server was asked once, with or without success; tell whether that happened in time."""
        return self._server.asked_once.wait(timeout)

    def tell(self, infos: Iterable[JobInfo]) -> None:
        """Pass on documents that came another way: the answer to a submission or a dismissal."""
        self._server.tell(infos)

    def expire(self, job_id: str) -> None:
        """Pass on that the results of a job are no longer there."""
        self._server.expire(job_id)

    def forget(self, job_ids: Iterable[str]) -> None:
        """Drop jobs that were removed on purpose."""
        self._server.forget(job_ids)

    def close(self) -> None:
        """Look no longer."""
        self.closed = True
        self._server.leave(self)

    def _hear(self, changed: set[str]) -> None:
        if self.job_id is not None:
            changed = changed & {self.job_id}
        self._heard(self, changed)


class _Server:
    """One server: its feed, who looks, and the task that polls."""

    def __init__(self, client: JobServer, known: Iterable[JobInfo]) -> None:
        self.client = client
        self._source = Source(client)
        self.feed = Feed()
        self.feed.tell(known)
        self.watches: set[Watch[Any]] = set()
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
        background.loop().call_soon_threadsafe(self._wake, relist)

    def tell(self, infos: Iterable[JobInfo]) -> None:
        background.loop().call_soon_threadsafe(self._tell, list(infos))

    def forget(self, job_ids: Iterable[str]) -> None:
        background.loop().call_soon_threadsafe(self._forget, list(job_ids))

    def expire(self, job_id: str) -> None:
        background.loop().call_soon_threadsafe(self._expire, job_id)

    def leave(self, watch: Watch[Any]) -> None:
        background.loop().call_soon_threadsafe(self.watches.discard, watch)

    # -- on the background loop

    def join(self, watch: Watch[Any]) -> None:
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
            except Exception as error:  # noqa: BLE001 - whatever it was, a table must not go quiet for ever
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
                watch._hear(changed)  # noqa: SLF001 - the two classes are one thing
            except Exception:  # noqa: BLE001
                # One bad listener must not end the polling for all the others.
                _log.exception("A listener of the job monitor failed.")


class Monitor:
    """Looks after the jobs of all servers of this kernel."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._servers: list[_Server] = []

    def watch(
        self, client: C, callback: Heard[C], *, known: Iterable[JobInfo] = ()
    ) -> Watch[C]:
        """Look at all jobs of a server.

        Parameters
        ----------
        client : JobServer
            Where the jobs are.
        callback : callable
            Called on procbook's thread as ``callback(watch, ids)`` after each poll and each change.
        known : iterable of JobInfo
            Jobs that are known from elsewhere, such as the ledger.
        """
        return self._join(client, callback, None, known)

    def follow(
        self,
        client: C,
        job_id: str,
        callback: Heard[C],
        *,
        known: Iterable[JobInfo] = (),
    ) -> Watch[C]:
        """Look at one job of a server; like :meth:`watch` otherwise."""
        return self._join(client, callback, job_id, known)

    def tell(self, client: JobServer, infos: Iterable[JobInfo]) -> None:
        """Pass on documents of jobs that came another way, such as the answer to a submission."""
        server = self._find(client)
        if server is not None:
            server.tell(infos)

    def expire(self, client: JobServer, job_id: str) -> None:
        """Pass on that the results of a job are no longer there."""
        server = self._find(client)
        if server is not None:
            server.expire(job_id)

    def heard_since(
        self, client: JobServer, job_id: str, since: float
    ) -> JobInfo | None:
        """Return the newest document of a job that came after a time (of the monotonic clock), or None."""
        server = self._find(client)
        entry = server.feed.entries.get(job_id) if server is not None else None
        return (
            entry.life.info
            if entry is not None and max(entry.asked, entry.told) > since
            else None
        )

    def mark(self, client: JobServer, job_id: str, **marks: str | bool | None) -> None:
        """Write label, notes, group or pin of a job into the ledger, and show it wherever the job is looked at."""
        get_ledger(client).annotate(client.server_id, job_id, **marks)
        server = self._find(client)
        for watch in list(server.watches) if server is not None else ():
            if watch.marked is not None and not watch.closed:
                watch.marked(watch, job_id, marks)

    def _join(
        self,
        client: C,
        callback: Heard[C],
        job_id: str | None,
        known: Iterable[JobInfo],
    ) -> Watch[C]:
        with self._lock:
            server = self._find(client)
            if server is None:
                server = _Server(client, known)
                self._servers.append(server)
            else:
                server.tell(known)
        watch = Watch(server, client, callback, job_id)
        background.loop().call_soon_threadsafe(server.join, watch)
        return watch

    def _find(self, client: JobServer) -> _Server | None:
        return next((s for s in self._servers if _same_server(s.client, client)), None)


def _keep(client: JobServer, infos: list[JobInfo]) -> None:
    with quietly():
        get_ledger(client).saw(client.server_id, infos)


def _same_server(first: JobServer, second: JobServer) -> bool:
    """Tell whether two clients see the same jobs: one address and one user."""
    return first is second or (
        first.api_url == second.api_url and first.config == second.config
    )


_monitor: Monitor | None = None
_lock = threading.Lock()


def get_monitor() -> Monitor:
    """Return the monitor of this kernel."""
    global _monitor  # noqa: PLW0603 - one per kernel is the point
    with _lock:
        if _monitor is None:
            _monitor = Monitor()
        return _monitor

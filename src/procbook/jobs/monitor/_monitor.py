"""The monitor: one for the kernel, for all clients, tables, cards and waits.

Each server has one :class:`Feed` and at most one poll under way. Polls happen on procbook's own
thread, so they go on while a cell runs; nothing is asked when no job is active or nobody looks. A
callback runs on that thread too: it must be quick, and must not wait for anything.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from ...models import JobInfo
from ...transport import background
from .._interfaces import JobServer
from ..records._ledger import get_ledger
from ._server_jobs import ServerJobs
from ._watch import C, Heard, Watch


class Monitor:
    """Looks after the jobs of all servers of this kernel."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._servers: list[ServerJobs] = []

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
        """Return the newest document of a job since a time (monotonic clock), or None."""
        server = self._find(client)
        entry = server.feed.entries.get(job_id) if server is not None else None
        return (
            entry.life.info
            if entry is not None and max(entry.asked, entry.told) > since
            else None
        )

    def mark(self, client: JobServer, job_id: str, **marks: str | bool | None) -> None:
        """Write label, notes, group or pin of a job into the ledger, and show it in all tables."""
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
                server = ServerJobs(client, known)
                self._servers.append(server)
            else:
                server.tell(known)
        watch = Watch(server, client, callback, job_id)
        background.loop().call_soon_threadsafe(server.join, watch)
        return watch

    def _find(self, client: JobServer) -> ServerJobs | None:
        return next((s for s in self._servers if _same_server(s.client, client)), None)


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

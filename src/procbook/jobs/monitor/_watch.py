"""Somebody who looks at jobs: what is known of them now, and a callback when that changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from ...models import JobInfo
from ...protocol.errors import ClientError
from .._interfaces import JobServer
from ._job_entry import Entry
from ._server_jobs import ServerJobs

C = TypeVar("C", bound=JobServer)

Heard = Callable[["Watch[C]", set[str]], None]
"""Called with the watch and the ids of the jobs that changed; with no ids when only the server's
own state did."""

Marked = Callable[["Watch[Any]", str, dict[str, "str | bool | None"]], None]
"""Called with the watch, the id of a job and its new marks."""


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
        self, server: ServerJobs, client: C, heard: Heard[C], job_id: str | None
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
        """When the server is asked again, in seconds since 1970.

        The result is None when there is no reason to.
        """
        return self._server.next_poll

    @property
    def has_list(self) -> bool | None:
        """Whether the server lists its jobs; None before it was asked."""
        return self._server.feed.has_list

    @property
    def looking(self) -> bool:
        """Whether anybody sees this.

        Set it to False while the page is hidden, and nothing is asked for its sake.
        """
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
        """Wait until the server was asked once, with or without success.

        Tell whether that happened in time.
        """
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

    def hear(self, changed: set[str]) -> None:
        """Call back about the changed jobs that are looked at."""
        if self.job_id is not None:
            changed = changed & {self.job_id}
        self._heard(self, changed)

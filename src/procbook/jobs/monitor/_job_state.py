"""The jobs of one server as they are known here, and what to ask the server next; no I/O.

One request a poll is the rule. The list serves any number of jobs; the document of a single job is
asked for when it is the only one that still changes and the list is long, when the list left an
active job out, or when there is no list.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ...models import JobInfo, JobStatus
from .. import life
from ..life import Life, State
from ._job_entry import Entry, is_bare, is_lost, is_same
from ._poll import SINGLES, Answered, Listing, Singles

LONG = 200
"""Jobs from which on a list is too long to be asked for once a second."""
RELIST = 30.0
"""Seconds after which a long list is asked for all the same while somebody looks at it."""
FIRST, GROWTH, LAST = 1.0, 1.25, 30.0
"""Seconds between two polls: after a change, growing by this factor, and at most."""
ACTIVE = tuple(
    s for s in JobStatus if State(s.value).is_active and s is not JobStatus.unknown
)


@dataclass
class Wanted:
    """What somebody looks at: the list, or single jobs."""

    everything: bool = False
    ids: frozenset[str] = frozenset()


@dataclass
class Feed:
    """The jobs of one server.

    Attributes
    ----------
    entries : dict
        Jobs by id.
    has_list : bool or None
        Whether the server lists its jobs; None before it was asked.
    filters : bool or None
        Whether the list can be asked for by state; None before that was tried.
    """

    clock: Callable[[], float] = time.monotonic
    entries: dict[str, Entry] = field(default_factory=dict)
    has_list: bool | None = None
    filters: bool | None = None
    cut: bool = False
    listed_at: float | None = None
    length: int = 0
    interval: float = FIRST
    _doubtful: set[str] = field(default_factory=set)
    _short: bool = False
    _pages_missing: bool = False

    # -- what to ask

    def next(self, wanted: Wanted) -> Listing | Singles | None:
        """Return what to ask next, or None when no answer could change what anybody looks at."""
        listing = wanted.everything and self.has_list is not False
        if listing and self.listed_at is None:
            return Listing()
        if self._doubtful:
            return Singles(tuple(sorted(self._doubtful)[:1]))
        active = self._active(wanted)
        if not active:
            return None
        if self._by_document(active, listing=listing):
            return Singles(self._longest_unasked(active))
        return self._listing(wanted)

    def _by_document(self, active: set[str], *, listing: bool) -> bool:
        if self.has_list is False or self._short:
            return True
        overdue = listing and self.clock() - (self.listed_at or 0.0) > RELIST
        return len(active) == 1 and not overdue and (not listing or self.length > LONG)

    def _listing(self, wanted: Wanted) -> Listing:
        fresh = self.listed_at is not None and self.clock() - self.listed_at <= RELIST
        long = self.length > LONG or not wanted.everything
        return (
            Listing(ACTIVE)
            if long and fresh and self.filters is not False
            else Listing()
        )

    def _active(self, wanted: Wanted) -> set[str]:
        ids = set(self.entries) if wanted.everything else set()
        return {
            i
            for i in ids | wanted.ids
            if i not in self.entries or self.entries[i].life.state.is_active
        }

    def _longest_unasked(self, ids: Iterable[str]) -> tuple[str, ...]:
        def asked(job_id: str) -> float:
            entry = self.entries.get(job_id)
            return entry.asked if entry else 0.0

        return tuple(sorted(ids, key=asked)[:SINGLES])

    # -- what an answer makes of it

    def answered(
        self,
        question: Listing | Singles,
        answer: Answered,
        *,
        asked_at: float | None = None,
    ) -> set[str]:
        """Take an answer in and return the ids of the jobs that have changed.

        `asked_at` is the time of the question.
        """
        changed = self.tell(answer.infos, asked=True)
        for job_id in answer.missing:
            changed |= self._lose(job_id)
        if isinstance(question, Singles):
            for job_id in question.ids:
                if job_id in self.entries:
                    self.entries[job_id].asked = self.clock()
            self._settle_doubt(question, answer, changed)
        else:
            self._compare(
                question, answer, self.clock() if asked_at is None else asked_at
            )
        self.interval = FIRST if changed else min(self.interval * GROWTH, LAST)
        self.interval = max(self.interval, answer.wait or 0.0)
        return changed

    def tell(self, infos: Iterable[JobInfo], *, asked: bool = False) -> set[str]:
        """Take in documents, wherever they came from, and return the ids of changed jobs."""
        now = self.clock()
        return {info.jobID for info in infos if self._take(info, now, asked=asked)}

    def _take(self, info: JobInfo, now: float, *, asked: bool) -> bool:
        entry = self.entries.get(info.jobID)
        if entry is None:
            entry = self.entries[info.jobID] = Entry(life.seen(None, info))
            entry.progressed(self.clock)
            self._stamp(entry, now, asked=asked)
            return True
        life_before = entry.life
        if is_bare(info) or is_same(life_before, info):
            return False
        self._stamp(entry, now, asked=asked)
        new = life.seen(life_before, info)
        if new.number != life_before.number:
            entry.eta = None
        entry.life = new
        entry.progressed(self.clock)
        return new != life_before

    @staticmethod
    def _stamp(entry: Entry, now: float, *, asked: bool) -> None:
        if asked:
            entry.asked = now
        else:
            entry.told = now

    def forget(self, job_id: str) -> bool:
        """Drop a job that was removed on purpose."""
        self._doubtful.discard(job_id)
        return self.entries.pop(job_id, None) is not None

    def expire(self, job_id: str) -> bool:
        """Take note that the results of a job are no longer there; tell whether that is news."""
        entry = self.entries.get(job_id)
        if entry is None or entry.life.state is not State.successful:
            return False
        entry.life = life.expired(entry.life)
        return True

    def failed(self) -> None:
        """Take note of a poll that brought no answer: ask later."""
        self.interval = min(max(self.interval, FIRST) * 2, LAST)

    def no_list(self) -> None:
        """Take note that the server has no list of jobs."""
        self.has_list = False

    # -- jobs that are not in the list

    def _compare(self, question: Listing, answer: Answered, asked_at: float) -> None:
        self.has_list = True
        self._pages_missing = answer.cut
        ids = {info.jobID for info in answer.infos}
        if question.status and answer.whole:
            self.filters = False
        elif question.status:
            self.filters = all(
                State(info.status.value).is_active for info in answer.infos
            )
            absent = {
                i
                for i in self._absent(ids, asked_at)
                if self.entries[i].life.state.is_active
            }
            # More than one ended: the whole list tells about all of them at once.
            if len(absent) == 1 or self.cut or answer.cut:
                self._doubtful |= absent
            elif absent:
                self.listed_at = None
            return
        self.listed_at, self.length = self.clock(), len(ids)
        self._short = bool(answer.infos) and all(is_bare(info) for info in answer.infos)
        absent = self._absent(ids, asked_at)
        if self.cut or answer.cut:
            absent = {i for i in absent if self.entries[i].life.state.is_active}
        self._doubtful = absent

    def _absent(self, ids: set[str], asked_at: float) -> set[str]:
        # A job that was submitted while the list was on its way is not missing.
        return {
            i
            for i, e in self.entries.items()
            if i not in ids and e.told < asked_at and not is_lost(e.life)
        }

    def _settle_doubt(
        self, question: Singles, answer: Answered, changed: set[str]
    ) -> None:
        settled = self._doubtful & set(question.ids)
        if not settled:
            return
        if self._pages_missing:  # such a list says nothing about what is not in it
            self._doubtful -= settled
        elif set(answer.missing) & settled:
            # The list was right about one of them, so it is believed about all.
            for job_id in list(self._doubtful):
                changed |= self._lose(job_id)
            self._doubtful.clear()
        else:
            self.cut = self.cut or any(
                self.entries[i].life.state.is_final for i in settled
            )
            self._doubtful = {
                i
                for i in self._doubtful - settled
                if self.entries[i].life.state.is_active
            }

    def _lose(self, job_id: str) -> set[str]:
        entry = self.entries.get(job_id)
        if entry is None:
            unknown_job = JobInfo(
                jobID=job_id,
                status=JobStatus.unknown,
                message="The server does not know this job.",
            )
            self.entries[job_id] = Entry(life.missing(Life(State.unknown, unknown_job)))
            return {job_id}
        before = entry.life
        entry.life = life.missing(before)
        return {job_id} if entry.life != before else set()

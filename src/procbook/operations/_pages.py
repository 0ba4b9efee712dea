"""Lists that come in pages.

Follow ``next`` until there is nothing new, and never for ever (sections 7.9 and 11).
"""

from __future__ import annotations

import difflib
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from .. import protocol
from ..models import (
    Document,
    JobInfo,
    JobList,
    JobStatus,
    ProcessDescription,
    ProcessList,
    ProcessSummary,
    Quirk,
)
from ..protocol import link_to, next_link, read
from ..protocol.errors import ClientError, InputError, Mistake
from ..transport import Ask, Call, retry_after
from ._call_options import NO_OPTIONS, CallOptions, Options
from ._operations import Operations

I = TypeVar("I")  # noqa: E741 - an item

STALE_PAGES = 3
"""Pages in a row without anything new after which a server is believed to run in circles."""
_ROUND = frozenset({10, 20, 25, 30, 50, 100, 200, 250, 500, 1000})
"""Lengths of lists that look like the end of a page."""
_WHOLE = 10_000
"""The largest page that the standard speaks of."""


@dataclass
class Pages(Generic[I]):
    """A walk over the pages of a list.

    Parameters
    ----------
    operations : Operations
        The server.
    model : type
        Of one page.
    items : callable
        Returns the items of a page.
    key : callable
        Returns what tells items apart.
    path, params
        The first page.
    limit : int, optional
        How many items are wanted at most.
    """

    operations: Operations
    model: type[Document]
    items: Callable[[Any], list[I]]
    key: Callable[[I], str]
    path: str
    params: list[tuple[str, str]] = field(default_factory=list)
    limit: int | None = None
    accept: Callable[[I], bool] = lambda _item: True
    options: CallOptions = NO_OPTIONS

    def __post_init__(self) -> None:
        if self.limit is not None and (
            not isinstance(self.limit, int) or self.limit < 1
        ):
            raise InputError(
                [
                    Mistake(
                        ("limit",), "should be a whole number of at least 1", "minimum"
                    )
                ]
            )
        self.pages: list[Any] = []
        self.quirks: list[Quirk] = []
        self.wait: float | None = (
            None  # seconds after which the server wants to be asked again
        )
        self._seen: set[str] = set()
        self._asked: set[str] = set()
        self._taken = 0
        self._stale = 0
        self._next: Ask | None = Ask(
            "GET", self.operations.url(self.path), params=self.params
        )

    @property
    def done(self) -> bool:
        """Whether there are no more pages."""
        return self._next is None or (
            self.limit is not None and self._taken >= self.limit
        )

    def page(self) -> Call[list[I]]:
        """Return the wanted items of the next page that were not on an earlier one."""
        ask, self._next = self._next, None
        assert ask is not None
        # The parameters of the first page are in the link to the next one.
        options = (
            replace(Options.of(self.options), params=None)
            if self.pages
            else self.options
        )
        answer = yield from self.operations.ask(ask, options)
        if answer.status in {400, 404, 410} and self.pages:
            self._miss(f"it answered {answer.status}")  # lists are no snapshots
            return []
        if answer.status >= 300:
            raise self.operations.refused(answer)
        self._asked |= {ask.url, answer.url}
        self.wait = retry_after(answer.headers)
        page = read(self.model, answer)
        self.pages.append(page)
        items = self._new(self.items(page))
        self._stale = 0 if items else self._stale + 1
        self._look_ahead(page, answer.url)
        if self._next is None and len(self.pages) == 1 and self._looks_cut(len(items)):
            items += yield from self._read_uncut(ask)
        return self._within_limit(items)

    def _miss(self, why: str) -> None:
        message = f"Page {len(self.pages) + 1} of the list is missing: {why}."
        self.quirks.append(Quirk("page-missing", "/links", message))

    def try_page(self) -> Call[list[I]]:
        """Return the items of the next page.

        Where a page after the first fails, say so and keep what was read.
        """
        if not self.pages:
            return (yield from self.page())
        try:
            return (yield from self.page())
        except ClientError as error:
            self._miss(error.message.rstrip("."))
            return []

    def _within_limit(self, items: list[I]) -> list[I]:
        accepted = [item for item in items if self.accept(item)]
        if self.limit is not None:
            accepted = accepted[: self.limit - self._taken]
        self._taken += len(accepted)
        return accepted

    def _new(self, items: list[I]) -> list[I]:
        fresh = {
            self.key(item): item for item in items if self.key(item) not in self._seen
        }
        self._seen |= fresh.keys()
        return list(fresh.values())

    def _look_ahead(self, page: object, url: str) -> None:
        target = next_link(page, url)
        if target is None:
            return
        target = self.operations.absolute(target)
        if target in self._asked or self._stale >= STALE_PAGES:
            self.quirks.append(
                Quirk(
                    "endless-pages",
                    "/links",
                    f"The 'next' links run in circles ({target}); stopped.",
                )
            )
            return
        self._next = Ask("GET", target)

    def _looks_cut(self, count: int) -> bool:
        """Whether a list may go on although no link says so (pygeoapi stops at 10 processes)."""
        return (
            count in _ROUND
            and self.limit is None
            and not self.params
            and not Options.of(self.options).params
        )

    def _read_uncut(self, first: Ask) -> Call[list[I]]:
        try:
            answer = yield from self.operations.ask(
                Ask("GET", first.url, params=[("limit", str(_WHOLE))]), self.options
            )
            items = (
                self._new(self.items(read(self.model, answer)))
                if answer.status < 300
                else []
            )
        except ClientError:
            return []
        if items:
            self.quirks.append(
                Quirk(
                    "cut-without-next",
                    "/links",
                    "The list was cut without a 'next' link.",
                )
            )
        return items


def process_pages(
    operations: Operations,
    limit: int | None,
    accept: Callable[[Any], bool],
    options: CallOptions,
) -> Pages[ProcessSummary]:
    """Return a walk over the processes of a server."""
    params = [] if limit is None else [("limit", str(limit))]
    return Pages(
        operations,
        ProcessList,
        lambda page: page.processes,
        lambda process: f"{process.id}\n{process.version or ''}",
        "/processes",
        params,
        limit,
        accept,
        options,
    )


def process_list(pages: Pages[ProcessSummary]) -> Call[ProcessList]:
    """Return all pages of processes as one document; what has several versions is noted."""
    processes: ProcessList = yield from read_all(pages, "processes")
    processes = _note_versions(processes, pages.operations)
    if pages.limit is None:
        pages.operations.listed = processes
    return processes


def _note_versions(processes: ProcessList, operations: Operations) -> ProcessList:
    counts = Counter(process.id for process in processes.processes)
    several = [process_id for process_id, count in counts.items() if count > 1]
    if not several:
        return processes
    newest = {
        process.id: process.version
        for process in reversed(newest_first(processes.processes))
    }
    operations.newest_versions.update({name: newest[name] for name in several})
    quirks = tuple(
        Quirk(
            "several-versions",
            "/processes",
            f"There are {counts[name]} versions of process {name!r}.",
        )
        for name in several
    )
    raw = processes.raw
    return processes.model_copy().received(lambda: raw, (*processes.quirks, *quirks))


def newest_first(processes: Iterable[ProcessSummary]) -> list[ProcessSummary]:
    """Return processes with the newest version of each id first; the order is kept otherwise."""
    return sorted(
        processes, key=lambda process: _version_key(process.version), reverse=True
    )


def _version_key(version: str | None) -> list[tuple[int, int, str]]:
    """Return what versions are compared by: numbers as numbers, and 1.0 after 1.0rc1."""
    parts = re.findall(r"\d+|[a-z]+", (version or "").lower())
    return [
        (1, int(part), "") if part.isdigit() else (-1, 0, part) for part in parts
    ] + [(0, 0, "")]


def process_version(
    operations: Operations,
    process_id: str,
    version: str,
    accept: Callable[[Any], bool],
    options: CallOptions,
) -> Call[ProcessDescription]:
    """Return the description of one version of a process.

    The server's own, else where the list says it is.

    Raises
    ------
    ClientError
        If the server has no such version, with those that it has.
    """
    description: ProcessDescription = yield from operations.process(process_id, options)
    if description.version == version:
        return description
    process_list_now = yield from process_list(
        process_pages(operations, None, accept, options)
    )
    versions = [
        process for process in process_list_now.processes if process.id == process_id
    ]
    for summary in versions:
        link = link_to(summary, "self") or link_to(summary, "process-desc")
        if summary.version == version and link is not None:
            described: ProcessDescription = yield from operations.process_at(
                link.href, options
            )
            return described
    available = ", ".join(
        sorted({summary.version or "none" for summary in [description, *versions]})
    )
    raise ClientError(
        f"Process {process_id!r} has no version {version!r}.",
        hint=f"There are: {available}.",
    )


def process_of_record(
    operations: Operations,
    process_id: str,
    version: str | None,
    accept: Callable[[Any], bool],
) -> Call[ProcessDescription | None]:
    """Return the description of a process in the version that a job ran.

    Where that is gone, it is the description that the server gives now.

    None if the server does not describe it at all.
    """
    description = yield from operations.read_or_recall_process(process_id)
    if description is None or version in {None, description.version}:
        return description
    with suppress(ClientError):  # servers that keep one version only are the rule
        return (
            yield from process_version(
                operations, process_id, version, accept, NO_OPTIONS
            )
        )
    return description


FILTERS = ("process_id", "status", "datetime", "min_duration", "max_duration", "type")


def job_pages(
    operations: Operations, limit: int | None, arguments: Mapping[str, Any]
) -> Pages[JobInfo]:
    """Return a walk over the jobs of a server.

    Filters are sent and, as servers ignore them, applied again.

    Raises
    ------
    InputError
        For a status that no job can have.
    """
    filters = {
        name: arguments[name] for name in FILTERS if arguments.get(name) is not None
    }
    options = Options.of(
        {name: value for name, value in arguments.items() if name not in FILTERS},
        beside=FILTERS,
    )
    _check_status(filters.get("status") or ())
    # A server that ignores filters would answer with the first few of all jobs.
    params = protocol.job_query(**filters, limit=None if filters else limit)
    return Pages(
        operations,
        JobList,
        lambda page: page.jobs,
        lambda job: job.jobID,
        "/jobs",
        params,
        limit,
        lambda job: protocol.matches(job, **filters),
        options,
    )


def _check_status(status: str | Iterable[str]) -> None:
    """Refuse what is no state in any server's words: it would find nothing, without a word."""
    for state in [status] if isinstance(status, str) else status:
        if (
            protocol.status_word(state) is JobStatus.unknown
            and state != JobStatus.unknown
        ):
            near = difflib.get_close_matches(str(state), list(JobStatus), n=1)
            hint = (
                f"did you mean {str(near[0])!r}?"
                if near
                else f"there are {', '.join(JobStatus)}"
            )
            raise InputError(
                [
                    Mistake(
                        ("status",), f"{state!r} is no state of a job; {hint}", "enum"
                    )
                ]
            )


def read_all(pages: Pages[Any], member: str) -> Call[Any]:
    """Return all pages as one document.

    Where a page after the first fails, what was read, with a warning.
    """
    items: list[Any] = []
    while not pages.done:
        items += yield from pages.try_page()
    for quirk in pages.quirks:
        if quirk.code == "page-missing":
            warnings.warn(
                f"{quirk.message} What was read before is returned.", stacklevel=2
            )
    first = pages.pages[0]
    quirks = (*(quirk for page in pages.pages for quirk in page.quirks), *pages.quirks)
    if (
        len(pages.pages) == 1
        and len(items) == len(getattr(first, member))
        and not pages.quirks
    ):
        return first
    document = first.model_copy(update={member: items})
    return document.received(lambda: _raw(pages.pages, member), quirks)


def _raw(pages: list[Any], member: str) -> Any:
    first = pages[0].raw
    if not isinstance(first, dict):
        return [page.raw for page in pages]
    return {
        **first,
        member: [item for page in pages for item in (page.raw.get(member) or [])],
    }

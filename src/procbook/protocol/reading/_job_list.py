"""Lists of jobs: made in one call, or each job when it is first looked at.

The first needs that all jobs keep the rules.

So a list of 10,000 jobs costs about twice as much as parsing it, or no more than that where they
have to be mended and nobody looks at them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Annotated, Any, Final, overload

from pydantic import FailFast, ValidationError

from ..._json import JsonObject, JsonValue
from ...models import JobInfo, JobList, JobStatus, Quirk
from ...models._document import READING
from .. import _json_values as _json
from .._quirks import Notes, pointer_step
from ..errors import ClientError
from ..repair import _job
from ..repair._needs_repair import is_plain_job
from ._model_validation import in_one_call, pause_garbage_collection, validate_members

_TIMES: Final = ("created", "started", "finished", "updated")
# The one thing that is odd about all jobs of many servers.
_NAIVE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?")


class _ByTheBook(JobList):
    """A list of jobs of which the first odd one ends the validation."""

    jobs: Annotated[list[JobInfo], FailFast()]


def read_in_one_call(body: bytes) -> JobList | None:
    """Return a list whose jobs all keep the rules.

    None if one of them has to be mended or is there twice.
    """
    with pause_garbage_collection(len(body)):
        job_list = in_one_call(_ByTheBook, body)
        if (
            job_list is None
            or not all(map(is_plain_job, job_list.jobs))
            or len({j.jobID for j in job_list.jobs}) < len(job_list.jobs)
        ):
            return None
        items = cache(lambda: _json.loads(body)["jobs"])
        remember = (
            object.__setattr__
        )  # a call of received() for each would take a tenth of the whole
        for i, job in enumerate(job_list.jobs):
            remember(job, "_raw", partial(_item, items, i))
        members = {**job_list.__dict__, **(job_list.model_extra or {})}
        return JobList.model_construct(job_list.model_fields_set, **members).received(
            body
        )


def _item(items: Callable[[], list[JsonValue]], index: int) -> JsonValue:
    return items()[index]


class LazyJobs(Sequence[JobInfo]):
    """A sequence of jobs over the parsed list; compares and prints like the list it stands for."""

    __slots__ = ("_items", "_made")

    def __init__(self, items: list[JsonValue], notes: Notes) -> None:
        self._items = list(_drop_doubles(items, notes))
        self._made: list[JobInfo | None] = [None] * len(self._items)

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> JobInfo: ...
    @overload
    def __getitem__(self, index: slice) -> list[JobInfo]: ...
    def __getitem__(self, index: int | slice) -> JobInfo | list[JobInfo]:
        if isinstance(index, slice):
            return [self._job(i) for i in range(*index.indices(len(self._items)))]
        return self._job(index)

    def __iter__(self) -> Iterator[JobInfo]:
        return map(self._job, range(len(self._items)))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, LazyJobs | list | tuple):
            return list(self) == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(list(self))

    def _job(self, index: int) -> JobInfo:
        job = self._made[index]
        if job is None:
            job = self._made[index] = _make_job(self._items[index])
        return job

    def quirks(self) -> Iterator[Quirk]:
        """Yield what was odd about each job; makes those that were not made yet."""
        for i, job in enumerate(self):
            for code, path, message in job.quirks:
                yield Quirk(code, "/jobs" + pointer_step(i) + path, message)


def _drop_doubles(items: list[JsonValue], notes: Notes) -> Iterator[Any]:
    """Yield the jobs of a list, each once; other items are left out and noted."""
    names: set[str] = set()
    for i, item in enumerate(items):
        name = item.get("jobID") if isinstance(item, dict) else None
        if not (isinstance(name, str) and name):
            members = _repair_or_none(item, Notes())
            name = members and members["jobID"]
        if not name:
            notes.add("bad-job", "jobs", i)
        elif name in names:
            notes.add("double-job", "jobs", i, detail=name)
        else:
            names.add(name)
            yield item


def _repair_or_none(item: JsonValue, notes: Notes) -> JsonObject | None:
    try:
        return _job.job(item, notes)
    except (ValueError, RecursionError):
        return None


def _make_job(item: JsonValue) -> JobInfo:
    naive = (
        [name for name in _TIMES if _is_naive(item.get(name))]
        if isinstance(item, dict)
        else []
    )
    try:
        job = JobInfo.model_validate(
            {**item, **{name: item[name] + "Z" for name in naive}} if naive else item,
            context=READING,
        )
    except ValidationError:
        return _repair_job(item)
    for name in _TIMES:
        if isinstance(
            item.get(name), int | float
        ):  # would be taken as a time without a note
            return _repair_job(item)
    if not is_plain_job(job):
        return _repair_job(item)
    return job.received(item, partial(_zones_missed, item, naive) if naive else ())


def _is_naive(value: JsonValue) -> bool:
    return isinstance(value, str) and _NAIVE.fullmatch(value) is not None


def _zones_missed(item: JsonObject, names: list[str]) -> tuple[Quirk, ...]:
    notes = Notes()
    for name in names:
        notes.add("naive-datetime", name, detail=item[name])
    return notes.result()


def _repair_job(item: JsonValue) -> JobInfo:
    notes = Notes()
    members = _repair_or_none(item, notes) or {}
    try:
        return validate_members(JobInfo, members, notes).received(item, notes.result())
    except (ClientError, RecursionError):
        notes.add("bad-job")
        last = JobInfo(
            jobID=str(members.get("jobID") or "unknown"), status=JobStatus.unknown
        )
        return last.received(item, notes.result())

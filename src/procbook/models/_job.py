"""Jobs, their states and their results (OGC 18-062r2, sections 7.12 to 7.14, 11 and 12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import ItemsView, Iterator, KeysView, Sequence, ValuesView
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final, cast

from pydantic import (
    AliasChoices,
    AwareDatetime,
    ConfigDict,
    Field,
    FieldSerializationInfo,
    RootModel,
    field_serializer,
)

from .._json import JsonObject, JsonValue
from ..display import _facts as facts, _text_layout as layout, html, text
from ._document import Document, Received, brief_members
from ._lazy_links import LazyLinks
from ._link import Link


class JobStatus(StrEnum):
    """The state of a job.

    The standard's, and two for the states of other servers (``statusCode.yaml``).

    ``created`` is of Part 4; ``paused`` and ``unknown`` stand for states outside of the standard.
    """

    created = "created"
    accepted = "accepted"
    running = "running"
    paused = "paused"
    successful = "successful"
    failed = "failed"
    dismissed = "dismissed"
    unknown = "unknown"

    @property
    def is_final(self) -> bool:
        """Whether the job has ended: successful, failed or dismissed."""
        return self in _FINAL


_FINAL: Final = frozenset({JobStatus.successful, JobStatus.failed, JobStatus.dismissed})


class JobInfo(Document):
    """The state of one job (section 7.12, ``statusInfo.yaml``).

    Attributes
    ----------
    jobID : str
        Id of the job on its server.
    processID : str or None
        The process it runs.
    status : JobStatus
        Its state.
    message : str or None
        The server's message.
    progress : int or None
        Per cent, 0 to 100; None when the server does not state it.
    created, started, finished, updated : datetime or None
        With time zone.
    traceback : list of str or None
        Trace of a failed job where the server offers one (``x-traceback``).
    links : sequence of Link or None
        Created when they are first read.
    """

    _template: ClassVar[str] = "job"

    jobID: str = Field(
        min_length=1,
        validation_alias=AliasChoices("jobID", "id"),
        serialization_alias="jobID",
    )
    processID: str | None = None
    type: str | None = None
    status: JobStatus
    message: str | None = None
    progress: int | None = Field(default=None, ge=0, le=100, strict=True)
    created: AwareDatetime | None = None
    started: AwareDatetime | None = None
    finished: AwareDatetime | None = None
    updated: AwareDatetime | None = None
    links: Annotated[Sequence[Link], LazyLinks] | None = None
    traceback: list[str] | str | None = Field(default=None, alias="x-traceback")

    def _row(self) -> tuple[str, ...]:
        created = facts.moment(self.created or self.started)
        return (
            self.jobID,
            self.processID or "-",
            self._state_text(),
            created,
            facts.line(self.message or "", 60),
        )

    def _state_text(self) -> str:
        if self.progress is None or self.status.is_final:
            return str(self.status)
        return f"{self.status}, {self.progress} %"

    def _text_lines(self) -> list[str]:
        heading = f"Job {facts.line(self.jobID, 60)}"
        if self.processID:
            heading += f" of {facts.line(self.processID, 50)}"
        pairs = [
            ("message", facts.line(self.message or "", layout.WIDTH)),
            ("created", facts.moment(self.created)),
            ("started", facts.moment(self.started)),
            ("finished", facts.moment(self.finished)),
            ("updated", facts.moment(self.updated)),
            ("took", facts.took(self.started or self.created, self.finished)),
        ]
        return [
            f"{heading}: {self._state_text()}",
            *layout.pairs((name, value) for name, value in pairs if value),
            *layout.last_line_of_trace(self.traceback),
        ]


class JobList(Document):
    """The jobs of a server (section 11, ``jobList.yaml``).

    Attributes
    ----------
    jobs : sequence of JobInfo
        A list that was read from a server creates each job when it is first read.
    """

    _template: ClassVar[str] = "job_list"

    jobs: Sequence[JobInfo]
    links: list[Link]

    @field_serializer("jobs")
    def _write_jobs(
        self, jobs: Sequence[JobInfo], info: FieldSerializationInfo
    ) -> list[JsonObject]:
        return [
            job.model_dump(
                mode=info.mode,
                by_alias=bool(info.by_alias),
                exclude_unset=info.exclude_unset,
                exclude_none=info.exclude_none,
            )
            for job in jobs
        ]

    def _text_lines(self) -> list[str]:
        states = Counter(str(job.status) for job in self.jobs)
        heading = f"JobList: {facts.count(len(self.jobs), 'job')}"
        if states:
            numbers = states.most_common()
            summary = ", ".join(f"{number:,} {state}" for state, number in numbers)
            heading += f" ({summary})"
        rows = [job._row() for job in self.jobs[: layout.ROWS]]  # noqa: SLF001 - of this module
        return [
            heading,
            *layout.table(rows),
            *layout.more_of(len(self.jobs), len(rows)),
        ]


# RootModel[...] would build a validator at import.
class JobResults(Received, RootModel):  # type: ignore[type-arg]
    """Results as one document.

    A mapping of output id to value, qualified value or link (``results.yaml``).
    """

    model_config = ConfigDict(defer_build=True)

    __slots__ = ("_quirks", "_raw")

    root: dict[str, Any] = Field(default_factory=dict)

    def to_json(self) -> JsonObject:
        """Return the results as JSON-able data."""
        return cast(JsonObject, self.model_dump(mode="json"))

    def __getitem__(self, key: str) -> JsonValue:
        return self.root[key]

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]
        return iter(self.root)

    def __len__(self) -> int:
        return len(self.root)

    def __contains__(self, key: object) -> bool:
        return key in self.root

    def keys(self) -> KeysView[str]:
        return self.root.keys()

    def values(self) -> ValuesView[JsonValue]:
        return self.root.values()

    def items(self) -> ItemsView[str, JsonValue]:
        return self.root.items()

    def get(self, key: str, default: JsonValue = None) -> JsonValue:
        return self.root.get(key, default)

    def __repr__(self) -> str:
        return text(self)

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return html(self)

    def _text_lines(self) -> list[str]:
        first = dict(list(self.items())[: layout.ROWS])
        rows = list(brief_members(first))
        return [
            f"JobResults: {facts.count(len(self), 'output')}",
            *layout.pairs(rows),
            *layout.more_of(len(self), len(rows)),
        ]

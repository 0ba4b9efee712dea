"""One line of the ledger, and many of them, as people see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, overload

from ...display import _facts as facts, _text_layout as layout, html, text
from ...models import JobInfo, JobStatus, Link
from ._receipt import KIND, Receipt, drop_unknown


@dataclass(frozen=True, slots=True)
class Record:
    """What is remembered of a job.

    Attributes
    ----------
    server, job_id : str
        Where the job is, and its id there.
    process_id, process_version : str or None
        What it runs.
    submitted : datetime or None
        When it was submitted from here; None for a job that somebody else submitted and that has a
        mark.
    request : dict
        What was sent, secret inputs masked.
    status, message : str or None
        What the server said when it was last asked.
    created, started, finished : datetime or None
        The server's times.
    results : list of dict
        Links to the results.
    label, notes, group : str or None
        What people say about it, and the sweep it belongs to.
    pinned, hidden : bool
        Whether it stays at the top of tables; whether it was removed from them.
    software : dict
        Versions of procbook and Python that submitted it.
    """

    server: str
    job_id: str
    process_id: str | None = None
    process_version: str | None = None
    submitted: dt.datetime | None = None
    request: dict[str, Any] | None = None
    status: str | None = None
    message: str | None = None
    created: dt.datetime | None = None
    started: dt.datetime | None = None
    finished: dt.datetime | None = None
    results: list[dict[str, Any]] | None = None
    label: str | None = None
    notes: str | None = None
    group: str | None = None
    pinned: bool = False
    hidden: bool = False
    software: dict[str, str] | None = None

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> Record:
        """Read a row of the ledger, columns in the order of :data:`FIELDS`."""
        values = zip(FIELDS, row, strict=True)
        return cls(
            **{
                name: _READERS[name](value) if name in _READERS else value
                for name, value in values
            }
        )

    @property
    def inputs(self) -> dict[str, Any]:
        """The inputs, secret ones masked."""
        inputs = (self.request or {}).get("inputs")
        return inputs if isinstance(inputs, dict) else {}

    def info(self) -> JobInfo:
        """Return the last known state as the standard's document (OGC 18-062r2, section 7.12)."""
        return JobInfo.model_validate(
            {
                "jobID": self.job_id,
                "processID": self.process_id,
                "type": "process",
                "status": self.status if self.status in _WORDS else "unknown",
                "message": self.message,
                "created": self.created,
                "started": self.started,
                "finished": self.finished,
                "links": [
                    Link.model_validate(link).model_dump()
                    for link in self.results or []
                ]
                or None,
            }
        )

    @property
    def is_final(self) -> bool:
        """Whether the job has ended, as far as is known."""
        return self.status in _WORDS and JobStatus(str(self.status)).is_final

    def is_about(self, info: JobInfo) -> bool:
        """Return whether a document is about this job, and not about another one of the same id."""
        if self.created is None or info.created is None:
            return True
        return abs((self.created - info.created).total_seconds()) <= 1

    def receipt(self) -> Receipt:
        """Return what is needed to show or repeat the job elsewhere."""
        job = {
            "jobID": self.job_id,
            "status": self.status,
            "message": self.message,
            **{
                name: _iso(getattr(self, name))
                for name in ("submitted", "created", "started", "finished")
            },
        }
        return Receipt(
            {
                "type": KIND,
                "version": 1,
                "server": self.server,
                "process": drop_unknown(
                    {"id": self.process_id, "version": self.process_version}
                ),
                "request": self.request or {},
                "job": drop_unknown(job),
                "results": self.results or [],
                **drop_unknown(
                    {"label": self.label, "notes": self.notes, "group": self.group}
                ),
                "software": self.software or {},
            }
        )

    def __repr__(self) -> str:
        label = f" {self.label!r}" if self.label else ""
        return f"<Record {self.job_id}{label}: {self.process_id} {self.status} on {self.server}>"

    def _repr_html_(self) -> str:
        return html(self._displayed_info())

    def _row(self) -> tuple[str, ...]:
        """Return what a line of text says of it.

        The label, which a person gave, before the inputs.
        """
        inputs = ", ".join(f"{k}={facts.brief(v, 20)}" for k, v in self.inputs.items())
        label = f"{self.label!r} " if self.label else ""
        return (
            self.job_id,
            self.process_id or "",
            str(self.status),
            facts.moment(self.submitted),
            f"{label}{inputs}",
        )

    def _displayed_info(self) -> JobInfo:
        """Return the state; a creation time that the server never told is the submission time."""
        info = self.info()
        return (
            info
            if info.created
            else info.model_copy(update={"created": self.submitted})
        )


_WORDS = {
    "created",
    "accepted",
    "running",
    "paused",
    "successful",
    "failed",
    "dismissed",
    "unknown",
}
FIELDS = tuple(field.name for field in fields(Record))


def _iso(time: dt.datetime | None) -> str | None:
    return time.isoformat() if time else None


def _time(value: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if value else None


def _json(value: str | None) -> Any:
    from ...inputs import loads  # exactly: a decimal keeps its digits

    return loads(value) if value else None


_READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("submitted", "created", "started", "finished"), _time),
    **dict.fromkeys(("request", "results", "software"), _json),
    **dict.fromkeys(("pinned", "hidden"), bool),
}


class History(Sequence[Record]):
    """Records, newest first."""

    _template: ClassVar[str] = "history"

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = tuple(records)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> History: ...
    def __getitem__(self, index: int | slice) -> Record | History:
        return (
            History(self._records[index])
            if isinstance(index, slice)
            else self._records[index]
        )

    def __len__(self) -> int:
        return len(self._records)

    def _text_lines(self) -> list[str]:
        head = facts.count(len(self), "submission")
        # Of this module.
        rows = [record._row() for record in self._records[: layout.ROWS]]  # noqa: SLF001
        return [head, *layout.table(rows), *layout.more_of(len(self), len(rows))]

    def __repr__(self) -> str:
        return text(self)

    def _repr_html_(self) -> str:
        return html(self)

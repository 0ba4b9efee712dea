"""The jobs of a server in a database: SQLite by default, anything that SQLAlchemy speaks by URL.

One row a job, one row an output. Times are seconds since 1970, so that every database orders and
compares them alike; ``seq`` orders jobs, newest last, and is what ``next`` links of the job list
point at.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from ...models import JobStatus
from ..functions._context import scratch_folder
from ..functions._outputs import Produced


class Base(orm.DeclarativeBase):
    """Base of the tables."""


class JobRow(Base):
    """One job."""

    __tablename__ = "jobs"

    seq: orm.Mapped[int] = orm.mapped_column(primary_key=True, autoincrement=True)
    id: orm.Mapped[str] = orm.mapped_column(sa.String(64), unique=True)
    process_id: orm.Mapped[str] = orm.mapped_column(sa.String(255), index=True)
    status: orm.Mapped[str] = orm.mapped_column(sa.String(16), index=True)
    message: orm.Mapped[str | None] = orm.mapped_column(sa.Text)
    progress: orm.Mapped[int | None]
    created: orm.Mapped[float] = orm.mapped_column(sa.Double, index=True)
    started: orm.Mapped[float | None] = orm.mapped_column(sa.Double)
    finished: orm.Mapped[float | None] = orm.mapped_column(sa.Double)
    updated: orm.Mapped[float] = orm.mapped_column(sa.Double)
    request: orm.Mapped[dict[str, Any]] = orm.mapped_column(sa.JSON(none_as_null=True))
    inputs: orm.Mapped[dict[str, Any]] = orm.mapped_column(sa.JSON(none_as_null=True))
    problem: orm.Mapped[dict[str, Any] | None] = orm.mapped_column(
        sa.JSON(none_as_null=True)
    )
    trace: orm.Mapped[list[str] | None] = orm.mapped_column(sa.JSON(none_as_null=True))


class OutputRow(Base):
    """One output of a job: in the row when small, in a file when large."""

    __tablename__ = "outputs"

    job_id: orm.Mapped[str] = orm.mapped_column(sa.String(64), primary_key=True)
    id: orm.Mapped[str] = orm.mapped_column(sa.String(255), primary_key=True)
    position: orm.Mapped[int]
    media_type: orm.Mapped[str] = orm.mapped_column(sa.String(255))
    body: orm.Mapped[bytes | None] = orm.mapped_column(sa.LargeBinary)
    file: orm.Mapped[str | None] = orm.mapped_column(sa.Text)
    link: orm.Mapped[dict[str, Any] | None] = orm.mapped_column(
        sa.JSON(none_as_null=True)
    )


@dataclass(frozen=True)
class JobFilter:
    """Which jobs are wanted (section 11); an empty member does not filter. Times and durations are in seconds."""

    process_ids: Sequence[str] = ()
    statuses: Sequence[str] = ()
    created_from: float | None = None
    created_to: float | None = None
    min_duration: float | None = None
    max_duration: float | None = None
    before: int | None = None
    limit: int = 100


class JobStore:
    """Keeps jobs and their outputs; all methods may be called from any thread.

    Parameters
    ----------
    url : str
        Of the database, as SQLAlchemy has it.
    files : Path
        Folder for outputs larger than `inline_limit` bytes.
    inline_limit : int
        Outputs up to this size stand in the database.
    """

    def __init__(self, url: str, files: Path, *, inline_limit: int = 1_000_000) -> None:
        self.files = files
        self._inline_limit = inline_limit
        self._engine = _engine(url)
        # SQLite has one writer at a time; a queue in here is fairer than its busy time-out.
        self._writing = threading.Lock()
        Base.metadata.create_all(self._engine)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    # -- life of a job

    def add(
        self, process_id: str, request: dict[str, Any], inputs: dict[str, Any]
    ) -> JobRow:
        """Write down an accepted job under a new random id."""
        now = _now()
        row = JobRow(
            id=uuid.uuid4().hex, process_id=process_id, status=JobStatus.accepted.value, created=now, updated=now,
            request=request, inputs=inputs,
        )  # fmt: skip
        with self._writing, self._session() as session:
            session.add(row)
            session.commit()
        return row

    def start(self, job_id: str) -> bool:
        """Mark an accepted job as running; False if it is not accepted any more, so that it must not run."""
        now = _now()
        return self._change(
            job_id,
            ("accepted",),
            status=JobStatus.running.value,
            started=now,
            updated=now,
            progress=0,
        )

    def progress(self, job_id: str, percent: int | None, message: str | None) -> bool:
        """Write down how far a running job is."""
        news: dict[str, Any] = {"progress": percent, "message": message}
        return self._change(
            job_id,
            ("running",),
            updated=_now(),
            **{k: v for k, v in news.items() if v is not None},
        )

    def succeed(self, job_id: str, outputs: Iterable[Produced]) -> bool:
        """Keep the outputs of a running job and mark it as successful."""
        try:
            rows = [
                self._output_row(job_id, i, output) for i, output in enumerate(outputs)
            ]
        except BaseException:  # half of the outputs is of no use
            self._remove_files(job_id)
            raise
        now = _now()
        with self._writing, self._session() as session:
            done = _update(
                session,
                job_id,
                ("running",),
                status="successful",
                progress=100,
                finished=now,
                updated=now,
            )
            if done:
                session.add_all(rows)
            session.commit()
        if not done:
            self._remove_files(job_id)
        return done

    def fail(
        self,
        job_id: str,
        message: str,
        problem: dict[str, Any],
        trace: list[str] | None = None,
    ) -> bool:
        """Mark a job that has not ended as failed."""
        now = _now()
        return self._change(
            job_id, ("accepted", "running"), status="failed", message=message, problem=problem, trace=trace or None,
            finished=now, updated=now,
        )  # fmt: skip

    def dismiss(self, job_id: str) -> bool:
        """Mark a job that has not ended as dismissed."""
        now = _now()
        return self._change(
            job_id,
            ("accepted", "running"),
            status="dismissed",
            finished=now,
            updated=now,
        )

    def remove(self, job_id: str) -> None:
        """Forget a job and its outputs."""
        with self._writing, self._session() as session:
            session.execute(sa.delete(OutputRow).where(OutputRow.job_id == job_id))
            session.execute(sa.delete(JobRow).where(JobRow.id == job_id))
            session.commit()
        self._remove_files(job_id)

    # -- questions

    def get(self, job_id: str) -> JobRow | None:
        """Return a job."""
        with self._session() as session:
            return session.scalar(sa.select(JobRow).where(JobRow.id == job_id))

    def outputs(self, job_id: str) -> list[Produced]:
        """Return the outputs of a job in the order of its description."""
        with self._session() as session:
            rows = session.scalars(
                sa.select(OutputRow)
                .where(OutputRow.job_id == job_id)
                .order_by(OutputRow.position)
            )
            return [self._produced(row) for row in rows]

    def unfinished(self) -> list[JobRow]:
        """Return accepted and running jobs, oldest first."""
        with self._session() as session:
            wanted = (
                sa.select(JobRow)
                .where(JobRow.status.in_(("accepted", "running")))
                .order_by(JobRow.seq)
            )
            return list(session.scalars(wanted))

    def find(self, wanted: JobFilter) -> list[JobRow]:
        """Return jobs, newest first; one more than the limit if there are more."""
        query = sa.select(JobRow).order_by(JobRow.seq.desc()).limit(wanted.limit + 1)
        with self._session() as session:
            return [*session.scalars(query.where(*_conditions(wanted)))]

    # -- inside

    def _session(self) -> orm.Session:
        return orm.Session(self._engine, expire_on_commit=False)

    def _change(self, job_id: str, before: tuple[str, ...], **values: Any) -> bool:
        with self._writing, self._session() as session:
            changed = _update(session, job_id, before, **values)
            session.commit()
        return changed

    def _output_row(self, job_id: str, position: int, output: Produced) -> OutputRow:
        row = OutputRow(
            job_id=job_id,
            id=output.id,
            position=position,
            media_type=output.media_type,
            link=output.link,
        )
        if isinstance(output.body, bytes) and len(output.body) <= self._inline_limit:
            row.body = output.body
            return row
        folder = self.files / job_id
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / str(position)
        if isinstance(output.body, bytes):
            target.write_bytes(output.body)
        else:
            _keep_file(output.body.resolve(strict=True), target, job_id)
        row.file = f"{job_id}/{position}"
        return row

    def _produced(self, row: OutputRow) -> Produced:
        body: bytes | Path = self.files / row.file if row.file else row.body or b""
        return Produced(row.id, row.media_type, body, row.link)

    def _remove_files(self, job_id: str) -> None:
        shutil.rmtree(self.files / job_id, ignore_errors=True)


def _keep_file(file: Path, target: Path, job_id: str) -> None:
    """Keep a file as an output: a copy, but no second one of what the job made in its own folder.

    That folder is removed when the job is over, so a second name for the same bytes is as good as
    moving them; and the same file may be several outputs.
    """
    if file.is_relative_to(scratch_folder(job_id).resolve()):
        with contextlib.suppress(OSError):  # another file system, or one without links
            os.link(file, target)
            return
    shutil.copyfile(file, target)


def _now() -> float:
    # To the microsecond, as it is shown, so that a filter by a time that was shown finds the job.
    return round(time.time(), 6)


def _update(
    session: orm.Session, job_id: str, before: tuple[str, ...], **values: Any
) -> bool:
    statement = (
        sa.update(JobRow)
        .where(JobRow.id == job_id, JobRow.status.in_(before))
        .values(**values)
    )
    return bool(session.execute(statement).rowcount)  # type: ignore[attr-defined]


def _conditions(wanted: JobFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.process_ids:
        conditions.append(JobRow.process_id.in_(wanted.process_ids))
    if wanted.statuses:
        conditions.append(JobRow.status.in_(wanted.statuses))
    if wanted.created_from is not None:
        conditions.append(JobRow.created >= wanted.created_from)
    if wanted.created_to is not None:
        conditions.append(JobRow.created <= wanted.created_to)
    if wanted.before is not None:
        conditions.append(JobRow.seq < wanted.before)
    return conditions + _duration_conditions(wanted)


def _duration_conditions(wanted: JobFilter) -> list[sa.ColumnElement[bool]]:
    if wanted.min_duration is None and wanted.max_duration is None:
        return []
    duration = sa.func.coalesce(JobRow.finished, _now()) - JobRow.started
    # A job without a start has no duration and is left out.
    conditions: list[sa.ColumnElement[bool]] = [JobRow.started.is_not(None)]
    if wanted.min_duration is not None:
        conditions.append(duration >= wanted.min_duration)
    if wanted.max_duration is not None:
        conditions.append(duration <= wanted.max_duration)
    return conditions


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def _pragmas(connection: Any, _record: Any) -> None:
            for pragma in (
                "journal_mode=WAL",
                "synchronous=NORMAL",
                "busy_timeout=30000",
            ):
                connection.execute(f"PRAGMA {pragma}").close()

    return engine

"""The jobs of a server in a database: SQLite by default, by URL any that SQLAlchemy supports."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from ...models import JobStatus
from ..functions._outputs import Produced
from ._job_filter import JobFilter
from ._output_files import OutputFiles
from ._tables import Base, JobRow, OutputRow

Statuses = tuple[str, ...]
_RUNNING: Statuses = ("running",)
_UNFINISHED: Statuses = ("accepted", "running")
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000")


class JobStore:
    """Keeps jobs and their outputs; all methods may be called from any thread.

    Parameters
    ----------
    url : str
        URL of the database, as SQLAlchemy has it.
    files : Path
        Folder for outputs larger than `inline_limit` bytes.
    inline_limit : int
        Outputs up to this size, in bytes, are kept in the database.
    """

    def __init__(
        self,
        url: str,
        files: Path,
        *,
        inline_limit: int = 1_000_000,
    ) -> None:
        self._output_files = OutputFiles(files, inline_limit)
        self._engine = _engine(url)
        # SQLite has one writer at a time (https://sqlite.org/lang_transaction.html); a lock is
        # fairer to threads than its busy time-out.
        self._write_lock = threading.Lock()
        Base.metadata.create_all(self._engine)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    # -- life cycle of a job

    def add(
        self,
        process_id: str,
        request: dict[str, Any],
        inputs: dict[str, Any],
        job_id: str | None = None,
    ) -> JobRow:
        """Write down an accepted job, under a new random id unless one is given.

        Raises
        ------
        sqlalchemy.exc.IntegrityError
            If there is a job of that id.
        """
        now = _now()
        row = JobRow(
            id=job_id or uuid.uuid4().hex,
            process_id=process_id,
            status=JobStatus.accepted.value,
            created=now,
            updated=now,
            request=request,
            inputs=inputs,
        )
        with self._write_lock, self._session() as session:
            session.add(row)
            session.commit()
        return row

    def start(self, job_id: str) -> bool:
        """Mark an accepted job as running; False if it was dismissed and must not run."""
        now = _now()
        return self._change(
            job_id,
            ("accepted",),
            status=JobStatus.running.value,
            started=now,
            updated=now,
            progress=0,
        )

    def progress(
        self,
        job_id: str,
        percent: int | None,
        message: str | None,
    ) -> bool:
        """Write down how far a running job is."""
        values: dict[str, object] = {"updated": _now()}
        if percent is not None:
            values["progress"] = percent
        if message is not None:
            values["message"] = message
        return self._change(job_id, _RUNNING, **values)

    def succeed(self, job_id: str, outputs: Iterable[Produced]) -> bool:
        """Keep the outputs of a running job and mark it as successful."""
        try:
            rows = [
                self._output_files.keep(job_id, position, output)
                for position, output in enumerate(outputs)
            ]
        except BaseException:  # a job has all its outputs or none
            self._output_files.remove(job_id)
            raise
        now = _now()
        with self._write_lock, self._session() as session:
            is_running = _update(
                session,
                job_id,
                _RUNNING,
                status="successful",
                progress=100,
                finished=now,
                updated=now,
            )
            if is_running:
                session.add_all(rows)
            session.commit()
        if not is_running:
            self._output_files.remove(job_id)
        return is_running

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
            job_id,
            _UNFINISHED,
            status="failed",
            message=message,
            problem=problem,
            trace=trace or None,
            finished=now,
            updated=now,
        )

    def dismiss(self, job_id: str) -> bool:
        """Mark a job that has not ended as dismissed."""
        now = _now()
        return self._change(
            job_id,
            _UNFINISHED,
            status="dismissed",
            finished=now,
            updated=now,
        )

    def remove(self, job_id: str) -> None:
        """Remove a job and its outputs."""
        with self._write_lock, self._session() as session:
            session.execute(sa.delete(OutputRow).where(OutputRow.job_id == job_id))
            session.execute(sa.delete(JobRow).where(JobRow.id == job_id))
            session.commit()
        self._output_files.remove(job_id)

    # -- queries

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
            return [self._output_files.read(row) for row in rows]

    def find_unfinished(self) -> list[JobRow]:
        """Return accepted and running jobs, oldest first."""
        with self._session() as session:
            query = sa.select(JobRow).where(JobRow.status.in_(_UNFINISHED))
            return list(session.scalars(query.order_by(JobRow.seq)))

    def find(self, job_filter: JobFilter) -> list[JobRow]:
        """Return jobs, newest first; one more than the limit if there are more."""
        conditions = job_filter.conditions()
        newest_first = JobRow.seq.desc()
        query = sa.select(JobRow).where(*conditions).order_by(newest_first)
        with self._session() as session:
            rows = session.scalars(query.limit(job_filter.limit + 1))
            return list(rows)

    # -- internal

    def _session(self) -> orm.Session:
        return orm.Session(self._engine, expire_on_commit=False)

    def _change(
        self,
        job_id: str,
        before: Statuses,
        **values: object,
    ) -> bool:
        """Set columns of a job that is in one of some states, and return whether it was."""
        with self._write_lock, self._session() as session:
            is_changed = _update(
                session,
                job_id,
                before,
                **values,
            )
            session.commit()
        return is_changed


def _now() -> float:
    # To the microsecond, as in the status document, so that a filter by such a time finds the job.
    return round(time.time(), 6)


def _update(
    session: orm.Session,
    job_id: str,
    before: Statuses,
    **values: object,
) -> bool:
    is_job = sa.and_(JobRow.id == job_id, JobRow.status.in_(before))
    statement = sa.update(JobRow).where(is_job).values(**values)
    result = session.execute(statement)
    return bool(result.rowcount)  # type: ignore[attr-defined]


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").close()

    return engine

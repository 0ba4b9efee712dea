"""What survives the kernel and the machine.

Every submission, in one SQLite file in the user's data folder.

Several kernels write at once, so the file is in WAL mode and every change is one short transaction.
Nothing that goes wrong here may stop a job: the caller is told once by a warning.
``PROCBOOK_LEDGER=off`` keeps everything in memory, and ``Client(…, ledger=False)`` what is about
the jobs of that client.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
import threading
import warnings
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from ...models import JobInfo, JobStatus, ProcessRequest
from ._history_query import history_condition
from ._ledger_file import LedgerFile, default_path
from ._record import FIELDS, History, Record
from ._row_values import values_of_job, values_of_submission

if TYPE_CHECKING:
    from ...models import ProcessDescription
    from .._interfaces import JobServer

SOME = 500
"""Ids that one question may name; older SQLite takes 999 values."""


class Ledger(LedgerFile):
    """The submissions of this user.

    Parameters
    ----------
    path : Path or str, optional
        The file; ``":memory:"`` keeps nothing. By default ``ledger.sqlite`` in the data folder.
    """

    def __repr__(self) -> str:
        return f"Ledger({str(self.path)!r})"

    # -- writing

    def record(
        self,
        server: str,
        info: JobInfo,
        request: ProcessRequest | dict[str, Any] | None = None,
        description: ProcessDescription | None = None,
        *,
        group: str | None = None,
        label: str | None = None,
    ) -> None:
        """Remember a submission; another job that had the same id keeps its own record.

        Parameters
        ----------
        server : str
            Address of the server.
        info : JobInfo
            What it answered.
        request : ProcessRequest or dict, optional
            What was sent; secret inputs are masked before anything is written.
        description : ProcessDescription, optional
            Says which inputs are secret, and the version of the process.
        group, label : str, optional
            The sweep that the job belongs to, and a name for people.
        """
        values = values_of_submission(server, info, request, description)
        values |= {"label": label, "group": group}
        self._insert(values)

    def saw(self, server: str, infos: list[JobInfo]) -> None:
        """Remember the newest state of those jobs that are in the ledger already.

        A job that is known to have ended stays as it is, also when its server forgets how it
        ended.
        """
        with self.transaction() as connection:
            records = self.of_server(
                server, [info.jobID for info in infos], hidden=True
            )
            for info in infos:
                record = records.get(info.jobID)
                if record is None or record.is_final or not record.is_about(info):
                    continue
                facts = {
                    name: value
                    for name, value in values_of_job(info).items()
                    if value is not None
                }
                self._update(connection, server, info.jobID, facts)

    def annotate(self, server: str, job_id: str, **marks: str | bool | None) -> None:
        """Set label, notes, group, pinned or hidden of a job, also of one submitted elsewhere.

        Raises
        ------
        TypeError
            A mark that there is not.
        """
        unknown = sorted(set(marks) - {"label", "notes", "group", "pinned", "hidden"})
        if unknown:
            raise TypeError(
                f"A job has no {', '.join(unknown)}; there are label, notes, "
                "group, pinned and hidden."
            )
        if not marks:
            return
        with self.transaction() as connection:
            if not self._update(connection, server, job_id, dict(marks)):
                self._insert({"server": server, "job_id": job_id, **marks})

    # -- reading

    def get(self, server: str, job_id: str) -> Record | None:
        """Return the newest record of that id on that server, or None."""
        rows = self._select("server = ? AND job_id = ?", [server, job_id], limit=1)
        return rows[0] if rows else None

    def of_server(
        self,
        server: str,
        job_ids: Collection[str] | None = None,
        *,
        hidden: bool = False,
        limit: int | None = None,
    ) -> dict[str, Record]:
        """Return the newest record of every job of a server, or of some, by job id.

        Hidden ones when asked for; with `limit` only the newest of so many records.
        """
        condition, values = "server = ?", [server]
        if job_ids is not None and len(job_ids) <= SOME:
            condition += f" AND job_id IN ({', '.join('?' * len(job_ids))})"
            values += job_ids
        records = self._select(condition, values, limit=limit)
        newest: dict[str, Record] = {}
        for record in records:
            newest.setdefault(record.job_id, record)
        return {
            job_id: record
            for job_id, record in newest.items()
            if hidden or not record.hidden
        }

    def history(
        self,
        *,
        process_id: str | None = None,
        status: str | None = None,
        server: str | None = None,
        group: str | None = None,
        text: str | None = None,
        since: dt.datetime | None = None,
        limit: int | None = None,
    ) -> History:
        """Return submissions, newest first; see :func:`procbook.history`."""
        if status is not None and status not in list(JobStatus):
            raise ValueError(
                f"{status!r} is no state of a job; there are {', '.join(JobStatus)}."
            )
        columns = {
            "process_id": process_id,
            "status": status,
            "server": server,
            '"group"': group,
        }
        condition, values = history_condition(columns, text, since)
        return History(self._select(condition, values, limit=limit))

    # -- SQL

    def _select(
        self, condition: str, values: list[Any], *, limit: int | None = None
    ) -> list[Record]:
        columns = ", ".join(f'"{name}"' for name in FIELDS)
        # The condition is made of column names above; values go in by place.
        query = (
            f"SELECT {columns} FROM jobs WHERE {condition} ORDER BY key DESC LIMIT ?"  # noqa: S608
        )
        with self.transaction() as connection:
            rows = connection.execute(
                query, [*values, -1 if limit is None else limit]
            ).fetchall()
        return [Record.from_row(row) for row in rows]

    def _insert(self, values: dict[str, Any]) -> None:
        names = ", ".join(f'"{name}"' for name in values)
        placeholders = ", ".join("?" * len(values))
        with self.transaction() as connection:
            # Names of columns.
            statement = f"INSERT INTO jobs ({names}) VALUES ({placeholders})"  # noqa: S608
            connection.execute(statement, list(values.values()))

    @staticmethod
    def _update(
        connection: sqlite3.Connection, server: str, job_id: str, values: dict[str, Any]
    ) -> bool:
        assignments = ", ".join(f'"{name}" = ?' for name in values)
        newest = "SELECT max(key) FROM jobs WHERE server = ? AND job_id = ?"
        query = f"UPDATE jobs SET {assignments} WHERE key = ({newest})"  # noqa: S608
        return (
            connection.execute(query, [*values.values(), server, job_id]).rowcount > 0
        )


_ledger: Ledger | None = None
_forgetful = Ledger(":memory:")
_lock = threading.Lock()


def get_ledger(client: JobServer | None = None) -> Ledger:
    """Return the ledger of this user.

    A change of its place (``PROCBOOK_HOME``, ``PROCBOOK_LEDGER``) is followed.

    Parameters
    ----------
    client : JobServer, optional
        Whose jobs it is about: a client with the setting ``ledger=False`` gets one that ends with
        the kernel.
    """
    global _ledger  # noqa: PLW0603 - one per kernel is the point
    if client is not None and not client.config.ledger:
        return _forgetful
    with _lock:
        if _ledger is None or _ledger.path != default_path():
            if _ledger is not None:
                _ledger.close()
            _ledger = Ledger()
        return _ledger


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Do something with the ledger that must never stop the job it is about."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        warnings.warn(
            f"The ledger of jobs cannot be used: {error}. PROCBOOK_LEDGER=off switches it off.",
            stacklevel=3,
        )


def history(
    *,
    process_id: str | None = None,
    status: str | None = None,
    server: str | None = None,
    group: str | None = None,
    text: str | None = None,
    since: dt.datetime | None = None,
    limit: int | None = None,
) -> History:
    """Return what was submitted from this machine, newest first, in whichever kernel.

    Parameters
    ----------
    process_id, status, server, group : str, optional
        Only jobs of this process, in this state when last seen, on this server, of this sweep.
    text : str, optional
        Only jobs with this text in their id, process, label, notes, message or inputs.
    since : datetime, optional
        Only jobs submitted since then.
    limit : int, optional
        At most so many.

    Returns
    -------
    History
        A sequence of :class:`Record`; secret inputs are masked in it.

    Raises
    ------
    ValueError
        If there is no such state.
    """
    return get_ledger().history(
        process_id=process_id,
        status=status,
        server=server,
        group=group,
        text=text,
        since=since,
        limit=limit,
    )

"""The store of servers inside a notebook: in the user's data folder, so that tomorrow's kernel finds today's jobs.

SQLite serves one process at a time. Each kernel that runs takes the first store that no other
kernel uses, and takes over the jobs of the other stores that nobody uses: so all jobs of kernels
that have ended are in one place again. All servers of one kernel share its store; it is let go of
when the last of them has stopped, or the kernel dies.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from ..jobs._lock import only_server
from ..jobs._manager import SERVER_STOPPED
from ..jobs._store import JobStore

_log = logging.getLogger(__name__)
MOST_STORES = 50
"""Kernels of one user that can have a store at the same time."""
_TABLES = ("jobs", "outputs")


class KeptStores:
    """The stores below one folder, as far as this process uses them.

    Parameters
    ----------
    folder : Path
        Where they are; each has a folder of its own, called ``1``, ``2``, ….
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._users = 0
        self._held = contextlib.ExitStack()
        self._url = ""

    @contextlib.contextmanager
    def use(self) -> Iterator[str]:
        """Hold the store of this process while a server uses it; the value is its URL."""
        with self._lock:
            if self._users == 0:
                self._take()
            self._users += 1
        try:
            yield self._url
        finally:
            with self._lock:
                self._users -= 1
                if self._users == 0:
                    self._held.close()

    def _take(self) -> None:
        """Hold the first store that nobody uses.

        Raises
        ------
        OSError
            If the folder cannot be written, or its file system has no locks.
        """
        try:
            store = next(
                filter(self._hold, map(self._store, range(1, MOST_STORES + 1))), None
            )
            if store is None:
                raise OSError(f"no store below {self._folder} can be locked")
            self._url = _url(store)
            _end_lost_jobs(store)
        except (sqlite3.Error, SQLAlchemyError) as error:
            self._held.close()
            raise OSError(
                f"the store below {self._folder} cannot be used: {error}"
            ) from error
        # The store of a lab stood beside the folder once.
        earlier = self._folder.parent.glob("lab-jobs.db")
        for other in [*sorted(self._folder.glob("*/jobs.db")), *earlier]:
            if other != store:
                _take_over(other, store)

    def _store(self, number: int) -> Path:
        return self._folder / str(number) / "jobs.db"

    def _hold(self, store: Path) -> bool:
        """Hold a store and return whether that was possible."""
        store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._held.enter_context(only_server(_url(store)))
        except ValueError:  # another kernel uses it
            return False
        return True


def _url(store: Path) -> str:
    return f"sqlite:///{store}"


def _files(store: Path) -> Path:
    return Path(f"{store}.files")


def _end_lost_jobs(store: Path) -> None:
    """Mark the jobs that ran when the kernel died as failed."""
    jobs = JobStore(_url(store), _files(store))
    for row in jobs.unfinished():
        if row.status == "running":
            jobs.fail(row.id, SERVER_STOPPED, {"status": 500})
    jobs.close()


def _take_over(other: Path, store: Path) -> None:
    """Bring the jobs of a store that nobody uses into the one that is used now; files first, so that none is lost."""
    try:
        with only_server(_url(other)):
            _end_lost_jobs(other)
            _files(store).mkdir(exist_ok=True)
            for outputs in _files(other).glob("*"):
                outputs.rename(_files(store) / outputs.name)
            _copy_rows(other, store)
    except ValueError:  # another kernel uses it
        return
    except (
        OSError,
        sqlite3.Error,
        SQLAlchemyError,
    ):  # a store that is damaged stays as it is
        _log.exception("The jobs in %s could not be taken over.", other)


def _copy_rows(other: Path, store: Path) -> None:
    with contextlib.closing(
        sqlite3.connect(store, timeout=30, isolation_level=None)
    ) as connection:
        connection.execute("ATTACH DATABASE ? AS other", (str(other),))
        connection.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            # ``seq`` counts the jobs of one store.
            names = [
                row[1]
                for row in connection.execute(f"PRAGMA other.table_info({table})")
                if row[1] != "seq"
            ]
            columns = ", ".join(f'"{name}"' for name in names)
            order = "ORDER BY seq" if table == "jobs" else ""
            # Names of tables and columns are the project's own.
            insert = f"INSERT OR IGNORE INTO {table} ({columns})"
            connection.execute(f"{insert} SELECT {columns} FROM other.{table} {order}")  # noqa: S608
            connection.execute(f"DELETE FROM other.{table}")  # noqa: S608
        connection.execute("COMMIT")


_stores: dict[Path, KeptStores] = {}


def kept_stores(folder: Path) -> KeptStores:
    """Return the stores below a folder; one object a process."""
    return _stores.setdefault(folder, KeptStores(folder))

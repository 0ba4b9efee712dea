"""The store of servers inside a notebook: in the data folder of the user, for later kernels.

A store serves one process at a time. Each kernel that runs locks the first store that no other
kernel has locked, and moves the jobs of all other stores without a kernel into it: so all jobs of
kernels that have ended are in one store again. All servers of a kernel share its store, which is
unlocked when the last of them has stopped, or the kernel dies.
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
    """The stores below one folder, of which this process uses one.

    Parameters
    ----------
    folder : Path
        The folder; each store has a folder in it, called ``1``, ``2``, ….
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._users = 0
        self._store_lock = contextlib.ExitStack()
        self._url = ""

    @contextlib.contextmanager
    def use(self) -> Iterator[str]:
        """Lock the store of this process while a server uses it; the value is its URL."""
        with self._lock:
            if self._users == 0:
                self._choose_store()
            self._users += 1
        try:
            yield self._url
        finally:
            with self._lock:
                self._users -= 1
                if self._users == 0:
                    self._store_lock.close()

    def _choose_store(self) -> None:
        """Lock the first store that no other process has locked.

        Raises
        ------
        OSError
            If the folder cannot be written, or its file system has no locks.
        """
        try:
            store = self._lock_first()
            self._url = _url(store)
            _fail_lost_jobs(store)
        except (sqlite3.Error, SQLAlchemyError) as error:
            self._store_lock.close()
            raise OSError(
                f"the store below {self._folder} cannot be used: {error}"
            ) from error
        stores = sorted(self._folder.glob("*/jobs.db"))
        # Earlier versions kept the jobs of a lab in a file beside the folder.
        stores += self._folder.parent.glob("lab-jobs.db")
        for source in stores:
            if source != store:
                _move_jobs(source, store)

    def _lock_first(self) -> Path:
        for number in range(1, MOST_STORES + 1):
            store = self._folder / str(number) / "jobs.db"
            if self._try_to_lock(store):
                return store
        raise OSError(f"no store below {self._folder} can be locked")

    def _try_to_lock(self, store: Path) -> bool:
        """Lock a store and return whether that was possible."""
        store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._store_lock.enter_context(only_server(_url(store)))
        except ValueError:  # another kernel uses it
            return False
        return True


def _url(store: Path) -> str:
    return f"sqlite:///{store}"


def _files(store: Path) -> Path:
    return Path(f"{store}.files")


def _fail_lost_jobs(store: Path) -> None:
    """Mark the jobs as failed that were running when the kernel died."""
    jobs = JobStore(_url(store), _files(store))
    for row in jobs.find_unfinished():
        if row.status == "running":
            jobs.fail(row.id, SERVER_STOPPED, {"status": 500})
    jobs.close()


def _move_jobs(source: Path, store: Path) -> None:
    """Move the jobs of an unlocked store into another one; files first, so that none is lost."""
    try:
        with only_server(_url(source)):
            _fail_lost_jobs(source)
            _files(store).mkdir(exist_ok=True)
            for outputs in _files(source).glob("*"):
                outputs.rename(_files(store) / outputs.name)
            _move_rows(source, store)
    except ValueError:  # another kernel uses it
        return
    except (OSError, sqlite3.Error, SQLAlchemyError):
        # A store that is damaged is not changed.
        _log.exception("The jobs in %s could not be taken over.", source)


def _move_rows(source: Path, store: Path) -> None:
    database = sqlite3.connect(store, timeout=30, isolation_level=None)
    with contextlib.closing(database) as connection:
        connection.execute("ATTACH DATABASE ? AS source", (str(source),))
        connection.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            columns = _columns(connection, table)
            order = "ORDER BY seq" if table == "jobs" else ""
            # Names of tables and columns are the project's own.
            insert = f"INSERT OR IGNORE INTO {table} ({columns})"
            select = f"SELECT {columns} FROM source.{table} {order}"  # noqa: S608
            connection.execute(f"{insert} {select}")
            connection.execute(f"DELETE FROM source.{table}")  # noqa: S608
        connection.execute("COMMIT")


def _columns(connection: sqlite3.Connection, table: str) -> str:
    """Return the columns of a table without ``seq``, which numbers the jobs of one store."""
    rows = connection.execute(f"PRAGMA source.table_info({table})")
    names = [name for _, name, *_ in rows if name != "seq"]
    return ", ".join(f'"{name}"' for name in names)


_stores: dict[Path, KeptStores] = {}


def stores_below(folder: Path) -> KeptStores:
    """Return the stores below a folder; one object a process."""
    return _stores.setdefault(folder, KeptStores(folder))

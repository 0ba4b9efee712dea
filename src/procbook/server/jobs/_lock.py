"""The lock of a store: a second server would mark the running jobs of the first as failed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

_FILE_PREFIX = "sqlite:///"
_LOCK_KEY = 0x70726F63626F6F6B
"""Key of the advisory lock in PostgreSQL: "procbook" in ASCII."""


@contextlib.contextmanager
def only_server(store: str | None) -> Iterator[None]:
    """Lock a store that is a file or in PostgreSQL; the end of the server's process unlocks it.

    Parameters
    ----------
    store : str or None
        URL of the job database. Those in memory and of other database servers are not locked.

    Raises
    ------
    ValueError
        If another server has locked it.
    """
    url = store or ""
    path = url.removeprefix(_FILE_PREFIX) if url.startswith(_FILE_PREFIX) else ""
    if path not in {"", ":memory:"}:
        with _lock_file(path):
            yield
    elif url.startswith(("postgresql:", "postgresql+")):
        with _lock_database(url):
            yield
    else:
        yield


@contextlib.contextmanager
def _lock_file(path: str) -> Iterator[None]:
    # A transaction of SQLite is a lock between processes on every operating system
    # (https://sqlite.org/lockingv3.html). Another thread than the one that took it may release it.
    connection = sqlite3.connect(
        f"{path}.lock",
        timeout=0,
        isolation_level=None,
        check_same_thread=False,
    )
    with contextlib.closing(connection) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise _error_for(repr(path)) from error
        yield


@contextlib.contextmanager
def _lock_database(url: str) -> Iterator[None]:
    import sqlalchemy as sa  # not needed for a store that is a file

    # The lock belongs to the connection, which stays open for it
    # (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS); without a
    # transaction, which would hold back the vacuum of PostgreSQL.
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        query = sa.select(sa.func.pg_try_advisory_lock(_LOCK_KEY))
        if not connection.scalar(query):
            raise _error_for("this database")
        yield


def _error_for(store: str) -> ValueError:
    return ValueError(
        f"another server keeps its jobs in {store}; give this one a store of its own, "
        "such as --store sqlite:///other.db (in Python: store='sqlite:///other.db')"
    )

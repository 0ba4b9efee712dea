"""One store serves one server at a time: a second one would take the running jobs of the first for lost ones."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

_FILE = "sqlite:///"
_KEY = 0x70726F63626F6F6B
"""Of the advisory lock in PostgreSQL: "procbook" in ASCII."""


@contextlib.contextmanager
def only_server(store: str | None) -> Iterator[None]:
    """Hold a store that is a file or in PostgreSQL; a server that is killed lets go of it.

    Parameters
    ----------
    store : str or None
        URL of the job database. Those in memory and of other database servers are not held.

    Raises
    ------
    ValueError
        If another server holds it.
    """
    url = store or ""
    path = url.removeprefix(_FILE) if url.startswith(_FILE) else ""
    if path not in {"", ":memory:"}:
        with _file_held(path):
            yield
    elif url.startswith(("postgresql:", "postgresql+")):
        with _database_held(url):
            yield
    else:
        yield


@contextlib.contextmanager
def _file_held(path: str) -> Iterator[None]:
    # A transaction of SQLite is the one lock between processes that every operating system has.
    # It may be let go of by another thread than the one that took it.
    connection = sqlite3.connect(
        f"{path}.lock", timeout=0, isolation_level=None, check_same_thread=False
    )
    with contextlib.closing(connection) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise _taken(repr(path)) from error
        yield


@contextlib.contextmanager
def _database_held(url: str) -> Iterator[None]:
    import sqlalchemy as sa

    # The lock is the connection's, so it is kept open; without a transaction, which would hold back
    # the vacuum.
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_KEY))):
            raise _taken("this database")
        yield


def _taken(what: str) -> ValueError:
    return ValueError(
        f"another server keeps its jobs in {what}; give this one a store of its own, "
        "such as --store sqlite:///other.db (in Python: store='sqlite:///other.db')"
    )

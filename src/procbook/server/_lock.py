"""One store serves one server at a time: a second one would take the running jobs of the first for lost ones."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

_FILE = "sqlite:///"


@contextlib.contextmanager
def only_server(store: str | None) -> Iterator[None]:
    """Hold a store that is a file; a server that is killed lets go of it.

    Parameters
    ----------
    store : str or None
        URL of the job database. Those of database servers and in memory are not held.

    Raises
    ------
    ValueError
        If another server holds it.
    """
    path = (store or "").removeprefix(_FILE) if (store or "").startswith(_FILE) else ""
    if path in {"", ":memory:"}:
        yield
        return
    # A transaction of SQLite is the one lock between processes that every operating system has.
    with contextlib.closing(sqlite3.connect(f"{path}.lock", timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise ValueError(f"another server keeps its jobs in {path!r}; give this one a store of its own") from error
        yield

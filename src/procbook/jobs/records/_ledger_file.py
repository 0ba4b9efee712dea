"""The SQLite file of the ledger, which several kernels of a user write at the same time."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

from ...settings import folders

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    key INTEGER PRIMARY KEY,
    server TEXT NOT NULL,
    job_id TEXT NOT NULL,
    process_id TEXT,
    process_version TEXT,
    submitted TEXT,
    request TEXT,
    status TEXT,
    message TEXT,
    created TEXT,
    started TEXT,
    finished TEXT,
    results TEXT,
    label TEXT,
    notes TEXT,
    "group" TEXT,
    pinned INTEGER NOT NULL DEFAULT 0,
    hidden INTEGER NOT NULL DEFAULT 0,
    software TEXT
);
CREATE INDEX IF NOT EXISTS jobs_by_id ON jobs (server, job_id);
CREATE INDEX IF NOT EXISTS jobs_by_time ON jobs (submitted);
"""
_VERSION = 1
PATIENCE = 10
"""Seconds that a kernel waits for the others."""


class LedgerFile:
    """A connection to the file, which is opened when it is first used.

    Parameters
    ----------
    path : Path or str, optional
        The file; ``":memory:"`` keeps nothing. By default ``ledger.sqlite`` in the data folder.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        self.path = path if path is not None else default_path()
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._made: set[str] = set()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Begin a transaction, which is committed at the end of the block.

        Also for other tables of the file.
        """
        with self._lock:
            connection = self._connect()
            with connection:
                yield connection

    def make_tables(self, schema: str) -> None:
        """Make further tables of the file, unless this connection has done so before.

        Parameters
        ----------
        schema
            Statements such as ``CREATE TABLE IF NOT EXISTS``, which may be run again.
        """
        with self._lock:
            if schema not in self._made:
                self._connect().executescript(schema)
                self._made.add(schema)

    def _connect(self) -> sqlite3.Connection:
        if self._connection is None:
            if self.path != ":memory:":
                path = Path(self.path)
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                # Inputs are nobody else's business; the files beside it take over the mode.
                path.touch(mode=0o600)
            connection = _open(self.path)
            self._connection = connection
            weakref.finalize(
                self, connection.close
            )  # Python no longer closes what nobody holds without a warning
        return self._connection

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
                self._made.clear()


def _open(path: Path | str) -> sqlite3.Connection:
    """Open the file.

    SQLite does not wait for the other kernels while it turns a file into WAL, so this does.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        connection = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.executescript(_SCHEMA)
            connection.execute(f"PRAGMA user_version={_VERSION}")
        except sqlite3.Error as error:
            connection.close()
            busy = getattr(error, "sqlite_errorcode", None) in {
                sqlite3.SQLITE_BUSY,
                sqlite3.SQLITE_LOCKED,
            }
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0.005, 0.05))  # noqa: S311
        else:
            return connection


def default_path() -> Path | str:
    """Return where the ledger is kept; ``":memory:"`` when it is switched off."""
    if os.environ.get("PROCBOOK_LEDGER", "").strip().lower() in {
        "off",
        "0",
        "false",
        "no",
    }:
        return ":memory:"
    return folders.data_folder() / "ledger.sqlite"

"""One kernel at a time sends the requests of a sweep.

The lock ends with the process that holds it.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator

from ...protocol.errors import ClientError
from ...settings import folders


@contextlib.contextmanager
def sending_lock(
    server: str,
    group: str,
) -> Iterator[None]:
    """Hold the right to send the requests of a sweep.

    Raises
    ------
    ClientError
        If another kernel, or another thread of this one, sends them now.
    """
    lock = _open(server, group)
    if lock is None:
        yield
        return
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode not in _TAKEN:
            yield
            return
        raise ClientError(
            f"The jobs of {group!r} are being submitted right now, here or by another kernel.",
            hint="Wait until that is done, or end the other kernel.",
        ) from None
    try:
        yield
    finally:
        # The file stays: one that is removed could be locked by two who opened it at different
        # times.
        lock.close()


_TAKEN = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def _open(server: str, group: str) -> sqlite3.Connection | None:
    """Open the file of a lock; None where none can be kept: that must not stop a job."""
    name = hashlib.sha256(f"{server}\n{group}".encode()).hexdigest()[:32]
    folder = folders.data_folder() / "sweeps"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A transaction of SQLite is a lock between processes on every operating system
        # (https://www.sqlite.org/lockingv3.html).
        return sqlite3.connect(
            folder / f"{name}.lock",
            timeout=0,
            isolation_level=None,
            check_same_thread=False,
        )
    except (OSError, sqlite3.Error):
        return None

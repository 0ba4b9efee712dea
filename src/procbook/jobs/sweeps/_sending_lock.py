"""One kernel at a time sends the requests of a sweep; the lock ends with the process that holds it."""

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
    name = hashlib.sha256(f"{server}\n{group}".encode()).hexdigest()[:32]
    folder = folders.data_folder() / "sweeps"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}.lock"
    # A transaction of SQLite is a lock between processes on every operating system
    # (https://www.sqlite.org/lockingv3.html).
    lock = sqlite3.connect(
        path, timeout=0, isolation_level=None, check_same_thread=False
    )
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        lock.close()
        raise ClientError(
            f"The jobs of {group!r} are being submitted right now, here or by another kernel.",
            hint="Wait until that is done, or end the other kernel.",
        ) from None
    try:
        yield
    finally:
        # The file stays: one that is removed could be locked by two who opened it at different times.
        lock.close()

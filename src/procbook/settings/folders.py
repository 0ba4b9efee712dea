"""Where files of procbook live: profiles, stored sign-ins, the ledger of jobs.

``PROCBOOK_HOME`` names one folder for all of them; without it the platform says where.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path


def config_folder() -> Path:
    """Return the folder of the profiles; it may not exist yet."""
    home = os.environ.get("PROCBOOK_HOME")
    if home:
        return Path(home).expanduser()
    import platformdirs

    return Path(platformdirs.user_config_dir("procbook", appauthor=False))


def data_folder() -> Path:
    """Return the folder of what procbook remembers; it may not exist yet."""
    home = os.environ.get("PROCBOOK_HOME")
    if home:
        return Path(home).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("procbook", appauthor=False))


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let other kernels of this user wait while a file is read, changed and written; for some seconds at most."""
    import sqlite3

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        # A transaction of SQLite is the one lock between processes that every operating system has.
        with suppress(sqlite3.Error):
            lock = stack.enter_context(
                closing(
                    sqlite3.connect(f"{path}.lock", timeout=5, isolation_level=None)
                )
            )
            lock.execute("BEGIN EXCLUSIVE")
        yield


def write_private(path: Path, content: str) -> None:
    """Write a file that only its owner can read, all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, temporary = tempfile.mkstemp(
        dir=path.parent, prefix=f".{path.name}."
    )  # made with mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise

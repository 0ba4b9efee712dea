"""The folders of procbook's files: profiles, stored sign-ins, the ledger of jobs.

``PROCBOOK_HOME`` names one folder for all of them; without it they are those of the platform.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from .._lazy import lazy_module

if TYPE_CHECKING:
    import sqlite3

    import platformdirs
else:
    platformdirs = lazy_module("platformdirs")
    sqlite3 = lazy_module("sqlite3")


def config_folder() -> Path:
    """Return the folder of the profiles; it may not exist yet."""
    home = os.environ.get("PROCBOOK_HOME")
    if home:
        return Path(home).expanduser()
    return Path(platformdirs.user_config_dir("procbook", appauthor=False))


def data_folder() -> Path:
    """Return the folder of stored sign-ins and of the ledger; it may not exist yet."""
    home = os.environ.get("PROCBOOK_HOME")
    if home:
        return Path(home).expanduser()
    return Path(platformdirs.user_data_dir("procbook", appauthor=False))


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Lock a file for other processes of this user while it is read, changed and written.

    It waits 5 s at most.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        # A transaction of SQLite is a lock between processes on every operating system
        # (https://www.sqlite.org/lockingv3.html).
        with suppress(sqlite3.Error):
            lock = sqlite3.connect(f"{path}.lock", timeout=5, isolation_level=None)
            stack.enter_context(closing(lock))
            lock.execute("BEGIN EXCLUSIVE")
        yield


def write_private(path: Path, content: str) -> None:
    """Write a file that only its owner can read, completely or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The mode of temporary files is 0600.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise

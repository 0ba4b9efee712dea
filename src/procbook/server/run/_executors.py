"""The executors by name."""

from __future__ import annotations

from ._slots import Executor
from ._thread_executor import ThreadExecutor

KINDS = ("thread", "process", "dask")


def check_executor(name: str | Executor) -> None:
    """Raise an error for an unknown executor, before a server starts.

    Raises
    ------
    ValueError
        If there is no such executor.
    """
    if isinstance(name, str) and name.partition(":")[0] not in KINDS:
        raise ValueError(
            f"There is no executor {name!r}; "
            "use 'thread', 'process' or 'dask', or 'dask:tcp://HOST:PORT'."
        )


def executor_of(name: str | Executor, workers: int | None = None) -> Executor:
    """Return the executor "thread", "process" or "dask"; "dask:tcp://…" for a running cluster.

    Raises
    ------
    ValueError
        If there is no such executor.
    """
    if not isinstance(name, str):
        return name
    check_executor(name)
    kind, _, address = name.partition(":")
    if kind == "thread":
        return ThreadExecutor(workers or 4)
    if kind == "process":
        from ._process_executor import ProcessExecutor

        return ProcessExecutor(workers or 2)
    from ._dask_executor import DaskExecutor

    return DaskExecutor(address or None, workers)

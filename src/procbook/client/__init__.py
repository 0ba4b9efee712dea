"""The clients, and the objects that people hold: processes, jobs, results.

::

    _client, _async_client  the same names twice: functions and coroutines; the only place that
                            opens widgets; _running_client is the part that runs processes
    session                 the calls of the standard that return documents, and sign-in
    process                 a process that can be called, all of them by id, and its inputs
    job                     a job, and what the ledger and the monitor learn of it
    jobs                    several jobs, sweeps, and their rows
    results                 what a job brought back
    reuse                   jobs of earlier, equal requests
    notebook                what is shown where IPython runs
    _local_server           the embedded server behind ``Client.local()``

Everything stands on one :class:`~procbook.operations.Session`. The package may import all others
but ``cli`` and ``check``; its names are loaded when they are first used.
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)

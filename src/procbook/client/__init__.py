"""The clients, and the objects that people hold: processes, jobs, results.

::

    _client, _async_client   the same names twice: functions and coroutines; the only place that
    opens widgets
    _session_client          the calls of the standard that return documents, and sign-in
    _process, _processes     a process that can be called, and all of them by id
    _job, _async_job         a job; what both have in common is in _base_job
    _results                 what a job brought back
    _job_ledger              what the ledger and the monitor learn of jobs
    _local_server            the embedded server behind ``Client.local()``
    _notebook, _error_card   what is shown where IPython runs

Everything stands on one :class:`~procbook.operations.Session`. The package may import all others
but ``cli`` and ``check``; its names are loaded when they are first used.
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)

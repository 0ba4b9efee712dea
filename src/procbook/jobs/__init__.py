"""Jobs: their life, when they will be done, who looks after them, and what is remembered of them.

::

    life     what is known of a job, as a pure state machine
    eta      when a job will be done, from samples of its progress
    monitor  one for the kernel: it polls for all tables, cards and waits, on procbook's own thread;
             _poll asks a server, _job_state decides what to ask next (no I/O), _watch is what
             a table holds
    records  what survives the kernel: the ledger of submissions, and receipts of jobs
    _record_submission
             what happens when a job was submitted: it is written down, and tables show it
    sweeps   many requests of one process, written down before the first is sent
    reuse    results of equal requests that are there already
    columns  jobs as rows: inputs and scalar outputs as cells, conditions on rows
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)

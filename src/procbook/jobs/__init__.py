"""Jobs: their life, when they will be done, who looks after them, and what is remembered of them.

::

    life     what is known of a job, as a pure state machine
    eta      when a job will be done, from samples of its progress
    _poll    what is asked of a server: the list, or single documents
    _job_state the jobs of one server: what to ask next and what an answer makes of it; no I/O
    _monitor one for the kernel: polls for all tables, cards and waits on procbook's own thread
    _ledger  what survives the kernel: every submission, in a file of the user
    _record_submission what happens when a job was submitted: it is written down, and tables show it
    at once
    _receipt what was run, where, with which inputs and with which outcome: to keep, to share, to run
    again
    sweeps   many requests of one process, written down before the first is sent
    reuse    results of equal requests that are there already
    columns  jobs as rows: inputs and scalar outputs as cells, conditions on rows
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)

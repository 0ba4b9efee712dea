"""Jobs: their life, when they will be done, who looks after them, and what is remembered of them.

::

    life     what is known of a job, as a pure state machine
    eta      when a job will be done, from samples of its progress
    _poll    what is asked of a server: the list, or single documents
    _job_state the jobs of one server: what to ask next and what an answer makes of it; no I/O
    _monitor one for the kernel: polls for all tables, cards and waits on procbook's own thread
    _ledger  what survives the kernel: every submission, in a file of the user
    _record_submission what happens when a job was submitted: it is written down, and tables show it at once
    _sweep   many jobs of one process as one named group
    _receipt what was run, where, with which inputs and with which outcome: to keep, to share, to run again
"""

from __future__ import annotations

from . import life
from ._job_state import Entry
from ._ledger import Ledger, get_ledger, history, quietly
from ._monitor import Monitor, Watch, get_monitor
from ._poll import is_missing
from ._receipt import Receipt, receipt, rerun
from ._record import History, Record
from ._record_submission import group, submitted
from ._secrets import known_inputs, masked, secret_pointers
from ._sweep import SweepError, sweep
from .eta import Eta
from .life import Life, State

__all__ = [
    "Entry",
    "Eta",
    "History",
    "Ledger",
    "Life",
    "Monitor",
    "Receipt",
    "Record",
    "State",
    "SweepError",
    "Watch",
    "get_ledger",
    "get_monitor",
    "group",
    "history",
    "is_missing",
    "known_inputs",
    "life",
    "masked",
    "quietly",
    "receipt",
    "rerun",
    "secret_pointers",
    "submitted",
    "sweep",
]

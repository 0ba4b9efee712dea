from . import life
from ._interfaces import JobServer, ServerJob
from ._job_state import Entry
from ._ledger import Ledger, get_ledger, history, quietly
from ._make_receipt import (
    changed,
    receipt,
    receipt_as_known,
    receipt_of,
    rerun,
    sent_request,
)
from ._monitor import Monitor, Watch, get_monitor
from ._poll import is_missing
from ._receipt import Receipt
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
    "JobServer",
    "Ledger",
    "Life",
    "Monitor",
    "Receipt",
    "Record",
    "ServerJob",
    "State",
    "SweepError",
    "Watch",
    "changed",
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
    "receipt_as_known",
    "receipt_of",
    "rerun",
    "secret_pointers",
    "sent_request",
    "submitted",
    "sweep",
]

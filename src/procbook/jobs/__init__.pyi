from . import life
from ._interfaces import JobServer, ServerJob
from ._record_submission import group, submitted
from .columns._cells import Cell, cell, cells, scalar_cells, varying
from .columns._condition import Condition, ConditionError, read_condition
from .columns._scalar_outputs import SCALAR_LIMIT, ScalarOutputs
from .eta import Eta
from .life import Life, State
from .monitor._job_entry import Entry
from .monitor._monitor import Monitor, get_monitor
from .monitor._poll import is_missing
from .monitor._watch import Watch
from .records._ledger import Ledger, get_ledger, history, quietly
from .records._make_receipt import (
    changed,
    receipt,
    receipt_as_known,
    receipt_of,
    rerun,
    sent_request,
)
from .records._receipt import Receipt
from .records._record import History, Record
from .records._secrets import known_inputs, masked, secret_pointers
from .reuse._request_key import request_key
from .reuse._request_memory import RequestMemory
from .reuse._result_cache import CacheEntry, ResultCache
from .sweeps._lookup import Findings, find_jobs, inputs_of
from .sweeps._plan import PlannedRequest, RequestBook, RequestState, open_book
from .sweeps._sender import Sender
from .sweeps._sending_lock import sending_lock
from .sweeps._sweep_error import SweepError, differing_inputs

__all__ = [
    "SCALAR_LIMIT",
    "CacheEntry",
    "Cell",
    "Condition",
    "ConditionError",
    "Entry",
    "Eta",
    "Findings",
    "History",
    "JobServer",
    "Ledger",
    "Life",
    "Monitor",
    "PlannedRequest",
    "Receipt",
    "Record",
    "RequestBook",
    "RequestMemory",
    "RequestState",
    "ResultCache",
    "ScalarOutputs",
    "Sender",
    "ServerJob",
    "State",
    "SweepError",
    "Watch",
    "cell",
    "cells",
    "changed",
    "differing_inputs",
    "find_jobs",
    "get_ledger",
    "get_monitor",
    "group",
    "history",
    "inputs_of",
    "is_missing",
    "known_inputs",
    "life",
    "masked",
    "open_book",
    "quietly",
    "read_condition",
    "receipt",
    "receipt_as_known",
    "receipt_of",
    "request_key",
    "rerun",
    "scalar_cells",
    "secret_pointers",
    "sending_lock",
    "sent_request",
    "submitted",
    "varying",
]

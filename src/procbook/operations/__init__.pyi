from ._call_options import NO_OPTIONS, CallKeywords, CallOptions, Options
from ._operations import Mode, Operations, failed
from ._pages import (
    job_pages,
    newest_first,
    process_list,
    process_of_record,
    process_pages,
    process_version,
    read_all,
)
from ._polling import WaitTimeoutError, interval, wait_call
from ._request_template import request_as_sent, template
from ._session import LOCAL, HasSession, Session, stream
from ._submission import Submission, submit

__all__ = [
    "LOCAL",
    "NO_OPTIONS",
    "CallKeywords",
    "CallOptions",
    "HasSession",
    "Mode",
    "Operations",
    "Options",
    "Session",
    "Submission",
    "WaitTimeoutError",
    "failed",
    "interval",
    "job_pages",
    "newest_first",
    "process_list",
    "process_of_record",
    "process_pages",
    "process_version",
    "read_all",
    "request_as_sent",
    "stream",
    "submit",
    "template",
    "wait_call",
]

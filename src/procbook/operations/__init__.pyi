from ._job_operations import submit
from ._operations import Calls, Mode
from ._pages import job_pages, newest_first, process_list, process_pages, process_version, whole
from ._polling import WaitTimeoutError, interval, wait_call
from ._request_template import template

__all__ = [
    "Calls",
    "Mode",
    "WaitTimeoutError",
    "interval",
    "job_pages",
    "newest_first",
    "process_list",
    "process_pages",
    "process_version",
    "submit",
    "template",
    "wait_call",
    "whole",
]

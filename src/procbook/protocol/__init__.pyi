from ._answer import Answer, Headers, Outgoing, is_json
from ._classify import (
    Classified,
    Finished,
    Follow,
    RetryAsJson,
    Started,
    classify,
    read_results,
)
from ._edition import Generation, declares, generation
from ._first_line import first_line
from ._json_values import holds_decimal, text_of, written
from ._links import (
    header_links,
    link_to,
    next_link,
    origin,
    path_segment,
    rebase,
    resolve,
    same_origin,
)
from ._loopback import is_loopback, is_on_loopback
from ._quirks import QUIRKS, quirks_table
from ._status import status_word
from .answers._error_from_answer import error_from
from .answers._part import ABSENT, Part, Parts
from .reading._read import read
from .requests._execute_request import execution_request
from .requests._job_query import duration, job_query, matches

__all__ = [
    "ABSENT",
    "QUIRKS",
    "Answer",
    "Classified",
    "Finished",
    "Follow",
    "Generation",
    "Headers",
    "Outgoing",
    "Part",
    "Parts",
    "RetryAsJson",
    "Started",
    "classify",
    "declares",
    "duration",
    "error_from",
    "execution_request",
    "first_line",
    "generation",
    "header_links",
    "holds_decimal",
    "is_json",
    "is_loopback",
    "is_on_loopback",
    "job_query",
    "link_to",
    "matches",
    "next_link",
    "origin",
    "path_segment",
    "quirks_table",
    "read",
    "read_results",
    "rebase",
    "resolve",
    "same_origin",
    "status_word",
    "text_of",
    "written",
]

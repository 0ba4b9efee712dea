from ._answer import Answer, Headers, Outgoing, is_json
from ._classify import Classified, Finished, Follow, RetryAsJson, Started, classify, read_results
from ._generation import Generation, declares, generation
from ._job_query import duration, job_query, matches
from ._json import holds_decimal, text_of, written
from ._links import header_links, link_to, next_link, origin, path_segment, rebase, resolve, same_origin
from ._part import ABSENT, Part, Parts
from ._quirks import QUIRKS, quirks_table
from ._read import read
from ._refusal import error_from
from ._request import execution_request
from ._status import status_word
from ._text import first_line

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

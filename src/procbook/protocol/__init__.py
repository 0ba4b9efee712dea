"""The standard without I/O: read a document, write a request, tell what an answer is.

Everything here is functions over bytes, header fields and JSON values, so that it can be tested with recorded
exchanges and used with any transport. Whatever a server sends becomes one of the models; what was odd about it becomes
a :class:`~procbook.models.Quirk` with a code of :data:`QUIRKS`. The names are imported when they are first used: reading the
answer to one question needs a third of this.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "_answer": (
        "Answer",
        "Headers",
        "Outgoing",
        "is_json",
    ),
    "_classify": (
        "Classified",
        "Finished",
        "Follow",
        "RetryAsJson",
        "Started",
        "classify",
        "read_results",
    ),
    "_generation": (
        "Generation",
        "declares",
        "generation",
    ),
    "_job_query": (
        "duration",
        "job_query",
        "matches",
    ),
    "_json": (
        "holds_decimal",
        "text_of",
        "written",
    ),
    "_links": (
        "header_links",
        "link_to",
        "next_link",
        "origin",
        "path_segment",
        "rebase",
        "resolve",
        "same_origin",
    ),
    "_part": (
        "ABSENT",
        "Part",
        "Parts",
    ),
    "_quirks": (
        "QUIRKS",
        "quirks_table",
    ),
    "_read": ("read",),
    "_refusal": ("error_from",),
    "_request": ("execution_request",),
    "_status": ("status_word",),
    "_text": ("first_line",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

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


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__

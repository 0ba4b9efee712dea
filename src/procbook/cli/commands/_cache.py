"""The results that are kept on this computer, so that equal requests do not run again."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ... import jobs
from ...display import count, moment
from .._options import Form
from .._output import Format, emit, say


class Action(StrEnum):
    """What is done with the results that are kept."""

    list = "list"
    size = "size"
    clear = "clear"


def cache(
    ctx: typer.Context,
    action: Annotated[
        Action,
        typer.Argument(metavar="list|size|clear", help="What to do with them."),
    ] = Action.list,
    *,
    form: Form = Format.yaml,
) -> None:
    """List, measure or clear the results that are kept on this computer.

    They are those of reuse="local"; PROCBOOK_CACHE_SIZE says how many bytes they may have together.
    """
    results = jobs.ResultCache()
    if action is Action.clear:
        number = results.clear()
        say(f"{count(number, 'result')} removed.")
        return
    entries = results.entries()
    size = sum(entry.size for entry in entries)
    if action is Action.size:
        document = {"bytes": size, "limit": results.limit, "results": len(entries)}
        emit(document, form, f"{size:,} of {results.limit:,} bytes")
        return
    documents = [
        {
            "process": entry.process_id,
            "server": entry.server,
            "job": entry.job_id,
            "bytes": entry.size,
            "used": entry.used.isoformat(),
        }
        for entry in entries
    ]
    lines = [
        f"{n}: {entry.process_id} - {entry.job_id} - {entry.size:,} bytes - {moment(entry.used)}"
        for n, entry in enumerate(entries, 1)
    ]
    emit(documents, form, "\n".join(lines) or "No results are kept.")

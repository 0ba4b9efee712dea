"""A job as one record of a widget's stream.

Short names, times as milliseconds, nothing that is unknown.

A row holds what a table shows of a job and no more; inputs, links and traces are asked for when
somebody opens it.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Any

from ...jobs import Entry, Record, State, cells, inputs_of, masked
from ..wire._records import ServerRow

if TYPE_CHECKING:
    from ...jobs import Watch

MESSAGE = 300
"""Characters of a message in a row; the details have all of it."""
PREVIEW = 20
"""Rows that a page without a kernel can draw."""
JUMP = 0.1
"""By which part of what remains an estimate has to move before it is sent again."""


def row(entry: Entry, known: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the record of a job; `known` is the one that was sent before."""
    life, info = entry.life, entry.life.info
    fields: dict[str, Any] = {
        "id": info.jobID,
        "p": info.processID,
        "s": life.state.value,
        "g": info.progress,
        "m": _short(info.message),
        "c": _ms(info.created),
        "b": _ms(info.started),
        "f": _ms(info.finished or (info.updated if life.state.is_final else None)),
        "e": _end(entry, known),
        "w": life.before.value if life.before else None,
    }
    if known is None:
        return {name: value for name, value in fields.items() if value is not None}
    return {
        name: value
        for name, value in fields.items()
        if value is not None or known.get(name) is not None
    }


def marks(record: Record | None, entry: Entry) -> dict[str, Any]:
    """Return what the ledger adds to a row: label, notes, group, pin."""
    if record is None or not record.is_about(entry.life.info):
        return {}
    values = {
        "l": record.label,
        "n": record.notes,
        "gr": record.group,
        "pin": record.pinned or None,
    }
    return {name: value for name, value in values.items() if value}


def input_cells(record: Record | None, entry: Entry) -> dict[str, Any]:
    """Return the inputs of a job as the ledger knows them, else as its server tells.

    Nothing where nobody knows.
    """
    info = entry.life.info
    inputs = None
    if record is not None and record.is_about(info):
        inputs = record.inputs
    inputs = inputs or masked(inputs_of(info))
    return {"i": cells(inputs)} if inputs else {}


def server(watch: Watch[Any]) -> ServerRow:
    """Return the record of a server: what it is called, and since when it does not answer."""
    since, error = watch.unreachable_since, watch.error
    return {
        "name": watch.client.name,
        "error": error.message.split("\n", 1)[0] if error else None,
        "since": round(since.timestamp() * 1000) if since else None,
        "next": round(watch.next_poll * 1000) if watch.next_poll and error else None,
        "has_list": watch.has_list,
    }


def is_active(fields: dict[str, Any]) -> bool:
    """Tell whether the job of a record may still change."""
    return State(fields["s"]).is_active


def _short(message: str | None) -> str | None:
    if message is None or len(message) <= MESSAGE:
        return message
    return message[: MESSAGE - 1] + "…"


def _ms(time: dt.datetime | None) -> int | None:
    return round(time.timestamp() * 1000) if time else None


def _end(entry: Entry, known: dict[str, Any] | None) -> int | None:
    """Return when the job will be done; an estimate that hardly moved is not sent again."""
    remaining = entry.ends_in
    if remaining is None:
        return None
    now = time.time()
    before = (known or {}).get("e")
    if before is not None and abs(before / 1000 - now - remaining) < max(
        1.0, JUMP * remaining
    ):
        return int(before)
    return round((now + remaining) * 1000)

"""The SQL condition for the submissions that somebody asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

_SEARCHED = (
    "job_id",
    "process_id",
    "label",
    "notes",
    "message",
    "request",
    '"group"',
)
"""Columns in which a text is looked for."""


def history_condition(
    columns: Mapping[str, str | None], text: str | None, since: dt.datetime | None
) -> tuple[str, list[str]]:
    """Return the condition and its values.

    Parameters
    ----------
    columns : mapping
        The value that a column must have; None means any.
    text : str, optional
        What one of the searched columns must contain.
    since : datetime, optional
        The earliest time of submission.
    """
    equal = {name: value for name, value in columns.items() if value is not None}
    conditions = ["submitted IS NOT NULL", *(f"{name} = ?" for name in equal)]
    values = list(equal.values())
    if since is not None:
        conditions.append("submitted >= ?")
        values.append(since.astimezone(dt.UTC).isoformat())
    if text is not None:
        contains = " OR ".join(f"{name} LIKE ? ESCAPE '\\'" for name in _SEARCHED)
        conditions.append(f"({contains})")
        values += [f"%{_escape(text)}%"] * len(_SEARCHED)
    return " AND ".join(conditions), values


def _escape(text: str) -> str:
    """Return a text in which the wildcards of LIKE stand for themselves."""
    for character in ("\\", "%", "_"):
        text = text.replace(character, f"\\{character}")
    return text

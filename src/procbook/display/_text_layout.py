"""What the texts of documents are made of: tables, pairs and paragraphs, none wider than a screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any, Final

from ._facts import count, line, trace_lines

WIDTH: Final = 100
"""Characters in a line."""
ROWS: Final = 20
"""Rows of a list that are shown."""


def first_line(paragraphs: str | None) -> str:
    """Return the first paragraph of a description as one line."""
    return line((paragraphs or "").strip().split("\n\n", 1)[0], WIDTH)


def paragraph(paragraphs: str | None) -> list[str]:
    """Return the first paragraph of a description as indented lines."""
    paragraph = line((paragraphs or "").strip().split("\n\n", 1)[0], 4 * WIDTH)
    return [f"  {text_line}" for text_line in textwrap.wrap(paragraph, WIDTH - 4)]


def last_line_of_trace(trace: Sequence[str] | str | None) -> list[str]:
    """Return the last line of a trace, where the reason stands, and how long the trace is."""
    lines = trace_lines(trace)
    if lines:
        return [f"  trace, last line of {len(lines)}: {line(lines[-1], 70)}"]
    return []


def window(rows: Sequence[tuple[str, ...]], noun: str) -> list[str]:
    """Return a heading with the number of rows, and the first of them."""
    return [
        f"  {count(len(rows), noun)}:",
        *(f"  {row}" for row in table(rows[:ROWS])),
        *more_of(len(rows), ROWS),
    ]


def more_of(total: int, displayed: int) -> list[str]:
    """Return a line that says how many rows are not shown, if any."""
    return [f"  ... and {total - displayed:,} more"] if total > displayed else []


def pairs(rows: Iterable[tuple[str, Any]]) -> list[str]:
    """Return names and values, one pair a line."""
    return [f"  {line(name, 40)}: {value}" for name, value in list(rows)[:ROWS]]


def table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return rows as columns that line up."""
    cells = [
        [line(cell, 48) for cell in row[:-1]] + [line(row[-1], WIDTH)] for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in cells]

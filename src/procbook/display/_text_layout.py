"""Parts of the texts of documents: tables, pairs and paragraphs, none wider than a screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from ._facts import count, line, trace_lines

WIDTH: Final = 100
"""Characters in a line."""
ROWS: Final = 20
"""Rows of a list that are shown."""


def first_line(paragraphs: str | None) -> str:
    """Return the first paragraph of a description as one line."""
    return line(_first_paragraph(paragraphs), WIDTH)


def paragraph(paragraphs: str | None) -> list[str]:
    """Return the first paragraph of a description as indented lines."""
    text = line(_first_paragraph(paragraphs), 4 * WIDTH)
    return [f"  {text_line}" for text_line in textwrap.wrap(text, WIDTH - 4)]


def _first_paragraph(paragraphs: str | None) -> str:
    return (paragraphs or "").strip().split("\n\n", 1)[0]


def last_line_of_trace(trace: Sequence[str] | str | None) -> list[str]:
    """Return the last line of a trace, which holds the reason, and how long the trace is."""
    lines = trace_lines(trace)
    if lines:
        return [f"  trace, last line of {len(lines)}: {line(lines[-1], 70)}"]
    return []


def window(rows: Sequence[tuple[str, ...]], noun: str) -> list[str]:
    """Return a heading with the number of rows, and the first of them."""
    lines = [f"  {count(len(rows), noun)}:"]
    lines += [f"  {row}" for row in table(rows[:ROWS])]
    return lines + more_of(len(rows), ROWS)


def more_of(total: int, displayed: int) -> list[str]:
    """Return a line that says how many rows are not shown, if any."""
    if total <= displayed:
        return []
    return [f"  ... and {total - displayed:,} more"]


def pairs(rows: Iterable[tuple[str, object]]) -> list[str]:
    """Return names and values, one pair a line."""
    first_rows = list(rows)[:ROWS]
    return [f"  {line(name, 40)}: {value}" for name, value in first_rows]


def table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return rows as columns that line up."""
    cells = []
    for row in rows:
        *leading, last = row
        leading = [line(cell, 48) for cell in leading]
        cells.append([*leading, line(last, WIDTH)])
    columns = zip(*cells, strict=True)
    widths = [max(map(len, column)) for column in columns]
    lines = []
    for row_cells in cells:
        justified = map(str.ljust, row_cells, widths)
        lines.append("  " + "  ".join(justified).rstrip())
    return lines

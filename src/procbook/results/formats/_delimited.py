"""The dialect of a text table.

Its delimiter, its first line, and whether that line names the columns.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import re

_SAMPLE_ROWS = 20
_LONGEST_NAME = 64


@dataclasses.dataclass(frozen=True)
class Dialect:
    """How to read a text table.

    Attributes
    ----------
    delimiter : str
        The character between two cells.
    skip : int
        Lines of comment before the table.
    header : bool
        Whether the first line names the columns.
    """

    delimiter: str
    skip: int = 0
    header: bool = True


def dialect_of(text: str, *, tabs: bool = False) -> Dialect:
    """Return the dialect of a text table.

    Parameters
    ----------
    text : str
        The table, or its beginning.
    tabs : bool
        Whether its media type is that of tab-separated values.
    """
    lines = text[:65536].splitlines() or [""]
    skip = _comment_lines(lines)
    line = lines[skip] if skip < len(lines) else ""
    delimiter = delimiter_of(line)
    if tabs and "\t" in line:
        delimiter = "\t"
    cells = next(csv.reader([line], delimiter=delimiter), [])
    is_data = bool(cells) and all(_is_number(cell) for cell in cells)
    return Dialect(delimiter, skip, header=not is_data)


def delimiter_of(line: str) -> str:
    """Return the delimiter that is the most frequent one in a line, outside of quotes."""
    unquoted = re.sub(r'"[^"]*"', "", line)
    return max(",;\t|", key=unquoted.count)


def _comment_lines(lines: list[str]) -> int:
    """Return the number of comment lines before the table.

    A last one like ``#id,name`` is its header.
    """
    count = 0
    while count < len(lines) and lines[count].startswith("#"):
        count += 1
    if count in (0, len(lines)):
        return 0
    delimiter = delimiter_of(lines[count])
    cells = lines[count].count(delimiter)
    is_header = cells > 0 and lines[count - 1].count(delimiter) == cells
    if is_header:
        return count - 1
    return count


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def looks_delimited(text: str, *, is_complete: bool) -> str | None:
    """Return ``"csv"`` or ``"tsv"`` for a text that is certainly a table, else None.

    Beyond doubt: at least two rows, all of the same length, and names of columns that are distinct,
    short, and not words of a sentence.

    Parameters
    ----------
    text : str
        The text, or its beginning.
    is_complete : bool
        Whether the text ends here; if not, its last line is ignored.
    """
    if not is_complete:
        text = text[: text.rfind("\n") + 1]
    dialect = dialect_of(text)
    try:
        rows = _sample(text, dialect)
    except csv.Error:
        return None
    if len(rows) < 2 or not _are_names(rows[0]):
        return None
    width = len(rows[0])
    if any(len(row) != width for row in rows):
        return None
    if dialect.delimiter == "\t":
        return "tsv"
    return "csv"


def _sample(text: str, dialect: Dialect) -> list[list[str]]:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    end = dialect.skip + _SAMPLE_ROWS
    return [row for row in itertools.islice(reader, dialect.skip, end) if row]


def _are_names(cells: list[str]) -> bool:
    """Return whether the cells of a first line can be the names of two or more columns."""
    if len(cells) < 2 or len(set(cells)) < len(cells):
        return False
    return all(
        cell and cell == cell.strip() and len(cell) <= _LONGEST_NAME for cell in cells
    )

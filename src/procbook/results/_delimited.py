"""How a text table is written: what parts its cells, where it begins, and whether its first line names the columns."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import re

_SAMPLE = 20


@dataclasses.dataclass(frozen=True)
class Dialect:
    """How to read a text table.

    Attributes
    ----------
    delimiter : str
        What stands between two cells.
    skip : int
        Lines of comment before the table.
    header : bool
        Whether the first line names the columns.
    """

    delimiter: str
    skip: int = 0
    header: bool = True


def dialect_of(text: str, *, tabs: bool = False) -> Dialect:
    """Return how a text table is written; `tabs` says that its media type is that of tab-separated values."""
    lines = text[:65536].splitlines() or [""]
    skip = _comment_lines(lines)
    line = lines[skip] if skip < len(lines) else ""
    delimiter = "\t" if tabs and "\t" in line else delimiter_of(line)
    first = next(csv.reader([line], delimiter=delimiter), [])
    return Dialect(delimiter, skip, header=not first or not all(map(_is_number, first)))


def delimiter_of(line: str) -> str:
    """Return what stands most often between the names of a first line, quoted ones left out."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(",;\t|", key=bare.count)


def _comment_lines(lines: list[str]) -> int:
    """Return how many lines of comment there are; a first line ``#id,name`` is a header and none."""
    count = next((i for i, line in enumerate(lines) if not line.startswith("#")), 0)
    if not count:
        return 0
    delimiter = delimiter_of(lines[count])
    named = lines[count - 1].count(delimiter) == lines[count].count(delimiter) > 0
    return count - 1 if named else count


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def looks_delimited(text: str, *, whole: bool) -> str | None:
    """Return ``"csv"`` or ``"tsv"`` for a text of unknown kind that is a table beyond doubt, else None.

    Beyond doubt: at least two rows, all of the same length, and names of columns that are distinct,
    short, and not words of a sentence.
    """
    if not whole:
        text = text[: text.rfind("\n") + 1]
    dialect = dialect_of(text)
    try:
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=dialect.delimiter, strict=True
        )
        rows = [
            row
            for row in itertools.islice(reader, dialect.skip, dialect.skip + _SAMPLE)
            if row
        ]
    except csv.Error:
        return None
    if (
        len(rows) < 2
        or len(rows[0]) < 2
        or any(len(row) != len(rows[0]) for row in rows)
    ):
        return None
    names = rows[0]
    if len(set(names)) < len(names) or any(
        not name or name != name.strip() or len(name) > 64 for name in names
    ):
        return None
    return "tsv" if dialect.delimiter == "\t" else "csv"

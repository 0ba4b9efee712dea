"""Text tables (CSV, TSV).

The first page is read from the first bytes alone; the complete table is read, by pyarrow where it
is installed, when somebody turns the page or sorts.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...._json import JsonValue
from ...._lazy import lazy_module
from ... import _limits
from ..._parse import charsets_of, decode_text
from ..._source import Source
from ...formats._delimited import dialect_of
from ._arrow_rows import ArrowRows
from ._list_rows import ListRows, column_types
from ._rows import PAGE, Rows

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv
else:
    pa = lazy_module("pyarrow")
    arrow_csv = lazy_module("pyarrow.csv")

_HEAD = 1024 * 1024
"""Bytes that the first page is read from."""


class TextRows:
    """A text table: the first page from the first bytes, the other rows on demand."""

    def __init__(self, source: Source, *, tabs: bool) -> None:
        self._source = source
        head = source.head(_HEAD)
        self._is_complete = len(head) < _HEAD
        text = decode_text(head, source.charset, is_complete=self._is_complete)
        if not self._is_complete:
            text = text[: text.rfind("\n") + 1] or text
        self._dialect = dialect_of(text, tabs=tabs)
        lines = list(itertools.islice(self._read_lines(text), PAGE + 1))
        if not lines:
            raise ValueError("an empty table")
        if self._dialect.header:
            self.columns = lines.pop(0)
        else:
            self.columns = [str(i) for i in range(len(lines[0]))]
        self._first_page: list[list[JsonValue]] = [*lines[:PAGE]]
        self.types = column_types(len(self.columns), self._first_page)
        self._table: Rows | None = None
        self.total = self._count()

    def _read_lines(self, text: str) -> Iterator[list[str]]:
        """Yield the lines of the table with its header, without comments and empty lines."""
        lines = io.StringIO(text, newline="")
        for _ in range(self._dialect.skip):
            lines.readline()
        reader = csv.reader(lines, delimiter=self._dialect.delimiter)
        return (row for row in reader if row)

    def _count(self) -> int | None:
        """Return the number of rows, as far as it is known without a request."""
        if self._is_complete:
            return self._read_table().total
        if not self._source.inline:
            return None
        content = self._source.content()
        # A line break in quotes would count twice; the exact number is known as soon as the
        # complete table is read.
        lines = content.count(b"\n") - self._dialect.skip
        if self._dialect.header and content.endswith(b"\n"):
            return lines - 1
        return lines

    def _read_table(self) -> Rows:
        """Return the complete table."""
        if self._table is None:
            self._table = self._read_with_arrow() or self._read_with_csv()
            self.total = self._table.total
        return self._table

    def _read_with_arrow(self) -> Rows | None:
        """Return the table as pyarrow reads it.

        The result is None where it is not installed, or reads it otherwise.
        """
        if self._is_complete or not _has_arrow():
            return None
        data = self._source.read(_limits.VIEW)
        charset = charsets_of(data, self._source.charset)[0]
        parse_options = arrow_csv.ParseOptions(
            delimiter=self._dialect.delimiter, newlines_in_values=True
        )
        read_options = arrow_csv.ReadOptions(
            encoding=charset.removesuffix("-sig"),
            skip_rows=self._dialect.skip,
            autogenerate_column_names=not self._dialect.header,
        )
        try:
            table = arrow_csv.read_csv(io.BytesIO(data), read_options, parse_options)
        except (pa.ArrowInvalid, LookupError, UnicodeDecodeError):
            # Rows of different length, or another encoding.
            return None
        # Arrow gives cells that are no UTF-8 as bytes.
        if any(pa.types.is_binary(field) for field in table.schema.types):
            return None
        return ArrowRows(table)

    def _read_with_csv(self) -> Rows:
        lines = self._read_lines(self._source.text(_limits.VIEW))
        rows: list[list[JsonValue]] = [*lines]
        return ListRows(self.columns, rows[1:] if self._dialect.header else rows)

    def page(
        self, offset: int, count: int, sort: int | None, descending: bool
    ) -> list[list[JsonValue]]:
        """Return rows from `offset` on."""
        if offset == 0 and sort is None and self._table is None:
            return self._first_page[:count]
        return self._read_table().page(offset, count, sort, descending)


def _has_arrow() -> bool:
    try:
        arrow_csv.read_csv  # noqa: B018 - imports the module
    except ImportError:
        return False
    return True

"""Tables of all formats as rows that are read in pages.

The first page of a text table is read from its first bytes alone; the whole is read, by pyarrow
where there is one, when somebody turns the page or sorts.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from ...protocol.errors import ResultError
from .. import _limits
from .._delimited import dialect_of
from .._formats import Format
from .._optional import need
from .._source import Source, charsets_of, decode_text

PAGE = 100
"""Rows of one page."""
_START = 1024 * 1024


class Rows(Protocol):
    """A table that can be read in pages."""

    columns: list[str]
    types: list[str]
    total: int | None

    def page(
        self, offset: int, count: int, sort: int | None, descending: bool
    ) -> list[list[Any]]:
        """Return rows from `offset` on, in the order of column `sort`."""


def rows_of(source: Source, format: Format) -> Rows:
    """Return the table in a source."""
    if format.name in ("csv", "tsv"):
        return TextRows(source, tabs=format.name == "tsv")
    if format.name == "parquet":
        return ParquetRows(source)
    if format.name == "feather":
        return ArrowRows(
            _arrow("pyarrow.feather").read_table(io.BytesIO(source.read(_limits.VIEW)))
        )
    records = (
        source.json(_limits.VIEW)
        if format.name == "records"
        else _json_lines(source.text(_limits.VIEW))
    )
    return ListRows(*_from_records(records))


def _arrow(module: str) -> Any:
    return need(module, extra="data", what="Parquet and Arrow files")


def _json_lines(text: str) -> list[dict[str, Any]]:
    # Not splitlines: JSON may hold U+2028 and its like as they are.
    rows = [json.loads(line) for line in text.split("\n") if line.strip()]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("not every line is an object")
    return rows


def _from_records(
    records: Sequence[dict[str, Any]],
) -> tuple[list[str], list[list[Any]]]:
    names = list(dict.fromkeys(itertools.chain.from_iterable(records)))
    return names, [[record.get(name) for name in names] for record in records]


class ListRows:
    """A table in memory, as lists."""

    def __init__(self, columns: list[str], rows: list[list[Any]]) -> None:
        self.columns = columns
        self.types = [
            type_of(row[i] if i < len(row) else None for row in rows[:PAGE])
            for i in range(len(columns))
        ]
        self.total: int | None = len(rows)
        self._rows = rows

    def page(
        self, offset: int, count: int, sort: int | None, descending: bool
    ) -> list[list[Any]]:
        """Return rows from `offset` on; empty cells come last in both directions."""
        if sort is None:
            return self._rows[offset : offset + count]
        cells = [
            (_sort_key(row[sort] if sort < len(row) else None), i)
            for i, row in enumerate(self._rows)
        ]
        there = sorted(
            ((key, i) for key, i in cells if key is not None),
            key=lambda c: c[0],
            reverse=descending,
        )
        order = [i for _, i in there] + [i for key, i in cells if key is None]
        return [self._rows[i] for i in order[offset : offset + count]]


def _sort_key(value: Any) -> tuple[int, float, str] | None:
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return (1, 0.0, str(value))
    except OverflowError:  # an integer beyond all floats
        return (0, math.inf if value > 0 else -math.inf, "")
    return (0, number, "") if not math.isnan(number) else None


def type_of(values: Iterable[Any]) -> str:
    """Return the type of a column from some of its cells: ``integer number boolean text`` or ``empty``."""
    found = {_cell_type(value) for value in values if value is not None and value != ""}
    if found == {"integer", "number"}:
        return "number"
    return found.pop() if len(found) == 1 else "text" if found else "empty"


def _cell_type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        for kind, made in (("integer", int), ("number", float)):
            try:
                made(value)
            except ValueError:
                continue
            return (
                kind
                if not (
                    value.lstrip("+-").startswith("0")
                    and value.lstrip("+-")[1:2].isdigit()
                )
                else "text"
            )
        return "text"
    return (
        "integer"
        if isinstance(value, int)
        else "number"
        if isinstance(value, float)
        else "text"
    )


class TextRows:
    """A text table: the first page from the first bytes, the rest when it is asked for."""

    def __init__(self, source: Source, *, tabs: bool) -> None:
        self._source = source
        head = source.head(_START)
        self._whole = len(head) < _START
        text = decode_text(head, source.charset, whole=self._whole)
        text = text if self._whole else text[: text.rfind("\n") + 1] or text
        self._dialect = dialect_of(text, tabs=tabs)
        start = list(itertools.islice(self._reader(text), PAGE + 1))
        if not start:
            raise ValueError("an empty table")
        self.columns = (
            start.pop(0)
            if self._dialect.header
            else [str(i) for i in range(len(start[0]))]
        )
        self._start = start[:PAGE]
        self.types = [
            type_of(row[i] if i < len(row) else None for row in self._start)
            for i in range(len(self.columns))
        ]
        self._all: Rows | None = None
        self.total = self._count()

    def _reader(self, text: str) -> Iterator[list[str]]:
        """Yield the lines of the table, its header among them, without comments and empty ones."""
        lines = io.StringIO(text, newline="")
        for _ in range(self._dialect.skip):
            lines.readline()
        return (
            row for row in csv.reader(lines, delimiter=self._dialect.delimiter) if row
        )

    def _count(self) -> int | None:
        if self._whole:
            return self.all().total
        if not self._source.inline:
            return None
        content = self._source.content()
        # A line break in quotes would count twice; the exact number is known as soon as the whole
        # is read.
        lines = content.count(b"\n") - self._dialect.skip
        return lines - (content.endswith(b"\n") if self._dialect.header else 0)

    def all(self) -> Rows:
        """Return the whole table."""
        if self._all is None:
            self._all = self._with_arrow() or self._with_csv()
            self.total = self._all.total
        return self._all

    def _with_arrow(self) -> Rows | None:
        if self._whole:
            return None
        try:
            import pyarrow as pa
            from pyarrow import csv as arrow_csv
        except ImportError:
            return None
        data = self._source.read(_limits.VIEW)
        parse = arrow_csv.ParseOptions(
            delimiter=self._dialect.delimiter, newlines_in_values=True
        )
        read = arrow_csv.ReadOptions(
            encoding=charsets_of(data, self._source.charset)[0].removesuffix("-sig"),
            skip_rows=self._dialect.skip,
            autogenerate_column_names=not self._dialect.header,
        )
        try:
            table = arrow_csv.read_csv(io.BytesIO(data), read, parse)
        except (
            pa.ArrowInvalid,
            LookupError,
            UnicodeDecodeError,
        ):  # rows of different length, another encoding
            return None
        # Arrow gives cells that are no UTF-8 as bytes.
        return (
            None
            if any(pa.types.is_binary(kind) for kind in table.schema.types)
            else ArrowRows(table)
        )

    def _with_csv(self) -> Rows:
        rows = list(self._reader(self._source.text(_limits.VIEW)))
        return ListRows(self.columns, rows[1:] if self._dialect.header else rows)

    def page(
        self, offset: int, count: int, sort: int | None, descending: bool
    ) -> list[list[Any]]:
        """Return rows from `offset` on."""
        if offset == 0 and sort is None and self._all is None:
            return self._start[:count]
        return self.all().page(offset, count, sort, descending)


class ArrowRows:
    """An Arrow table; keeps its order for the column that it was last sorted by."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self.columns = [str(name) for name in table.column_names]
        self.types = [arrow_type(field.type) for field in table.schema]
        self.total: int | None = table.num_rows
        self._order: tuple[tuple[int, bool], Any] | None = None

    def page(
        self, offset: int, count: int, sort: int | None, descending: bool
    ) -> list[list[Any]]:
        """Return rows from `offset` on."""
        if sort is None:
            part = self._table.slice(offset, count)
        else:
            part = self._table.take(self._sorted(sort, descending).slice(offset, count))
        return [
            list(row)
            for row in zip(
                *(column.to_pylist() for column in part.columns), strict=True
            )
        ]

    def _sorted(self, sort: int, descending: bool) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        if self._order is None or self._order[0] != (sort, descending):
            direction = "descending" if descending else "ascending"
            column = self._table.column(sort)
            if pa.types.is_nested(column.type):
                raise ResultError("A column of lists or objects has no order.")
            indices = pc.sort_indices(
                pa.table({"c": column}), sort_keys=[("c", direction)]
            )
            self._order = ((sort, descending), indices)
        return self._order[1]


def arrow_type(kind: Any) -> str:
    """Return an Arrow type as one of the types that the page knows."""
    import pyarrow.types as t

    checks = (
        ("integer", t.is_integer), ("number", t.is_floating), ("number", t.is_decimal), ("boolean", t.is_boolean),
        ("time", t.is_temporal),
    )  # fmt: skip
    return next((name for name, check in checks if check(kind)), "text")


class ParquetRows:
    """A Parquet file: its footer, then the row groups that a page needs."""

    def __init__(self, source: Source) -> None:
        parquet = _arrow("pyarrow.parquet")
        self._file = parquet.ParquetFile(source.path() or source.file())
        schema = self._file.schema_arrow
        self.columns = [str(name) for name in schema.names]
        self.types = [arrow_type(field.type) for field in schema]
        self.total: int | None = self._file.metadata.num_rows
        self._all: ArrowRows | None = None

    def page(
        self, offset: int, count: int, sort: int | None, descending: bool
    ) -> list[list[Any]]:
        """Return rows from `offset` on."""
        if sort is None and offset == 0 and self._all is None:
            batch = next(self._file.iter_batches(batch_size=count), None)
            return (
                [] if batch is None else [list(r.values()) for r in batch.to_pylist()]
            )
        if self._all is None:
            self._all = ArrowRows(self._file.read())
        return self._all.page(offset, count, sort, descending)

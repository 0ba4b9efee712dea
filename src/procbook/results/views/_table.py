"""Tables, one page at a time; cells are text or numbers, never formulas and never HTML."""

from __future__ import annotations

import csv
import json
import math

from ..._json import JsonObject, JsonValue
from ...display import count
from ...protocol.errors import ResultError
from .. import _limits
from .._source import Source
from ..formats._detect import Format
from ._scalar import text_view
from ._view import Model, View
from .drawing import _html
from .rows import PAGE, Rows, rows_of

COLUMNS = 200
"""Most columns that are shown."""
_MAX_CELL = 500
"""Most characters of a cell."""
_MAX_SAFE_INTEGER = 2**53
"""JavaScript keeps integers below this one exactly (``Number.MAX_SAFE_INTEGER``)."""
_STATIC_ROWS, _STATIC_COLUMNS = 10, 20


class TableViewer:
    """Shows everything that is rows and columns."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether the output is a text table, a list of records, Parquet or Feather."""
        return format.name in (
            "csv",
            "tsv",
            "records",
            "jsonlines",
            "parquet",
            "feather",
        )

    def view(self, source: Source, format: Format) -> View:
        """Return the first page; a text that is no table is shown as text."""
        try:
            return table_view(rows_of(source, format))
        except (csv.Error, ValueError, OSError) as error:
            if format.name in ("parquet", "feather"):
                raise ResultError(
                    f"This {format.name} file cannot be read: {error}"
                ) from None
            return text_view(source.text(_limits.VIEW))


def table_view(rows: Rows) -> View:
    """Return the view of a table."""
    model = TableModel(rows)
    first_page = model.ask_page()
    static_rows = [row[:_STATIC_COLUMNS] for row in first_page["rows"][:_STATIC_ROWS]]
    size = "many rows" if rows.total is None else count(rows.total, "row")
    title = f"Table, {size}, {count(len(rows.columns), 'column')}"
    static = _html.table(rows.columns[:_STATIC_COLUMNS], static_rows)
    if rows.total != len(static_rows):
        excerpt = f"the first {count(len(static_rows), 'row')}"
        static = f"<p>{_html.esc(title)}; {excerpt}.</p>{static}"
    columns = [
        {"name": _html.short(name), "type": type_name}
        for name, type_name in zip(rows.columns, rows.types, strict=True)
    ]
    data = {
        "columns": columns[:COLUMNS],
        "hidden": max(0, len(columns) - COLUMNS),
        "page_size": PAGE,
        **first_page,
    }
    return View("table", title, data, static, model=model)


class TableModel(Model):
    """A table that is read page by page."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def ask_page(
        self, offset: int = 0, sort: int | None = None, descending: bool = False
    ) -> JsonObject:
        """Return one page, cut before it is too much for one message.

        Parameters
        ----------
        offset : int
            The first row.
        sort : int, optional
            The column to sort by.
        descending : bool
            Whether the largest values come first.
        """
        rows: list[list[JsonValue]] = []
        size = 0
        for row in self.rows.page(offset, PAGE, sort, descending):
            cells = [json_cell(value) for value in row[:COLUMNS]]
            size += sum(len(c) if isinstance(c, str) else 8 for c in cells)
            if rows and size > _limits.TO_PAGE // 2:
                break
            rows.append(cells)
        return {
            "rows": rows,
            "offset": offset,
            "total": self.rows.total,
            "sort": sort,
            "descending": descending,
        }


def json_cell(value: object) -> JsonValue:
    """Return a cell as JSON that JavaScript keeps exactly.

    Large integers and all that is no scalar become text.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) < _MAX_SAFE_INTEGER:
            return value
        return str(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return str(value)
    if isinstance(value, bytes):
        return f"{_limits.human(len(value))} of bytes"
    if isinstance(value, dict | list):
        value = _json_text(value)
    return _html.short(value, _MAX_CELL)


def _json_text(value: JsonValue) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):
        return "…"

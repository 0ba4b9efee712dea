"""Tables, one page at a time; cells are text or numbers, never formulas and never HTML."""

from __future__ import annotations

import csv
import json
import math
from typing import Any

from ...display import count
from ...protocol.errors import ResultError
from .. import _limits
from .._formats import Format
from .._source import Source
from ._rows import PAGE, Rows, rows_of
from ._scalar import text_view
from ._view import Model, View
from .drawing import _html

COLUMNS = 200
"""Most columns that are shown."""
_CELL = 500
_STATIC_ROWS, _STATIC_COLUMNS = 10, 20


class TableViewer:
    """Shows everything that is rows and columns."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take text tables, lists of records, and Parquet."""
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
    first = model.ask_page()
    shown = [row[:_STATIC_COLUMNS] for row in first["rows"][:_STATIC_ROWS]]
    rows_there = "many rows" if rows.total is None else count(rows.total, "row")
    title = f"Table, {rows_there}, {count(len(rows.columns), 'column')}"
    more = (
        f"<p>{_html.esc(title)}; the first {count(len(shown), 'row')}.</p>"
        if rows.total != len(shown)
        else ""
    )
    static = more + _html.table(rows.columns[:_STATIC_COLUMNS], shown)
    columns = [
        {"name": _html.short(n), "type": t}
        for n, t in zip(rows.columns, rows.types, strict=True)
    ][:COLUMNS]
    hidden = max(0, len(rows.columns) - COLUMNS)
    return View(
        "table",
        title,
        {"columns": columns, "hidden": hidden, "page_size": PAGE, **first},
        static,
        model=model,
    )


class TableModel(Model):
    """A table that is looked at page by page."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def ask_page(
        self, offset: int = 0, sort: int | None = None, descending: bool = False
    ) -> dict[str, Any]:
        """Return one page, cut before it is too much for one message."""
        found = self.rows.page(offset, PAGE, sort, descending)
        rows: list[list[Any]] = []
        spent = 0
        for row in found:
            cells = [plain(value) for value in row[:COLUMNS]]
            spent += sum(len(c) if isinstance(c, str) else 8 for c in cells)
            if rows and spent > _limits.TO_PAGE // 2:
                break
            rows.append(cells)
        return {
            "rows": rows,
            "offset": offset,
            "total": self.rows.total,
            "sort": sort,
            "descending": descending,
        }


def plain(value: Any) -> Any:
    """Return a cell as JSON that JavaScript keeps exactly: large integers and all that is not plain become text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, bytes):
        return f"{_limits.human(len(value))} of bytes"
    if isinstance(value, dict | list):
        value = _json(value)
    text = str(value)
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):
        return "…"

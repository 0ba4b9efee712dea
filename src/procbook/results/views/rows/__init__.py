"""Tables of all formats as rows that are read in pages."""

from __future__ import annotations

import io
import json

from ...._json import JsonObject
from ... import _limits
from ..._optional import need
from ..._source import Source
from ...formats._detect import Format
from ._arrow_rows import ArrowRows, ParquetRows
from ._list_rows import ListRows
from ._rows import PAGE, Rows
from ._text_rows import TextRows

__all__ = ["PAGE", "Rows", "rows_of"]


def rows_of(source: Source, format: Format) -> Rows:
    """Return the table in a source.

    Raises
    ------
    ValueError, OSError, csv.Error
        The content is no table.
    """
    match format.name:
        case "csv" | "tsv":
            return TextRows(source, tabs=format.name == "tsv")
        case "parquet":
            need("pyarrow.parquet", extra="data", subject="Parquet and Arrow files")
            return ParquetRows(source)
        case "feather":
            feather = need(
                "pyarrow.feather", extra="data", subject="Parquet and Arrow files"
            )
            data = source.read(_limits.VIEW)
            return ArrowRows(feather.read_table(io.BytesIO(data)))
        case "records":
            return ListRows.from_records(source.json(_limits.VIEW))
        case _:
            return ListRows.from_records(_json_lines(source.text(_limits.VIEW)))


def _json_lines(text: str) -> list[JsonObject]:
    """Return the objects of a text with one in each line (https://jsonlines.org)."""
    # Not splitlines: JSON may hold U+2028 and its like unescaped (RFC 8259, section 7).
    rows = [json.loads(line) for line in text.split("\n") if line.strip()]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("not every line is an object")
    return rows

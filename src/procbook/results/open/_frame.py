"""Tables as pandas opens them, or as list of dictionaries where there is no pd."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING, Any

from ..._lazy import lazy_module
from ...protocol.errors import ResultError
from .._optional import need
from .._source import Source
from ..formats._delimited import dialect_of
from ..formats._detect import Format

if TYPE_CHECKING:
    import pandas as pd
else:
    pd = lazy_module("pandas")

_READ_ERRORS = (
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    ImportError,
    zipfile.BadZipFile,
)


def read_frame(source: Source, format: Format, **options: Any) -> pd.DataFrame:
    """Return a table as DataFrame.

    Cells that look like formulas stay text, compressed files stay compressed.
    """
    need("pandas", extra="data", subject="Tables")
    try:
        return _read(source, format.name, options)
    except ResultError:
        raise
    except _READ_ERRORS as error:
        raise ResultError(
            f"Output {source.name!r} cannot be read as a table: {error}"
        ) from None


def _read(source: Source, name: str, options: dict[str, Any]) -> pd.DataFrame:
    match name:
        case "csv" | "tsv":
            return _read_delimited(source, name, options)
        case "parquet":
            return _read_parquet(source, options)
        case "feather":
            _need_pyarrow("pyarrow")
            return pd.read_feather(source.file(), **options)
        case "excel":
            data = source.read(source.limit)
            return pd.read_excel(io.BytesIO(data), **options)
        case "jsonlines":
            text = source.text(source.limit)
            return pd.read_json(io.StringIO(text), lines=True, **options)
        case _:
            return pd.DataFrame(source.json(source.limit), **options)


def _need_pyarrow(module: str) -> Any:
    return need(module, extra="data", subject="Parquet and Arrow files")


def _read_delimited(source: Source, name: str, options: dict[str, Any]) -> pd.DataFrame:
    text = source.text(source.limit)
    dialect = dialect_of(text, tabs=name == "tsv")
    options = {
        "sep": dialect.delimiter,
        "skiprows": dialect.skip,
        "header": "infer" if dialect.header else None,
        **options,
    }
    try:
        return pd.read_csv(io.StringIO(text), **options)
    except pd.errors.ParserError as error:
        raise ResultError(
            f"Output {source.name!r} cannot be read as a table: {str(error).strip()}",
            hint=(
                'Say how, as in .open(skiprows=2) or .open(on_bad_lines="skip"), or '
                'take its rows: .open("list").'
            ),
        ) from None


def _read_parquet(source: Source, options: dict[str, Any]) -> pd.DataFrame:
    """Return a Parquet file as DataFrame, or as GeoDataFrame where it is GeoParquet."""
    parquet = _need_pyarrow("pyarrow.parquet")
    metadata = parquet.read_schema(source.file()).metadata or {}
    if b"geo" not in metadata:
        return pd.read_parquet(source.file(), **options)
    geopandas = need("geopandas", extra="geo", subject="GeoParquet files")
    return geopandas.read_parquet(source.file(), **options)


def read_rows(source: Source, format: Format) -> list[dict[str, str]]:
    """Return a text table as list of dictionaries, for ``data_type="list"`` and without pandas."""
    text = source.text(source.limit)
    dialect = dialect_of(text, tabs=format.name == "tsv")
    lines = io.StringIO(text, newline="")
    for _ in range(dialect.skip):
        lines.readline()
    rows = [row for row in csv.reader(lines, delimiter=dialect.delimiter) if row]
    width = max(map(len, rows), default=0)
    names = rows.pop(0) if rows and dialect.header else []
    names += [str(i) for i in range(len(names), width)]
    return [dict(zip(names, row, strict=False)) for row in rows]

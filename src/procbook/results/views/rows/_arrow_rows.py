"""Arrow tables, and Parquet files of which only the row groups of a page are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...._json import JsonValue
from ...._lazy import lazy_module
from ....protocol.errors import ResultError
from ..._source import Source

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import compute as arrow_compute, parquet as arrow_parquet
else:
    pa = lazy_module("pyarrow")
    arrow_compute = lazy_module("pyarrow.compute")
    arrow_parquet = lazy_module("pyarrow.parquet")


class ArrowRows:
    """An Arrow table; the order of the column that it was last sorted by is cached."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self.columns = [str(name) for name in table.column_names]
        self.types = [type_name(field.type) for field in table.schema]
        self.total: int | None = table.num_rows
        self._order_key: tuple[int, bool] | None = None
        self._order: pa.Array | None = None

    def page(
        self, offset: int, count: int, sort: int | None, descending: bool
    ) -> list[list[JsonValue]]:
        """Return rows from `offset` on."""
        if sort is None:
            part = self._table.slice(offset, count)
        else:
            order = self._order_by(sort, descending)
            part = self._table.take(order.slice(offset, count))
        columns = [column.to_pylist() for column in part.columns]
        return [list(row) for row in zip(*columns, strict=True)]

    def _order_by(self, sort: int, descending: bool) -> pa.Array:
        """Return the indices of the rows in the order of a column."""
        if self._order_key != (sort, descending):
            column = self._table.column(sort)
            if pa.types.is_nested(column.type):
                raise ResultError("A column of lists or objects has no order.")
            direction = "descending" if descending else "ascending"
            self._order = arrow_compute.sort_indices(
                pa.table({"c": column}), sort_keys=[("c", direction)]
            )
            self._order_key = (sort, descending)
        return self._order


def type_name(arrow_type: pa.DataType) -> str:
    """Return an Arrow type as one of the types that the page knows."""
    types = pa.types
    if types.is_integer(arrow_type):
        return "integer"
    if types.is_floating(arrow_type) or types.is_decimal(arrow_type):
        return "number"
    if types.is_boolean(arrow_type):
        return "boolean"
    if types.is_temporal(arrow_type):
        return "time"
    return "text"


class ParquetRows:
    """A Parquet file: its footer, then the row groups that a page needs."""

    def __init__(self, source: Source) -> None:
        self._file = arrow_parquet.ParquetFile(source.path() or source.file())
        schema = self._file.schema_arrow
        self.columns = [str(name) for name in schema.names]
        self.types = [type_name(field.type) for field in schema]
        self.total: int | None = self._file.metadata.num_rows
        self._table: ArrowRows | None = None

    def page(
        self, offset: int, count: int, sort: int | None, descending: bool
    ) -> list[list[JsonValue]]:
        """Return rows from `offset` on."""
        if self._table is None and offset == 0 and sort is None:
            return self._first_rows(count)
        if self._table is None:
            self._table = ArrowRows(self._file.read())
        return self._table.page(offset, count, sort, descending)

    def _first_rows(self, count: int) -> list[list[JsonValue]]:
        batch = next(self._file.iter_batches(batch_size=count), None)
        if batch is None:
            return []
        return [list(row.values()) for row in batch.to_pylist()]

"""Tables in memory, as lists; the type and the order of cells."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

from ...._json import JsonObject, JsonValue
from ._rows import PAGE


class ListRows:
    """A table in memory, as lists; rows may be shorter than the columns."""

    def __init__(self, columns: list[str], rows: list[list[JsonValue]]) -> None:
        self.columns = columns
        self.types = column_types(len(columns), rows[:PAGE])
        self.total: int | None = len(rows)
        self._rows = rows

    @classmethod
    def from_records(cls, records: Sequence[JsonObject]) -> ListRows:
        """Return the table of objects, with a column for each name in them."""
        names = list(dict.fromkeys(itertools.chain.from_iterable(records)))
        rows = [[record.get(name) for name in names] for record in records]
        return cls(names, rows)

    def page(
        self, offset: int, count: int, sort: int | None, descending: bool
    ) -> list[list[JsonValue]]:
        """Return rows from `offset` on; empty cells come last in both directions."""
        if sort is None:
            return self._rows[offset : offset + count]
        keys: list[tuple[_SortKey, int]] = []
        without_key = []
        for i, row in enumerate(self._rows):
            key = _sort_key(row[sort] if sort < len(row) else None)
            if key is None:
                without_key.append(i)
            else:
                keys.append((key, i))
        keys.sort(key=lambda pair: pair[0], reverse=descending)
        order = [i for _, i in keys] + without_key
        return [self._rows[i] for i in order[offset : offset + count]]


_SortKey = tuple[int, float, str]
"""Numbers before texts: 0, number, "" or 1, 0.0, text."""


def _sort_key(value: JsonValue) -> _SortKey | None:
    """Return the position of a cell among others, or None for an empty one."""
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return (1, 0.0, str(value))
    except OverflowError:  # an integer beyond all floats
        return (0, math.inf if value > 0 else -math.inf, "")
    if math.isnan(number):
        return None
    return (0, number, "")


def column_types(count: int, rows: list[list[JsonValue]]) -> list[str]:
    """Return the types of that many columns from some rows."""
    return [type_of(row[i] for row in rows if i < len(row)) for i in range(count)]


def type_of(values: Iterable[JsonValue]) -> str:
    """Return the type of a column from some of its cells.

    ``integer number boolean text`` or ``empty``.
    """
    types = {_cell_type(value) for value in values if value not in (None, "")}
    if not types:
        return "empty"
    if types == {"integer", "number"}:
        return "number"
    if len(types) == 1:
        return types.pop()
    return "text"


def _cell_type(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return _text_cell_type(value)
    return "text"


def _text_cell_type(text: str) -> str:
    """Return the type of a cell of a text table; numbers with leading zeros are codes."""
    if not _is_parsed_by(float, text):
        return "text"
    digits = text.lstrip("+-")
    if digits.startswith("0") and digits[1:2].isdigit():
        return "text"
    if _is_parsed_by(int, text):
        return "integer"
    return "number"


def _is_parsed_by(number_type: type[int | float], text: str) -> bool:
    try:
        number_type(text)
    except ValueError:
        return False
    return True

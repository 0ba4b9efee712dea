"""Inputs and outputs as cells of a table.

Numbers, truth values and short texts as they are, the rest shortened.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from ...protocol import written

Cell: TypeAlias = str | int | float | bool | None
"""What a cell of a table holds."""

SHORT = 100
"""Characters of a text in a cell."""
MOST = 40
"""Inputs or outputs of one job that become cells."""
_EXACT = 2**53
"""Integers beyond it are not exact in a page."""


def cells(values: Mapping[str, Any] | None) -> dict[str, Cell]:
    """Return inputs as cells; a value that is no scalar becomes short JSON."""
    first = list((values or {}).items())[:MOST]
    return {name: cell(value) for name, value in first}


def scalar_cells(values: Mapping[str, Any]) -> dict[str, Cell]:
    """Return only the values that are numbers, truth values or short texts.

    Of a qualified value its ``value`` counts.
    """
    scalars: dict[str, Cell] = {}
    for name, value in list(values.items())[:MOST]:
        scalar = value
        if isinstance(value, dict) and "value" in value:  # with a unit, or qualified
            scalar = value["value"]
        is_short = isinstance(scalar, str) and len(scalar) <= SHORT
        if is_short or isinstance(scalar, bool | int | float | Decimal):
            scalars[name] = cell(scalar)
    return scalars


def cell(value: Any) -> Cell:
    """Return one value as a cell."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, int):
        return value if abs(value) <= _EXACT else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    text = value if isinstance(value, str) else _as_json(value)
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _as_json(value: Any) -> str:
    try:
        return written(value, separators=(",", ":"), ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):
        return json.dumps(str(value)[:SHORT], ensure_ascii=False)


def varying(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the names whose values differ between rows, in their order.

    A value that is missing in one row differs, too.
    """
    rows = list(rows)
    names = dict.fromkeys(name for row in rows for name in row)
    missing = object()
    differing = []
    for name in names:
        first = rows[0].get(name, missing)
        if any(_differ(row.get(name, missing), first) for row in rows):
            differing.append(name)
    return differing


def _differ(
    first: object,
    second: object,
) -> bool:
    # True is 1 to Python, and not to a person who looks at a table.
    return isinstance(first, bool) != isinstance(second, bool) or first != second

"""Inputs and outputs as cells of a table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from procbook.jobs import cells, scalar_cells, varying


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (1, 1),
        (2**60, str(2**60)),
        (True, True),
        (None, None),
        (Decimal("0.5"), 0.5),
        (float("nan"), "nan"),
        ("lake", "lake"),
        ("x" * 200, "x" * 99 + "…"),
        ([1, 2], "[1,2]"),
        ({"bbox": [1, 2]}, '{"bbox":[1,2]}'),
    ],
)
def test_a_value_is_a_cell(value: Any, cell: Any) -> None:
    assert cells({"x": value}) == {"x": cell}


def test_only_scalars_of_outputs_are_cells() -> None:
    outputs = {
        "mean": 1.5,
        "area": {"value": 3, "uom": "km2"},
        "name": "lake",
        "long": "x" * 200,
        "table": [1, 2],
        "link": {"href": "https://example.org"},
    }
    assert scalar_cells(outputs) == {"mean": 1.5, "area": 3, "name": "lake"}


def test_names_that_vary() -> None:
    rows = [{"a": 1, "b": True, "c": 3}, {"a": 1, "b": 1, "d": None}]
    assert varying(rows) == ["b", "c", "d"]
    assert varying(rows[:1]) == varying([]) == []

"""What every kind of table offers: columns, their types, and pages of rows."""

from __future__ import annotations

from typing import Protocol

from ...._json import JsonValue

PAGE = 100
"""Rows of one page."""


class Rows(Protocol):
    """A table that can be read in pages.

    Attributes
    ----------
    columns : list of str
        Names of the columns.
    types : list of str
        ``integer number boolean time text`` or ``empty`` for each column.
    total : int or None
        The number of rows, as far as it is known.
    """

    columns: list[str]
    types: list[str]
    total: int | None

    def page(
        self, offset: int, count: int, sort: int | None, descending: bool
    ) -> list[list[JsonValue]]:
        """Return rows from `offset` on, in the order of column `sort`."""

"""Inputs for several jobs.

Combinations of lists and ranges, rows of a table, and the options beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Protocol

from ...protocol.errors import InputError, Mistake
from ..reuse._earlier_job import Reuse

LABEL = "label"
"""Column of a table that gives jobs their labels, unless an input is called so."""


class CheckedProcess(Protocol):
    """A process that finds mistakes in inputs."""

    def mistakes_in(self, inputs: dict[str, Any]) -> list[Mistake]:
        """Return every mistake in inputs."""


@dataclass(frozen=True)
class CallChoices:
    """What may stand beside the inputs of a call of several jobs.

    Attributes
    ----------
    check : bool
        Whether what the description alone refuses is a mistake.
    at_once : int or None
        Jobs that may be under way at the same time.
    reuse : bool or "local"
        Whether the results of an equal request are used again.
    """

    check: bool = True
    at_once: int | None = None
    reuse: Reuse = False


def take_choices(
    inputs: Mapping[str, Any],
    names: Collection[str],
) -> tuple[CallChoices, dict[str, Any]]:
    """Return options, and the inputs without them.

    An input of the name of an option is that input.
    """
    options = {field.name for field in fields(CallChoices)} - set(names)
    chosen = {name: inputs[name] for name in options if name in inputs}
    others = {name: value for name, value in inputs.items() if name not in chosen}
    return CallChoices(**chosen), others


def expand_inputs(
    process: CheckedProcess,
    inputs: Mapping[str, Any],
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the inputs of each job of a sweep, and the names of those that take several values."""
    from ...inputs import expand_sweep

    several = {
        Mistake((name,), "").pointer: _as_list(value)
        for name, value in inputs.items()
        if _varies(process, name, value)
    }
    return expand_sweep(inputs, several), [pointer.strip("/") for pointer in several]


def _varies(
    process: CheckedProcess,
    name: str,
    value: Any,
) -> bool:
    several = _as_list(value)
    is_range = isinstance(value, dict) and {"from", "to"} <= value.keys()
    if not (isinstance(several, list) or is_range):
        return False
    mistakes = process.mistakes_in({name: several})
    return any(mistake.path[:1] == (name,) for mistake in mistakes)


def _as_list(value: Any) -> Any:
    """Return a range, an array of numpy or a column of pandas as a list."""
    if isinstance(value, tuple | range):
        return list(value)
    if getattr(value, "ndim", 0) and hasattr(value, "tolist"):
        return value.tolist()
    return value


def read_rows(
    rows: Any,
    common: Mapping[str, Any],
    names: Collection[str],
) -> tuple[list[dict[str, Any]], list[str | None]]:
    """Return the inputs of each row of a table, and its label.

    Parameters
    ----------
    rows : DataFrame or iterable of mapping
        The table.
    common : mapping
        Inputs of all jobs; a row may change them.
    names : collection of str
        Inputs of the process.

    Raises
    ------
    InputError
        If there are no rows, or what is given is no table.
    """
    records = list(_records(rows))
    if not records:
        raise InputError([Mistake((), "there are no rows", "minItems")])
    with_label = LABEL not in names
    values, labels = [], []
    for number, record in enumerate(records):
        if not isinstance(record, Mapping):
            came = type(record).__name__
            message = f"row {number} is a {came}, not a dict of inputs"
            raise InputError([Mistake((), message, "type")])
        row = {str(name): _plain(value) for name, value in record.items()}
        label = row.pop(LABEL, None) if with_label else None
        labels.append(None if label is None else str(label))
        given = {name: value for name, value in row.items() if value is not None}
        values.append({**common, **given})
    return values, labels


def _records(rows: Any) -> Iterable[Any]:
    """Return the rows of a DataFrame, or of what can be iterated."""
    if hasattr(rows, "to_dict") and hasattr(rows, "columns"):
        # Column by column: rows of a frame as such would make floats of its integers.
        columns = {name: list(rows[name]) for name in rows.columns}
        lines = zip(*columns.values(), strict=True)
        return [dict(zip(columns, line, strict=True)) for line in lines]
    if isinstance(rows, Mapping | str):
        message = "should be a DataFrame or a list of dicts, one a job"
        raise InputError([Mistake((), message, "type")])
    return rows  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    """Return a cell as Python has it; None where it says that there is nothing."""
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):  # of numpy
        value = value.item()
    # NaN and NaT are not equal to themselves; pandas.NA is neither true nor false.
    try:
        is_missing = bool(value != value)  # noqa: PLR0124 - see above
    except (TypeError, ValueError):
        is_missing = type(value).__name__ == "NAType"
    return None if is_missing else value

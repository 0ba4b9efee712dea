"""Several jobs as a table: the columns that say something, as rows and as a frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .._run import Run

FIRST = ("job", "process")
TIMES = ("submitted", "created", "started", "finished")
LAST = ("status", "message", *TIMES, "took")
FIXED = (*FIRST, *LAST)
"""Columns that every table of jobs has; an input of such a name is called ``inputs.<name>``."""


def table_rows(runs: Iterable[Run[Any]]) -> list[dict[str, Any]]:
    """Return a row for each run.

    Job, process, inputs, state, times, seconds taken, and scalar outputs.
    """
    return [table_row(run) for run in runs]


def table_row(run: Run[Any]) -> dict[str, Any]:
    """Return the row of a run; outputs stand behind ``took``."""
    info = run.info
    row: dict[str, Any] = {
        "job": run.job_id or None,
        "process": run.process_id,
    }
    for name, value in run.inputs.items():
        row[input_column(name)] = value
    row["status"] = run.status
    row["message"] = run.reason
    row["submitted"] = run.submitted
    for name in ("created", "started", "finished"):
        row[name] = getattr(info, name) if info is not None else None
    row["took"] = seconds_taken(row)
    for name, value in run.outputs.items():
        column = name if name not in row else f"outputs.{name}"
        row[column] = value
    return row


def input_column(name: str) -> str:
    """Return the name of the column of an input."""
    return f"inputs.{name}" if name in FIXED else name


def seconds_taken(row: Mapping[str, Any]) -> float | None:
    """Return the seconds that a job has run."""
    begin = row["started"] or row["created"]
    end = row["finished"]
    if begin is None or end is None:
        return None
    seconds: float = (end - begin).total_seconds()
    return max(0.0, seconds)


def column_names(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the columns of a table in their order.

    Job, process, inputs, state and times, outputs.
    """
    names = dict.fromkeys(name for row in rows for name in row)
    outputs = _output_names(rows)
    inputs = [
        name
        for name in names
        if name not in FIXED and name not in outputs
    ]  # fmt: skip
    return [*FIRST, *inputs, *LAST, *outputs]


def _output_names(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the columns that stand behind the seconds taken: those of outputs."""
    outputs: dict[str, None] = {}
    for row in rows:
        names = list(row)
        position = names.index("took")
        outputs.update(dict.fromkeys(names[position + 1 :]))
    return list(outputs)


def frame_of(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Return rows as a DataFrame of pandas in which numbers are numbers and times are times.

    Integers and truth values with gaps have the types of pandas that know gaps (``Int64``,
    ``boolean``).
    """
    import pandas as pd

    columns = {}
    for name in column_names(rows):
        values = [row.get(name) for row in rows]
        series = pd.Series(values, dtype=object)
        columns[name] = _convert(series, is_time=name in TIMES)
    return pd.DataFrame(columns)


def _convert(
    series: Any,
    *,
    is_time: bool,
) -> Any:
    """Return a column with the type that all of its values have."""
    import pandas as pd

    if is_time:
        return pd.to_datetime(series, utc=True)
    present = series.dropna()
    has_gaps = len(present) < len(series)
    kinds = {type(value) for value in present}
    if kinds == {bool}:
        return series.astype("boolean" if has_gaps else "bool")
    if kinds == {int} and all(abs(value) < 2**63 for value in present):
        return series.astype("Int64" if has_gaps else "int64")
    if kinds and kinds <= {int, float}:
        return series.astype("float64")
    if kinds == {str}:
        return series.astype("str")
    return series

"""Tables side by side: their shapes, and the columns that differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._source import Source
from ..formats._detect import Format
from ..open._frame import read_frame
from ._output_comparison import Change, OutputComparison


def compare_tables(
    name: str,
    sources: Sequence[tuple[Source, Format] | None],
) -> OutputComparison:
    """Compare tables by their columns.

    Numbers by mean and range, others by the cells that differ.
    """
    frames = [None if pair is None else read_frame(*pair) for pair in sources]
    values = [
        None if frame is None else f"{frame.shape[0]} × {frame.shape[1]}"
        for frame in frames
    ]
    changes: list[Change] = []
    columns = dict.fromkeys(
        str(column) for frame in frames if frame is not None for column in frame.columns
    )
    for column in columns:
        changes += _compare_column(column, frames)
    return OutputComparison(
        name,
        "table",
        values,
        differs=bool(changes) or len(set(values)) > 1,
        changes=changes,
    )


def _compare_column(
    column: str,
    frames: Sequence[Any],
) -> list[Change]:
    series: list[Any] = [
        frame[column] if frame is not None and column in frame else None
        for frame in frames
    ]
    first = series[0]
    if first is None or any(other is None for other in series):
        present = [None if one is None else "present" for one in series]
        return [Change(column, present)]
    if all(first.equals(other) for other in series):
        return []
    if all(_is_numeric(one) for one in series):
        return [
            Change(f"{column}: {figure}", [_figure(one, figure) for one in series])
            for figure in ("mean", "min", "max")
        ]
    same_length = all(len(first) == len(other) for other in series)
    counts = [
        int((first.astype(str).values != other.astype(str).values).sum())
        if same_length
        else len(other)
        for other in series
    ]
    label = "cells that differ" if same_length else "rows"
    return [Change(f"{column}: {label}", counts)]


def _is_numeric(series: Any) -> bool:
    return getattr(series.dtype, "kind", "O") in "iuf"


def _figure(
    series: Any,
    name: str,
) -> float:
    return float(getattr(series, name)())

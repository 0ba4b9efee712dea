"""Several jobs at a glance: a heading, and the cells that a person sees, for text and for HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from .... import jobs
from ....display import _facts as facts, _text_layout as layout
from ._table import table_row

if TYPE_CHECKING:
    from .._run import Run

Cells: TypeAlias = tuple[str, ...]
_LONG_ID, _PREFIX = 16, 8
_NAMES = {
    "planned": "not sent yet",
    "unknown": "perhaps sent",
    "answered": "answered at once",
}
"""What people read for the state of a request without a job."""


def summarize(
    runs: Sequence[Run[Any]],
    name: str | None,
) -> str:
    """Return the heading: how many jobs, of what, in which states."""
    started = [run for run in runs if run.has_job]
    processes = {run.process_id for run in runs if run.process_id}
    heading = facts.count(len(started), "job")
    if len(processes) == 1:
        heading += f" of {facts.line(processes.pop(), 50)}"
    if name:
        heading += f", {facts.line(name, 50)!r}"
    states = Counter(run.status for run in started)
    counts = [f"{number:,} {state}" for state, number in states.most_common()]
    others = Counter(run.status for run in runs if not run.has_job)
    for state, number in others.items():
        counts.append(f"{number:,} {_NAMES.get(state, state)}")
    reused = sum(run.reused for run in runs)
    if reused:
        counts.append(f"{reused:,} of them used again")
    return f"{heading}: {', '.join(counts)}" if counts else heading


def text_lines(
    runs: Sequence[Run[Any]],
    name: str | None,
) -> list[str]:
    """Return jobs as lines of text: the heading, and a row for each of the first."""
    heading = summarize(runs, name)
    first = runs[: layout.ROWS]
    header, rows = display_rows(first)
    if not rows:
        return [heading]
    return [
        heading,
        *layout.table([header, *rows]),
        *layout.more_of(len(runs), len(first)),
    ]


def display_rows(runs: Sequence[Run[Any]]) -> tuple[Cells, list[Cells]]:
    """Return header and cells of what a person sees.

    Job, the inputs that vary, state, seconds, outputs, message.

    Where no input varies, all are shown.
    """
    if not runs:
        return (), []
    inputs = [jobs.cells(run.inputs) for run in runs]
    input_names = jobs.varying(inputs)
    if not input_names:
        input_names = list(dict.fromkeys(name for row in inputs for name in row))
    output_names = list(dict.fromkeys(name for run in runs for name in run.outputs))
    optional = _optional_columns(runs)
    rows = []
    for run, values in zip(runs, inputs, strict=True):
        row = [
            short_id(run.job_id) or "-",
            *(read(run) for read in optional.values()),
            *_cell_texts(values, input_names),
            run.status,
            _duration_text(run),
            *_cell_texts(run.outputs, output_names),
            "used again" if run.reused else facts.line(run.reason or "", 60),
        ]
        rows.append(tuple(row))
    before, after = ("job", *optional), ("status", "took")
    header = (*before, *input_names, *after, *output_names, "message")
    return _without_empty(header, rows)


def short_id(job_id: str) -> str:
    """Return the beginning of a long id, by which ``jobs["…"]`` finds the job, too."""
    if len(job_id) <= _LONG_ID:
        return job_id
    return f"{job_id[:_PREFIX]}…"


def _optional_columns(
    runs: Sequence[Run[Any]],
) -> dict[str, Callable[[Run[Any]], str]]:
    """Return the columns that are shown only where they tell rows apart, and how each is read."""
    columns: dict[str, Callable[[Run[Any]], str]] = {}
    if any(run.label for run in runs):
        columns["label"] = lambda run: run.label or ""
    if len({run.process_id for run in runs}) > 1:
        columns["process"] = lambda run: run.process_id or ""
    if len({run.server for run in runs if run.server}) > 1:
        columns["server"] = lambda run: facts.server_name(run.server)
    if any(run.planned is None and run.submitted for run in runs):
        columns["submitted"] = lambda run: facts.moment(run.submitted)
    return columns


def _cell_texts(
    cells: dict[str, Any],
    names: Sequence[str],
) -> list[str]:
    return [cell_text(cells[name]) if name in cells else "" for name in names]


def cell_text(cell: Any) -> str:
    """Return a cell as a person reads it."""
    if isinstance(cell, float):
        return f"{cell:.6g}"
    if isinstance(cell, str):
        return facts.line(cell, 40)
    return facts.brief(cell, 40)


def _duration_text(run: Run[Any]) -> str:
    row = table_row(run)
    begin = row["started"] or row["created"]
    return facts.took(begin, row["finished"])


def _without_empty(
    header: Cells,
    rows: list[Cells],
) -> tuple[Cells, list[Cells]]:
    """Leave out columns in which nothing stands."""
    keep = [
        number
        for number in range(len(header))
        if any(row[number] for row in rows)
    ]  # fmt: skip
    kept_header = tuple(header[number] for number in keep)
    kept_rows = [tuple(row[number] for number in keep) for row in rows]
    return kept_header, kept_rows

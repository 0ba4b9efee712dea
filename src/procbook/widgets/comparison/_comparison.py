"""Two or more jobs side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, ClassVar

from ... import display, jobs
from ..._json import JsonValue
from ...display import _facts as facts, _text_layout as layout
from ...models import JobStatus
from ...protocol.errors import ClientError
from ...results import OutputComparison, compare_results
from ..wire._records import (
    Cell,
    ComparedJobs,
    ComparedOutput,
    ComparedRun,
    ComparedValue,
)

if TYPE_CHECKING:
    from .._interfaces import WidgetJob

MOST = 10
"""Jobs that are compared at once."""
AT_ONCE = 4
"""Results that are read at the same time."""


class Comparison:
    """Two or more jobs side by side: inputs, states, times and results, differences marked.

    Attributes
    ----------
    inputs, facts : list of dict
        Name, values (one a job), and whether they differ.
    outputs : list of OutputComparison
        The outputs by name: numbers with difference and ratio, documents and tables with what
        differs, pictures and rasters with a picture of the difference.
    """

    _template: ClassVar[str] = "comparison"

    def __init__(
        self,
        runs: list[ComparedRun],
        inputs: list[ComparedValue],
        outputs: list[OutputComparison],
    ) -> None:
        self.runs = runs
        self.inputs = inputs
        self.outputs = outputs
        self.facts = [
            _compare_values(name, [run[name] for run in runs])
            for name in ("process", "version", "server", "status")
        ]
        # Times differ always: a mark would say nothing.
        moments: list[Cell] = [run["created"] for run in runs]
        seconds: list[Cell] = [run["took"] for run in runs]
        self.facts += [
            {"name": "created", "values": moments, "differs": False},
            {"name": "took", "values": seconds, "differs": False},
        ]

    def record(self) -> ComparedJobs:
        """Return what the page draws; pictures are asked for one by one."""
        return {
            "runs": self.runs,
            "inputs": self.inputs,
            "facts": self.facts,
            "outputs": [_record_of(output) for output in self.outputs],
        }

    def picture(
        self,
        output: str,
        number: int,
    ) -> bytes | None:
        """Return the picture of an output of a job, by its place; -1 for that of the difference."""
        found = next((one for one in self.outputs if one.name == output), None)
        if found is None:
            return None
        if number < 0:
            return found.difference
        return found.pictures[number] if number < len(found.pictures) else None

    @property
    def titles(self) -> list[str]:
        """A name for each job: its label, or the beginning of its id."""
        return [run["label"] or run["id"][:8] or "at once" for run in self.runs]

    @staticmethod
    def values_of(row: JsonValue) -> list[Any]:
        """Return the values of a row; in a template ``row.values`` is a method of a dict."""
        values: list[Any] = row["values"] if isinstance(row, dict) else row.values
        return values

    @staticmethod
    def summary(output: OutputComparison) -> str:
        """Return in a few words how an output differs."""
        return summarize_output(output)

    def _text_lines(self) -> list[str]:
        rows = [("", *self.titles, "")]
        for value in (*self.inputs, *self.facts):
            mark = "differs" if value["differs"] else ""
            cells = [cell_text(cell) for cell in value["values"]]
            rows.append((value["name"], *cells, mark))
        for output in self.outputs:
            cells = [cell_text(cell) for cell in output.values]
            rows.append((output.name, *cells, summarize_output(output)))
        heading = f"Comparison of {facts.count(len(self.runs), 'job')}"
        return [heading, *layout.table(rows)]

    def __repr__(self) -> str:
        return display.text(self)

    def _repr_html_(self) -> str:
        return display.html(self)


def cell_text(cell: JsonValue) -> str:
    """Return a cell as a person reads it."""
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:.6g}"
    return facts.line(cell, 40) if isinstance(cell, str) else facts.brief(cell, 40)


def summarize_output(output: OutputComparison) -> str:
    """Return in a few words how outputs differ."""
    if output.note:
        return f"cannot be compared: {output.note}"
    if not output.differs:
        return "same"
    steps = []
    pairs = list(zip(output.differences, output.ratios, strict=True))
    for difference, ratio in pairs[1:]:
        if difference is not None:
            factor = "" if ratio is None else f", × {ratio:.4g}"
            steps.append(f"{difference:+.6g}{factor}")
    if steps:
        return "; ".join(steps)
    if output.changes:
        return facts.count(len(output.changes), "difference")
    return "differs"


def compare_jobs(compared: Iterable[WidgetJob]) -> Comparison:
    """Compare jobs; the results of successful ones are read.

    Raises
    ------
    ValueError
        If there are fewer than two, or more than ten.
    """
    selected = list(compared)
    if not 2 <= len(selected) <= MOST:
        raise ValueError(f"2 to {MOST} jobs are compared at once, not {len(selected)}.")
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="procbook-compare") as pool:
        results = list(pool.map(_results_of, selected))
    inputs = [_inputs_of(job) for job in selected]
    names = dict.fromkeys(name for values in inputs for name in values)
    return Comparison(
        [_run_of(job) for job in selected],
        [_compare_values(name, [one.get(name) for one in inputs]) for name in names],
        compare_results(results),
    )


def _results_of(job: WidgetJob) -> Mapping[str, Any] | None:
    if job.info.status != JobStatus.successful:
        return None
    try:
        results: Mapping[str, Any] = job.results()
    except ClientError:  # expired
        return None
    return results


def _inputs_of(job: WidgetJob) -> dict[str, Cell]:
    sent = jobs.sent_request(job.session, job.info, job.request)
    return {} if sent is None else jobs.cells(jobs.masked(sent.request.inputs))


def _run_of(job: WidgetJob) -> ComparedRun:
    info, server = job.info, job.session
    record = jobs.get_ledger(server).get(server.server_id, job.id)
    begin = info.started or info.created
    took = (info.finished - begin).total_seconds() if begin and info.finished else None
    return {
        "id": job.id,
        "process": job.process_id,
        "version": record.process_version if record is not None else None,
        "server": server.name,
        "status": info.status.value,
        "label": record.label if record is not None else None,
        "created": facts.moment(info.created) or None,
        "took": took,
    }


def _compare_values(
    name: str,
    values: Sequence[Cell],
) -> ComparedValue:
    differs = bool(jobs.varying([{name: value} for value in values]))
    return {"name": name, "values": list(values), "differs": differs}


def _record_of(output: OutputComparison) -> ComparedOutput:
    return {
        "name": output.name,
        "kind": output.kind,
        "values": [jobs.cell(value) for value in output.values],
        "differs": output.differs,
        "differences": output.differences,
        "ratios": output.ratios,
        "changes": [
            {"path": one.path, "values": [jobs.cell(value) for value in one.values]}
            for one in output.changes
        ],
        "lines": output.lines,
        "pictures": [picture is not None for picture in output.pictures],
        "difference": output.difference is not None,
        "note": output.note,
    }

"""Documents as text: what ``repr`` and ``print`` show. At most one screen, and ASCII apart from the server's words."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import singledispatch
from typing import Any

from ..models import (
    ApiError,
    Capabilities,
    ConformanceDeclaration,
    Described,
    Document,
    InputDescription,
    JobInfo,
    JobList,
    JobResults,
    Link,
    OutputDescription,
    ProcessDescription,
    ProcessList,
    ProcessRequest,
    ProcessSummary,
    Schema,
)
from ._conformance import conformance_class
from ._facts import brief, count, default_of, limits, line, masked, moment, occurs, took, trace_lines, type_of

WIDTH = 100
ROWS = 20


def text(obj: object) -> str:
    """Return a document as readable text of at most one screen; never raises.

    Parameters
    ----------
    obj
        A document of :mod:`procbook.models`; anything else is shown by its ``str``.
    """
    try:
        lines = [*_lines(obj), *_quirks(obj)]
        return "\n".join(one if len(one) <= WIDTH else one[: WIDTH - 3].rstrip() + "..." for one in lines)
    except Exception:  # noqa: BLE001 - a repr that raises hides the very thing that somebody is looking for
        return f"<{type(obj).__name__} that cannot be shown>"


@singledispatch
def _lines(obj: object) -> list[str]:
    return [line(one, WIDTH) for one in str(obj).splitlines()[: 2 * ROWS]]


@_lines.register
def _(document: Document) -> list[str]:
    members = document.to_json()
    return [type(document).__name__, *_pairs((name, brief(value, WIDTH)) for name, value in members.items())]


@_lines.register
def _(document: Capabilities) -> list[str]:
    links = [(link.rel or "", link.href) for link in document.links]
    return [f"Service: {line(document.title or 'untitled', 80)}", *_said(document.description), *_window(links, "link")]


@_lines.register
def _(document: ConformanceDeclaration) -> list[str]:
    classes = [conformance_class(uri)[:2] for uri in document.conformsTo[: 2 * ROWS]]
    head = f"Conformance: {count(len(document.conformsTo), 'class')}"
    return [head, *_table(classes), *_more(len(document.conformsTo), len(classes))]


@_lines.register
def _(document: ProcessList) -> list[str]:
    rows = [(process.id, process.title or _first(process.description)) for process in document.processes[:ROWS]]
    head = f"ProcessList: {count(len(document.processes), 'process')}"
    return [head, *_table(rows), *_more(len(document.processes), len(rows))]


@_lines.register
def _(document: ProcessSummary) -> list[str]:
    lines = [f"Process {line(document.id, 60)}, version {line(document.version, 20)}"]
    if document.title:
        lines.append(f"  {line(document.title, WIDTH - 2)}")
    lines += _said(document.description)
    ways = ", ".join(map(str, [*(document.jobControlOptions or ()), *(document.outputTransmission or ())]))
    return [*lines, f"  Can: {ways}"] if ways else lines


@_lines.register
def _(document: ProcessDescription) -> list[str]:
    lines: list[str] = _lines.dispatch(ProcessSummary)(document)
    for title, described in (("Inputs", document.inputs), ("Outputs", document.outputs)):
        rows = [(name, _kind(one)) for name, one in list(described.items())[:ROWS]]
        lines += [f"  {title}:" if rows else f"  {title}: none", *(f"  {row}" for row in _table(rows))]
        lines += _more(len(described), len(rows))
    return lines


@_lines.register
def _(document: InputDescription) -> list[str]:
    return [f"InputDescription: {_kind(document)}", *_titled(document)]


@_lines.register
def _(document: OutputDescription) -> list[str]:
    return [f"OutputDescription: {_kind(document)}", *_titled(document)]


@_lines.register
def _(document: Schema) -> list[str]:
    schema = document.to_json()
    said = ", ".join(filter(None, [type_of(schema), limits(schema)]))
    return [f"Schema: {said}", *_pairs((name, brief(value, WIDTH)) for name, value in schema.items())]


@_lines.register
def _(document: JobList) -> list[str]:
    states = Counter(str(job.status) for job in document.jobs)
    summary = ", ".join(f"{number:,} {state}" for state, number in states.most_common())
    head = f"JobList: {count(len(document.jobs), 'job')}" + (f" ({summary})" if len(states) else "")
    rows = [_job_row(job) for job in document.jobs[:ROWS]]
    return [head, *_table(rows), *_more(len(document.jobs), len(rows))]


@_lines.register
def _(document: JobInfo) -> list[str]:
    of = f" of {line(document.processID, 50)}" if document.processID else ""
    lines = [f"Job {line(document.jobID, 60)}{of}: {_state(document)}"]
    times = [(name, moment(getattr(document, name))) for name in ("created", "started", "finished", "updated")]
    said = [("message", line(document.message, WIDTH))] if document.message else []
    took_ = took(document.started or document.created, document.finished)
    lines += _pairs([*said, *((name, when) for name, when in times if when), *([("took", took_)] if took_ else [])])
    return [*lines, *_trace(document.traceback)]


@_lines.register
def _(document: JobResults) -> list[str]:
    rows = [(name, brief(value, WIDTH)) for name, value in list(document.items())[:ROWS]]
    return [f"JobResults: {count(len(document), 'output')}", *_pairs(rows), *_more(len(document), len(rows))]


@_lines.register
def _(document: ProcessRequest) -> list[str]:
    rows = [(name, brief(masked(name, value), WIDTH)) for name, value in list(document.inputs.items())[:ROWS]]
    lines = ["ProcessRequest", *(f"  {row}" for row in _pairs(rows)), *_more(len(document.inputs), len(rows))]
    lines[1:1] = ["  inputs:" if rows else "  inputs: none"]
    if document.outputs is not None:
        lines.append(f"  outputs: {line(', '.join(document.outputs), 80)}")
    return [*lines, f"  response: {document.response}"] if document.response else lines


@_lines.register
def _(document: ApiError) -> list[str]:
    status = f" (HTTP {document.status})" if document.status else ""
    lines = [f"Problem: {line(document.title or 'no title', 80)}{status}", *_said(document.detail)]
    kind = [f"  type: {line(document.type, 90)}"] if document.type != "about:blank" else []
    return [*lines, *kind, *_trace(document.traceback)]


@_lines.register
def _(document: Link) -> list[str]:
    about = ", ".join(filter(None, [document.title, document.type]))
    rel = f" {line(document.rel, 60)}" if document.rel else ""
    return [f"Link{rel} -> {line(document.href, 90)}", *([f"  {line(about, 90)}"] if about else [])]


# -- parts


def _kind(described: Described) -> str:
    document = described.to_json()
    schema = document.get("schema")
    needed = occurs(document) if isinstance(described, InputDescription) else ""
    default = default_of(document)
    return ", ".join(filter(None, [type_of(schema), limits(schema), default and f"default {default}", needed]))


def _job_row(job: JobInfo) -> tuple[str, ...]:
    return (
        job.jobID,
        job.processID or "-",
        _state(job),
        moment(job.created or job.started),
        line(job.message or "", 60),
    )


def _state(job: JobInfo) -> str:
    return str(job.status) + (f", {job.progress} %" if job.progress is not None and not job.status.is_final else "")


def _titled(described: Described) -> list[str]:
    return [*([f"  {line(described.title, 90)}"] if described.title else []), *_said(described.description)]


def _first(paragraphs: str | None) -> str:
    return line((paragraphs or "").strip().split("\n\n", 1)[0], WIDTH)


def _said(paragraphs: str | None) -> list[str]:
    paragraph = line((paragraphs or "").strip().split("\n\n", 1)[0], 4 * WIDTH)
    return [f"  {one}" for one in textwrap.wrap(paragraph, WIDTH - 4)]


def _trace(trace: Sequence[str] | str | None) -> list[str]:
    lines = trace_lines(trace)
    return [f"  trace, last line of {len(lines)}: {line(lines[-1], 70)}"] if lines else []


def _quirks(obj: object) -> list[str]:
    codes = list(dict.fromkeys(quirk.code for quirk in getattr(obj, "quirks", ())))
    return [f"  (mended on reading: {line(', '.join(codes), 60)}; see .quirks)"] if codes else []


def _window(rows: Sequence[tuple[str, ...]], noun: str) -> list[str]:
    return [f"  {count(len(rows), noun)}:", *(f"  {row}" for row in _table(rows[:ROWS])), *_more(len(rows), ROWS)]


def _more(of: int, shown: int) -> list[str]:
    return [f"  ... and {of - shown:,} more"] if of > shown else []


def _pairs(rows: Iterable[tuple[str, Any]]) -> list[str]:
    return [f"  {line(name, 40)}: {value}" for name, value in list(rows)[:ROWS]]


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    cells = [[line(cell, 48) for cell in row[:-1]] + [line(row[-1], WIDTH)] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in cells]

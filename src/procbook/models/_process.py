"""Processes as a server lists and describes them (OGC 18-062r2, sections 7.9, 7.10 and 8)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ..display import _facts as facts, _text_layout as layout
from ..display._sentences import ways
from ._document import Document
from ._link import Described, Link
from ._schema import Schema


class JobControlOptions(StrEnum):
    """How a process can be run and whether its jobs can be dismissed (section 7.10)."""

    sync_execute = "sync-execute"
    async_execute = "async-execute"
    dismiss = "dismiss"


class TransmissionMode(StrEnum):
    """Whether an output comes inline or as a link (section 7.10)."""

    value = "value"
    reference = "reference"


class InputDescription(Described):
    """One input of a process (section 8, ``inputDescription.yaml``).

    Attributes
    ----------
    schema_ : Schema
        JSON Schema of one value; ``schema`` in the document.
    minOccurs : int or None
        How many values are needed at least; 0 makes the input optional. A missing member means 1.
    maxOccurs : int, "unbounded" or None
        How many values are allowed; above 1 the input is sent as an array. A missing member means
        1.
    """

    schema_: Schema = Field(alias="schema")
    minOccurs: int | None = Field(default=None, ge=0)
    maxOccurs: Annotated[int, Field(ge=1)] | Literal["unbounded"] | None = None

    def _text_lines(self) -> list[str]:
        return [f"InputDescription: {self._summary()}", *self._title_lines()]

    def _occurrences(self) -> str:
        return facts.occurs(self.to_json())


class OutputDescription(Described):
    """One output of a process (section 8, ``outputDescription.yaml``)."""

    schema_: Schema = Field(alias="schema")

    def _text_lines(self) -> list[str]:
        return [f"OutputDescription: {self._summary()}", *self._title_lines()]


class ProcessSummary(Described):
    """One row of the process list (section 7.9, ``processSummary.yaml``).

    Attributes
    ----------
    id : str
        Id of the process on its server.
    version : str
        Its version; empty when the server, against the standard, states none.
    """

    _template: ClassVar[str] = "process"

    id: str = Field(min_length=1)
    version: str
    jobControlOptions: list[JobControlOptions] | None = None
    outputTransmission: list[TransmissionMode] | None = None
    links: list[Link] | None = None

    def _text_lines(self) -> list[str]:
        lines = [
            f"Process {facts.line(self.id, 60)}, version {facts.line(self.version, 20)}"
        ]
        if self.title:
            lines.append(f"  {facts.line(self.title, layout.WIDTH - 2)}")
        lines += layout.paragraph(self.description)
        sentences = ways(self.jobControlOptions or (), self.outputTransmission or ())
        return [*lines, f"  {sentences}"] if sentences else lines


class ProcessList(Document):
    """The processes of a server (section 7.9, ``processList.yaml``)."""

    _template: ClassVar[str] = "process_list"

    processes: list[ProcessSummary]
    links: list[Link]

    def _text_lines(self) -> list[str]:
        rows = [
            (process.id, process.title or layout.first_line(process.description))
            for process in self.processes[: layout.ROWS]
        ]
        head = f"ProcessList: {facts.count(len(self.processes), 'process')}"
        return [
            head,
            *layout.table(rows),
            *layout.more_of(len(self.processes), len(rows)),
        ]


class ProcessDescription(ProcessSummary):
    """A process with its inputs and outputs by id (section 7.10, ``process.yaml``)."""

    _template: ClassVar[str] = "process"

    inputs: dict[str, InputDescription] = Field(default_factory=dict)
    outputs: dict[str, OutputDescription] = Field(default_factory=dict)

    def _text_lines(self) -> list[str]:
        lines = super()._text_lines()
        lines += _description_lines("Inputs", self.inputs)
        lines += _description_lines("Outputs", self.outputs)
        return lines


def _description_lines(title: str, descriptions: Mapping[str, Described]) -> list[str]:
    """Return a heading and one line for each input or output."""
    first = list(descriptions.items())[: layout.ROWS]
    # Of the base.
    rows = [(name, description._summary()) for name, description in first]  # noqa: SLF001
    return [
        f"  {title}:" if rows else f"  {title}: none",
        *(f"  {row}" for row in layout.table(rows)),
        *layout.more_of(len(descriptions), len(rows)),
    ]

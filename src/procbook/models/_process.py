"""Processes as a server lists and describes them (OGC 18-062r2, sections 7.9, 7.10 and 8)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

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
        How many values are allowed; above 1 the input is sent as an array. A missing member means 1.
    """

    schema_: Schema = Field(alias="schema")
    minOccurs: int | None = Field(default=None, ge=0)
    maxOccurs: Annotated[int, Field(ge=1)] | Literal["unbounded"] | None = None


class OutputDescription(Described):
    """One output of a process (section 8, ``outputDescription.yaml``)."""

    schema_: Schema = Field(alias="schema")


class ProcessSummary(Described):
    """One row of the process list (section 7.9, ``processSummary.yaml``).

    Attributes
    ----------
    id : str
        Id of the process on its server.
    version : str
        Its version; empty when the server, against the standard, tells none.
    """

    id: str = Field(min_length=1)
    version: str
    jobControlOptions: list[JobControlOptions] | None = None
    outputTransmission: list[TransmissionMode] | None = None
    links: list[Link] | None = None


class ProcessList(Document):
    """The processes of a server (section 7.9, ``processList.yaml``)."""

    processes: list[ProcessSummary]
    links: list[Link]


class ProcessDescription(ProcessSummary):
    """A process with its inputs and outputs by id (section 7.10, ``process.yaml``)."""

    inputs: dict[str, InputDescription] = Field(default_factory=dict)
    outputs: dict[str, OutputDescription] = Field(default_factory=dict)

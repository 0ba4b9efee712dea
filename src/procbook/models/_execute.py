"""The execute request and the values in it (OGC 18-062r2, section 7.11, ``execute.yaml``)."""

from __future__ import annotations

import warnings
from enum import StrEnum
from typing import Any, ClassVar, Final

from pydantic import Field, ValidationInfo, model_validator

from .._json import JsonValue
from ..display import _facts as facts, _text_layout as layout
from ._document import Document, brief_members, is_reading
from ._link import Format
from ._process import TransmissionMode


class ResponseType(StrEnum):
    """Whether results come as raw bytes or in one document (section 7.11.2.4, gone in 2.0)."""

    raw = "raw"
    document = "document"


class CRS(StrEnum):
    """Coordinate reference systems that 1.0 names for bounding boxes."""

    CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    CRS84H = "http://www.opengis.net/def/crs/OGC/0/CRS84h"


class Bbox(Document):
    """A bounding box.

    4 or 6 numbers, lower corner first, in the axis order of ``crs`` (``bbox.yaml``).
    """

    bbox: list[float] = Field(min_length=4, max_length=6)
    crs: CRS | str = CRS.CRS84


class QualifiedValue(Format):
    """A value with its media type, encoding or schema (``qualifiedInputValue.yaml``)."""

    value: Any


class Output(Document):
    """The requested form of one output (``output.yaml``)."""

    format: Format | None = None
    transmissionMode: TransmissionMode | None = None


class Subscriber(Document):
    """Where the server posts when a job goes on or ends (section 12, ``subscriber.yaml``)."""

    successUri: str | None = None
    inProgressUri: str | None = None
    failedUri: str | None = None


class ProcessRequest(Document):
    """The request that runs a process (section 7.11, ``execute.yaml``).

    Inputs written at the top level, as people do - ``ProcessRequest(duration=2)`` - are moved under
    ``inputs`` and a warning says so.

    Attributes
    ----------
    inputs : dict
        Values by input id; optional inputs that are left out are not sent.
    outputs : dict or None
        The outputs that are wanted, by id; None asks for all of them.
    response : "raw", "document" or None
        Form of the answer; None leaves it to the server (1.0 says raw).
    subscriber : Subscriber or None
        Callback addresses.
    """

    _template: ClassVar[str] = "request"

    inputs: dict[str, Any] = Field(default_factory=dict)
    outputs: dict[str, Output] | None = None
    response: ResponseType | None = None
    subscriber: Subscriber | None = None

    @model_validator(mode="before")
    @classmethod
    def _inputs_from_the_top_level(
        cls, data: JsonValue, info: ValidationInfo
    ) -> JsonValue:
        if not isinstance(data, dict) or (is_reading(info) and "inputs" in data):
            return data
        stray = {
            k: v
            for k, v in data.items()
            if k not in _MEMBERS and not k.startswith("x-")
        }
        if not stray:
            return data
        if is_reading(info):
            raise ValueError("inputs at the top level")
        names = ", ".join(stray)
        warnings.warn(
            (
                f"Inputs belong under 'inputs': moved {names} there. Write "
                "ProcessRequest(inputs={...})."
            ),
            UserWarning,
            stacklevel=3,
        )
        members = {k: v for k, v in data.items() if k not in stray}
        return {**members, "inputs": {**stray, **(members.get("inputs") or {})}}

    def _text_lines(self) -> list[str]:
        first = list(self.inputs.items())[: layout.ROWS]
        masked = {name: facts.mask(name, value) for name, value in first}
        lines = [
            "ProcessRequest",
            "  inputs:" if masked else "  inputs: none",
        ]
        lines += [f"  {row}" for row in layout.pairs(brief_members(masked))]
        lines += layout.more_of(len(self.inputs), len(masked))
        if self.outputs is not None:
            lines.append(f"  outputs: {facts.line(', '.join(self.outputs), 80)}")
        if self.response:
            lines.append(f"  response: {self.response}")
        return lines


# ``process`` is of 2.0; ``mode`` of drafts before 1.0; the others are of saved request files.
_MEMBERS: Final = frozenset(ProcessRequest.model_fields) | {
    "process",
    "mode",
    "process_id",
    "dotpath",
}

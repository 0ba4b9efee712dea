"""The choice of a process, and of inputs, for a run that shows how a server handles jobs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ._finding import ExaminedServer

if TYPE_CHECKING:
    from ..models import InputDescription, ProcessDescription

_HARMLESS = re.compile(r"echo|hello|prime|demo|test|sleep|nap", re.IGNORECASE)
_SLOW = re.compile("sleep|nap")
_SAMPLES = {"string": "procbook", "integer": 1, "number": 1.0, "boolean": False}


def choose_run(
    server: ExaminedServer,
) -> tuple[ProcessDescription, dict[str, Any]] | None:
    """Return a process that can be run and its inputs: the one asked for, or a harmless one."""
    for description in _candidates(server):
        inputs = {
            name: _sample(input_description)
            for name, input_description in description.inputs.items()
            if _is_required(input_description)
        }
        if None not in inputs.values():
            return description, inputs
    return None


def _candidates(server: ExaminedServer) -> list[ProcessDescription]:
    descriptions = server.descriptions
    if server.process_id:
        return [each for each in descriptions if each.id == server.process_id]
    harmless = [each for each in descriptions if _HARMLESS.search(each.id)]
    return sorted(harmless, key=lambda each: bool(_SLOW.search(each.id)))


def _is_required(description: InputDescription) -> bool:
    return description.minOccurs != 0 and description.schema_.default is None


def _sample(description: InputDescription) -> object:
    """Return a value that the schema of an input allows; None if none can be guessed."""
    schema = description.schema_
    if schema.enum:
        return schema.enum[0]
    if schema.minimum is not None:
        return schema.minimum
    if schema.example is not None:
        return schema.example
    return _SAMPLES.get(str(schema.type))

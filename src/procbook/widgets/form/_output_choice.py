"""The outputs of a process as the form offers them, and how a request asks for some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...display import markdown
from ...models import Format, Output, OutputDescription, ProcessDescription
from ..wire._records import ChosenOutput, FormOutput

_HELP_LENGTH: Final = 2_000
"""Characters of a description that are shown."""
_BRANCHES: Final = ("oneOf", "anyOf", "allOf")


def offered_outputs(description: ProcessDescription) -> list[FormOutput]:
    """Return the outputs of a process with the formats and transmission modes of each."""
    modes = [str(mode) for mode in description.outputTransmission or ()]
    return [
        {
            "name": name,
            "label": output.title or name,
            "help": markdown((output.description or "")[:_HELP_LENGTH]),
            "formats": _media_types(output),
            "modes": modes if len(modes) > 1 else [],
        }
        for name, output in description.outputs.items()
    ]


def requested_outputs(
    chosen: Mapping[str, ChosenOutput] | None,
) -> dict[str, Output] | None:
    """Return the member ``outputs`` of a request (OGC 18-062r2, section 7.11).

    None asks for all outputs, as the server sends them.
    """
    if chosen is None:
        return None
    return {name: _requested(choice) for name, choice in chosen.items()}


def _requested(choice: ChosenOutput) -> Output:
    members: dict[str, Any] = {}
    if choice.get("format"):
        members["format"] = Format(mediaType=choice["format"])
    if choice.get("mode"):
        members["transmissionMode"] = choice["mode"]
    return Output(**members)


def _media_types(output: OutputDescription) -> list[str]:
    """Return the media types that the schema of an output names, each once."""
    return list(dict.fromkeys(_media_types_in(output.schema_.to_json())))


def _media_types_in(schema: object) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    media_type = schema.get("contentMediaType")
    if isinstance(media_type, str):
        yield media_type
    for keyword in _BRANCHES:
        branches = schema.get(keyword)
        for branch in branches if isinstance(branches, list) else ():
            yield from _media_types_in(branch)

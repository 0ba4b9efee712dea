"""A request from what was typed, from a file and from what the process says about its inputs."""

from __future__ import annotations

import difflib
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ._failure import UserError
from ._values import read_text, values_of

if TYPE_CHECKING:
    from ..client import Client
    from ..models import ProcessDescription, ProcessRequest

_EVENTS = {"success": "successUri", "progress": "inProgressUri", "failed": "failedUri"}


@dataclass
class Words:
    """What was typed for a request.

    Attributes
    ----------
    process_id : str or None
        The process; else the request file names it.
    inputs : list of str
        ``NAME=VALUE`` words, stronger than the file.
    file : str or None
        Request file; ``"-"`` for standard input.
    base : dict
        Inputs to start from.
    """

    process_id: str | None
    inputs: list[str]
    file: str | None = None
    base: dict[str, Any] = field(default_factory=dict)
    prompt: bool = False
    subscribers: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)


def ready_request(
    client: Client, words: Words, *, check: bool = True
) -> tuple[str, ProcessRequest]:
    """Return process and request, inputs encoded as the standard wants them (section 7.11).

    Raises
    ------
    InputError
        Every mistake in the inputs; without `check` only what cannot be sent at all.
    UserError
        What was typed makes no sense.
    """
    from ..inputs import plan, validate
    from ..models import ProcessRequest
    from ..protocol.errors import InputError

    named, saved = _from_file(words.file) if words.file else (None, ProcessRequest())
    process_id = words.process_id or named
    if not process_id:
        raise UserError("Which process? Give its id, or a request file that names it.")
    description: ProcessDescription = client.get_process(process_id)
    form = plan(description)
    values = values_of(form, words.inputs, {**words.base, **saved.inputs})
    if words.prompt:
        from ._prompt import ask_inputs

        values = ask_inputs(form, values)
    inputs = request_inputs(description, values)
    mistakes = [m for m in validate(form, inputs) if check or m.severity == "hard"]
    if mistakes:
        raise InputError(mistakes, process_id=process_id)
    outputs = _outputs(words.outputs, description if check else None)
    changes: dict[str, Any] = {
        "inputs": inputs,
        **_subscriber(words.subscribers),
        **outputs,
    }
    return process_id, ProcessRequest.model_validate({**saved.to_json(), **changes})


def changed_inputs(
    client: Client, process_id: str, typed: list[str], before: dict[str, Any]
) -> dict[str, Any]:
    """Return the inputs that words change of a request, encoded.

    Raises
    ------
    InputError
        Every mistake in these; what was sent before has been taken by the server, and its secrets
        were not kept.
    """
    from ..inputs import plan, validate
    from ..protocol.errors import InputError

    description = client.get_process(process_id)
    form = plan(description)
    values = values_of(form, typed, before)
    inputs = request_inputs(description, values)
    changed = {
        name: value
        for name, value in inputs.items()
        if name not in before or values[name] != before[name]
    }
    mistakes = [
        mistake
        for mistake in validate(form, inputs)
        if mistake.path[:1] and mistake.path[0] in changed
    ]
    if mistakes:
        raise InputError(mistakes, process_id=process_id)
    return changed


def request_inputs(description: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Return inputs as they are sent: values encoded, links and qualified values as they were written."""
    from ..inputs import encode

    plain = {
        name: value for name, value in values.items() if not _in_request_form(value)
    }
    return {
        name: value
        for name, value in {**values, **encode(description, plain)}.items()
        if name in values
    }


def _in_request_form(value: Any) -> bool:
    if isinstance(value, list):
        return any(_in_request_form(item) for item in value)
    return isinstance(value, dict) and bool(value.keys() & {"href", "value"})


def _from_file(path: str) -> tuple[str | None, ProcessRequest]:
    from ..inputs import parse_request

    return parse_request(sys.stdin.read() if path == "-" else read_text(path))


def _subscriber(words: list[str]) -> dict[str, Any]:
    found: dict[str, str] = {}
    for word in words:
        event, _, url = word.partition("=")
        if event not in _EVENTS or not url:
            raise UserError(
                f"{word!r} is no callback: success=URL, progress=URL or failed=URL is needed."
            )
        found[_EVENTS[event]] = url
    return {"subscriber": found} if found else {}


def _outputs(
    names: list[str], description: ProcessDescription | None
) -> dict[str, Any]:
    known = list(description.outputs) if description is not None else []
    for name in names:
        if known and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = (
                f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
            )
            raise UserError(f"{name!r} is no output of this process; {hint}")
    return {"outputs": {name: {} for name in names}} if names else {}

"""A request from the arguments of a command, a request file and the description of the process."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..inputs import Plan, encode, parse_request, plan, validate
from ..models import ProcessDescription, ProcessRequest
from ..protocol.errors import InputError
from ._failure import UserError
from ._prompt import ask_inputs
from ._values import read_text, values_of

if TYPE_CHECKING:
    from ..client import Client

_EVENTS = {"success": "successUri", "progress": "inProgressUri", "failed": "failedUri"}


@dataclass
class RequestArguments:
    """The arguments of a command that make a request.

    Attributes
    ----------
    process_id : str or None
        The process; else the request file names it.
    inputs : list of str
        ``NAME=VALUE`` arguments; they override those of the file.
    file : str or None
        Request file; ``"-"`` for standard input.
    base : dict
        Inputs to start from.
    prompt : bool
        Whether to ask for the inputs that are missing.
    subscribers : list of str
        ``EVENT=URL`` arguments.
    outputs : list of str
        The outputs to ask for; all if there are none.
    """

    process_id: str | None
    inputs: list[str]
    file: str | None = None
    base: dict[str, Any] = field(default_factory=dict)
    prompt: bool = False
    subscribers: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)


def prepare_request(
    client: Client, arguments: RequestArguments, *, check: bool = True
) -> tuple[str, ProcessRequest]:
    """Return process and request, inputs encoded as the standard wants them (section 7.11).

    Raises
    ------
    InputError
        Every mistake in the inputs; without `check` only what cannot be sent at all.
    UserError
        An argument that makes no sense.
    """
    file_process_id, request = _read_request_file(arguments.file)
    process_id = arguments.process_id or file_process_id
    if not process_id:
        raise UserError("Which process? Give its id, or a request file that names it.")
    description = client.get_process(process_id)
    form = plan(description)
    base = {**arguments.base, **request.inputs}
    values = values_of(form, arguments.inputs, base)
    if arguments.prompt:
        values = ask_inputs(form, values)
    inputs = request_inputs(form, values)
    mistakes = [m for m in validate(form, inputs) if check or m.severity == "hard"]
    if mistakes:
        raise InputError(mistakes, process_id=process_id)
    if check:
        _check_outputs(arguments.outputs, description)
    document = {**request.to_json(), "inputs": inputs}
    if arguments.subscribers:
        document["subscriber"] = _subscriber(arguments.subscribers)
    if arguments.outputs:
        document["outputs"] = {name: {} for name in arguments.outputs}
    return process_id, ProcessRequest.model_validate(document)


def read_changes(
    client: Client,
    process_id: str,
    arguments: list[str],
    earlier_inputs: dict[str, Any],
) -> dict[str, Any]:
    """Return the inputs that differ from those of an earlier request, encoded.

    Raises
    ------
    InputError
        Every mistake in these. The others are not checked: the server accepted them, and secret
        ones were not kept.
    """
    description = client.get_process(process_id)
    form = plan(description)
    values = values_of(form, arguments, earlier_inputs)
    inputs = request_inputs(form, values)
    changes = {
        name: value
        for name, value in inputs.items()
        if name not in earlier_inputs or values[name] != earlier_inputs[name]
    }
    mistakes = [
        mistake
        for mistake in validate(form, inputs)
        if mistake.path and mistake.path[0] in changes
    ]
    if mistakes:
        raise InputError(mistakes, process_id=process_id)
    return changes


def request_inputs(form: Plan, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return inputs as they are sent: values encoded, links and qualified values unchanged."""
    to_encode = {
        name: value for name, value in values.items() if not _is_request_form(value)
    }
    inputs = {**values, **encode(form, to_encode)}
    return {name: value for name, value in inputs.items() if name in values}


def _is_request_form(value: object) -> bool:
    """Return whether a value is a link or a qualified value, or a list that holds one."""
    if isinstance(value, list):
        return any(_is_request_form(item) for item in value)
    return isinstance(value, dict) and bool(value.keys() & {"href", "value"})


def _read_request_file(path: str | None) -> tuple[str | None, ProcessRequest]:
    if path is None or path == "":
        return None, ProcessRequest()
    return parse_request(sys.stdin.read() if path == "-" else read_text(path))


def _subscriber(arguments: list[str]) -> dict[str, str]:
    subscriber: dict[str, str] = {}
    for argument in arguments:
        event, _, url = argument.partition("=")
        if event not in _EVENTS or not url:
            forms = "success=URL, progress=URL or failed=URL"
            raise UserError(f"{argument!r} is no callback: {forms} is needed.")
        subscriber[_EVENTS[event]] = url
    return subscriber


def _check_outputs(names: list[str], description: ProcessDescription) -> None:
    outputs = list(description.outputs)
    for name in names:
        if outputs and name not in outputs:
            similar = difflib.get_close_matches(name, outputs, n=1)
            hint = f"there are {', '.join(outputs)}."
            if similar:
                hint = f"did you mean {similar[0]}?"
            raise UserError(f"{name!r} is no output of this process; {hint}")

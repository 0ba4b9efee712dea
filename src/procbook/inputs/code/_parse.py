"""Text in any of the languages that requests are written in -> request."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

from ..._json import JsonObject, JsonValue
from ...models import ProcessRequest
from ...protocol.errors import InputError, Mistake
from ..values._exact_json import loads
from ._python_source import request_in
from ._shell_words import split

_MEMBERS: Final = ("inputs", "outputs", "response", "subscriber")
_COMMANDS: Final = frozenset(
    {"execute-process", "ep", "create-request", "cr", "validate-request", "vr"}
)
_EVENTS: Final = {
    "success": "successUri",
    "progress": "inProgressUri",
    "failed": "failedUri",
}
_DATA: Final = ("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json")
_VALUED: Final = {
    **dict.fromkeys(("-i", "--input"), "input"),
    **dict.fromkeys(("-s", "--subscriber"), "subscriber"),
    **dict.fromkeys(("-o", "--output"), "output"),
    **dict.fromkeys(
        (
            "-r",
            "--request",
            "-c",
            "--config",
            "-f",
            "--format",
            "--save",
            "--timeout",
            "--profile",
        ),
        "",
    ),
    "--api-url": "",
}
_FENCE: Final = re.compile(r"^\s*```\w*\n(.*?)\n?```\s*$", re.DOTALL)


def parse_request(text: str) -> tuple[str | None, ProcessRequest]:
    """Read a request from whatever was pasted.

    Parameters
    ----------
    text : str
        A Python dict or call, JSON, YAML, a request file of this package or of cuiman
        (``process_id``, ``inputs``, ``outputs``, ``subscriber``, ``response``, ``dotpath``), a
        command line of either, or a curl command. Nothing in it is run, and no file that it names
        is read.

    Returns
    -------
    tuple of (str or None, ProcessRequest)
        Id of the process where the text tells it, and the request. Numbers are exact: a decimal
        that no float holds is a :class:`~decimal.Decimal`.

    Raises
    ------
    InputError
        If it is none of these.
    """
    fenced = _FENCE.match(text)
    text = (fenced.group(1) if fenced else text).strip().removeprefix("\ufeff")
    for read in (_json, _command, request_in, _yaml):
        document = read(text)
        if document is not None:
            return _request(*document)
    raise InputError(
        [
            Mistake(
                (),
                "is no request: expected Python, JSON, YAML, a command line or curl",
                "type",
            )
        ]
    )


def _json(text: str) -> tuple[str | None, JsonObject] | None:
    if not text.startswith("{"):
        return None
    try:
        return None, loads(text)
    except (ValueError, RecursionError):
        return None


def _yaml(text: str) -> tuple[str | None, JsonObject] | None:
    import yaml

    from ._yaml import load_yaml

    try:
        document = load_yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return (None, _texts(document)) if isinstance(document, dict) else None


def _texts(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {str(key): _texts(item) for key, item in value.items()}
    return [_texts(item) for item in value] if isinstance(value, list) else value


def _command(text: str) -> tuple[str | None, JsonObject] | None:
    try:
        arguments, stdin = split(text.lstrip("$!%> "))
    except ValueError:
        return None
    index = next(
        (n for n, argument in enumerate(arguments[:8]) if argument in _COMMANDS), None
    )
    if arguments and re.fullmatch(r"(.*[\\/])?curl(\.exe)?", arguments[0]):
        return _curl(arguments[1:], stdin)
    if index is not None and ":" not in arguments[0]:
        return _cli(arguments[index + 1 :], stdin)
    return None


def _cli(arguments: list[str], stdin: str | None) -> tuple[str | None, JsonObject]:
    process_id: str | None = None
    dotpath = False
    document: JsonObject = dict(loads(stdin)) if stdin else {}
    inputs: JsonObject = {}
    remaining = iter(arguments)
    for argument in remaining:
        option, equals, value = (
            argument.partition("=") if argument.startswith("--") else (argument, "", "")
        )
        if option in _VALUED:
            _option(
                _VALUED[option],
                value if equals else next(remaining, ""),
                document,
                inputs,
            )
        elif argument in ("-d", "--dotpath"):
            dotpath = True
        elif not argument.startswith("-"):
            process_id = process_id or argument
    named_inputs = _nest(inputs) if dotpath else inputs
    return process_id, {
        **document,
        "inputs": {**document.get("inputs", {}), **named_inputs},
    }


def _option(kind: str, value: str, document: JsonObject, inputs: JsonObject) -> None:
    name, equals, text = value.partition("=")
    if kind == "input" and name not in ("-", ""):
        inputs[name] = _word(text) if equals else True
    elif kind == "subscriber" and name in _EVENTS:
        document.setdefault("subscriber", {})[_EVENTS[name]] = text
    elif kind == "output":
        document.setdefault("outputs", {})[value] = {}


def _word(text: str) -> JsonValue:
    try:
        return loads(text)
    except ValueError:
        return text


def _curl(
    arguments: list[str], stdin: str | None
) -> tuple[str | None, JsonObject] | None:
    body, url = stdin, ""
    remaining = iter(arguments)
    for argument in remaining:
        option, equals, value = (
            argument.partition("=") if argument.startswith("--") else (argument, "", "")
        )
        if option in _DATA:
            data = value if equals else next(remaining, "")
            body = stdin if data == "@-" else data
        elif argument in (
            "-H",
            "-X",
            "-u",
            "-o",
            "-A",
            "-b",
            "-e",
            "--header",
            "--request",
            "--user",
            "--output",
        ):
            next(remaining, "")
        elif "://" in argument:
            url = argument
    try:
        document = loads(body or "{}")
    except ValueError:
        return None
    return (_process_in(url), document) if isinstance(document, dict) else None


def _process_in(url: str) -> str | None:
    match = re.search(
        r"/processes/([^/]+)(?:/(?:execution|jobs|execute))?/?$", urlsplit(url).path
    )
    return unquote(match.group(1)) if match else None


def _request(
    process_id: str | None, document: JsonObject
) -> tuple[str | None, ProcessRequest]:
    name = process_id or document.get("process_id", document.get("processID"))
    if name is None and isinstance(document.get("process"), str):
        name = _process_in(document["process"]) or document["process"]
    is_document = isinstance(document.get("inputs"), dict | list) or any(
        word in document for word in ("process_id", "process")
    )
    body = (
        {key: document[key] for key in _MEMBERS if document.get(key) is not None}
        if is_document
        else {"inputs": document}
    )
    inputs = body.get("inputs", {})
    inputs = _by_name(inputs) if isinstance(inputs, list) else inputs
    body["inputs"] = _nest(inputs) if document.get("dotpath") is True else inputs
    try:
        return (None if name is None else str(name)), ProcessRequest.model_validate(
            body
        )
    except ValueError as failure:
        raise InputError(
            [Mistake((), f"is no request that can be sent: {failure}", "type")]
        ) from failure


def _by_name(rows: list[JsonValue]) -> JsonObject:
    """Read inputs as drafts before 1.0 wrote them.

    They are a list of ``{"id", "value" | "href" | "input"}``.
    """
    out: JsonObject = {}
    for row in rows:
        if isinstance(row, dict) and "id" in row:
            entry = row["input"] if isinstance(row.get("input"), dict) else row
            members = {key: value for key, value in entry.items() if key != "id"}
            value = (
                members.get("value", members.get("data"))
                if members.keys() & {"value", "data"} and len(members) == 1
                else members
            )
            name = str(row["id"])
            if name not in out:
                out[name] = value
            elif isinstance(out[name], list):
                out[name] = [*out[name], value]
            else:
                out[name] = [out[name], value]
    return out


def _nest(inputs: JsonObject) -> JsonObject:
    """Return inputs without dots in names: ``{"a.b.0": 1}`` becomes ``{"a": {"b": [1]}}``."""
    tree: JsonObject = {}
    for name, value in inputs.items():
        target = tree
        *path, last = name.split(".")
        for part in path:
            target = target.setdefault(part, {})
        target[last] = value
    return {name: _list_from_indices(value) for name, value in tree.items()}


def _list_from_indices(value: JsonValue) -> JsonValue:
    if not isinstance(value, dict) or not value:
        return value
    members = {key: _list_from_indices(item) for key, item in value.items()}
    if list(members) == [str(n) for n in range(len(members))]:
        return list(members.values())
    return members

"""A request in other languages: Python, command line, curl, JSON, YAML.

:func:`parse_request` reads each of them back.
"""

from __future__ import annotations

import itertools
import json
import keyword
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from ..._json import JsonObject, JsonValue
from ...models import ProcessRequest
from ...protocol import execution_request, holds_decimal
from ..values._exact_json import dumps, loads
from ._shell_words import Shell, passes, quote

Request: TypeAlias = ProcessRequest | JsonObject

_EVENTS: Final = {
    "successUri": "success",
    "inProgressUri": "progress",
    "failedUri": "failed",
}
_YAML_WORDS: Final = frozenset("null true false yes no on off".split())  # noqa: SIM905
_SIMPLE: Final = re.compile(r"[A-Za-z_/][\w./:+-]*|\d{4}-\d\d-\d\d[\w:.+-]*", re.ASCII)
_NAME: Final = re.compile(r"[^-@=\"'\s][^=\"]*")


def as_json(request: Request, process_id: str | None = None) -> str:
    """Return the body of a request as JSON text.

    With a process id it is a request file, which names the process.
    """
    return dumps(_document(request, process_id), indent=2)


def as_yaml(request: Request, process_id: str | None = None) -> str:
    """Return a request as YAML; with a process id, as a request file that names it."""
    from ._yaml import dump_yaml

    return dump_yaml(_document(request, process_id))


def as_python(
    request: Request, process_id: str, client: str = "client", *, setup: str = ""
) -> str:
    """Return Python code that starts a job.

    Parameters
    ----------
    request : ProcessRequest or dict
        What to send.
    process_id : str
        The process.
    client : str
        Name of the variable that holds the client.
    setup : str
        Code that makes the client, such as :meth:`procbook.Client.to_python` returns; without it,
        there is to be one.
    """
    document = _document(request, None)
    head = "from decimal import Decimal\n\n" if holds_decimal(document) else ""
    head += f"{setup.rstrip()}\n\n" if setup else ""
    # What is wanted of the outputs can only be said in a request.
    if document.keys() - {"inputs"}:
        lines = (_quote(process_id), _literal(document, 1))
        arguments = "".join(f"    {line},\n" for line in lines)
        return f"{head}job = {client}.submit(\n{arguments})\n"
    arguments = _arguments(document.get("inputs", {}))
    return f"{head}job = {client}.processes[{_quote(process_id)}]({arguments})\n"


def _arguments(inputs: JsonObject) -> str:
    """Return inputs as the keyword arguments of a call; short ones on one line."""
    arguments = []
    for is_keyword, group in itertools.groupby(
        inputs.items(), key=lambda item: _is_keyword(item[0])
    ):
        if is_keyword:
            arguments += [f"{name}={_literal(value, 1)}" for name, value in group]
        else:
            arguments.append(f"**{_literal(dict(group), 1)}")
    line = ", ".join(arguments)
    if len(line) <= 60 and "\n" not in line:
        return line
    return "\n" + "".join(f"    {argument},\n" for argument in arguments)


def _is_keyword(name: str) -> bool:
    return name.isidentifier() and name.isascii() and not keyword.iskeyword(name)


def as_cli(
    request: Request,
    process_id: str,
    shell: Shell = "bash",
    *,
    program: str = "procbook",
    api_url: str | None = None,
) -> str:
    """Return a command line that sends a request.

    Parameters
    ----------
    request : ProcessRequest or dict
        What to send.
    process_id : str
        The process.
    shell : "bash", "zsh" or "powershell"
        Whose quotes to use. What cannot stand in an argument is written into standard input
        instead.
    program : str
        Name of the command.
    api_url : str, optional
        Address of the server; without it, the command asks the server of its profile.
    """
    document = _document(request, None)
    words = [
        program,
        *(["--api-url", api_url] if api_url else []),
        "execute-process",
        process_id,
    ]
    options = list(_options(document))
    fits_arguments = not options or options[-1] is not None
    if (
        fits_arguments
        and process_id[:1] not in ("-", "")
        and all(passes(w or "", shell) for w in (*words, *options))
    ):
        return " ".join(
            quote(word, shell)
            for word in [*words, *(o for o in options if o is not None)]
        )
    file = {"process_id": process_id, **document}
    text = dumps(file)
    text = text if passes(text) and shell != "powershell" else _ascii(file)
    return _pipe(f"{quote(program, shell)} execute-process -r -", text, shell)


def as_curl(
    request: Request,
    process_id: str,
    url: str,
    shell: Shell = "bash",
    *,
    mode: Literal["async", "sync"] | None = "async",
    generation: Literal["1.0", "2.0"] = "1.0",
) -> str:
    """Return a curl command that sends a request.

    It has no credentials: the reader adds them.

    Parameters
    ----------
    request : ProcessRequest or dict
        What to send.
    process_id : str
        The process.
    url : str
        Address of the server.
    shell : "bash", "zsh" or "powershell"
        Whose quotes to use.
    mode : "async", "sync" or None
        What to prefer (OGC 18-062r2, section 7.11.2.5).
    generation : "1.0" or "2.0"
        Edition of the standard.
    """
    model = (
        request
        if isinstance(request, ProcessRequest)
        else ProcessRequest.model_validate(request)
    )
    sent = execution_request(process_id, model, generation=generation, mode=mode)
    program = "curl.exe" if shell == "powershell" else "curl"
    address = url.rstrip("/") + "/" + sent.path.lstrip("/")
    headers = [
        argument
        for name, value in sent.headers.items()
        for argument in ("-H", f"{name}: {value}")
    ]
    line = " ".join(
        [
            program,
            "-X",
            sent.method,
            *(quote(argument, shell) for argument in (*headers, address)),
        ]
    )
    text = (sent.body or b"").decode()
    if shell == "powershell":
        return _pipe(f"{line} --data-binary '@-'", _ascii(loads(text)), shell)
    return f"{line} --data-raw {quote(text, shell)}"


def _document(request: Request, process_id: str | None) -> JsonObject:
    if isinstance(request, ProcessRequest):
        inputs = request.inputs
        request = {
            **request.to_json(),
            "inputs": inputs,
        }  # to_json would make texts of decimals
    document = {key: value for key, value in dict(request).items() if value is not None}
    if process_id is None:
        return document
    return {"process_id": process_id, **document}


def _options(document: JsonObject) -> Iterator[str | None]:
    """Yield options and their values; None at the end for a request that no options can say."""
    for name, value in document.get("inputs", {}).items():
        yield "-i"
        yield f"{name}={_value(value)}"
    for name in document.get("outputs", {}):
        yield "-o"
        yield name
    for event, url in document.get("subscriber", {}).items():
        yield "-s"
        yield f"{_EVENTS.get(event, event)}={url}"
    inputs, outputs = document.get("inputs", {}), document.get("outputs", {})
    beyond = document.keys() - {"inputs", "outputs", "subscriber"} or any(
        outputs.values()
    )
    if (
        beyond
        or not all(map(_NAME.fullmatch, [*inputs, *outputs]))
        or not document.get("outputs", True)
    ):
        yield None


def _value(value: JsonValue) -> str:
    """Return a value as the command line reads it: a plain word, else JSON."""
    if (
        isinstance(value, str)
        and _SIMPLE.fullmatch(value)
        and value.lower() not in _YAML_WORDS
    ):
        return value
    text = dumps(value)
    return text if passes(text) else _ascii(value)


def _ascii(value: JsonValue) -> str:
    """Return JSON in ASCII, which every console takes."""
    return "".join(
        c if c.isascii() and c != "\x7f" else json.dumps(c)[1:-1] for c in dumps(value)
    ).replace("\x7f", "\\u007f")


def _pipe(command: str, text: str, shell: Shell) -> str:
    if shell == "powershell":
        return f"{quote(text, shell)} | {command}"
    return f"{command} <<< {quote(text, shell)}"


def _literal(value: JsonValue, level: int) -> str:
    """Return Python source for JSON data; short things on one line."""
    flat = _flat(value)
    if len(flat) <= 88 - 4 * level or not isinstance(value, dict | list) or not value:
        return flat
    pad = "    " * (level + 1)
    if isinstance(value, dict):
        rows = (
            f"{pad}{_flat(key)}: {_literal(item, level + 1)},\n"
            for key, item in value.items()
        )
        return "{\n" + "".join(rows) + "    " * level + "}"
    return (
        "[\n"
        + "".join(f"{pad}{_literal(item, level + 1)},\n" for item in value)
        + "    " * level
        + "]"
    )


def _flat(value: JsonValue) -> str:
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{_flat(key)}: {_flat(item)}" for key, item in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flat, value)) + "]"
    if isinstance(value, Decimal):
        return f'Decimal("{value}")'
    return _quote(value) if isinstance(value, str) else repr(value)


def _quote(text: str) -> str:
    """Return a Python string in double quotes, as formatters want it."""
    literal = repr(text)
    if literal[0] == "'" and '"' not in literal and "\\'" not in literal:
        return f'"{literal[1:-1]}"'
    return literal

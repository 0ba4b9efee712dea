"""Text in any of the languages that requests are written in -> request."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from ...models import ProcessRequest
from ...protocol.errors import InputError, Mistake
from ..values._exact_json import loads
from ._python_source import request_in
from ._shell_words import split

_MEMBERS: Final = ("inputs", "outputs", "response", "subscriber")
_COMMANDS: Final = frozenset(
    {"execute-process", "ep", "create-request", "cr", "validate-request", "vr"}
)
_EVENTS: Final = {"success": "successUri", "progress": "inProgressUri", "failed": "failedUri"}
_DATA: Final = ("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json")
_VALUED: Final = {
    **dict.fromkeys(("-i", "--input"), "input"),
    **dict.fromkeys(("-s", "--subscriber"), "subscriber"),
    **dict.fromkeys(("-o", "--output"), "output"),
    **dict.fromkeys(
        ("-r", "--request", "-c", "--config", "-f", "--format", "--save", "--timeout", "--profile"),
        "",
    ),
    "--api-url": "",
}
_FENCE: Final = re.compile(r"^\s*```\w*\n(.*?)\n?```\s*$", re.DOTALL)

Json = dict[str, Any]


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
        found = read(text)
        if found is not None:
            return _request(*found)
    raise InputError(
        [Mistake((), "is no request: expected Python, JSON, YAML, a command line or curl", "type")]
    )


def _json(text: str) -> tuple[str | None, Json] | None:
    if not text.startswith("{"):
        return None
    try:
        return None, loads(text)
    except (ValueError, RecursionError):
        return None


def _yaml(text: str) -> tuple[str | None, Json] | None:
    import yaml

    from ._yaml import load_yaml

    try:
        document = load_yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return (None, _texts(document)) if isinstance(document, dict) else None


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _texts(item) for key, item in value.items()}
    return [_texts(item) for item in value] if isinstance(value, list) else value


def _command(text: str) -> tuple[str | None, Json] | None:
    try:
        words, stdin = split(text.lstrip("$!%> "))
    except ValueError:
        return None
    place = next((n for n, word in enumerate(words[:8]) if word in _COMMANDS), None)
    if words and re.fullmatch(r"(.*[\\/])?curl(\.exe)?", words[0]):
        return _curl(words[1:], stdin)
    return _cli(words[place + 1 :], stdin) if place is not None and ":" not in words[0] else None


def _cli(words: list[str], stdin: str | None) -> tuple[str | None, Json]:
    process_id: str | None = None
    dotpath = False
    document: Json = dict(loads(stdin)) if stdin else {}
    inputs: Json = {}
    rest = iter(words)
    for word in rest:
        option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if option in _VALUED:
            _option(_VALUED[option], value if equals else next(rest, ""), document, inputs)
        elif word in ("-d", "--dotpath"):
            dotpath = True
        elif not word.startswith("-"):
            process_id = process_id or word
    given = _nested(inputs) if dotpath else inputs
    return process_id, {**document, "inputs": {**document.get("inputs", {}), **given}}


def _option(kind: str, value: str, document: Json, inputs: Json) -> None:
    name, equals, text = value.partition("=")
    if kind == "input" and name not in ("-", ""):
        inputs[name] = _word(text) if equals else True
    elif kind == "subscriber" and name in _EVENTS:
        document.setdefault("subscriber", {})[_EVENTS[name]] = text
    elif kind == "output":
        document.setdefault("outputs", {})[value] = {}


def _word(text: str) -> Any:
    try:
        return loads(text)
    except ValueError:
        return text


def _curl(words: list[str], stdin: str | None) -> tuple[str | None, Json] | None:
    body, url = stdin, ""
    rest = iter(words)
    for word in rest:
        option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if option in _DATA:
            given = value if equals else next(rest, "")
            body = stdin if given == "@-" else given
        elif word in (
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
            next(rest, "")
        elif "://" in word:
            url = word
    try:
        document = loads(body or "{}")
    except ValueError:
        return None
    return (_process_in(url), document) if isinstance(document, dict) else None


def _process_in(url: str) -> str | None:
    found = re.search(r"/processes/([^/]+)(?:/(?:execution|jobs|execute))?/?$", urlsplit(url).path)
    return unquote(found.group(1)) if found else None


def _request(process_id: str | None, document: Json) -> tuple[str | None, ProcessRequest]:
    named = process_id or document.get("process_id", document.get("processID"))
    if named is None and isinstance(document.get("process"), str):
        named = _process_in(document["process"]) or document["process"]
    known = isinstance(document.get("inputs"), dict | list) or any(
        word in document for word in ("process_id", "process")
    )
    body = (
        {key: document[key] for key in _MEMBERS if document.get(key) is not None}
        if known
        else {"inputs": document}
    )
    inputs = body.get("inputs", {})
    inputs = _by_name(inputs) if isinstance(inputs, list) else inputs
    body["inputs"] = _nested(inputs) if document.get("dotpath") is True else inputs
    try:
        return (None if named is None else str(named)), ProcessRequest.model_validate(body)
    except ValueError as failure:
        raise InputError(
            [Mistake((), f"is no request that can be sent: {failure}", "type")]
        ) from failure


def _by_name(rows: list[Any]) -> Json:
    """Read inputs as drafts before 1.0 wrote them: a list of ``{"id", "value" | "href" | "input"}``."""
    out: Json = {}
    for row in rows:
        if isinstance(row, dict) and "id" in row:
            inner = row["input"] if isinstance(row.get("input"), dict) else row
            rest = {key: value for key, value in inner.items() if key != "id"}
            value = (
                rest.get("value", rest.get("data"))
                if rest.keys() & {"value", "data"} and len(rest) == 1
                else rest
            )
            name = str(row["id"])
            out[name] = (
                [*(out[name] if isinstance(out[name], list) else [out[name]]), value]
                if name in out
                else value
            )
    return out


def _nested(inputs: Json) -> Json:
    """Undo dots in names: ``{"a.b.0": 1}`` is ``{"a": {"b": [1]}}``."""
    tree: Json = {}
    for name, value in inputs.items():
        target = tree
        *path, last = name.split(".")
        for part in path:
            target = target.setdefault(part, {})
        target[last] = value
    return {name: _listed(value) for name, value in tree.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict) or not value:
        return value
    members = {key: _listed(item) for key, item in value.items()}
    return (
        list(members.values())
        if list(members) == [str(n) for n in range(len(members))]
        else members
    )

"""The processes of a server as a typed Python module, so that editors know their inputs.

What is written is stable under ``ruff format``, whatever its line length: everything that could be
broken over lines is, and keeps its trailing comma.
"""

from __future__ import annotations

import inspect
import textwrap
import types
from collections.abc import Iterable
from typing import Any

from ..._version import __version__
from ...models import ProcessDescription
from . import _signature

_HEAD = '''\
"""{title}: its processes as functions.

Written by procbook {version}; write it anew when the processes change.
"""

from __future__ import annotations

from typing import Any

from procbook import Client, Results

API_URL = {url}

_UNSET: Any = ...
"""Left out of the request, so that the server takes its own default."""


class Processes:
    """The processes of the server; each call waits for its job and returns the results.

    Parameters
    ----------
    client : Client, optional
        The client to use; else one of this server.
    """

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client(API_URL)

    def _run(self, process_id: str, inputs: dict[str, Any]) -> Results:
        given = {{name: value for name, value in inputs.items() if value is not _UNSET}}
        return self.client.processes[process_id].run(**given)
'''

# A method of such a name would stand in the way of the type in those that follow.
_ANNOTATIONS = (
    "Any",
    "Results",
    "bool",
    "bytes",
    "dict",
    "float",
    "int",
    "list",
    "object",
    "str",
    "tuple",
)


def module_source(
    url: str, title: str, descriptions: Iterable[ProcessDescription]
) -> str:
    """Return the source of a module with one method for each process.

    Parameters
    ----------
    url, title : str
        Address and name of the server.
    descriptions : iterable of ProcessDescription
        The processes.
    """
    parts = [
        _HEAD.format(
            title=" ".join(_plain(title).split()), version=__version__, url=quoted(url)
        )
    ]
    reserved = {"client", "_run", "__init__", *_ANNOTATIONS}
    for description in descriptions:
        name = _signature.as_name(description.id)
        name = f"process{name}" if name.startswith("_") else name
        while name in reserved:
            name += "_"
        reserved.add(name)
        parts.append(textwrap.indent(_method(name, description), "    "))
    return "\n".join(parts)


def _method(name: str, description: ProcessDescription) -> str:
    parameters = _signature.signature(description).parameters.values()
    arguments = ["self", *(["*"] if parameters else []), *map(_argument, parameters)]
    inputs = [
        f"{quoted(id)}: {argument}"
        for argument, id in _signature.names(description).items()
    ]
    dictionary = f"{{\n{_join(inputs, 3)}        }}" if inputs else "{}"
    return (
        f"def {name}(\n{_join(arguments, 1)}) -> Results:\n"
        f"{textwrap.indent(_docstring(description), '    ')}\n"
        f"    return self._run(\n        {quoted(description.id)},\n        {dictionary},\n    )\n"
    )


def _join(items: Iterable[str], level: int) -> str:
    return "".join(f"{'    ' * level}{item},\n" for item in items)


def _argument(parameter: inspect.Parameter) -> str:
    # What the server takes by default is said in the docstring; sending it would freeze it.
    default = "" if parameter.default is inspect.Parameter.empty else " = _UNSET"
    return f"{parameter.name}: {_type(parameter.annotation)}{default}"


def _type(annotation: Any) -> str:
    if isinstance(annotation, types.GenericAlias):
        return f"list[{', '.join(map(_type, annotation.__args__))}]"
    return {dict: "dict[str, Any]", list: "list[Any]", Any: "Any"}.get(
        annotation
    ) or str(annotation.__name__)


def _docstring(description: ProcessDescription) -> str:
    lines = [
        line.rstrip()
        for line in _plain(_signature.docstring(description)).strip().splitlines()
    ]
    return (
        f'"""{lines[0]}"""'
        if len(lines) == 1
        else "\n".join([f'"""{lines[0]}', *lines[1:], '"""'])
    )


def _plain(text: str) -> str:
    """Return text that can stand between triple quotes.

    A server must not write code into the file.
    """
    characters = "".join(
        character
        for character in text.expandtabs(4)
        if character == "\n" or character.isprintable()
    )
    return characters.replace("\\", "\\\\").replace('"', "'")


def quoted(text: str) -> str:
    """Return a string literal with the quotes that ``ruff format`` prefers."""
    literal = repr(text)
    body = (
        literal[1:-1].replace("\\'", "'") if literal.startswith("'") else literal[1:-1]
    )
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + body.replace(quote, f"\\{quote}") + quote

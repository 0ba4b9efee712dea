"""``generate-client``: the processes of a server as a typed Python module, so that editors know their inputs."""

from __future__ import annotations

import inspect
import keyword
import re
import textwrap
from typing import TYPE_CHECKING, Any

from .._version import __version__

if TYPE_CHECKING:
    from ..client import Client, Process

_HEAD = '''\
"""The processes of {url} as functions, written by procbook {version}; write it anew when they change."""

from __future__ import annotations

from typing import Any

from procbook import Client, Results

_UNSET: Any = ...
"""Left out of the request, so that the server takes its own default."""


class {name}:
    """The processes of {title}.

    Parameters
    ----------
    client : Client, optional
        The client to use; else one of this server.
    """

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client(api_url={url!r})

    def _run(self, process_id: str, inputs: dict[str, Any]) -> Results:
        given = {{name: value for name, value in inputs.items() if value is not _UNSET}}
        return self.client.processes[process_id].run(**given)
'''


def module_for(client: Client) -> str:
    """Return the source of a module with a method for each process of a server."""
    title = _plain(client.get_capabilities().title or client.name)
    parts = [_HEAD.format(url=client.api_url, version=__version__, title=title, name="Processes")]
    taken = {"client"}
    for summary in client.get_processes().processes:
        process = client.process(summary.id)
        name = _name(summary.id, taken)
        parts.append(textwrap.indent(_method(name, process), "    "))
    return "\n".join(parts)


def _method(name: str, process: Process) -> str:
    from ..client._signature import docstring, names, signature

    parameters = signature(process.description).parameters
    words = [f"{one.name}: {_annotation(one.annotation)}{_default(one)}" for one in parameters.values()]
    listed = f"self, *, {', '.join(words)}" if words else "self"
    inputs = ", ".join(f"{id!r}: {argument}" for argument, id in names(process.description).items())
    body = textwrap.indent(_docstring(docstring(process.description)), "    ")
    head = f"def {name}({listed}) -> Results:"
    if len(head) > 110:
        head = f"def {name}(\n    self,\n    *,\n" + "".join(f"    {word},\n" for word in words) + ") -> Results:"
    return f"{head}\n{body}\n    return self._run({process.id!r}, {{{inputs}}})\n"


def _docstring(text: str) -> str:
    return f'"""{_plain(text)}\n"""' if "\n" in text else f'"""{_plain(text)}"""'


def _plain(text: str) -> str:
    """Return text that can stand between triple quotes: a server must not write code into the file."""
    return text.replace("\\", "\\\\").replace('"', "'").replace("\x00", "")


def _default(parameter: inspect.Parameter) -> str:
    # What the server takes by default is said in the docstring; sending it would freeze it.
    return "" if parameter.default is inspect.Parameter.empty else " = _UNSET"


def _annotation(kind: Any) -> str:
    if kind is inspect.Parameter.empty or kind is Any:
        return "Any"
    return (
        kind.__name__ if isinstance(kind, type) and not hasattr(kind, "__args__") else str(kind).replace("typing.", "")
    )


def _name(process_id: str, taken: set[str]) -> str:
    name = re.sub(r"\W", "_", process_id) or "process"
    if name[0].isdigit() or name.startswith("_"):
        name = f"process_{name.lstrip('_')}"
    if keyword.iskeyword(name):
        name += "_"
    while name in taken:
        name += "_"
    taken.add(name)
    return name

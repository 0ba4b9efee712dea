"""``generate-client``: the processes of a server as a typed Python module."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .._failure import UserError
from .._options import Config
from .._output import write
from .._session import session_of

if TYPE_CHECKING:
    from ...client import Client


def generate_client(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Name of the module to write, such as my_service."
        ),
    ],
    *,
    output_dir: Annotated[
        Path,
        typer.Option("--output-dir", "-o", metavar="DIR", help="Folder for the file."),
    ] = Path(),
    config: Config = None,
) -> None:
    """Write the processes as a typed Python module."""
    if not name.isidentifier():
        raise UserError(f"{name!r} cannot be the name of a module.")
    with session_of(ctx).client() as client:
        source = _module_source(client)
    output_dir.mkdir(parents=True, exist_ok=True)
    path = output_dir / f"{name}.py"
    path.write_text(source, encoding="utf-8")
    write(str(path))


def _module_source(client: Client) -> str:
    """Return the source of a module with a method for each process of a server."""
    # Needs the models, which --help does not.
    from ...client.process._generated_module import module_source

    processes = client.get_processes().processes
    descriptions = (client.get_process(process.id) for process in processes)
    title = client.get_capabilities().title or client.name
    return module_source(client.api_url, title, descriptions)

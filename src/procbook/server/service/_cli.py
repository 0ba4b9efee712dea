"""The command line of a branded server: ``my-server run``, ``my-server list-processes``.

Annotations are evaluated here: typer needs them, and some hold an option that a function creates.
"""

from collections.abc import Callable
from typing import Annotated

import typer

from .._access import LOOPBACK
from ..functions._registry import ProcessRegistry
from ._serve import DEMO, STORE, registry_from, serve


def new_cli(
    name: str,
    summary: str | None = None,
    version: str | None = None,
    registry: str | ProcessRegistry = DEMO,
    *,
    host: str = "127.0.0.1",
    port: int = 8008,
    store: str = STORE,
) -> typer.Typer:
    """Return the command line of a branded server.

    Parameters
    ----------
    name, summary, version : str
        Name of the command, a summary of it, and its version.
    registry : str or ProcessRegistry, optional
        The processes that it serves; as ``module:name`` they are imported when the command runs. By
        default the demo processes.
    host, port, store
        Defaults of the options of the command.

    Examples
    --------
    >>> cli = new_cli(
    ...     "my-server", "Serves my processes.", "1.0", registry="my_package.processes:registry"
    ... )
    >>> if __name__ == "__main__":
    ...     cli()
    """
    app = typer.Typer(
        name=name, help=summary or f"The processes of {name}.", no_args_is_help=True
    )
    app.callback()(_root(f"{name} {version or ''}".strip()))
    run = _run(registry, host, port, store)
    app.command("run", help="Serve the processes until told to stop.")(run)
    app.command("serve", hidden=True)(run)  # the name that the command has in procbook
    app.command("list-processes", help="Show what is served.")(_lister(registry))
    return app


def _root(version_line: str) -> Callable[..., None]:
    def show_version(is_requested: bool) -> None:
        if is_requested:
            typer.echo(version_line)
            raise typer.Exit

    option = typer.Option(
        "--version", callback=show_version, is_eager=True, help="Show the version."
    )

    def root(version: Annotated[bool, option] = False) -> None:
        """Take the options that stand before the command."""

    return root


def _run(
    reference: str | ProcessRegistry, host: str, port: int, store: str
) -> Callable[..., None]:
    def run(  # noqa: PLR0917 - options of a command
        host: Annotated[str, typer.Option(help="Address to listen at.")] = host,
        port: Annotated[int, typer.Option(help="Port to listen at.")] = port,
        store: Annotated[str, typer.Option(help="URL of the job database.")] = store,
        executor: Annotated[
            str, typer.Option(help="thread, process, dask or dask:ADDRESS.")
        ] = "thread",
        workers: Annotated[
            int | None, typer.Option(help="How many jobs run at a time.")
        ] = None,
        hosts: Annotated[
            list[str] | None,
            typer.Option(
                "--hosts", help="Name that the server may be addressed by; repeatable."
            ),
        ] = None,
        cors_origin: Annotated[
            list[str] | None,
            typer.Option(
                "--cors-origin", help="Origin of web pages that may use it; repeatable."
            ),
        ] = None,
        allow_loopback: Annotated[
            bool,
            typer.Option(
                help="Let inputs by reference and callbacks reach this machine."
            ),
        ] = False,
    ) -> None:
        serve(
            reference,
            host=host,
            port=port,
            store=store,
            executor=executor,
            workers=workers,
            hosts=hosts or (),
            cors_origins=(LOOPBACK, *(cors_origin or ())),
            allow_loopback=allow_loopback,
        )

    return run


def _lister(reference: str | ProcessRegistry) -> Callable[..., None]:
    def list_processes() -> None:
        for process in registry_from(reference).values():
            typer.echo(f"{process.id}: {process.description.title or ''}".rstrip(": "))

    return list_processes

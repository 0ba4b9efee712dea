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
    version_line = f"{name} {version}" if version else name
    app.callback()(_root(version_line))
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
        "--version",
        callback=show_version,
        is_eager=True,
        help="Show the version.",
    )

    def root(version: Annotated[bool, option] = False) -> None:
        """Take the options that stand before the command."""

    return root


Host = Annotated[str, typer.Option(help="Address to listen at.")]
Port = Annotated[int, typer.Option(help="Port to listen at.")]
Store = Annotated[str, typer.Option(help="URL of the job database.")]
ExecutorName = Annotated[
    str, typer.Option(help="thread, process, dask or dask:ADDRESS.")
]
Workers = Annotated[int | None, typer.Option(help="How many jobs run at a time.")]
Hosts = Annotated[
    list[str] | None,
    typer.Option(
        "--hosts", help="Name that the server may be addressed by; repeatable."
    ),
]
CorsOrigin = Annotated[
    list[str] | None,
    typer.Option(
        "--cors-origin", help="Origin of web pages that may use it; repeatable."
    ),
]
AllowLoopback = Annotated[
    bool,
    typer.Option(help="Let inputs by reference and callbacks reach this machine."),
]


def _run(
    reference: str | ProcessRegistry,
    host: str,
    port: int,
    store: str,
) -> Callable[..., None]:
    def run(  # noqa: PLR0917 - options of a command
        host: Host = host,
        port: Port = port,
        store: Store = store,
        executor: ExecutorName = "thread",
        workers: Workers = None,
        hosts: Hosts = None,
        cors_origin: CorsOrigin = None,
        allow_loopback: AllowLoopback = False,
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
            title = process.description.title
            typer.echo(f"{process.id}: {title}" if title else process.id)

    return list_processes

"""The embedded server: on a port of its own, and beside JupyterLab."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from ... import operations, server, settings
from .._failure import UserError
from .._output import say
from .._session import session_of

DEFAULT_PORT = 8008


def serve(
    registry: Annotated[
        str,
        typer.Argument(
            metavar="REGISTRY",
            help="What to serve, as MODULE:REGISTRY; else the demo processes.",
        ),
    ] = "",
    *,
    host: Annotated[
        str, typer.Option("--host", metavar="HOST", help="Address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="PORT", min=0, max=65535, help="Port to listen on."
        ),
    ] = DEFAULT_PORT,
    store: Annotated[
        str,
        typer.Option(
            "--store",
            metavar="URL",
            help="Database for the jobs, as a SQLAlchemy URL; else jobs.db in this folder.",
        ),
    ] = "",
    executor: Annotated[
        str,
        typer.Option(
            "--executor",
            metavar="NAME",
            help="Where jobs run: thread, process, dask or dask:tcp://HOST:PORT.",
        ),
    ] = "thread",
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", metavar="N", min=1, help="How many jobs run at a time."
        ),
    ] = None,
    hosts: Annotated[
        list[str] | None,
        typer.Option(
            "--hosts",
            metavar="NAME",
            help="Name that the server may be addressed by, or * for any; repeatable.",
        ),
    ] = None,
    cors_origin: Annotated[
        list[str] | None,
        typer.Option(
            "--cors-origin",
            metavar="URL",
            help="Origin of web pages that may use the server, or *; repeatable.",
        ),
    ] = None,
) -> None:
    """Serve Python functions as processes, until Ctrl-C.

    Only this machine can use it unless you say otherwise: --host for other addresses, --hosts for
    other names, --cors-origin for web pages that are not of this machine.
    """
    _require_server()
    try:
        server.serve(
            registry or server.DEMO,
            host=host,
            port=port,
            store=store or server.STORE,
            executor=executor,
            workers=workers,
            hosts=hosts or (),
            cors_origins=("loopback", *(cors_origin or ())),
        )
    except ValueError as error:
        raise UserError(f"{error}") from error
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0]
        raise UserError(
            f"Nothing can listen at {host}, port {port}: {reason}. "
            "Another port: --port NUMBER."
        ) from error


def lab(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Notebooks or folders to open."),
    ] = None,
    *,
    port: Annotated[
        int | None, typer.Option("--port", metavar="PORT", help="Port of JupyterLab.")
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open a web browser.")
    ] = True,
) -> None:
    """Start JupyterLab and an embedded server.

    Client() and Client.local() in its notebooks find that server, and its jobs again tomorrow.
    """
    if find_spec("jupyterlab") is None:
        raise UserError("JupyterLab is not installed: pip install 'procbook[lab]'")
    _require_server()
    prefix = session_of(ctx).config_type.model_config.get("env_prefix") or ""
    embedded_server, identity = start_lab_server()
    with embedded_server:
        url = embedded_server.url
        say(f"Embedded server with the demo processes: {url}")
        environment = {
            f"{prefix}API_URL": url,
            **os.environ,
            "PROCBOOK_LOCAL_URL": url,
            "PROCBOOK_LOCAL_ID": identity,
        }
        command = _lab_command(files or [], port, browser=browser)
        code = _run(command, environment)
    raise typer.Exit(code)


def _lab_command(files: list[str], port: int | None, *, browser: bool) -> list[str]:
    command = [sys.executable, "-m", "jupyterlab", *files]
    if port:
        command.append(f"--port={port}")
    if not browser:
        command.append("--no-browser")
    # Jupyter refuses to run as root, the user in most containers, without this option
    # (https://jupyter-server.readthedocs.io/en/latest/other/full-config.html).
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root:
        command.append("--allow-root")
    return command


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Run a program until it ends, and return its exit code.

    Ctrl-C reaches the program as well, which asks whether it is meant; a request to terminate is
    passed on to it.
    """
    with subprocess.Popen(command, env=environment) as program:  # noqa: S603 - our own interpreter
        previous = signal.signal(signal.SIGTERM, lambda *_: program.terminate())
        try:
            while True:
                try:
                    return program.wait()
                except KeyboardInterrupt:
                    continue
        finally:
            signal.signal(signal.SIGTERM, previous)


def start_lab_server(port: int = DEFAULT_PORT) -> tuple[server.LocalServer, str]:
    """Start the server of a lab, with the jobs of ``Client.local()``.

    It gets the usual address if that is free.

    Returns
    -------
    LocalServer
        The server.
    str
        Its identity in the ledger; empty if its jobs cannot be kept.
    """
    folder = settings.data_folder() / "local"
    for candidate in (port, 0):
        with contextlib.suppress(OSError):
            lab_server = server.LocalServer(port=candidate, kept_in=folder)
            return lab_server, operations.LOCAL
    say("Jobs cannot be kept in your data folder; they end with this lab.")
    return server.LocalServer(), ""


def _require_server() -> None:
    try:
        for package in ("fastapi", "uvicorn"):
            importlib.import_module(package)
    except ModuleNotFoundError as error:
        raise UserError(
            f"The server needs {error.name}: pip install 'procbook[server]'"
        ) from None

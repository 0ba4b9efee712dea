"""What happened before, code for editors, and the embedded server."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .._failure import UserError
from .._options import Config, Form, Inputs, JobId
from .._output import Format, emit, put, say
from .._session import session_of

if TYPE_CHECKING:
    from ...client import Client, Job
    from ...jobs import Record
    from ...server import LocalServer


def history(
    ctx: typer.Context,
    *,
    process: Annotated[
        str | None,
        typer.Option("--process", metavar="ID", help="Only jobs of this process."),
    ] = None,
    status: Annotated[
        str | None,
        typer.Option(
            "--status", metavar="STATE", help="Only jobs last seen in this state."
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(
            "--text", metavar="TEXT", help="Only jobs with this text in their record."
        ),
    ] = None,
    everywhere: Annotated[
        bool, typer.Option("--all", help="Jobs of all servers, not only of this one.")
    ] = False,
    limit: Annotated[
        int,
        typer.Option("--limit", metavar="N", min=1, help="How many to write at most."),
    ] = 50,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """List what was submitted from this machine."""
    from ...display import moment
    from ...jobs import history as recall

    with session_of(ctx).client() as client:
        server = None if everywhere else client.server_id
    try:
        found = recall(
            process_id=process, status=status, text=text, server=server, limit=limit
        )
    except ValueError as error:
        raise UserError(str(error)) from None
    rows = [
        f"{n}: {one.job_id} - {one.process_id} - {one.status} - {moment(one.submitted)}"
        for n, one in enumerate(found, 1)
    ]
    emit([_record(one) for one in found], form, "\n".join(rows) or "No submissions.")


def rerun(
    ctx: typer.Context,
    job_id: JobId,
    *,
    inputs: Inputs = None,
    wait: Annotated[
        bool,
        typer.Option("--wait", "-w", help="Wait for the job and write its results."),
    ] = False,
    save: Annotated[
        Path | None,
        typer.Option(
            "--save",
            metavar="DIR",
            help="Wait for the job and save its results as files.",
        ),
    ] = None,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """Run a job again, with the same or other inputs.

    What is not given keeps its value; secret inputs were not kept and must be given.
    """
    from ...jobs import Record, rerun as run_again
    from .._request import changed_inputs
    from ._run import write_outcome

    session = session_of(ctx)
    with session.client() as client:
        source, process_id, sent = _what_ran(client, job_id, session.brand.name)
        changes = changed_inputs(client, process_id, inputs, sent) if inputs else {}
        job = (
            run_again(source, client, **changes)
            if isinstance(source, Record)
            else source.rerun(**changes)
        )
        write_outcome(
            client, job.info, form, wait=wait, save=save, name=session.brand.name
        )


def _what_ran(
    client: Client, job_id: str, program: str
) -> tuple[Job | Record, str, dict[str, Any]]:
    """Return a job, or its record where its server has lost it, with its process and inputs."""
    from ...jobs import get_ledger
    from ...protocol.errors import ResponseError

    source: Job | Record | None
    try:
        source = client.job(job_id)
    except ResponseError:
        record = get_ledger(client).get(client.server_id, job_id)
        source = record if record is not None and record.request else None
    if source is None or source.inputs is None or source.process_id is None:
        raise UserError(
            f"The inputs of job {job_id} were not kept, neither on this computer nor on the server; "
            f"'{program} history' lists whose were."
        )
    return source, source.process_id, source.inputs


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
    from .._generate import module_for

    if not name.isidentifier():
        raise UserError(f"{name!r} cannot be the name of a module.")
    with session_of(ctx).client() as client:
        source = module_for(client)
    output_dir.mkdir(parents=True, exist_ok=True)
    path = output_dir / f"{name}.py"
    path.write_text(source, encoding="utf-8")
    put(str(path))


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
    ] = 8008,
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
    run, default_store, demo = _server()
    try:
        run(
            registry or demo,
            host=host,
            port=port,
            store=store or default_store,
            executor=executor,
            workers=workers,
            hosts=hosts or (),
            cors_origins=("loopback", *(cors_origin or ())),
        )
    except ValueError as error:
        raise UserError(f"{error}") from error
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (")[0]
        raise UserError(
            f"Nothing can listen at {host}, port {port}: {why}. Another port: --port NUMBER."
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
    import os
    import sys
    from importlib.util import find_spec

    if find_spec("jupyterlab") is None:
        raise UserError("JupyterLab is not installed: pip install 'procbook[lab]'")
    _server()
    prefix = session_of(ctx).config_type.model_config.get("env_prefix") or ""
    argv = [sys.executable, "-m", "jupyterlab", *(files or [])]
    argv += [f"--port={port}"] if port else []
    argv += [] if browser else ["--no-browser"]
    # In a container the user is root, and Jupyter wants to be told that this is meant.
    argv += ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    server, identity = _lab_server()
    with server:
        say(f"Embedded server with the demo processes: {server.url}")
        local = {"PROCBOOK_LOCAL_URL": server.url, "PROCBOOK_LOCAL_ID": identity}
        env = {f"{prefix}API_URL": server.url, **os.environ, **local}
        code = _ended(argv, env)
    raise typer.Exit(code)


def _ended(argv: list[str], env: dict[str, str]) -> int:
    """Run a program until it ends; it is the one to ask whether Ctrl-C is meant, and to be told when we must go."""
    import signal
    import subprocess

    with subprocess.Popen(argv, env=env) as program:  # noqa: S603 - our own interpreter
        before = signal.signal(signal.SIGTERM, lambda *_: program.terminate())
        try:
            while True:
                try:
                    return program.wait()
                except KeyboardInterrupt:
                    continue
        finally:
            signal.signal(signal.SIGTERM, before)


def _lab_server(port: int = 8008) -> tuple[LocalServer, str]:
    """Start the server of a lab: at the usual address where that is free, and with the jobs of ``Client.local()``.

    Returns
    -------
    LocalServer
        The server.
    str
        Its identity in the ledger; empty where its jobs cannot be kept.
    """
    from ...operations import LOCAL
    from ...server import LocalServer
    from ...settings import data_folder

    for one in (port, 0):
        with contextlib.suppress(OSError):
            return LocalServer(port=one, kept_in=data_folder() / "local"), LOCAL
    say("Jobs cannot be kept in your data folder; they end with this lab.")
    return LocalServer(), ""


def _server() -> tuple[Any, str, str]:
    try:
        import fastapi  # noqa: F401
        import uvicorn  # noqa: F401

        from ...server import DEMO, STORE, serve as run
    except ModuleNotFoundError as error:
        raise UserError(
            f"The server needs {error.name}: pip install 'procbook[server]'"
        ) from None
    return run, STORE, DEMO


def _record(record: Any) -> dict[str, Any]:
    from dataclasses import asdict

    plain = {
        name: value
        for name, value in asdict(record).items()
        if value not in (None, False)
    }
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in plain.items()
    }

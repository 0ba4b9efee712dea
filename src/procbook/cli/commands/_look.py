"""What a server is and what it offers."""

from __future__ import annotations

import typer

from .._options import Config, Form, ProcessId
from .._output import Format, emit
from .._session import session_of


def get_capabilities(
    ctx: typer.Context, *, config: Config = None, form: Form = Format.yaml
) -> None:
    """Show the landing page: what the service is called."""
    with session_of(ctx).client() as client:
        found = client.get_capabilities()
    emit(found.to_json(), form, str(found))


def get_conformance(
    ctx: typer.Context, *, config: Config = None, form: Form = Format.yaml
) -> None:
    """Show the conformance classes of the server."""
    with session_of(ctx).client() as client:
        found = client.get_conformance()
    emit(found.to_json(), form, str(found))


def list_processes(
    ctx: typer.Context, *, config: Config = None, form: Form = Format.yaml
) -> None:
    """List the processes."""
    with session_of(ctx).client() as client:
        found = client.get_processes()
    rows = [
        f"{number}: {one.id}{f' - {one.title}' if one.title else ''}"
        for number, one in enumerate(found.processes, 1)
    ]
    emit(found.to_json(), form, "\n".join(rows) or "No processes.")


def get_process(
    ctx: typer.Context,
    process_id: ProcessId,
    *,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """Show the inputs and outputs of a process."""
    with session_of(ctx).client() as client:
        found = client.get_process(process_id)
    emit(found.to_json(), form, str(found))

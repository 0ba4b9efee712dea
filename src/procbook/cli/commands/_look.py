"""Show the server and its processes."""

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
        landing_page = client.get_capabilities()
    emit(landing_page.to_json(), form, str(landing_page))


def get_conformance(
    ctx: typer.Context, *, config: Config = None, form: Form = Format.yaml
) -> None:
    """Show the conformance classes of the server."""
    with session_of(ctx).client() as client:
        declaration = client.get_conformance()
    emit(declaration.to_json(), form, str(declaration))


def list_processes(
    ctx: typer.Context, *, config: Config = None, form: Form = Format.yaml
) -> None:
    """List the processes."""
    with session_of(ctx).client() as client:
        process_list = client.get_processes()
    lines = []
    for number, process in enumerate(process_list.processes, 1):
        title = f" - {process.title}" if process.title else ""
        lines.append(f"{number}: {process.id}{title}")
    emit(process_list.to_json(), form, "\n".join(lines) or "No processes.")


def get_process(
    ctx: typer.Context,
    process_id: ProcessId,
    *,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """Show the inputs and outputs of a process."""
    with session_of(ctx).client() as client:
        description = client.get_process(process_id)
    emit(description.to_json(), form, str(description))

"""The commands: functions that typer reads; their modules import procbook only when they run."""

from collections.abc import Callable
from typing import Any

from . import _check, _jobs, _look, _run, _setup, _tools

COMMANDS: dict[str, Callable[..., Any]] = {
    "configure": _setup.configure,
    "login": _setup.login,
    "logout": _setup.logout,
    "get-capabilities": _look.get_capabilities,
    "get-conformance": _look.get_conformance,
    "list-processes": _look.list_processes,
    "get-process": _look.get_process,
    "create-request": _run.create_request,
    "validate-request": _run.validate_request,
    "execute-process": _run.execute_process,
    "list-jobs": _jobs.list_jobs,
    "get-job": _jobs.get_job,
    "wait-job": _jobs.wait_job,
    "watch-jobs": _jobs.watch_jobs,
    "dismiss-job": _jobs.dismiss_job,
    "get-job-results": _jobs.get_job_results,
    "save-results": _jobs.save_results,
    "history": _tools.history,
    "rerun": _tools.rerun,
    "generate-client": _tools.generate_client,
    "check": _check.check,
    "serve": _tools.serve,
    "lab": _tools.lab,
}
"""Command by name, in the order in which people need them."""

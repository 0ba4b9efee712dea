"""The one module of the clients that looks upwards: to forms, tables, results, the ledger and the local server.

Everything is imported when a door is opened, so that a client in a script loads none of it.
"""

from __future__ import annotations

import importlib
import logging
import sys
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from ..jobs import Receipt, Record
    from ..models import JobInfo, ProcessDescription, ProcessRequest
    from ..server import LocalServer, ProcessRegistry
    from ..widgets import JobCard, JobTable, ProcessForm, Workbench
    from ._client import Client
    from ._job import Job
    from ._process import Process
    from ._results import Output, Results

_log = logging.getLogger("procbook")


def open_form(process: Process, prefill: dict[str, Any]) -> ProcessForm:
    """Return the form of a process."""
    from ..widgets import ProcessForm

    return ProcessForm(process, **prefill)


def open_job_table(client: Client, **options: Any) -> JobTable:
    """Return a live table of the jobs of a server."""
    from ..widgets import JobTable

    return JobTable(client, **options)


def open_job_card(job: Job) -> JobCard:
    """Return one job, live."""
    from ..widgets import JobCard

    return JobCard(job)


def card_mimebundle(job: Job, **options: Any) -> Any:
    """Return what a notebook shows of a job: its card; None where nobody can draw one."""
    return open_job_card(job)._repr_mimebundle_(**options) if is_live() else None


def open_workbench(client: Client, **options: Any) -> Workbench:
    """Return processes, form, jobs and result in one widget."""
    from ..widgets import Workbench

    return Workbench(client, **options)


def is_live() -> bool:
    """Tell whether a notebook can show a form; cheap where nothing of the kind runs."""
    if "ipykernel" not in sys.modules:
        return False
    from ..results import is_live as kernel_shows

    return kernel_shows()


def show_sign_in(client: Client, **options: Any) -> None:
    """Show the form for signing in, in the cell that runs."""
    from IPython.display import display

    from ..widgets import SignIn

    display(SignIn(client, **options))  # type: ignore[no-untyped-call]


def open_output(output: Output, **options: Any) -> Any:
    """Return an output as the Python object it is."""
    from ..results import open_output as open_it

    return open_it(output, **options)


def save_output(output: Output, path: Path | str | None, **options: Any) -> Path | str:
    """Write an output to a file."""
    from ..results import save_output as save_it

    return save_it(output, path, **options)


def save_results(results: Results, folder: Path | str, **options: Any) -> list[Path | str]:
    """Write every output to a file in a folder."""
    from ..results import save_results as save_them

    return save_them(results, folder, **options)


def results_mimebundle(shown: Output | Results) -> Any:
    """Return what a notebook shows of an output or of all of them."""
    from ..results import results_mimebundle as shown_as

    return shown_as(shown)


def record_submission(job: Job, request: ProcessRequest, description: ProcessDescription | None) -> None:
    """Write a job into the ledger, which survives the kernel; a ledger that cannot be written stops no job."""
    try:
        from ..jobs import submitted

        submitted(job, request, description)
    except Exception as error:  # noqa: BLE001 - a full disk must not lose the job that just started
        _log.warning("The job could not be written into the ledger (%s).", type(error).__name__)


def record_end(job: Job) -> None:
    """Tell the ledger how a job ended; what it does not know of, it leaves out."""
    if not (job.id and job.status.is_final):
        return
    try:
        from ..jobs import get_ledger

        get_ledger(job.client).saw(job.client.server_id, [job.info])
    except Exception as error:  # noqa: BLE001 - as above
        _log.warning("The end of the job could not be written into the ledger (%s).", type(error).__name__)


def sweep(process: Process, requests: list[ProcessRequest], name: str) -> list[Job]:
    """Submit all requests as one named group."""
    from ..jobs import sweep as submit_all

    return submit_all(process, requests, name)


def remembered(job: Job) -> Record | None:
    """Return what the ledger remembers of a job, or None."""
    from ..jobs import get_ledger

    return get_ledger(job.client).get(job.client.server_id, job.id)


def newer_state(job: Job, since: float) -> JobInfo | None:
    """Return what others in this kernel have heard of a job since a time (of the monotonic clock)."""
    if "procbook.jobs" not in sys.modules:
        return None
    from ..jobs import get_monitor

    return get_monitor().heard_since(job.client, job.id, since)


def hint_for_lost_job(client: Client, job_id: str) -> str | None:
    """Return what to do about a job that its server no longer has, if the ledger knows what it was."""
    from ..jobs import get_ledger, quietly

    with quietly():
        record = get_ledger(client).get(client.server_id, job_id)
        if record is not None and record.request:
            return (
                "The server no longer has it, but its inputs are kept here. "
                f"Run it again: procbook.rerun(procbook.history(text={job_id!r})[0])."
            )
    return None


def rerun(record: Record, client: Client, changes: dict[str, Any]) -> Job:
    """Submit once more what the ledger remembers."""
    from ..jobs import rerun as run_again

    return run_again(record, client, **changes)


def annotate(job: Job, marks: dict[str, str | bool | None]) -> None:
    """Write what people say about a job into the ledger."""
    from ..jobs import get_monitor

    get_monitor().mark(job.client, job.id, **marks)


def receipt(job: Job) -> Receipt:
    """Return the receipt of a job."""
    from ..jobs import receipt as receipt_of

    return receipt_of(job)


LOCAL = "local:"
"""How the identity of an embedded server begins; behind it stands its store, unless that is the user's own."""


def local_server(registry: ProcessRegistry | None = None, **options: Any) -> tuple[LocalServer, str | None]:
    """Start the embedded server on a free loopback port; return it and its identity, if jobs are kept at all."""
    try:
        from ..server import LocalServer
    except ModuleNotFoundError as error:
        from ..protocol.errors import ClientError

        raise ClientError(
            f"The embedded server needs {error.name}, which is not installed.", hint="pip install 'procbook[server]'"
        ) from None
    if "store" not in options:
        from ..settings import data_folder

        try:
            return LocalServer(registry, kept_in=data_folder() / "local", **options), LOCAL
        except OSError as error:
            warnings.warn(f"Jobs cannot be kept in your data folder: {error}. They end with this kernel.", stacklevel=3)
            return LocalServer(registry, **options), None
    store = options["store"]
    identity = f"{LOCAL}{_absolute(store)}" if isinstance(store, str) else None
    return LocalServer(registry, **options), identity


def _absolute(store: str) -> str:
    """Return the URL of a store with the path of an SQLite file made absolute, and without a password."""
    file = store.removeprefix("sqlite:///")
    if file != store and file not in {"", ":memory:"}:
        return f"sqlite:///{Path(file).absolute()}"
    address = urlsplit(store)
    return address._replace(netloc=address.netloc.rpartition("@")[2]).geturl()


def warm_up() -> None:
    """Read what checks inputs while a person in a notebook still looks around: it takes a second, in one go."""
    if "ipykernel" in sys.modules and "jsonschema" not in sys.modules:
        threading.Thread(
            target=importlib.import_module, args=("jsonschema",), name="procbook warm-up", daemon=True
        ).start()


def announce_errors() -> None:
    """Have uncaught errors shown as a card where IPython runs; nothing is imported where it does not."""
    if "IPython" in sys.modules:
        from ._error_card import install

        install()

"""Making a widget again in a new kernel, under the id by which the open notebook still shows it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import inputs, widgets
from ._client import Client

if TYPE_CHECKING:
    from ..widgets import Reopen


def reopen(record: str) -> None:
    """Make a widget again; a page asks for it after its kernel was restarted.

    Parameters
    ----------
    record : str
        What the widget answered with its saved HTML, as JSON, with the value of a form as the page
        has it.

    Raises
    ------
    ClientError
        If the server does not answer, wants a sign-in, or no longer has the job.
    """
    content: Reopen = json.loads(record)
    client = Client.of_server(content["server"])
    with widgets.under_model(content["model"]):
        _MAKERS[content["kind"]](client, content)


def _form(client: Client, content: Reopen) -> Any:
    form = client.process(content["process"]).form()
    if "inputs" in content:
        form.value = inputs.loads(content["inputs"])
    return form


def _job(client: Client, content: Reopen) -> Any:
    return client.job(content["job"]).show()


def _jobs(client: Client, content: Reopen) -> Any:
    return client.job_table(**content.get("options", {}))


def _result(client: Client, content: Reopen) -> Any:
    return widgets.ResultViewer(client.job(content["job"]).results())


def _workbench(client: Client, content: Reopen) -> Any:
    return client.workbench(process_id=content.get("process"))


_MAKERS: dict[str, Callable[[Client, Reopen], Any]] = {
    "form": _form,
    "job": _job,
    "jobs": _jobs,
    "result": _result,
    "workbench": _workbench,
}

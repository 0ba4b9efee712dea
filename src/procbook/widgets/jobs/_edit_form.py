"""A form within a table or a card, filled in as a job was run, to run it again with a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...protocol.errors import ClientError
from ..form._process_form import ProcessForm

if TYPE_CHECKING:
    from .._interfaces import WidgetJob


def form_of_job(job: WidgetJob) -> ProcessForm:
    """Return a form of the job's process, filled in as the job was run.

    Raises
    ------
    ClientError
        If its process or its inputs are not known here, nor to its server.
    """
    process_id = job.process_id
    if process_id is None:
        raise ClientError(f"Nobody says which process job {job.id} runs.")
    form = ProcessForm(job.client.process(process_id))
    try:
        form.fill_in_job(job)
    except BaseException:
        form.close()
        raise
    return form

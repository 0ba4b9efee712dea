"""A job as a person holds it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Unpack

from ... import jobs, widgets
from ..._front_end import is_live
from ...models import JobStatus
from ...operations import CallKeywords, HasSession
from ...widgets import WidgetClient
from ..results._results import Results
from ._base_job import BaseJob
from ._wait_progress import display_for

if TYPE_CHECKING:
    from ...jobs import Receipt
    from ...widgets import JobCard


class JobClient(HasSession, WidgetClient, Protocol):
    """What a job needs of its client."""

    def get_job_results(self, job_id: str, **options: Unpack[CallKeywords]) -> Results:
        """Return the results of a job."""


class Job(BaseJob[JobClient]):
    """A job on its server.

    Attributes
    ----------
    info : JobInfo
        Its newest state that is known in this kernel; :meth:`refresh` asks the server.
    request : ProcessRequest or None
        What was asked, if this kernel knows.
    gone : bool
        Whether the server no longer has it.
    """

    def receipt(self) -> Receipt:
        """Return what was run, where, with which inputs and outcome, to keep beside a result.

        ``.save(path)`` writes it, ``.to_prov()`` says it as PROV-JSON, :func:`procbook.rerun` runs
        it again.
        """
        return jobs.receipt(self)

    def save_crate(self, folder: str | Path) -> Path:
        """Save results and receipt as RO-Crate and return the folder.

        The profile is Process Run Crate.

        Raises
        ------
        ClientError
            If the package ``rocrate`` is not installed (``pip install 'procbook[crate]'``), or the
            results cannot be had; a job that failed has a crate without results.
        """
        receipt, target = self.receipt(), Path(folder).expanduser()
        files: list[Path] = []
        if self.status is JobStatus.successful:
            files = [Path(path) for path in self.results().save(target)]
        return receipt.save_crate(target, files)

    def refresh(self) -> Job:
        """Ask the server for the state of the job."""
        self.session.run(self._refresh())
        return self

    def wait(
        self,
        timeout: float | None = None,
        *,
        progress: bool = True,
        poll_interval: float | None = None,
        check: bool = True,
    ) -> Job:
        """Wait until the job has ended.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait at most.
        progress : bool
            Whether to show a line in a terminal or a bar in a notebook.
        poll_interval : float, optional
            Seconds between two looks; else they grow with the time waited.
        check : bool
            Whether a job that failed or was dismissed is an error.

        Raises
        ------
        JobFailedError
            If it failed or was dismissed.
        TimeoutError
            If it has not ended in time. It goes on, as it does after Ctrl-C.
        """
        display = display_for(self.id, wanted=progress and not self.status.is_final)
        try:
            self.session.run(self._wait(timeout, poll_interval, display.tell))
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                "Stopped waiting; the job goes on. Come back to it with "
                f"client.job({self.id!r}).wait()"
            ) from None
        finally:
            display.close()
        if check:
            self._raise_if_failed()
        return self

    def results(self) -> Results:
        """Return what the job brought back.

        Raises
        ------
        NotReadyError
            If it has not ended.
        JobFailedError
            If it failed or was dismissed.
        """
        return self.session.run(self._results())

    def cancel(self) -> Job:
        """Have the server stop the job; a job that has ended stays as it is."""
        with (
            self._cancelling
        ):  # who comes second finds it dismissed; a second dismissal would remove it
            self.session.run(self._cancel())
        return self

    def remove(self) -> None:
        """Have the server forget the job and its results; one that runs is cancelled first."""
        self.session.run(self._remove())

    def rerun(self, **changes: Any) -> Job:
        """Run the same process again with the same inputs, except for what is given here.

        The inputs are those that this kernel, the server or the ledger knows.

        Raises
        ------
        ClientError
            If nobody knows the inputs.
        InputError
            If an input was secret or too large to be kept, and is not given.
        """
        return Job.of_submission(self.client, self.session.run(self._rerun(changes)))

    def show(self) -> JobCard:
        """Return the job as a live card."""
        return widgets.JobCard(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """Show a live card where a front-end can draw one; elsewhere its last known state."""
        if not self.id or not is_live():
            return None
        return self.show()._repr_mimebundle_(include=include, exclude=exclude)

    def _display_(self) -> Any:
        """Return what marimo shows for the job: the live card."""
        return self.show() if self.id else self.info

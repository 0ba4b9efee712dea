"""Several jobs whose calls block."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from ..job._job import Job
from ..results._results import Results
from ._base_jobs import BaseJobs
from ._sweep import InDoubt


class Jobs(BaseJobs[Job]):
    """Several jobs as one thing: those of a sweep, of a server, or of the history.

    A sequence of :class:`Job`: ``jobs[0]``, ``jobs[1:3]``, ``jobs["the label"]``. In a notebook it
    is a live table; as text and static HTML it shows the inputs that vary.

    Attributes
    ----------
    group : str or None
        Name of the sweep.
    """

    def wait(
        self,
        timeout: float | None = None,
        *,
        progress: bool = True,
        check: bool = False,
    ) -> Self:
        """Wait until all have ended.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait at most.
        progress : bool
            Whether to show a line in a terminal or a bar in a notebook.
        check : bool
            Whether a job that failed is an error.

        Raises
        ------
        TimeoutError
            If they have not ended in time. They go on, as they do after Ctrl-C.
        JobFailedError
            If one failed, and that is to be an error.
        SweepError
            If requests of the sweep could not be sent.
        """
        self._wait(timeout, progress=progress, check=check)
        return self

    def refresh(self) -> Self:
        """Ask the servers for the state of those that have not ended."""
        self._each(lambda job: job.refresh(), self._runs_under_way())
        return self

    def cancel(self) -> Self:
        """Have the servers stop those that have not ended; of a sweep no more is submitted."""
        self._cancel()
        return self

    def results(
        self,
        *,
        check: bool = True,
    ) -> list[Results | None]:
        """Return the results, in the order of the jobs.

        Parameters
        ----------
        check : bool
            Whether a job that failed is an error; else None stands in its place.

        Raises
        ------
        JobFailedError
            If one failed.
        NotReadyError
            If one has not ended.
        """
        return self._results(check=check)

    def frame(
        self,
        *,
        outputs: bool = True,
    ) -> Any:
        """Return a DataFrame of pandas with a row for each job.

        Inputs, state, times and scalar outputs.

        Parameters
        ----------
        outputs : bool
            Whether the results of successful jobs are read for their numbers and short texts;
            results above 64 KiB are not. Each is read once and then kept in the ledger.

        Returns
        -------
        pandas.DataFrame
            Columns: ``job``, ``process``, the inputs, ``status``, ``message``, ``submitted``,
            ``created``, ``started``, ``finished``, ``took`` (seconds), the outputs. An input of one
            of these names is called ``inputs.<name>``; an output ``outputs.<name>``.
        """
        return self._frame(outputs=outputs)

    def save(
        self,
        folder: str | Path,
        *,
        overwrite: bool = False,
    ) -> list[Path]:
        """Save the results of the successful jobs, with receipts, in a folder each.

        Return these folders.

        What is complete is not read again, so that an interrupted call goes on where it stopped.
        """
        return self._save(folder, overwrite=overwrite)

    def resume(
        self,
        *,
        at_once: int | None = None,
        in_doubt: InDoubt = "ask",
        **inputs: Any,
    ) -> Self:
        """Send the requests of a sweep that were not sent, each once.

        Parameters
        ----------
        at_once : int, optional
            Jobs that may be under way at the same time.
        in_doubt : "ask", "send" or "drop"
            What to do with requests that the server may have, and of which it does not tell: leave
            them (``jobs.unsent`` lists them), send them, perhaps a second time, or give them up.
        **inputs
            Inputs that were secret or too large to be kept.

        Raises
        ------
        SweepError
            If requests could not be sent.
        """
        self._resume(at_once=at_once, in_doubt=in_doubt, inputs=inputs)
        return self

    def retry(
        self,
        *,
        at_once: int | None = None,
        **inputs: Any,
    ) -> Self:
        """Run again those that failed, were dismissed or were refused.

        The new jobs take their places.

        Parameters
        ----------
        at_once : int, optional
            Jobs that may be under way at the same time.
        **inputs
            Inputs to change, or to give again.
        """
        self._retry(at_once=at_once, inputs=inputs)
        return self

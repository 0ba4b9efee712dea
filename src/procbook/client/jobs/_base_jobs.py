"""What several jobs have in common, whether their calls block or not.

The sequence, its parts, and how it looks.
"""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from ... import display, jobs, widgets
from ..._front_end import is_live
from ...models import JobStatus
from ...protocol.errors import ClientError, JobFailedError
from ..notebook._panel import open_panel
from ..results._results import Results
from ._run import J, Run
from ._saving import save_runs
from ._sweep import InDoubt, Sweep
from ._waiting import wait_for
from .rows import _overview, _table
from .rows._scalars import read_scalars

if TYPE_CHECKING:
    from ...widgets import JobTable
from ._job_sequence import JobSequence

T = TypeVar("T")
AT_ONCE = 4
"""Requests about jobs that are under way at the same time."""


class BaseJobs(JobSequence[J]):
    """Several jobs, in their order; :class:`Jobs` blocks, :class:`AsyncJobs` has coroutines.

    Attributes
    ----------
    group : str or None
        Name of the sweep.
    """

    _template = "jobs"

    # -- work that blocks, for both twins

    def _frame(
        self,
        *,
        outputs: bool,
    ) -> Any:
        read_scalars(self._runs, fetch=outputs)
        return _table.frame_of(self._rows())

    def _wait(
        self,
        timeout: float | None,
        *,
        progress: bool,
        check: bool,
    ) -> None:
        sweep = self._sweep
        wait_for(
            self._runs,
            name=self.group,
            timeout=timeout,
            progress=progress,
            is_sending=lambda: sweep is not None and sweep.is_sending,
        )
        if sweep is not None:
            self._raise_if_stopped(sweep)
        if check:
            self._raise_if_failed()

    def _raise_if_stopped(self, sweep: Sweep[J]) -> None:
        sender = sweep.sender
        if (
            sender is not None
            and sender.error is not None
            and self._runs_without_answer()
        ):
            raise self._sweep_error(sender.error, [])

    def _sweep_error(
        self,
        cause: ClientError | None,
        refused: Sequence[tuple[jobs.PlannedRequest, ClientError]],
    ) -> jobs.SweepError:
        """Return the error that says how many requests started a job, and why not the others."""
        names = jobs.differing_inputs([run.inputs for run in self._runs])
        reasons = [
            ({name: request.inputs.get(name) for name in names}, error)
            for request, error in refused
        ]
        return jobs.SweepError(self.group or "", self, reasons, len(self._runs), cause)

    def _raise_if_failed(self) -> None:
        failed = self._with_status(JobStatus.failed)
        if failed:
            info = failed[0].info
            assert info is not None
            reason = f": {info.message}" if info.message else "."
            raise JobFailedError(
                f"{len(failed)} of {len(self)} jobs failed; the first is {info.jobID}{reason}",
                job=info,
                hint="jobs.failed holds them; jobs.retry() runs them again.",
            )

    def _each(
        self,
        act: Callable[[J], T],
        runs: Sequence[Run[J]],
    ) -> list[T]:
        """Do something with each job, some at a time.

        The first error is raised when all were tried.
        """
        with concurrent.futures.ThreadPoolExecutor(
            AT_ONCE, thread_name_prefix="procbook-jobs"
        ) as pool:
            futures = [pool.submit(act, run.job) for run in runs if run.job is not None]
        return [future.result() for future in futures]

    def _cancel(self) -> None:
        if self._sweep is not None:
            self._sweep.stop()
        open_runs = self._runs_under_way()
        # Both twins have it.
        self._each(lambda job: job.session.run(job._cancel()), open_runs)  # noqa: SLF001

    def _results(
        self,
        *,
        check: bool,
    ) -> list[Results | None]:
        if check:
            self._raise_if_failed()

        def results_of(job: J) -> Results | None:
            if job.status in {JobStatus.failed, JobStatus.dismissed} and not check:
                return None
            return job.session.run(job._results())  # noqa: SLF001 - both twins have it

        return self._each(results_of, self._runs_with_job())

    def _save(
        self,
        folder: str | Path,
        *,
        overwrite: bool,
    ) -> list[Path]:
        return save_runs(
            self._with_status(JobStatus.successful), Path(folder), overwrite=overwrite
        )

    def _resume(
        self,
        *,
        at_once: int | None,
        in_doubt: InDoubt,
        inputs: Mapping[str, Any],
    ) -> None:
        sweep = self._sweep
        if sweep is None:
            return
        sweep.submit_again(
            self._runs, at_once=at_once, in_doubt=in_doubt, inputs=inputs
        )
        if not sweep.is_sending:
            self._raise_if_stopped(sweep)

    def _retry(
        self,
        *,
        at_once: int | None,
        inputs: Mapping[str, Any],
    ) -> None:
        failed = [
            run
            for run in self._runs
            if run.status in {JobStatus.failed, JobStatus.dismissed, "refused"}
        ]
        if self._sweep is not None:
            self._sweep.plan_again([run for run in failed if run.planned is not None])
            self._resume(at_once=at_once, in_doubt="ask", inputs=inputs)
        for run in failed:
            if run.planned is None and run.job is not None:
                job = run.job
                # Both twins have it.
                submission = job.session.run(job._rerun(dict(inputs)))  # noqa: SLF001
                run.replace(type(job).of_submission(job.client, submission))

    def annotate_each(self, labels: Iterable[str | None]) -> Self:
        """Give jobs their labels, in their order; None leaves one as it is."""
        for run, label in zip(self._runs, labels, strict=True):
            if label is not None and run.job is not None:
                run.job.annotate(label=label)
                run.replace(run.job)
        return self

    # -- how they look

    def show(self, *, panel: bool = False, **options: Any) -> JobTable:
        """Return the live table of these jobs; options are those of :class:`procbook.JobTable`.

        With `panel` it opens beside the notebook in JupyterLab; ``notify=True`` tells on the
        desktop, and ``on_end=…`` calls a function, when jobs end.
        """
        clients: dict[int, Any] = {}
        for job in self:
            client = job.client
            client = client.to_sync() if hasattr(client, "to_sync") else client
            clients.setdefault(id(client.session), client)
        table = widgets.JobTable(*clients.values(), job_ids=self._job_ids, **options)
        return open_panel(table, self.group or "Jobs") if panel else table

    def chart(
        self,
        x: str | None = None,
        y: str | None = None,
        *,
        colour: str | None = None,
        panels: str | None = None,
        kind: str | None = None,
        **options: Any,
    ) -> JobTable:
        """Return the live table of these jobs with a chart of results over inputs.

        What is left out is chosen by what varies: the first number that came out over the first
        input, a second input as colour, parallel axes where more vary.

        Parameters
        ----------
        x, y, colour, panels : str, optional
            Names of columns, as :meth:`frame` has them; ``colour="none"`` for one colour.
        kind : str, optional
            ``points``, ``lines`` or ``parallel``.
        **options
            Those of :class:`procbook.JobTable`.

        Raises
        ------
        TypeError
            For a kind that there is not.
        """
        parts = {"x": x, "y": y, "colour": colour, "panels": panels, "kind": kind}
        chosen = {name: value for name, value in parts.items() if value is not None}
        return self.show(chart=chosen, **options)

    def _job_ids(self) -> list[str]:
        return [run.job_id for run in self._runs_with_job()]

    def _repr_mimebundle_(
        self,
        include: Any = None,
        exclude: Any = None,
    ) -> Any:
        """Show a live table where a front-end can draw one; elsewhere what is known."""
        if not is_live() or not len(self):
            return None
        return self.show()._repr_mimebundle_(include=include, exclude=exclude)

    def _display_(self) -> Any:
        """Return what marimo shows for the jobs: the live table."""
        return self.show() if len(self) else self

    def _text_lines(self) -> list[str]:
        read_scalars(self._runs, fetch=False)
        return _overview.text_lines(self._runs, self.group)

    def __repr__(self) -> str:
        return display.text(self)

    def _repr_html_(self) -> str:
        read_scalars(self._runs, fetch=False)
        return display.html(self)

    @property
    def _heading(self) -> str:
        return _overview.summarize(self._runs, self.group)

    def _html_rows(self, limit: int) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        return _overview.display_rows(self._runs[:limit])

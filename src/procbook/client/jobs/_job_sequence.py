"""Several jobs as a sequence: by place, by label or id, by state, and by a condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, Self, overload

from ... import jobs, widgets
from ...models import JobStatus
from ._run import J, Run
from ._sweep import Sweep
from .rows import _table
from .rows._scalars import read_scalars

if TYPE_CHECKING:
    from ...widgets import Comparison

_PREFIX = 4
"""Characters of an id by which a job is found."""
_READ_UNASKED = 200
"""Jobs whose results are read for a condition that names an output."""


class JobSequence(Sequence[J], Generic[J]):
    """Several jobs in their order; nothing here waits for a job or changes one.

    Attributes
    ----------
    group : str or None
        Name of the sweep.
    """

    def __init__(
        self,
        runs: Iterable[Run[J]],
        *,
        group: str | None = None,
        sweep: Sweep[J] | None = None,
    ) -> None:
        self._runs = list(runs)
        self._sweep = sweep
        self.group = group

    def _part(self, runs: Iterable[Run[J]]) -> Self:
        return type(self)(runs, group=self.group, sweep=self._sweep)

    # -- a sequence of jobs

    def _runs_with_job(self) -> list[Run[J]]:
        return [run for run in self._runs if run.has_job]

    def __len__(self) -> int:
        return len(self._runs_with_job())

    def count_requests(self) -> int:
        """Return how many requests there are, those included that have started no job."""
        return len(self._runs)

    def __iter__(self) -> Iterator[J]:
        return (run.job for run in self._runs_with_job() if run.job is not None)

    @overload
    def __getitem__(self, index: int | str) -> J: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | str | slice) -> J | Self:
        if isinstance(index, slice):
            return self._part(self._runs_with_job()[index])
        run = (
            self._find(index)
            if isinstance(index, str)
            else self._runs_with_job()[index]
        )
        assert run.job is not None
        return run.job

    def _find(self, name: str) -> Run[J]:
        """Return the job of that label or id, or the only one whose id begins so."""
        for run in self._runs_with_job():
            if name in (run.label, run.job_id):
                return run
        prefix = name.rstrip("…")
        near = [run for run in self._runs_with_job() if run.job_id.startswith(prefix)]
        if len(prefix) >= _PREFIX and len(near) == 1:
            return near[0]
        labels = [run.label for run in self._runs_with_job() if run.label]
        candidates = f"labels: {', '.join(labels)}" if labels else "no job has a label"
        raise KeyError(f"No job has the label or id {name!r}; {candidates}")

    def _ipython_key_completions_(self) -> list[str]:
        return [run.label or run.job_id for run in self._runs_with_job()]

    # -- some of them

    def _with_status(self, *statuses: str) -> list[Run[J]]:
        return [run for run in self._runs if run.status in statuses]

    def _runs_under_way(self) -> list[Run[J]]:
        return [
            run for run in self._runs_with_job() if not JobStatus(run.status).is_final
        ]

    def _runs_without_answer(self) -> list[Run[J]]:
        runs = self._with_status("planned", "unknown")
        return [run for run in runs if not run.has_job]

    @property
    def successful(self) -> Self:
        """Those that were successful."""
        return self._part(self._with_status(JobStatus.successful))

    @property
    def failed(self) -> Self:
        """Those that failed."""
        return self._part(self._with_status(JobStatus.failed))

    @property
    def running(self) -> Self:
        """Those that have not ended, as far as is known."""
        return self._part(self._runs_under_way())

    @property
    def refused(self) -> Self:
        """Requests that the server refused, with the reason; :meth:`retry` sends them again."""
        return self._part(self._with_status("refused"))

    @property
    def unsent(self) -> Self:
        """Requests that were not sent, or of which nobody knows; :meth:`resume` sends them."""
        return self._part(self._runs_without_answer())

    def where(self, condition: str) -> Self:
        """Return the jobs whose row fulfils a condition on the columns of :meth:`frame`.

        Parameters
        ----------
        condition : str
            Such as ``"duration > 2 and not fail"``: comparisons (``= != < <= > >= ~ in``) joined by
            ``and``, ``or``, ``not`` and brackets; ``~`` asks whether a text contains another one.

        Raises
        ------
        ValueError
            If it cannot be read, or names a column that there is not.
        """
        parsed = jobs.read_condition(condition)
        read_scalars(self._runs, fetch=False)
        rows = self._rows()
        is_short = self._sweep is not None or len(rows) <= _READ_UNASKED
        if is_short and not parsed.names <= set(_table.column_names(rows)):
            read_scalars(self._runs)
            rows = self._rows()
        if rows:
            parsed.check_names(_table.column_names(rows))
        return self._part(
            run for run, row in zip(self._runs, rows, strict=True) if parsed.test(row)
        )

    def _rows(self) -> list[dict[str, Any]]:
        return _table.table_rows(self._runs)

    def compare(self) -> Comparison:
        """Lay two to ten jobs side by side; see :func:`procbook.compare`."""
        blocking: list[Any] = [
            job.to_sync() if hasattr(job, "to_sync") else job for job in self
        ]
        return widgets.compare_jobs(blocking)

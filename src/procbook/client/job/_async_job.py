"""A job for event loops."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ... import jobs
from ..._front_end import is_live
from ...operations import HasSession
from ...protocol.errors import ClientError
from ..results._results import Results
from ._base_job import BaseJob
from ._job import Job, JobClient

if TYPE_CHECKING:
    from ...jobs import Receipt
    from ...widgets import JobCard


class AsyncJobClient(HasSession, Protocol):
    """What a job needs of its asynchronous client."""

    def to_sync(self) -> JobClient:
        """Return the client whose calls block."""


class AsyncJob(BaseJob[AsyncJobClient]):
    """A job on its server, for event loops; the names are those of :class:`~procbook.Job`."""

    async def refresh(self) -> AsyncJob:
        """Ask the server for the state of the job."""
        await self.session.arun(self._refresh())
        return self

    async def wait(
        self,
        timeout: float | None = None,  # noqa: ASYNC109 - the sync twin's name
        *,
        progress: bool = False,
        poll_interval: float | None = None,
        check: bool = True,
    ) -> AsyncJob:
        """Wait until the job has ended; see :meth:`Job.wait`. No progress is shown."""
        await self.session.arun(self._wait(timeout, poll_interval))
        if check:
            self._raise_if_failed()
        return self

    async def results(self) -> Results:
        """Return what the job brought back; see :meth:`Job.results`."""
        return await self.session.arun(self._results())

    async def cancel(self) -> AsyncJob:
        """Have the server stop the job; a job that has ended stays as it is."""
        await self.session.arun(self._cancel())
        return self

    async def remove(self) -> None:
        """Have the server forget the job and its results; one that runs is cancelled first."""
        await self.session.arun(self._remove())

    async def rerun(self, **changes: Any) -> AsyncJob:
        """Run the same process again with the same inputs, except for what is given here.

        See :meth:`Job.rerun`.
        """
        submission = await self.session.arun(self._rerun(changes))
        return AsyncJob.of_submission(self.client, submission)

    async def receipt(self) -> Receipt:
        """Return the receipt of the job; see :meth:`Job.receipt`."""
        if not self.status.is_final:
            with contextlib.suppress(
                ClientError
            ):  # a receipt of what was known last is better than none
                await self.refresh()
        return jobs.receipt_as_known(self)

    async def save_crate(self, folder: str | Path) -> Path:
        """Save the results and the receipt as RO-Crate; see :meth:`Job.save_crate`."""
        return await asyncio.to_thread(self.to_sync().save_crate, folder)

    def show(self) -> JobCard:
        """Return the job as a live card."""
        return self.to_sync().show()

    def to_sync(self) -> Job:
        """Return the job with calls that block."""
        return Job(
            self.client.to_sync(),
            self.info,
            self.request,
            process_id=self.process_id,
            immediate=self.immediate,
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """Show a live card where a front-end can draw one; elsewhere its last known state."""
        if not self.id or not is_live():
            return None
        return self.show()._repr_mimebundle_(include=include, exclude=exclude)

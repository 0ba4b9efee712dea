"""Several jobs for event loops."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Self

from ..job._async_job import AsyncJob
from ..results._results import Results
from ._base_jobs import BaseJobs
from ._sweep import InDoubt


class AsyncJobs(BaseJobs[AsyncJob]):
    """Several jobs as one thing, for event loops.

    The names are those of :class:`~procbook.Jobs`.
    """

    async def wait(
        self,
        timeout: float | None = None,  # noqa: ASYNC109 - the sync twin's name
        *,
        progress: bool = False,
        check: bool = False,
    ) -> Self:
        """Wait until all have ended; see :meth:`Jobs.wait`."""
        await asyncio.to_thread(self._wait, timeout, progress=progress, check=check)
        return self

    async def refresh(self) -> Self:
        """Ask the servers for the state of those that have not ended."""
        await asyncio.gather(*(job.refresh() for job in self.running))
        return self

    async def cancel(self) -> Self:
        """Have the servers stop those that have not ended; see :meth:`Jobs.cancel`."""
        await asyncio.to_thread(self._cancel)
        return self

    async def results(
        self,
        *,
        check: bool = True,
    ) -> list[Results | None]:
        """Return the results, in the order of the jobs; see :meth:`Jobs.results`."""
        return await asyncio.to_thread(self._results, check=check)

    async def frame(
        self,
        *,
        outputs: bool = True,
    ) -> Any:
        """Return a DataFrame with a row for each job; see :meth:`Jobs.frame`."""
        return await asyncio.to_thread(self._frame, outputs=outputs)

    async def save(
        self,
        folder: str | Path,
        *,
        overwrite: bool = False,
    ) -> list[Path]:
        """Save the results of the successful jobs; see :meth:`Jobs.save`."""
        return await asyncio.to_thread(self._save, folder, overwrite=overwrite)

    async def resume(
        self,
        *,
        at_once: int | None = None,
        in_doubt: InDoubt = "ask",
        **inputs: Any,
    ) -> Self:
        """Send the requests of a sweep that were not sent; see :meth:`Jobs.resume`."""
        await asyncio.to_thread(
            self._resume, at_once=at_once, in_doubt=in_doubt, inputs=inputs
        )
        return self

    async def retry(
        self,
        *,
        at_once: int | None = None,
        **inputs: Any,
    ) -> Self:
        """Run again those that failed or were refused; see :meth:`Jobs.retry`."""
        await asyncio.to_thread(self._retry, at_once=at_once, inputs=inputs)
        return self

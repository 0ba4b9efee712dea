"""What a client runs and returns as objects: jobs, results and processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from .. import (
    operations,
)
from .._traceback_privacy import hide_frames
from ..operations import CallKeywords
from ..protocol.errors import ResponseError
from .job._job_ledger import hint_for_lost_job, pass_on_expiry
from .session._session_client import SessionClient

if TYPE_CHECKING:
    from ..models import JobInfo, ProcessDescription, ProcessRequest
    from ..operations import Mode
    from .job._job import Job
    from .jobs._jobs import Jobs
    from .process._process import Process
    from .results._results import Results

# "from procbook import Client" loads 250 modules, and making a client 440; with jobs, processes and
# results imported at the top it would load 470, and with results' openers and sign-in 570. So other
# packages are named as packages, which load a module when a name of it is first used, and those of
# this package are imported in functions.


class RunningClient(SessionClient):
    """The calls that run processes and return objects that people hold; they block."""

    # -- running processes

    @hide_frames
    def execute_process(
        self,
        process_id: str,
        request: ProcessRequest | Mapping[str, Any] | None = None,
        *,
        mode: Mode = None,
        **options: Unpack[CallKeywords],
    ) -> JobInfo | Results:
        """Run a process (section 7.11).

        Parameters
        ----------
        process_id : str
            The process.
        request : ProcessRequest or dict, optional
            Inputs, and what is wanted of the outputs.
        mode : "async" or "sync", optional
            What to ask for; else a job, unless the process can only answer at once.

        Returns
        -------
        JobInfo or Results
            The job, or the results if the server answered at once, whatever was asked for.
        """
        job = self.submit(process_id, request, mode=mode, **options)
        return job.info if job.immediate is None else job.immediate

    @hide_frames
    def submit(
        self,
        process_id: str,
        request: ProcessRequest | Mapping[str, Any] | None = None,
        *,
        mode: Mode = None,
        description: ProcessDescription | None = None,
        **options: Unpack[CallKeywords],
    ) -> Job:
        """Run a process (section 7.11) and return the job.

        It has ended already if the server answered at once.

        Parameters
        ----------
        process_id, request, mode
            As for :meth:`execute_process`.
        description : ProcessDescription, optional
            The process, if it has been read; else it is asked for once.
        """
        from .job._job import Job

        call = operations.submit(
            self.session.operations,
            process_id,
            request,
            mode=mode,
            description=description,
            options=options,
        )
        return Job.of_submission(self, self.session.run(call))

    def get_job_results(self, job_id: str, **options: Unpack[CallKeywords]) -> Results:
        """Return the results of a job (section 7.13), whatever form the server sends them in.

        Raises
        ------
        NotReadyError
            If the job has not ended.
        JobFailedError
            If it failed or was dismissed.
        """
        from .results._results import Results

        with pass_on_expiry(self.session, job_id):
            parts = self.session.run(
                self.session.operations.results(job_id, options=options)
            )
        submitted = self.session.operations.submitted(job_id)
        return Results(
            self,
            parts,
            job_id=job_id,
            process_id=submitted.process_id,
            request=submitted.request,
        )

    get_job_result = get_job_results

    # -- objects for people

    def process(self, process_id: str, version: str | None = None) -> Process:
        """Return a process that can be called.

        Of several versions, the one that is named, or the newest listed.
        """
        from .process._process import Process

        version = version or self.session.operations.newest_versions.get(process_id)
        return Process(self, self.get_process(process_id, version))

    def job(self, job_id: str) -> Job:
        """Return a job by its id."""
        from .job._job import Job

        submitted = self.session.operations.submitted(job_id)
        try:
            info = self.get_job(job_id)
        except ResponseError as error:
            if error.status in {404, 410} and (
                hint := hint_for_lost_job(self.session, job_id)
            ):
                error.hint = hint
            raise
        return Job(self, info, submitted.request, process_id=submitted.process_id)

    def jobs(
        self,
        process_id: str | list[str] | None = None,
        status: str | list[str] | None = None,
        *,
        since: dt.datetime | None = None,
        where: str | None = None,
        limit: int | None = None,
    ) -> Jobs:
        """Return jobs of the server as one thing.

        A live table, a frame, a selection to cancel or to run again.

        Parameters
        ----------
        process_id, status : str or list of str, optional
            Only jobs of these processes, in these states.
        since : datetime, optional
            Only jobs created since then.
        where : str, optional
            A condition on inputs, times and scalar outputs, such as
            ``"duration > 2 and not fail"``; see :meth:`Jobs.where`.
        limit : int, optional
            At most so many, before the condition.
        """
        from .job._job import Job
        from .jobs._jobs import Jobs
        from .jobs._list import runs_of

        period = None if since is None else (since, None)
        infos = self.get_jobs(process_id, status, limit, datetime=period).jobs
        jobs = Jobs(runs_of(self, infos, Job))
        return jobs if where is None else jobs.where(where)

    def open_job_result(
        self,
        job_id: str,
        output_name: str | None = None,
        data_type: Any = None,
        media_type: str | None = None,
        *,
        poll_interval: float | None = None,
        timeout: float | None = None,
        **options: Any,
    ) -> Any:
        """Wait for a job and open one of its outputs as a table, a raster, an image, ….

        Parameters
        ----------
        job_id : str
            The job.
        output_name : str, optional
            The output; may be left out if there is only one.
        data_type, media_type : optional
            What to open it as, and what it is, where the server does not tell.
        poll_interval, timeout : float, optional
            Seconds between two looks, and to wait at most.
        """
        job = self.job(job_id)
        job.wait(timeout=timeout, poll_interval=poll_interval)
        return (
            job.results()
            .output(output_name)
            .open(data_type=data_type, media_type=media_type, **options)
        )

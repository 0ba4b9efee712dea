"""Finding the job of an equal request whose results can still be had."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from ... import jobs
from ...models import JobInfo, JobStatus, ProcessRequest
from ...operations import HasSession, request_as_sent
from ...protocol import ABSENT, Part
from ...protocol.errors import ClientError
from ..job._base_job import BaseJob
from ..results._results import Results

if TYPE_CHECKING:
    from ...models import ProcessDescription
    from ...operations import Session
    from ..results._output import Output

J = TypeVar("J", bound=BaseJob[Any])
Reuse: TypeAlias = bool | Literal["local"]
"""Whether results of an equal request are used again; ``"local"`` keeps them on this computer, too.
"""


def check_reuse(reuse: object) -> None:
    """Refuse what is no choice.

    Raises
    ------
    ValueError
        With the choices.
    """
    if reuse not in {True, False, "local"}:
        raise ValueError(f"reuse is True, False or 'local', not {reuse!r}.")


class EarlierJobs:
    """The jobs of earlier requests of one server.

    Parameters
    ----------
    client : Client or AsyncClient
        Whose server it is.
    description : ProcessDescription
        The process; results of another version of it are not used.
    reuse : True or "local"
        Whether results are also kept on this computer.
    """

    def __init__(
        self,
        client: HasSession,
        description: ProcessDescription,
        reuse: Reuse,
    ) -> None:
        check_reuse(reuse)
        self._client = client
        self._session: Session = client.session
        self._description = description
        self._cache = jobs.ResultCache() if reuse == "local" else None
        self._ledger = jobs.get_ledger(self._session)

    def key_of(self, request: ProcessRequest) -> str:
        """Return the key of a request."""
        return jobs.request_key(
            self._session.server_id,
            self._description.id,
            self._description.version,
            request_as_sent(request, self._description),
        )

    def find(
        self,
        request: ProcessRequest,
        kind: type[J],
    ) -> J | None:
        """Return the job of an equal request with its results, or one that is under way.

        The result is None if there is none.
        """
        key = self.key_of(request)
        job = self._find_kept(key, request, kind)
        if job is not None:
            return job
        job_ids: list[str] = []
        with jobs.quietly():
            job_ids = jobs.RequestMemory(self._ledger).jobs_of(key)
        for job_id in job_ids:
            job = self._look_at(job_id, request, kind)
            if job is not None:
                self.keep_results(job, key)
                return job
            with jobs.quietly():
                jobs.RequestMemory(self._ledger).forget(key, job_id)
        return None

    def _find_kept(
        self,
        key: str,
        request: ProcessRequest,
        kind: type[J],
    ) -> J | None:
        kept = self._cache.find(key) if self._cache is not None else None
        if kept is None:
            return None
        job_id, parts = kept
        info = JobInfo.model_construct(
            jobID=job_id,
            processID=self._description.id,
            status=JobStatus.successful,
        )
        return self._job_of(info, request, kind, parts)

    def _look_at(
        self,
        job_id: str,
        request: ProcessRequest,
        kind: type[J],
    ) -> J | None:
        """Return a job that has results, or is under way.

        The result is None if it failed or is no longer there.
        """
        operations = self._session.operations
        try:
            info = self._session.run(operations.job(job_id))
            if not info.status.is_final:
                job = kind(self._client, info, request, process_id=self._description.id)
                job.reused = True
                return job
            if info.status is not JobStatus.successful:
                return None
            parts = self._session.run(operations.results(job_id, info=info))
            job = self._job_of(info, request, kind, parts)
            self._check_links(job)
        except ClientError:
            return None
        return job

    def _job_of(
        self,
        info: JobInfo,
        request: ProcessRequest,
        kind: type[J],
        parts: dict[str, Part],
    ) -> J:
        results = Results(
            self._client,
            parts,
            job_id=info.jobID or None,
            process_id=self._description.id,
            request=request,
        )
        results.reused = True
        job = kind(
            self._client,
            info,
            request,
            process_id=self._description.id,
            immediate=results,
        )
        job.reused = True
        return job

    def _check_links(self, job: BaseJob[Any]) -> None:
        """Open what came as a link, and read nothing: it may have expired.

        Raises
        ------
        ClientError
            If a file is no longer there.
        """
        assert job.immediate is not None
        for output in job.immediate.values():
            if output.can_fetch and output.part.body is None:
                with self._session.stream(output.href or ""):
                    pass

    def keep_results(
        self,
        job: BaseJob[Any],
        key: str,
    ) -> None:
        """Have the results of a job kept on this computer, when it has them."""
        cache = self._cache
        if cache is None:
            return

        def keep(results: Results) -> None:
            parts = {
                name: (output.part, _file_of(output))
                for name, output in results.items()
            }
            cache.keep(
                key,
                parts,
                process_id=self._description.id,
                server=self._session.server_id,
                job_id=job.id,
            )

        if job.immediate is not None:
            keep(job.immediate)
        else:
            job.on_results = keep


def _file_of(output: Output) -> Iterable[bytes] | None:
    """Return the bytes of an output that came as a link; None if it came along."""
    came_along = output.part.value is not ABSENT or output.part.body is not None
    return None if came_along or not output.can_fetch else output.stream()

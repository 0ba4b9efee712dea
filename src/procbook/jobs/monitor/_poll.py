"""What the monitor asks of a server, through a client: the list, or one document. Blocking.

Run in a thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...models import JobInfo, JobStatus
from ...protocol.errors import ClientError, LoginRequiredError, TransportError

if TYPE_CHECKING:
    from .._interfaces import JobServer

SINGLES = 5
"""Documents of single jobs asked for in one poll at most, where a server has no list that helps."""
NO_RETRIES = 0
"""The monitor itself asks again; silent tries behind its back would hide that nobody answers."""
LIMIT = 10_000
"""Jobs asked for at once: the most that the standard speaks of (section 11.2.6), so that a page is
the whole list."""
EDITION_1 = frozenset({JobStatus.accepted, JobStatus.running})
"""States of jobs that go on, in version 1.0 of the standard; others are refused by servers that
know only that."""


@dataclass(frozen=True)
class Listing:
    """Ask for the list of jobs, of some states only where the server can do that."""

    status: tuple[JobStatus, ...] = ()


@dataclass(frozen=True)
class Singles:
    """Ask for the documents of single jobs."""

    ids: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """What came back.

    Attributes
    ----------
    infos : sequence of JobInfo
        Documents of jobs.
    missing : tuple of str
        Ids that the server does not know.
    wait : float or None
        Seconds after which the server wants to be asked again (``Retry-After``).
    whole : bool
        Whether this is the whole list although some states were asked for: the server refused to
        filter.
    cut : bool
        Whether pages of the list are missing, so that a job may be there that is not in it.
    """

    infos: Sequence[JobInfo] = ()
    missing: tuple[str, ...] = ()
    wait: float | None = None
    whole: bool = False
    cut: bool = False


class NoListError(Exception):
    """The server has no list of jobs, or does not show it to this user."""


class Source:
    """The jobs of a server, through a client.

    Parameters
    ----------
    client : JobServer
        Its calls block, so :meth:`ask` belongs on a thread of its own.
    """

    def __init__(self, client: JobServer) -> None:
        self.client = client
        self._limit: int | None = LIMIT
        self._states: frozenset[JobStatus] = frozenset(JobStatus)

    def ask(self, question: Listing | Singles) -> Answered:
        """Make the request, or the few requests, and return what came back.

        Raises
        ------
        ClientError
            No answer, or an answer that says nothing about the jobs.
        NoListError
            There is no list of jobs.
        """
        return (
            self._list(question)
            if isinstance(question, Listing)
            else self._singles(question.ids)
        )

    def _list(self, question: Listing) -> Answered:
        while True:
            states = [str(s) for s in question.status if s in self._states]
            try:
                job_list, wait = self.client.poll_jobs(
                    params=self._params(states), retries=NO_RETRIES
                )
            except (TransportError, LoginRequiredError):
                raise
            except ClientError as error:
                if error.status in {400, 422} and self._ask_for_less(states):
                    continue
                if error.status in {403, 404, 405, 410, 501}:
                    raise NoListError from error
                raise
            return Answered(
                infos=job_list.jobs,
                wait=wait,
                whole=bool(question.status) and not states,
                cut=any(quirk.code == "page-missing" for quirk in job_list.quirks),
            )

    def _params(self, states: list[str]) -> dict[str, Any]:
        # As parameters of the request, not as a filter: the client would hide that a server ignores
        # them.
        params: dict[str, Any] = {"status": states} if states else {}
        if self._limit is not None:
            params["limit"] = self._limit
        return params

    def _ask_for_less(self, states: list[str]) -> bool:
        """Leave out a parameter that the server may have refused; False when there is none left."""
        if states:  # first the states that only 2.0 has, then all
            self._states = EDITION_1 if set(states) - EDITION_1 else frozenset()
        elif self._limit is not None:
            self._limit = None
        else:
            return False
        return True

    def _singles(self, ids: Iterable[str]) -> Answered:
        infos, missing, wait = [], [], None
        for job_id in ids:
            try:
                info, wish = self.client.poll_job(job_id, retries=NO_RETRIES)
            except ClientError as error:
                if not is_missing(error):
                    raise
                missing.append(job_id)
            else:
                infos.append(info)
                wait = max(wait or 0.0, wish) if wish is not None else wait
        return Answered(infos=infos, missing=tuple(missing), wait=wait)


def is_missing(error: ClientError) -> bool:
    """Tell whether an error says that there is no such job.

    404 or 410 with a document, not a proxy's web page.
    """
    if error.status == 410:
        return True
    return error.status == 404 and (error.problem is not None or not error.first_line)

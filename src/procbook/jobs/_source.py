"""What the monitor asks of a server, through a client: the list, or one document. Blocking; run in a thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..models import JobInfo, JobStatus
from ..protocol.errors import ClientError, LoginRequiredError, TransportError

if TYPE_CHECKING:
    from ..client import Client

SINGLES = 5
"""Documents of single jobs asked for in one poll at most, where a server has no list that helps."""


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
    listed : bool
        Whether this was the whole list, so that what is not in it may be gone.
    """

    infos: Sequence[JobInfo] = ()
    missing: tuple[str, ...] = ()
    listed: bool = False


class NoListError(Exception):
    """The server has no list of jobs, or does not show it to this user."""


def ask(client: Client, question: Listing | Singles) -> Answered:
    """Make the request, or the few requests, and return what came back.

    Raises
    ------
    ClientError
        No answer, or an answer that says nothing about the jobs.
    NoListError
        There is no list of jobs.
    """
    return _list(client, question) if isinstance(question, Listing) else _singles(client, question.ids)


def _list(client: Client, question: Listing) -> Answered:
    # As parameters of the request, not as a filter: the client would hide that a server ignores them.
    options: dict[str, Any] = {"params": {"status": [str(s) for s in question.status]}} if question.status else {}
    try:
        found = client.get_jobs(**options)
    except (TransportError, LoginRequiredError):
        raise
    except ClientError as error:
        if error.status in {403, 404, 405, 410, 501}:
            raise NoListError from error
        raise
    return Answered(infos=found.jobs, listed=not question.status)


def _singles(client: Client, ids: Iterable[str]) -> Answered:
    infos, missing = [], []
    for job_id in ids:
        try:
            infos.append(client.get_job(job_id))
        except ClientError as error:
            if not is_missing(error):
                raise
            missing.append(job_id)
    return Answered(infos=infos, missing=tuple(missing))


def is_missing(error: ClientError) -> bool:
    """Tell whether an error says that there is no such job: 404 or 410 with a document, not a proxy's web page."""
    if error.status == 410:
        return True
    return error.status == 404 and (error.problem is not None or not error.first_line)

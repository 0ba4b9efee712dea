"""A session: settings of one server, connection, and operations of the standard.

It is what jobs, results, sign-in and widgets need of a client. Clients, processes, jobs and results
stand on top of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Protocol, Unpack
from urllib.parse import urlsplit

from .. import auth
from .._json import JsonValue
from ..models import JobInfo, JobList
from ..protocol import Answer
from ..protocol.errors import ClientError
from ..settings import ClientConfig
from ..transport import Ask, Call, Connection, T, retry_after
from ._call_options import CallKeywords
from ._operations import Operations
from ._pages import job_pages, read_all

if TYPE_CHECKING:
    from ..transport import RequestAuth

LOCAL = "local:"
"""How the server id of an embedded server begins.

Behind it stands its store, unless that is the user's own.
"""


class Session:
    """One server as one user sees it; safe to use from several threads.

    Parameters
    ----------
    config : ClientConfig
        The settings.
    transport : httpx transport, optional
        Used instead of the network.

    Attributes
    ----------
    config : ClientConfig
        The settings.
    connection : Connection
        What sends requests, with the credentials of the settings.
    operations : Operations
        The operations of the standard, as calls without I/O for :meth:`run` and :meth:`arun`.
    """

    def __init__(self, config: ClientConfig, transport: Any = None) -> None:
        self.config = config
        self.connection = Connection(config, _make_auth, transport)
        self.operations = Operations(config, self.connection.policy)
        self._server_id: str | None = None

    @property
    def session(self) -> Session:
        """The session itself, so that it can stand wherever a client can."""
        return self

    @property
    def api_url(self) -> str:
        """Address of the server's landing page."""
        return self.config.api_url

    @property
    def server_id(self) -> str:
        """Name under which the ledger, presets and stored sign-ins keep what belongs to the server.

        It is the address, except for an embedded server: that has a new port in each kernel and the
        same jobs, and is known by where those are kept.
        """
        return self._server_id or _identity_of_lab(self.api_url) or self.api_url

    @server_id.setter
    def server_id(self, server_id: str | None) -> None:
        self._server_id = server_id

    @property
    def name(self) -> str:
        """A short label of the server: its host."""
        return urlsplit(self.api_url).netloc

    def to_python(self) -> str:
        """Return Python code that makes a client of the same server, without credentials."""
        head = "from procbook import Client\n\n"
        if not self.server_id.startswith(LOCAL):
            return f"{head}client = Client({self.api_url!r})\n"
        store = self.server_id.removeprefix(LOCAL)
        return f"{head}client = Client.local({f'store={store!r}' if store else ''})\n"

    def run(self, call: Call[T]) -> T:
        """Drive a call to its end and return what it returns; blocks."""
        return self.connection.run(call)

    async def arun(self, call: Call[T]) -> T:
        """Drive a call to its end on the running event loop."""
        return await self.connection.arun(call)

    def poll_job(
        self, job_id: str, **options: Unpack[CallKeywords]
    ) -> tuple[JobInfo, float | None]:
        """Return the state of a job, and the seconds of ``Retry-After``, or None.

        See :meth:`Client.poll_job`.
        """
        info, answer = self.run(self.operations.polled(job_id, options))
        return info, retry_after(answer.headers)

    def poll_jobs(self, **options: Any) -> tuple[JobList, float | None]:
        """Return the list of jobs, and the seconds of ``Retry-After``, or None.

        See :meth:`Client.poll_jobs`.
        """
        pages = job_pages(self.operations, None, options)
        return self.run(read_all(pages, "jobs")), pages.wait

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        json: JsonValue = None,
        body: bytes | None = None,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> Answer:
        """Make any request of the server and return the answer, also one of an error.

        See :meth:`Client.request`.
        """
        return self.run(
            self.operations.request(
                method,
                url,
                params=params,
                headers=headers,
                data=json,
                body=body,
                timeout=timeout,
                limit=limit,
            )
        )

    @contextmanager
    def stream(
        self, url: str, *, headers: Mapping[str, str] | None = None
    ) -> Iterator[tuple[Answer, Iterator[bytes]]]:
        """Ask for a file and read it in pieces, so that it is never held as a whole.

        See :func:`stream`.
        """
        target = self.operations.absolute(url)
        try:
            with self.connection.open_stream(
                Ask("GET", target, headers or {})
            ) as answer:
                yield answer
        except ClientError as error:
            error.hint = _why_file_is_away(error) or error.hint
            raise


def _identity_of_lab(api_url: str) -> str | None:
    """Return the identity of the server that ``procbook lab`` started, if the address is its."""
    lab = os.environ.get("PROCBOOK_LOCAL_URL", "").rstrip("/")
    return (
        os.environ.get("PROCBOOK_LOCAL_ID")
        if lab and lab == api_url.rstrip("/")
        else None
    )


def _why_file_is_away(error: ClientError) -> str | None:
    """Return what to do about a file that a server linked to and no longer hands out."""
    if error.status in {404, 410}:
        return "It has expired or was removed on the server; run the process again."
    if (
        error.status == 403
        and error.url
        and re.search(r"[?&](X-Amz-|Expires|se)=?", error.url)
    ):
        return (
            "The link was signed for a limited time that is over; ask for the results "
            "of the job again."
        )
    return None


def _make_auth(config: ClientConfig) -> RequestAuth | None:
    """Load sign-in when the first request needs it."""
    return auth.make_auth(config)


class HasSession(Protocol):
    """What has a session: a client, an asynchronous client, or a session itself."""

    @property
    def session(self) -> Session:
        """Settings, connection and operations."""


def stream(
    client: HasSession, url: str, *, headers: Mapping[str, str] | None = None
) -> AbstractContextManager[tuple[Answer, Iterator[bytes]]]:
    """Ask for a file and read it in pieces, so that it is never held as a whole.

    The request is the client's own: redirects, retries and the rule where credentials may go are
    those of all its requests.

    Parameters
    ----------
    client : Client, AsyncClient or Session
        Whose server it is.
    url : str
        Where the file is; relative to the address of the service.
    headers : mapping, optional
        Header fields, such as ``Range``.

    Yields
    ------
    Answer
        Status and header fields; its body is empty.
    iterator of bytes
        The body.

    Raises
    ------
    ClientError
        If the server says no, or the connection breaks, also in the middle.
    """
    return client.session.stream(url, headers=headers)

"""What a client does with its session alone.

Documents of the standard, any request, and sign-in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Unpack

from ... import auth, operations
from ..._front_end import is_live
from ...operations import CallKeywords
from ..job._job_ledger import record_ends, record_states
from ..notebook import _notebook
from ._known_server import KnownServer

if TYPE_CHECKING:
    from ...models import (
        Capabilities,
        ConformanceDeclaration,
        JobInfo,
        JobList,
        ProcessDescription,
        ProcessList,
        ProcessRequest,
        ProcessSummary,
    )
    from ...protocol import Answer

# The models are imported when a client is made: naming the class in a module should cost nothing.


class SessionClient(KnownServer):
    """The calls of OGC API - Processes, Part 1, that return documents; they block.

    Attributes
    ----------
    session : Session
        Settings, connection and operations.
    """

    # -- the standard, document by document

    def get_capabilities(self, **options: Unpack[CallKeywords]) -> Capabilities:
        """Return the landing page (section 7.2)."""
        return self.session.run(self.session.operations.capabilities(options))

    def get_conformance(
        self, **options: Unpack[CallKeywords]
    ) -> ConformanceDeclaration:
        """Return the conformance classes the server declares (section 7.4)."""
        return self.session.run(self.session.operations.conformance(options))

    def get_processes(
        self, limit: int | None = None, **options: Unpack[CallKeywords]
    ) -> ProcessList:
        """Return the processes, of all pages (section 7.9).

        Parameters
        ----------
        limit : int, optional
            How many to return at most.
        **options
            ``timeout`` in seconds, ``headers``, ``params``: as in every call.
        """
        pages = operations.process_pages(
            self.session.operations, limit, self.config.accept_process, options
        )
        return self.session.run(operations.process_list(pages))

    def iter_processes(
        self, limit: int | None = None, **options: Unpack[CallKeywords]
    ) -> Iterator[ProcessSummary]:
        """Return the processes one by one; a page is fetched when it is needed."""
        pages = operations.process_pages(
            self.session.operations, limit, self.config.accept_process, options
        )
        while not pages.done:
            yield from self.session.run(pages.page())

    def get_process(
        self,
        process_id: str,
        version: str | None = None,
        **options: Unpack[CallKeywords],
    ) -> ProcessDescription:
        """Return the description of a process (section 7.10).

        Parameters
        ----------
        process_id : str
            The process.
        version : str, optional
            The version that is wanted, where a server lists several of one process; else the one
            that it describes.

        Raises
        ------
        ClientError
            If the server has no such process or version.
        """
        if version is None:
            return self.session.run(
                self.session.operations.process(process_id, options)
            )
        call = operations.process_version(
            self.session.operations,
            process_id,
            version,
            self.config.accept_process,
            options,
        )
        return self.session.run(call)

    def get_jobs(
        self,
        process_id: str | list[str] | None = None,
        status: str | list[str] | None = None,
        limit: int | None = None,
        *,
        datetime: Any = None,
        min_duration: float | None = None,
        max_duration: float | None = None,
        type: str | list[str] | None = None,
        **options: Any,
    ) -> JobList:
        """Return the jobs, of all pages (section 11).

        Servers ignore filters, so they are applied again here.

        Parameters
        ----------
        process_id, status, type : str or list of str, optional
            Any of these.
        limit : int, optional
            How many to return at most.
        datetime : str, datetime or pair of them, optional
            Moment or interval in which the job was created; an open end is None or "..".
        min_duration, max_duration : float, optional
            Seconds that it has run.
        """
        arguments = {
            "process_id": process_id,
            "status": status,
            "datetime": datetime,
            "min_duration": min_duration,
            "max_duration": max_duration,
            "type": type,
            **options,
        }
        pages = operations.job_pages(self.session.operations, limit, arguments)
        jobs: JobList = self.session.run(operations.read_all(pages, "jobs"))
        record_states(self.session, jobs.jobs)
        return jobs

    def iter_jobs(self, limit: int | None = None, **filters: Any) -> Iterator[JobInfo]:
        """Return the jobs one by one; filters as in :meth:`get_jobs`."""
        pages = operations.job_pages(self.session.operations, limit, filters)
        while not pages.done:
            jobs = self.session.run(pages.page())
            record_states(self.session, jobs)
            yield from jobs

    def get_job(self, job_id: str, **options: Unpack[CallKeywords]) -> JobInfo:
        """Return the state of a job (section 7.12)."""
        info = self.session.run(self.session.operations.job(job_id, options))
        record_states(self.session, [info])
        return info

    def poll_job(
        self, job_id: str, **options: Unpack[CallKeywords]
    ) -> tuple[JobInfo, float | None]:
        """Return the state of a job, and the seconds of ``Retry-After``, or None."""
        return self.session.poll_job(job_id, **options)

    def poll_jobs(self, **options: Any) -> tuple[JobList, float | None]:
        """Return the list of jobs, and the seconds of ``Retry-After``, or None."""
        return self.session.poll_jobs(**options)

    def dismiss_job(self, job_id: str, **options: Unpack[CallKeywords]) -> JobInfo:
        """Cancel a job that runs; most servers remove one that has ended (section 12)."""
        info = self.session.run(self.session.operations.dismiss(job_id, options))
        record_ends(self.session, [info])
        return info

    def create_execution_request(
        self, process_id: str, dotpath: bool = False
    ) -> ProcessRequest:
        """Return a request to start from.

        Required inputs, and the defaults that the description names.

        Parameters
        ----------
        process_id : str
            The process.
        dotpath : bool
            Write nested inputs flat, as ``"a.b": 1``.
        """
        return operations.template(self.get_process(process_id), dotpath=dotpath)

    # -- below the standard

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        body: bytes | None = None,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> Answer:
        """Make any request of the server and return the answer, also one that says no; any thread.

        Parameters
        ----------
        method, url : str
            The URL absolute, or a path below the server's address. Credentials go to the server's
            own origin only.
        params, headers, json, body
            As usual.
        timeout : float, optional
            Seconds.
        limit : int, optional
            Bytes that the body may have.
        """
        return self.session.request(
            method,
            url,
            params=params,
            headers=headers,
            json=json,
            body=body,
            timeout=timeout,
            limit=limit,
        )

    # -- sign-in

    def login(
        self,
        *,
        interactive: bool = True,
        no_browser: bool = False,
        force: bool = False,
        save: bool = False,
        **credentials: Any,
    ) -> str:
        """Sign in now instead of at the first call that needs it.

        Where somebody has to type or to visit a page, a notebook shows a form
        (:class:`procbook.widgets.SignIn`) and goes on at once; a terminal asks.

        Parameters
        ----------
        interactive : bool
            Whether to ask for what is missing.
        no_browser : bool
            Use a device code instead of opening a browser (OpenID Connect).
        force : bool
            Sign in anew even if there is a usable token.
        save : bool
            Keep the sign-in for the next time: in the system's keyring, else in a file that only
            you can read.
        **credentials
            ``username``, ``password``, ``access_token``, … to sign in with.

        Returns
        -------
        str
            Where the sign-in is kept, in words.
        """
        show_form = None
        if is_live():
            show_form = _notebook.sign_in_form(
                self, no_browser=no_browser, save=save, anew=True
            )
        return auth.login(
            self.session,
            interactive=interactive,
            no_browser=no_browser,
            force=force,
            save=save,
            credentials=credentials,
            show_form=show_form,
        )

    def logout(self) -> None:
        """Forget the sign-in, here and where it was kept."""
        auth.logout(self.session)

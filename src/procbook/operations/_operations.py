"""The operations of the standard as calls without I/O.

Which requests to send, and what the answers mean.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import ValidationError

from .. import protocol
from ..models import (
    Capabilities,
    ConformanceDeclaration,
    JobInfo,
    JobStatus,
    ProcessDescription,
    ProcessRequest,
)
from ..protocol import generation, link_to, read, resolve, same_origin
from ..protocol.errors import (
    ClientError,
    InputError,
    JobFailedError,
    Mistake,
    NotReadyError,
    ResponseError,
    ResultsExpiredError,
)
from ..transport import RESULT_LIMIT, Ask, Call, Policy, TooBigError, retry_after
from . import _unqualified_values
from ._call_options import NO_OPTIONS, CallOptions, Options, pairs
from ._server_requests import ServerRequests, segment

if TYPE_CHECKING:
    from ..models import ProcessList
    from ..protocol import Answer, Finished, Part, Started
    from ..settings import ClientConfig

Mode = Literal["async", "sync"] | None
_RESULTS = "application/json, */*;q=0.5"


@dataclass(frozen=True)
class Submitted:
    """What a client remembers of a job: where its server keeps it, and what was asked."""

    url: str | None = None
    process_id: str | None = None
    request: ProcessRequest | None = None


class Operations(ServerRequests):
    """The operations of one server, and what was learnt about it on the way.

    See :class:`ServerRequests`.

    Attributes
    ----------
    newest_versions : dict
        The newest version of processes of which a list had several, by id.
    landing_page, declared, listed : Capabilities, ConformanceDeclaration, ProcessList or None
        The documents that were read last; ``listed`` is a list of all processes.
    """

    def __init__(self, config: ClientConfig, policy: Policy) -> None:
        super().__init__(config, policy)
        self._lock = threading.Lock()
        self._descriptions: dict[str, ProcessDescription] = {}
        self._generation: Literal["1.0", "2.0"] | None = None
        self._submitted: dict[str, Submitted] = {}
        self.newest_versions: dict[str, str | None] = {}
        self.landing_page: Capabilities | None = None
        self.declared: ConformanceDeclaration | None = None
        self.listed: ProcessList | None = None
        self._versions: dict[tuple[str, str | None], str] = {}
        self._states: dict[str, tuple[float, JobInfo]] = {}

    # -- addresses of jobs

    def job_url(self, job_id: str) -> str:
        """Return the address of a job.

        Where the server said it is, else where the standard puts it.
        """
        return self.submitted(job_id).url or self.url(
            f"/jobs/{segment('job_id', job_id)}"
        )

    def _results_url(self, job_id: str, info: JobInfo | None) -> str:
        standard = self.url(f"/jobs/{segment('job_id', job_id)}/results")
        home = self.job_url(job_id)
        if home == standard.removesuffix("/results"):
            return standard
        link = link_to(info, "results") if info is not None else None
        if link is not None:
            return self.absolute(resolve(home, link.href))
        parts = urlsplit(home)
        return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/results"))

    # -- what a server is and has

    def capabilities(self, options: CallOptions = NO_OPTIONS) -> Call[Capabilities]:
        """``GET /`` (section 7.2)."""
        path = (
            "/" if self._base.path in {"", "/"} or self._base.path.endswith("/") else ""
        )
        try:
            page = yield from self.get(Capabilities, path, options)
        except ResponseError as error:
            if error.status not in {400, 404} or not self._base.path.strip("/"):
                raise
            # Some know their landing page only with, some only without a slash (ZOO-Project).
            page = yield from self.get(Capabilities, "" if path else "/", options)
        self.landing_page = page
        return page

    def conformance(
        self, options: CallOptions = NO_OPTIONS
    ) -> Call[ConformanceDeclaration]:
        """``GET /conformance`` (section 7.4)."""
        path = "/conformance"
        self.declared = yield from self.get(ConformanceDeclaration, path, options)
        return self.declared

    def process(
        self, process_id: str, options: CallOptions = NO_OPTIONS
    ) -> Call[ProcessDescription]:
        """``GET /processes/{processID}`` (section 7.10)."""
        description = yield from self.get(
            ProcessDescription,
            f"/processes/{segment('process_id', process_id)}",
            options,
        )
        self._descriptions[process_id] = description
        return description

    def process_at(
        self, href: str, options: CallOptions = NO_OPTIONS
    ) -> Call[ProcessDescription]:
        """Return the description of one version of a process, which a link leads to.

        It is run there, too.
        """
        url = self.absolute(href)
        description = yield from self.document(
            ProcessDescription, Ask("GET", url), options
        )
        self._versions[description.id, description.version] = url
        return description

    def read_or_recall_process(
        self, process_id: str | None, *, timeout: float | None = None
    ) -> Call[ProcessDescription | None]:
        """Return a description that was read before, or read it.

        None where there is none to be had.
        """
        if process_id is None or process_id in self._descriptions:
            return self._descriptions.get(process_id or "")
        with suppress(ResponseError):
            return (yield from self.process(process_id, Options(timeout)))
        return None

    def described(self, process_id: str) -> ProcessDescription | None:
        """Return a description that was read before."""
        return self._descriptions.get(process_id)

    def generation(self) -> Call[Literal["1.0", "2.0"]]:
        """Return the generation of the standard that the server speaks."""
        if self._generation is None:
            declared = None
            with suppress(ResponseError):
                declared = yield from self.conformance()
            self._generation = generation(declared)
        return self._generation

    # -- running

    def execute(
        self,
        process_id: str,
        request: ProcessRequest,
        *,
        mode: Mode,
        description: ProcessDescription | None,
        options: CallOptions = NO_OPTIONS,
    ) -> Call[JobInfo | Finished]:
        """``POST /processes/{processID}/execution`` (section 7.11): a job, or what came at once."""
        segment("process_id", process_id)
        if mode not in {None, "async", "sync"}:
            raise InputError(
                [Mistake(("mode",), "should be 'async' or 'sync'", "enum")],
                process_id=process_id,
            )
        mode = mode or _mode(description)
        sent = (
            _unqualified_values.without_qualifiers(request)
            if self.takes_plain_values
            else request
        )
        answer = yield from self._post(process_id, sent, mode, description, options)
        if _unqualified_values.may_help(answer, sent):
            # The server refused, so that nothing runs; without qualified values this is another
            # request.
            again = yield from self._post(
                process_id,
                _unqualified_values.without_qualifiers(sent),
                mode,
                description,
                options,
            )
            if again.status < 400:
                answer, self.takes_plain_values = again, True
        try:
            outcome = protocol.classify(
                answer,
                outputs=list(request.outputs or ()),
                description=description,
                request=request,
            )
        except ResponseError as error:
            error.retry_after = retry_after(answer.headers)
            raise
        if isinstance(outcome, protocol.Follow):
            target = Ask(
                "GET",
                self.absolute(outcome.url),
                {"Accept": _RESULTS},
                limit=RESULT_LIMIT,
            )
            outcome = protocol.Finished(
                (yield from self._read_parts(target, description, request, options))
            )
        if isinstance(outcome, protocol.RetryAsJson):
            # A POST is never sent twice, so a web page is an error here.
            raise protocol.error_from(replace(answer, status=502))
        if isinstance(outcome, protocol.Started):
            self._remember(outcome, process_id, request)
            return outcome.job
        return outcome

    def _post(
        self,
        process_id: str,
        request: ProcessRequest,
        mode: Mode,
        description: ProcessDescription | None,
        options: CallOptions,
    ) -> Call[Answer]:
        spoken = yield from self.generation()
        outgoing = protocol.execution_request(
            process_id, request, generation=spoken, mode=mode
        )
        url = self._execution_url(description) or self.url(outgoing.path)
        ask = Ask(
            outgoing.method,
            url,
            outgoing.headers,
            pairs(outgoing.params),
            outgoing.body,
            RESULT_LIMIT,
            document=False,
        )
        return (yield from self.ask(ask, options))

    def _execution_url(self, description: ProcessDescription | None) -> str | None:
        """Return where requests of older drafts and of one version among several go.

        None for the standard's place.
        """
        if description is None:
            return None
        version_url = self._versions.get((description.id, description.version))
        link = link_to(description, "execute")
        if link is not None and (version_url or "/execution" not in link.href):
            target = self.absolute(link.href)
        elif version_url is not None:
            path = urlsplit(version_url).path.rstrip("/")
            target = urlunsplit(
                urlsplit(version_url)._replace(path=f"{path}/execution", query="")
            )
        else:
            return None
        return target if same_origin(target, self._config.api_url) else None

    def _remember(
        self, started: Started, process_id: str, request: ProcessRequest
    ) -> None:
        url = self.absolute(started.location) if started.location else None
        if url is not None and not same_origin(url, self._config.api_url):
            url = None
        with self._lock:
            self._submitted[started.job.jobID] = Submitted(url, process_id, request)

    def submitted(self, job_id: str) -> Submitted:
        """Return what is remembered of a job."""
        segment("job_id", job_id)  # nothing that is no id gets any further
        return self._submitted.get(job_id) or Submitted()

    # -- jobs

    def job(self, job_id: str, options: CallOptions = NO_OPTIONS) -> Call[JobInfo]:
        """``GET /jobs/{jobID}`` (section 7.12)."""
        info, _ = yield from self.polled(job_id, options)
        return info

    def polled(
        self, job_id: str, options: CallOptions = NO_OPTIONS
    ) -> Call[tuple[JobInfo, Answer]]:
        """Return the state of a job and the answer, which may say when to ask again."""
        answer = yield from self.ask(Ask("GET", self.job_url(job_id)), options)
        if answer.status == 404 and self._forget_address(job_id):
            answer = yield from self.ask(Ask("GET", self.job_url(job_id)), options)
        if answer.status >= 300:
            raise self.refused(answer)
        return self._note(job_id, self._job_info(answer, job_id)), answer

    def _forget_address(self, job_id: str) -> bool:
        """Go back to the standard's address of a job.

        Some servers link to one that they do not have (TAO).
        """
        with self._lock:
            submission = self.submitted(job_id)
            self._submitted[job_id] = replace(submission, url=None)
        return submission.url is not None

    def _job_info(self, answer: Answer, job_id: str) -> JobInfo:
        return_type: Any = self._config.return_type_map.get(JobInfo, JobInfo)
        info: JobInfo = read(return_type, answer)
        return info if info.jobID else info.model_copy(update={"jobID": job_id})

    def _note(self, job_id: str, info: JobInfo) -> JobInfo:
        """Take note of the newest state of a job, and return it."""
        self._states[job_id] = (time.monotonic(), info)
        return info

    def note_listed(self, infos: Iterable[JobInfo]) -> None:
        """Take note of the states in a list, for jobs that are asked for one by one."""
        now = time.monotonic()
        for info in infos:
            if info.jobID in self._states or info.jobID in self._submitted:
                self._states[info.jobID] = (now, info)

    def newer_state(self, job_id: str, since: float) -> JobInfo | None:
        """Return the document of a job that was read last, if after a time (monotonic clock)."""
        read_at, info = self._states.get(job_id, (since, None))
        return info if read_at > since else None

    def dismiss(self, job_id: str, options: CallOptions = NO_OPTIONS) -> Call[JobInfo]:
        """``DELETE /jobs/{jobID}`` (section 12): cancels what runs.

        Most servers remove what has ended.
        """
        answer = yield from self.ask(
            Ask("DELETE", self.job_url(job_id), {"Accept": "application/json"}), options
        )
        if answer.status == 404 and self._forget_address(job_id):
            return (yield from self.dismiss(job_id, options))
        if answer.status >= 300:
            raise self.refused(answer)
        with suppress(ClientError):
            info = self._job_info(answer, job_id)
            if info.status is not JobStatus.unknown:
                return self._note(job_id, info)
        # 204, an empty body, a label or a web page: that it worked says enough.
        process_id = self.submitted(job_id).process_id
        info = JobInfo(jobID=job_id, status=JobStatus.dismissed, processID=process_id)
        return self._note(job_id, info)

    def results(
        self,
        job_id: str,
        *,
        info: JobInfo | None = None,
        options: CallOptions = NO_OPTIONS,
    ) -> Call[dict[str, Part]]:
        """``GET /jobs/{jobID}/results`` (section 7.13)."""
        submission = self.submitted(job_id)
        process_id = submission.process_id or (
            info.processID if info is not None else None
        )
        if process_id is None and info is None:
            with suppress(ClientError):
                info = yield from self.job(job_id)
                process_id = info.processID
        description = yield from self.read_or_recall_process(process_id)
        ask = Ask(
            "GET",
            self._results_url(job_id, info),
            {"Accept": _RESULTS},
            limit=RESULT_LIMIT,
        )
        try:
            return (
                yield from self._read_parts(
                    ask, description, submission.request, options
                )
            )
        except ResponseError as error:
            # A job may have ended before anybody asked for it, and so found out that its address is
            # none.
            if error.status == 404 and self._forget_address(job_id):
                return (yield from self.results(job_id, info=info, options=options))
            raise (yield from self._why_no_results(job_id, error)) from None

    def _read_parts(
        self,
        ask: Ask,
        description: ProcessDescription | None,
        request: ProcessRequest | None,
        options: CallOptions,
    ) -> Call[dict[str, Part]]:
        try:
            answer = yield from self.ask(ask, options)
        except TooBigError as big:
            return _where_it_is(big, ask.url, description, request)
        outputs = list(request.outputs or ()) if request is not None else []
        return protocol.read_results(
            answer, outputs=outputs, description=description, request=request
        )

    def _why_no_results(self, job_id: str, error: ResponseError) -> Call[ClientError]:
        """Ask the job itself why it has no results.

        Servers answer 400, 403 or 404 for a job that runs as well as for one that
        failed.
        """
        try:
            info = yield from self.job(job_id)
        except ClientError:
            return error
        details = {
            "method": error.method,
            "url": error.url,
            "status": error.status,
            "problem": error.problem,
        }
        if info.status in {JobStatus.failed, JobStatus.dismissed}:
            return failed(info, problem=error)
        if not info.status.is_final and not isinstance(error, NotReadyError):
            return NotReadyError(
                f"Job {job_id} is {info.status}; its results are not ready.",
                first_line=error.first_line,
                hint="Wait for it: client.job(…).wait().",
                **details,  # type: ignore[arg-type]
            )
        if info.status is JobStatus.successful and error.status in {404, 410}:
            return ResultsExpiredError(
                f"Job {job_id} succeeded, but its results are no longer there.",
                first_line=error.first_line,
                hint="Servers keep results for a time only. Run it again with job.rerun(…).",
                **details,  # type: ignore[arg-type]
            )
        return error


def failed(
    info: JobInfo, *, url: str | None = None, problem: ClientError | None = None
) -> JobFailedError:
    """Return the error for a job that ended without results."""
    reason = info.message or (problem.api_error.detail if problem is not None else None)
    explanation = f": {reason}" if reason else "."
    ended = "failed" if info.status is JobStatus.failed else "was dismissed"
    hint = (
        "Its trace on the server is in error.job.traceback." if info.traceback else None
    )
    error = JobFailedError(
        f"Job {info.jobID} {ended}{explanation}",
        job=info,
        url=url,
        hint=hint or "Run it again with job.rerun(…).",
    )
    if problem is not None:
        error.method, error.url = problem.method, problem.url
        error.status, error.problem = problem.status, problem.problem
    return error


def _where_it_is(
    big: TooBigError,
    url: str,
    description: ProcessDescription | None,
    request: ProcessRequest | None,
) -> dict[str, Part]:
    """Return the one output of a large answer as a link to itself, so that it is never held."""
    output_ids = list(request.outputs or ()) if request is not None else []
    output_ids = output_ids or list(
        description.outputs if description is not None else ()
    )
    media_type = (big.media_type or "").partition(";")[0].strip().lower()
    if len(output_ids) > 1 or media_type.startswith("multipart/"):
        big.hint = (
            "Ask for one output, or for outputs by reference, so that they can be kept "
            "as files."
        )
        raise big
    name = output_ids[0] if output_ids else "result"
    return {
        name: protocol.Part(name, href=url, media_type=big.media_type, size=big.size)
    }


def _mode(description: ProcessDescription | None) -> Mode:
    """Ask for a job unless the process can only answer at once.

    A job can be watched, cancelled and come back to.
    """
    offered = [
        str(option)
        for option in (
            description.jobControlOptions if description is not None else None
        )
        or ()
    ]
    return (
        "sync"
        if "sync-execute" in offered and "async-execute" not in offered
        else "async"
    )


def as_request(request: ProcessRequest | Mapping[str, Any] | None) -> ProcessRequest:
    """Return a request as a document.

    Raises
    ------
    InputError
        If it is none.
    """
    if isinstance(request, ProcessRequest):
        return request
    if not isinstance(request, Mapping | None):
        raise InputError(
            [
                Mistake(
                    (),
                    f"a request is a ProcessRequest or a dict, not a {type(request).__name__}",
                    "type",
                )
            ]
        )
    try:
        return ProcessRequest.model_validate(dict(request or {}))
    except ValidationError as error:
        errors = error.errors(
            include_url=False, include_input=False, include_context=False
        )
        raise InputError(
            [Mistake(tuple(one["loc"]), one["msg"], one["type"]) for one in errors]
        ) from None

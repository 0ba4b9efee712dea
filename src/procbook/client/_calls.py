"""The standard, call by call, as steps without I/O: what to ask, and what the answer means."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from urllib.parse import urlsplit, urlunsplit

from ..models import (
    Capabilities,
    ConformanceDeclaration,
    Document,
    JobInfo,
    JobStatus,
    ProcessDescription,
    ProcessRequest,
)
from ..protocol import (
    Answer,
    Finished,
    Follow,
    Part,
    RetryAsJson,
    Started,
    classify,
    error_from,
    execution_request,
    generation,
    link_to,
    path_segment,
    read,
    read_results,
    rebase,
    resolve,
    same_origin,
)
from ..protocol.errors import ClientError, JobFailedError, NotReadyError, ResponseError
from ._exchange import Policy, exchange
from ._steps import Ask, Call

if TYPE_CHECKING:
    from ._config import ClientConfig

M = TypeVar("M", bound=Document)

Mode = Literal["async", "sync"] | None
_RESULTS = "application/json, */*;q=0.5"


@dataclass(frozen=True)
class Submitted:
    """What a client remembers of a job: where its server keeps it, and what was asked."""

    url: str | None = None
    process_id: str | None = None
    request: ProcessRequest | None = None


@dataclass(frozen=True)
class Options:
    """What a caller may say about one call: seconds, and more header fields or query parameters."""

    timeout: float | None = None
    headers: Mapping[str, str] | None = None
    params: Mapping[str, Any] | Sequence[tuple[str, str]] | None = None

    @classmethod
    def of(cls, said: Said) -> Options:
        """Return what a caller said as keyword arguments."""
        return said if isinstance(said, Options) else cls(**said)

    def on(self, ask: Ask) -> Ask:
        """Return the request as the caller wants it."""
        return replace(
            ask,
            timeout=ask.timeout if self.timeout is None else self.timeout,
            headers={**ask.headers, **(self.headers or {})},
            params=[*ask.params, *pairs(self.params)],
        )


def pairs(params: Mapping[str, Any] | Sequence[tuple[str, str]] | None) -> list[tuple[str, str]]:
    """Return query parameters as pairs; a list of values becomes several of them."""
    items = params.items() if isinstance(params, Mapping) else params or ()
    return [(name, str(v)) for name, value in items for v in (value if isinstance(value, list | tuple) else [value])]


Said = Options | Mapping[str, Any]
NO_OPTIONS = Options()


class Calls:
    """The calls of one server, and what was learnt about it on the way.

    Parameters
    ----------
    config : ClientConfig
        Address of the server, and the models that a brand wants instead of the standard's.
    policy : Policy
        How patiently to try again.
    """

    def __init__(self, config: ClientConfig, policy: Policy) -> None:
        self._config = config
        self.policy = policy
        self._base = urlsplit(config.api_url)
        self._lock = threading.Lock()
        self._descriptions: dict[str, ProcessDescription] = {}
        self._generation: Literal["1.0", "2.0"] | None = None
        self._submitted: dict[str, Submitted] = {}

    # -- addresses

    def url(self, path: str) -> str:
        """Return the address of a path of the standard; the query of the service's address stays."""
        return urlunsplit(self._base._replace(path=self._base.path.rstrip("/") + path))

    def absolute(self, url: str) -> str:
        """Return an address that a caller or the server named, on this side of a proxy."""
        if url.startswith("/") and not url.startswith("//"):
            return self.url(url)
        return rebase(resolve(self._config.api_url, url), self._config.api_url)

    def job_url(self, job_id: str) -> str:
        """Return the address of a job: where the server said it is, else where the standard puts it."""
        return self.submitted(job_id).url or self.url(f"/jobs/{path_segment(job_id)}")

    def _results_url(self, job_id: str, info: JobInfo | None) -> str:
        standard = self.url(f"/jobs/{path_segment(job_id)}/results")
        home = self.job_url(job_id)
        if home == standard.removesuffix("/results"):
            return standard
        link = link_to(info, "results") if info is not None else None
        parts = urlsplit(home)
        return (
            self.absolute(resolve(home, link.href))
            if link
            else urlunsplit(parts._replace(path=parts.path + "/results"))
        )

    # -- asking

    def ask(self, ask: Ask, options: Said = NO_OPTIONS) -> Call[Answer]:
        """Make a request; whatever comes is the answer."""
        return (yield from exchange(Options.of(options).on(ask), self.policy))

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
        data: Any,
        body: bytes | None,
        timeout: float | None,
        limit: int | None,
    ) -> Call[Answer]:
        """Make any request; see :meth:`Client.request`."""
        fields = {"Content-Type": "application/json", **(headers or {})} if data is not None else headers or {}
        content = _json_body(data) if data is not None else body
        ask = Ask(method.upper(), self.absolute(url), fields, pairs(params), content, limit, timeout, document=False)
        return (yield from self.ask(ask))

    def document(self, model: type[M], ask: Ask, options: Said = NO_OPTIONS) -> Call[M]:
        """Make a request and read the document it brings."""
        answer = yield from self.ask(ask, options)
        if answer.status >= 300:
            raise error_from(answer)
        wanted: Any = self._config.return_type_map.get(model, model)
        return read(wanted, answer)  # type: ignore[no-any-return]

    def get(self, model: type[M], path: str, options: Said = NO_OPTIONS) -> Call[M]:
        """Read the document at a path of the standard."""
        return (yield from self.document(model, Ask("GET", self.url(path)), options))

    # -- what a server is and has

    def capabilities(self, options: Said = NO_OPTIONS) -> Call[Capabilities]:
        """``GET /`` (section 7.2)."""
        given = "/" if self._base.path in {"", "/"} or self._base.path.endswith("/") else ""
        try:
            return (yield from self.get(Capabilities, given, options))
        except ResponseError as error:
            if error.status not in {400, 404} or not self._base.path.strip("/"):
                raise
            # Some know their landing page only with, some only without a slash (ZOO-Project).
            return (yield from self.get(Capabilities, "" if given else "/", options))

    def conformance(self, options: Said = NO_OPTIONS) -> Call[ConformanceDeclaration]:
        """``GET /conformance`` (section 7.4)."""
        return (yield from self.get(ConformanceDeclaration, "/conformance", options))

    def process(self, process_id: str, options: Said = NO_OPTIONS) -> Call[ProcessDescription]:
        """``GET /processes/{processID}`` (section 7.10)."""
        found = yield from self.get(ProcessDescription, f"/processes/{path_segment(process_id)}", options)
        self._descriptions[process_id] = found
        return found

    def known_process(self, process_id: str | None, *, timeout: float | None = None) -> Call[ProcessDescription | None]:
        """Return a description that was read before, or read it; None where there is none to be had."""
        if process_id is None or process_id in self._descriptions:
            return self._descriptions.get(process_id or "")
        with suppress(ClientError):
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
        mode: Mode = None,
        description: ProcessDescription | None = None,
        options: Said = NO_OPTIONS,
    ) -> Call[JobInfo | Finished]:
        """``POST /processes/{processID}/execution`` (section 7.11): a job, or what came at once."""
        description = description or (yield from self.known_process(process_id, timeout=Options.of(options).timeout))
        spoken = yield from self.generation()
        outgoing = execution_request(process_id, request, generation=spoken, mode=mode or _mode(description))
        ask = Ask(
            outgoing.method,
            self._execution_url(description) or self.url(outgoing.path),
            outgoing.headers,
            pairs(outgoing.params),
            outgoing.body,
            limit=None,
            document=False,
        )
        answer = yield from self.ask(ask, options)
        outcome = classify(answer, outputs=list(request.outputs or ()), description=description, request=request)
        if isinstance(outcome, Follow):
            target = Ask("GET", self.absolute(outcome.url), {"Accept": _RESULTS}, limit=None)
            outcome = Finished((yield from self._read_parts(target, description, request, options)))
        if isinstance(outcome, RetryAsJson):
            # A POST is never sent twice, so a web page is an error here.
            raise error_from(replace(answer, status=502))
        if isinstance(outcome, Started):
            self._remember(outcome, process_id, request)
            return outcome.job
        return outcome

    def _execution_url(self, description: ProcessDescription | None) -> str | None:
        """Return where a server of an older draft wants its requests; None for the standard's place."""
        link = link_to(description, "execute") if description is not None else None
        if link is None or "/execution" in link.href:
            return None
        target = self.absolute(link.href)
        return target if same_origin(target, self._config.api_url) else None

    def _remember(self, started: Started, process_id: str, request: ProcessRequest) -> None:
        url = self.absolute(started.location) if started.location else None
        if url is not None and not same_origin(url, self._config.api_url):
            url = None
        with self._lock:
            self._submitted[started.job.jobID] = Submitted(url, process_id, request)

    def submitted(self, job_id: str) -> Submitted:
        """Return what is remembered of a job."""
        return self._submitted.get(job_id) or Submitted()

    # -- jobs

    def job(self, job_id: str, options: Said = NO_OPTIONS) -> Call[JobInfo]:
        """``GET /jobs/{jobID}`` (section 7.12)."""
        info, _ = yield from self.polled(job_id, options)
        return info

    def polled(self, job_id: str, options: Said = NO_OPTIONS) -> Call[tuple[JobInfo, Answer]]:
        """Return the state of a job and the answer that told it, which may say when to ask again."""
        answer = yield from self.ask(Ask("GET", self.job_url(job_id)), options)
        if answer.status >= 300:
            raise error_from(answer)
        return self._job_info(answer, job_id), answer

    def _job_info(self, answer: Answer, job_id: str) -> JobInfo:
        wanted: Any = self._config.return_type_map.get(JobInfo, JobInfo)
        info: JobInfo = read(wanted, answer)
        return info if info.jobID else info.model_copy(update={"jobID": job_id})

    def dismiss(self, job_id: str, options: Said = NO_OPTIONS) -> Call[JobInfo]:
        """``DELETE /jobs/{jobID}`` (section 12): cancels what runs; most servers remove what has ended."""
        answer = yield from self.ask(Ask("DELETE", self.job_url(job_id), {"Accept": "application/json"}), options)
        if answer.status >= 300:
            raise error_from(answer)
        with suppress(ClientError):
            return self._job_info(answer, job_id)
        # 204, an empty body or a web page: the status says enough.
        return JobInfo(jobID=job_id, status=JobStatus.dismissed, processID=self.submitted(job_id).process_id)

    def results(self, job_id: str, *, info: JobInfo | None = None, options: Said = NO_OPTIONS) -> Call[dict[str, Part]]:
        """``GET /jobs/{jobID}/results`` (section 7.13)."""
        known = self.submitted(job_id)
        process_id = known.process_id or (info.processID if info is not None else None)
        if process_id is None and info is None:
            with suppress(ClientError):
                info = yield from self.job(job_id)
                process_id = info.processID
        description = yield from self.known_process(process_id)
        ask = Ask("GET", self._results_url(job_id, info), {"Accept": _RESULTS}, limit=None)
        try:
            return (yield from self._read_parts(ask, description, known.request, options))
        except ResponseError as error:
            raise (yield from self._why_no_results(job_id, error)) from None

    def _read_parts(
        self, ask: Ask, description: ProcessDescription | None, request: ProcessRequest | None, options: Said
    ) -> Call[dict[str, Part]]:
        answer = yield from self.ask(ask, options)
        outputs = list(request.outputs or ()) if request is not None else []
        return read_results(answer, outputs=outputs, description=description, request=request)

    def _why_no_results(self, job_id: str, error: ResponseError) -> Call[ClientError]:
        """Ask the job itself: servers answer 400, 403 or 404 for a job that runs as well as for one that failed."""
        try:
            info = yield from self.job(job_id)
        except ClientError:
            return error
        details = {"method": error.method, "url": error.url, "status": error.status, "problem": error.problem}
        if info.status in {JobStatus.failed, JobStatus.dismissed}:
            return failed(info, problem=error)
        if not info.status.is_final and not isinstance(error, NotReadyError):
            return NotReadyError(
                f"Job {job_id} is {info.status}; its results are not ready.",
                first_line=error.first_line,
                hint="Wait for it: client.job(…).wait().",
                **details,  # type: ignore[arg-type]
            )
        return error


def failed(info: JobInfo, *, problem: ClientError | None = None) -> JobFailedError:
    """Return the error for a job that ended without results."""
    reason = info.message or (problem.api_error.detail if problem is not None else None)
    said = f": {reason}" if reason else "."
    ended = "failed" if info.status is JobStatus.failed else "was dismissed"
    error = JobFailedError(f"Job {info.jobID} {ended}{said}", job=info)
    if problem is not None:
        error.method, error.url = problem.method, problem.url
        error.status, error.problem = problem.status, problem.problem
    return error


def _mode(description: ProcessDescription | None) -> Mode:
    """Ask for a job unless the process can only answer at once: a job can be watched, cancelled and come back to."""
    offered = [str(option) for option in (description.jobControlOptions if description is not None else None) or ()]
    return "sync" if "sync-execute" in offered and "async-execute" not in offered else "async"


def as_request(request: ProcessRequest | Mapping[str, Any] | None) -> ProcessRequest:
    """Return a request as a document."""
    if isinstance(request, ProcessRequest):
        return request
    return ProcessRequest.model_validate(dict(request or {}))


def _json_body(data: Any) -> bytes:
    """Return JSON text."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()

"""What widgets need of clients, processes and jobs; those of :mod:`procbook.client` have it."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, Unpack

from ..jobs import JobServer, ServerJob
from ..operations import CallKeywords

if TYPE_CHECKING:
    from ..inputs import Plan
    from ..models import (
        Capabilities,
        JobInfo,
        JobStatus,
        ProcessDescription,
        ProcessList,
        ProcessRequest,
    )
    from ..operations import Session
    from ..protocol import Answer


class JobResults(Protocol):
    """The outputs of a job by id."""

    job_id: str | None

    def items(self) -> ItemsView[str, Any]:
        """Return ids and outputs."""


class WidgetJob(ServerJob, Protocol):
    """A job that widgets show, cancel and open."""

    @property
    def client(self) -> WidgetClient:
        """The client it came from."""

    @property
    def info(self) -> JobInfo:
        """Its newest state that is known in this kernel."""

    @info.setter
    def info(self, info: JobInfo) -> None: ...

    @property
    def status(self) -> JobStatus:
        """Where it is in its life."""

    @property
    def request(self) -> ProcessRequest | None:
        """What was asked, if this kernel knows."""

    @property
    def immediate(self) -> Any:
        """The results, if the server answered at once."""

    @property
    def results(self) -> Callable[[], Any]:
        """Returns what the job brought back."""

    def cancel(self) -> object:
        """Have the server stop the job."""

    def rerun(self) -> WidgetJob:
        """Run the same process again with the same inputs."""


class FormClient(JobServer, Protocol):
    """A client whose processes have forms."""

    def to_python(self) -> str:
        """Return Python code that makes a client of the same server."""


class WidgetClient(FormClient, Protocol):
    """A client whose jobs are shown."""

    def get_job(self, job_id: str, **options: Unpack[CallKeywords]) -> JobInfo:
        """Return the state of a job."""

    def get_job_results(self, job_id: str, **options: Unpack[CallKeywords]) -> Any:
        """Return the results of a job."""

    def dismiss_job(self, job_id: str) -> JobInfo:
        """Cancel a job that runs, or remove one that has ended."""

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
    ) -> Answer:
        """Make any request of the server."""

    def job(self, job_id: str) -> WidgetJob:
        """Return a job by its id."""

    def process(self, process_id: str, version: str | None = None) -> WidgetProcess:
        """Return a process."""


class WidgetProcess(Protocol):
    """A process whose form is shown."""

    @property
    def id(self) -> str:
        """Id on the server."""

    @property
    def client(self) -> FormClient:
        """The client it came from."""

    @property
    def description(self) -> ProcessDescription:
        """What the server says about it."""

    @property
    def plan(self) -> Plan:
        """Its inputs as a tree of fields."""

    def submit(self, request: ProcessRequest, *, reuse: bool = False) -> WidgetJob:
        """Send a request and return the job; with `reuse` that of an equal request."""

    def submit_all(
        self,
        requests: Iterable[ProcessRequest],
        name: str,
        *,
        strict: bool = False,
        reuse: bool = False,
        on_start: Callable[[Any, str], object] | None = None,
    ) -> Sequence[WidgetJob]:
        """Send requests as one named group and return the jobs."""

    def form(self) -> Any:
        """Return its form."""


class ProcessListClient(Protocol):
    """A client whose processes are listed."""

    def get_processes(self) -> ProcessList:
        """Return the processes, of all pages."""


class SignInClient(Protocol):
    """A client that signs in."""

    @property
    def session(self) -> Session:
        """Settings, connection and operations."""

    def logout(self) -> None:
        """Forget the sign-in."""


class WorkbenchClient(WidgetClient, ProcessListClient, SignInClient, Protocol):
    """A client whose processes, forms, jobs and results are shown together."""

    @property
    def processes(self) -> Mapping[str, Any]:
        """The processes by id."""

    def get_capabilities(self) -> Capabilities:
        """Return the landing page."""

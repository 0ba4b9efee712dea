"""A job as a person holds it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ..models import JobInfo, JobStatus, ProcessRequest
from ..operations import _job_operations as _job_calls
from ..protocol import Finished
from ..protocol.errors import ClientError
from ..transport import Call, T
from . import _doors
from ._results import Results
from ._wait_progress import display_for

if TYPE_CHECKING:
    from ..jobs import Receipt, Record
    from ..operations import Calls
    from ..widgets import JobCard
    from ._client import Client


class Job:
    """A job on its server.

    Attributes
    ----------
    info : JobInfo
        Its newest state that is known in this kernel; :meth:`refresh` asks the server.
    request : ProcessRequest or None
        What was asked, if this kernel knows.
    gone : bool
        Whether the server no longer has it.
    """

    def __init__(
        self,
        client: Client,
        info: JobInfo,
        request: ProcessRequest | None = None,
        *,
        process_id: str | None = None,
        immediate: Results | None = None,
    ) -> None:
        self.client = client
        self._info, self._seen_at = info, time.monotonic()
        self.request = request
        self.immediate = immediate
        self.gone = False
        self._cancelling = threading.Lock()
        self._process_id = process_id

    @classmethod
    def started(cls, client: Client, process_id: str, request: ProcessRequest, info: JobInfo) -> Job:
        """Return the job that a server started."""
        return cls(client, info, request, process_id=process_id)

    @classmethod
    def ended(cls, client: Client, process_id: str, request: ProcessRequest, finished: Finished) -> Job:
        """Return a job for results that came at once; its server may or may not keep one."""
        job_id = (finished.job_url or "").partition("?")[0].rstrip("/").rpartition("/")[2]
        results = Results(client, finished.parts, job_id=job_id or None, process_id=process_id, request=request)
        # Not checked, as there may be no id.
        info = JobInfo.model_construct(jobID=job_id, processID=process_id, status=JobStatus.successful)
        return cls(client, info, request, process_id=process_id, immediate=results)

    @property
    def info(self) -> JobInfo:
        """Its newest state that is known in this kernel: from this object, or from whoever else looked at the job."""
        if not self._info.status.is_final:
            newer = _doors.newer_state(self, self._seen_at)
            if newer is not None:
                self.info = newer
        return self._info

    @info.setter
    def info(self, info: JobInfo) -> None:
        self._info, self._seen_at = info, time.monotonic()

    @property
    def id(self) -> str:
        """Id on the server; empty if it answered at once and keeps no job."""
        return self._info.jobID

    @property
    def process_id(self) -> str | None:
        """The process it runs."""
        return self._process_id or self.info.processID

    @property
    def status(self) -> JobStatus:
        """Where it is in its life, when anybody in this kernel last looked."""
        return self.info.status

    @property
    def progress(self) -> int | None:
        """Per cent done; None when the server does not tell."""
        return self.info.progress

    @property
    def message(self) -> str | None:
        """What the server says about it."""
        return self.info.message

    @property
    def url(self) -> str:
        """Its address; empty if the server keeps no job."""
        return self.client._calls.job_url(self.id) if self.id else ""  # noqa: SLF001 - of the same package

    @property
    def inputs(self) -> dict[str, Any] | None:
        """The inputs it was given, if this kernel, the server or the ledger (secret ones masked) knows."""
        request = self._known_request()
        if request is not None:
            return request.inputs
        record = self.record
        return None if record is None else record.inputs

    @property
    def record(self) -> Record | None:
        """What the ledger remembers of it, also if the server has lost it; None if it was not started from here."""
        return _doors.remembered(self)

    def annotate(self, **marks: str | bool | None) -> Job:
        """Write a ``label``, ``notes`` or ``pinned`` into the ledger, which job tables show."""
        _doors.annotate(self, marks)
        return self

    def receipt(self) -> Receipt:
        """Return what was run, where, with which inputs and with which outcome, to keep beside a result.

        ``.save(path)`` writes it, ``.to_prov()`` says it as PROV-JSON, :func:`procbook.rerun` runs it again.
        """
        return _doors.receipt(self)

    def _known_request(self) -> ProcessRequest | None:
        if self.request is None:
            told = (self.info.model_extra or {}).get("request")  # of 2.0
            self.request = ProcessRequest.model_validate(told) if isinstance(told, dict) and "inputs" in told else None
        return self.request

    def refresh(self) -> Job:
        """Ask the server for the state of the job."""
        self._run(_job_calls.refresh)
        return self

    def _run(self, call: Callable[[Calls, Job], Call[T]]) -> T:
        return self.client._connection.run(call(self.client._calls, self))  # noqa: SLF001 - of the same package

    def wait(
        self,
        timeout: float | None = None,
        *,
        progress: bool = True,
        poll_interval: float | None = None,
        check: bool = True,
    ) -> Job:
        """Wait until the job has ended.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait at most.
        progress : bool
            Whether to show a line in a terminal or a bar in a notebook.
        poll_interval : float, optional
            Seconds between two looks; else they grow with the time waited.
        check : bool
            Whether a job that failed or was dismissed is an error.

        Raises
        ------
        JobFailedError
            If it failed or was dismissed.
        TimeoutError
            If it has not ended in time. It goes on, as it does after Ctrl-C.
        """
        display = display_for(self.id, wanted=progress and not self.status.is_final)
        try:
            self._run(partial(_job_calls.wait, tell=display.tell, timeout=timeout, poll_interval=poll_interval))
        except KeyboardInterrupt:
            raise KeyboardInterrupt(self._farewell()) from None
        finally:
            display.close()
        if check:
            _job_calls.check(self)
        return self

    def _farewell(self) -> str:
        return f"Stopped waiting; the job goes on. Come back to it with client.job({self.id!r}).wait()"

    def results(self) -> Results:
        """Return what the job brought back.

        Raises
        ------
        NotReadyError
            If it has not ended.
        JobFailedError
            If it failed or was dismissed.
        """
        return self._run(_job_calls.results)

    def cancel(self) -> Job:
        """Have the server stop the job; a job that has ended stays as it is."""
        with self._cancelling:  # who comes second finds it dismissed; a second dismissal would remove it
            self._run(_job_calls.cancel)
        return self

    def remove(self) -> None:
        """Have the server forget the job and its results; one that runs is cancelled first."""
        self._run(_job_calls.remove)

    def dismissed(self, told: JobInfo) -> None:
        """Take over what the server said when it was asked to dismiss the job."""
        # A server that removes at once may answer with next to nothing.
        self.info = told if told.status.is_final else self.info.model_copy(update={"status": JobStatus.dismissed})

    def rerun(self, **changes: Any) -> Job:
        """Run the same process again with the same inputs, except for what is given here.

        The inputs are those that this kernel, the server or the ledger knows.

        Raises
        ------
        ClientError
            If nobody knows the inputs.
        InputError
            If an input was secret or too large to be kept, and is not given.
        """
        request, process_id = self._known_request(), self.process_id
        if request is not None and process_id is not None:
            again = request.model_copy(update={"inputs": {**request.inputs, **changes}})
            return self.client.submit(process_id, again)
        record = self.record
        if record is None or not record.request:
            raise ClientError(
                f"The inputs of job {self.id} are not known here, nor to the server.",
                hint="Call its process instead.",
            )
        return _doors.rerun(record, self.client, changes)

    def show(self) -> JobCard:
        """Return the job as a live card."""
        return _doors.open_job_card(self)

    def __repr__(self) -> str:
        return repr(self.info)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """Show a live card where a front-end can draw one; elsewhere its last known state."""
        return _doors.card_mimebundle(self, include=include, exclude=exclude) if self.id else None

    def _repr_html_(self) -> str:
        return self.info._repr_html_()

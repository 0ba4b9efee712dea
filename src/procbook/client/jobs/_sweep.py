"""Submitting a sweep.

Its requests are written down, sent once each, and taken up again after the kernel has died.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ... import jobs
from ...models import JobInfo, ProcessRequest
from ...operations import submit
from ...protocol.errors import ClientError
from ._run import J, Run
from ._waiting import Follower

if TYPE_CHECKING:
    from ...jobs import PlannedRequest
    from ...models import ProcessDescription
from ._sweep_runs import SweepRuns

InDoubt: TypeAlias = Literal["ask", "send", "drop"]
"""What to do with requests of which nobody knows whether the server has them."""


class Sweep(SweepRuns[J]):
    """One sweep of a server: its requests in the ledger, and the runs that show them.

    Parameters
    ----------
    make_client : callable
        Returns the client of the server.
    server_id : str
        Name of the server in the ledger.
    kind : type
        Class of its jobs.
    group : str
        Its name.
    book : RequestBook
        Where its requests are written down.
    description : ProcessDescription, optional
        The process, if it has been read.
    requests : mapping of str to ProcessRequest, optional
        The requests by key, with secret inputs, as far as this kernel knows them.
    on_start : callable, optional
        Called with each job, and the name, as soon as the server has taken it.
    earlier : EarlierJobs, optional
        Where the jobs of equal requests are looked for before a request is sent.

    Attributes
    ----------
    runs : list of Run
        One for each request.
    sender : Sender or None
        What sends requests now, or sent them last.
    """

    # -- sending

    @property
    def is_sending(self) -> bool:
        """Whether requests are being sent in the background."""
        return self._thread is not None and self._thread.is_alive()

    def submit(
        self,
        runs: Sequence[Run[J]],
        *,
        at_once: int | None,
        in_doubt: InDoubt = "ask",
    ) -> None:
        """Send what was not sent; with `at_once` go on in the background.

        Raises
        ------
        ClientError
            If another kernel sends the requests of this sweep now.
        """
        if self.is_sending:
            raise ClientError(
                f"The jobs of {self.group!r} are being submitted already."
            )
        started = threading.Event()
        failure: list[BaseException] = []

        def work() -> None:
            try:
                with jobs.sending_lock(self._server_id, self.group):
                    self._settle_doubts(runs, in_doubt)
                    started.set()
                    self._send(runs, at_once)
            except BaseException as error:  # noqa: BLE001 - raised by the thread that waits
                failure.append(error)
            finally:
                started.set()

        self._thread = threading.Thread(target=work, name="procbook sweep", daemon=True)
        self._thread.start()
        try:
            started.wait() if at_once is not None else self._thread.join()
        except KeyboardInterrupt:
            self.stop()
            self._thread.join()
            raise KeyboardInterrupt(
                "Stopped submitting; "
                f"procbook.history(group={self.group!r}).resume() sends the rest."
            ) from None
        if failure:
            raise failure[0]

    def submit_again(
        self,
        runs: Sequence[Run[J]],
        *,
        at_once: int | None,
        in_doubt: InDoubt,
        inputs: Mapping[str, Any],
    ) -> None:
        """Send what was not sent, with inputs that were not kept.

        As many at once as before, unless told otherwise.
        """
        planned = [run.planned for run in runs if run.planned is not None]
        if inputs:
            self._change_inputs(runs, inputs)
        limits = [request.at_once for request in planned if request.at_once]
        at_once = at_once or max(limits, default=None)
        self.submit(runs, at_once=at_once, in_doubt=in_doubt)

    def _change_inputs(
        self,
        runs: Sequence[Run[J]],
        inputs: Mapping[str, Any],
    ) -> None:
        for run in runs:
            request = run.planned
            if request is None or request.state is not jobs.RequestState.planned:
                continue
            sent = self._requests.get(request.token)
            sent = sent or ProcessRequest.model_validate(request.request)
            self._requests[request.token] = changed = jobs.changed(sent, inputs)
            described = self._read_description(request)
            run.planned = self.book.change(request, changed, described)

    def _read_description(self, request: PlannedRequest) -> ProcessDescription | None:
        operations = self.session.operations
        return self.session.run(operations.read_or_recall_process(request.process_id))

    def plan_again(self, runs: Sequence[Run[J]]) -> None:
        """Plan requests again whose jobs failed, or that were refused."""
        for run in runs:
            assert run.planned is not None
            sent = self._requests.get(run.planned.token)
            renewed = self.book.renew(run.planned)
            if sent is not None:
                self._requests[renewed.token] = sent
            run.plan(renewed)

    def _wake(self) -> None:
        if self.sender is not None:
            self.sender.wake()

    def stop(self) -> None:
        """Send no more; what was not sent can be sent later."""
        if self.sender is not None:
            self.sender.stop()

    def _send(
        self,
        runs: Sequence[Run[J]],
        at_once: int | None,
    ) -> None:
        by_key = {run.planned.key: run for run in runs if run.planned is not None}
        planned = [
            request
            for request in self.book.of_group(self.group, self._server_id)
            if request.key in by_key and request.state is jobs.RequestState.planned
        ]
        if not planned:
            return
        self._description = self._description or self._read_description(planned[0])
        follower = Follower(self._wake)
        sender = self.sender = jobs.Sender[J](
            self.book,
            self._send_one,
            lambda request, job: self._take(by_key[request.key], request, job, follower, at_once),
            at_once=at_once,
            under_way=lambda: _count_active(self.runs),
        )  # fmt: skip
        try:
            sender.run(planned)
        finally:
            follower.close()
            self._refresh_plans(by_key)

    def _send_one(self, planned: PlannedRequest) -> J:
        """Send one request; its job is written down before anything else happens."""
        request = self._requests.get(planned.token)
        if request is None:
            request = jobs.changed(ProcessRequest.model_validate(planned.request), {})
        earlier = self.earlier.find(request, self._kind) if self.earlier else None
        if earlier is not None:
            self._settle_started(planned, earlier.id)
            return earlier
        call = submit(
            self.session.operations,
            planned.process_id,
            request,
            description=self._description,
            options={"headers": {"Idempotency-Key": f'"{planned.token}"'}},
        )
        submission = self.session.run(call)
        outcome = submission.outcome
        self._settle_started(
            planned, outcome.jobID if isinstance(outcome, JobInfo) else ""
        )
        with jobs.group(self.group):
            job = self._kind.of_submission(self.client, submission)
        if self.earlier is not None:
            self.earlier.keep_results(job, self.earlier.key_of(request))
        return job

    def _settle_started(
        self,
        planned: PlannedRequest,
        job_id: str,
    ) -> None:
        state = jobs.RequestState.started if job_id else jobs.RequestState.answered
        self.book.settle(planned, state, job_id=job_id or None)

    def _take(
        self,
        run: Run[J],
        planned: PlannedRequest,
        job: J,
        follower: Follower,
        at_once: int | None,
    ) -> None:
        run.start(planned, job)
        if at_once is not None and job.id:
            follower.follow(job)
        if self._on_start is not None:
            self._on_start(job, self.group)

    def _refresh_plans(self, by_key: Mapping[int, Run[J]]) -> None:
        for request in self.book.of_group(self.group, self._server_id):
            if request.key in by_key:
                by_key[request.key].planned = request

    # -- requests that may have been sent

    def _settle_doubts(
        self,
        runs: Sequence[Run[J]],
        in_doubt: InDoubt,
    ) -> None:
        """Find out what became of requests that were being sent when their kernel died."""
        by_key = {run.planned.key: run for run in runs if run.planned is not None}
        requests = self.book.of_group(self.group, self._server_id)
        doubtful = [r for r in requests if r.key in by_key and r.state.is_in_doubt]
        if not doubtful:
            return
        findings = self._look_up(doubtful)
        for request, info in findings.started:
            self.book.settle(request, jobs.RequestState.started, job_id=info.jobID)
            self._record(info, request)
            job = self._kind(
                self.client,
                info,
                self._requests.get(request.token),
                process_id=request.process_id,
            )
            by_key[request.key].start(request, job)
        unsent = findings.unsent + (findings.unknown if in_doubt == "send" else [])
        for request in unsent:
            self.book.settle(request, jobs.RequestState.planned)
        if in_doubt != "send":
            states = jobs.RequestState
            after = states.unknown if in_doubt == "ask" else states.refused
            for request in findings.unknown:
                self.book.settle(request, after, reason=_UNKNOWN)
        self._refresh_plans(by_key)


_UNKNOWN = {
    "message": "The server may have this request, and does not say which job it started.",
    "hint": "Look at its jobs, then: jobs.resume(in_doubt='send') or jobs.resume(in_doubt='drop').",
}


def _count_active(runs: Iterable[Run[Any]]) -> int:
    return sum(run.has_job and not run.started_job.status.is_final for run in runs)

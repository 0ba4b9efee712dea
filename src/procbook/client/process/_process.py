"""A process that can be called like a function."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ... import widgets
from ..._traceback_privacy import hide_frames
from ...models import ProcessRequest
from ...operations import Mode, submit
from ...protocol.errors import JobFailedError, ResponseError
from ..job._base_job import BaseJob
from ..job._job import Job
from ..jobs._jobs import Jobs
from ..jobs._submit_sweep import submit_sweep
from ..results._results import Results
from ..reuse._earlier_job import EarlierJobs, Reuse
from . import _signature
from ._several import CallChoices, expand_inputs, read_rows, take_choices

if TYPE_CHECKING:
    from ...widgets import ProcessForm
from ._process_inputs import ProcessInputs


class Process(ProcessInputs):
    """A process of a server: call it to start a job.

    Signature and docstring are those of its description, so ``help()`` and completion work.

    Attributes
    ----------
    id : str
        Id on the server.
    description : ProcessDescription
        What the server says about it.
    plan : Plan
        Its inputs as a tree of fields.
    """

    @hide_frames
    def __call__(
        self,
        *values: Any,
        **inputs: Any,
    ) -> Job:
        """Start a job and return it at once.

        ``check=False`` as for :meth:`request`, ``reuse=True`` as for :meth:`run`.

        Raises
        ------
        InputError
            With every mistake in the inputs.
        TypeError
            For inputs without a name: what a server describes has no order.
        """
        self._refuse(values)
        options, inputs = self._take_options(inputs)
        [request] = self._requests([self._inputs(inputs)], is_checked=options.check)
        return self.submit(request, reuse=options.reuse)

    @hide_frames
    def sweep(
        self,
        name: str | None = None,
        /,
        **inputs: Any,
    ) -> Jobs:
        """Start a job for each combination of inputs, as one named group.

        An input takes several values where it is given a list that does not fit it as it is, or a
        range ``{"from", "to", "step"}`` or ``{"from", "to", "count", "scale"?: "linear" | "log"}``:
        so ``sweep(duration=[1, 2, 3], fail=[True, False])`` starts six jobs. All requests are
        written down before the first is sent: after a restart of the kernel
        ``procbook.history(group=name).resume()`` sends those that were not sent.

        Parameters
        ----------
        name : str, optional
            Name of the group in the ledger and in job tables; by default the inputs that differ.
        **inputs
            As for a call, ``check=False`` and ``reuse=True`` included; also ``at_once``, the number
            of jobs that may be under way at the same time (where an input is called so, it is that
            input).

        Returns
        -------
        Jobs
            The jobs; ``.refused`` lists what the server refused, with the reason.

        Raises
        ------
        InputError
            With every mistake in any of the combinations; nothing was sent.
        SweepError
            No job could be started, or the server cannot be reached or refuses all.
        """
        options, inputs = self._take_options(inputs)
        values, by = expand_inputs(self, self._inputs(inputs))
        requests = self._requests(values, is_checked=options.check)
        names = ", ".join(by)
        group = name or (f"{self.id} by {names}" if names else self.id)
        return self.submit_all(
            requests, group, at_once=options.at_once, reuse=options.reuse
        )

    @hide_frames
    def map(
        self,
        rows: Any,
        name: str | None = None,
        /,
        **inputs: Any,
    ) -> Jobs:
        """Start a job for each row of a table, as one named group.

        Parameters
        ----------
        rows : DataFrame or iterable of dict
            The inputs of each job: columns are inputs; a missing value is an input that is left
            out. A column ``label`` that is no input gives the jobs their labels.
        name : str, optional
            Name of the group; by default that of the process.
        **inputs
            Inputs that are the same for all, and the options of :meth:`sweep`.

        Raises
        ------
        InputError, SweepError
            As for :meth:`sweep`.
        """
        options, inputs = self._take_options(inputs)
        values, labels = read_rows(rows, self._inputs(inputs), self._whole_plan.by_name)
        requests = self._requests(
            [self._inputs(value) for value in values], is_checked=options.check
        )
        submitted = self.submit_all(
            requests, name or self.id, at_once=options.at_once, reuse=options.reuse
        )
        submitted.annotate_each(labels)
        return submitted

    def _take_options(
        self, inputs: dict[str, Any]
    ) -> tuple[CallChoices, dict[str, Any]]:
        """Return the options of a call of several jobs, and the inputs without them."""
        return take_choices(inputs, self._whole_plan.by_name)

    def submit_all(
        self,
        requests: Iterable[ProcessRequest],
        name: str,
        *,
        at_once: int | None = None,
        strict: bool = False,
        reuse: Reuse = False,
        on_start: Callable[[Job, str], object] | None = None,
    ) -> Jobs:
        """Send requests as one named group and return the jobs; see :meth:`sweep`.

        Parameters
        ----------
        requests : iterable of ProcessRequest
            One for each job.
        name : str
            Name of the group; a number is added if there was one of that name.
        at_once : int, optional
            Jobs that may be under way at the same time; the rest is sent in the background.
        strict : bool
            Whether a refusal of a single request is an error, and not just a warning.
        reuse : bool or "local"
            Whether the results of equal requests are used again; see :meth:`run`.
        on_start : callable, optional
            Called with each job, and the name, as soon as the server has taken it.
        """
        return submit_sweep(
            self.client,
            self.description,
            requests,
            name,
            at_once=at_once,
            strict=strict,
            reuse=reuse,
            on_start=on_start,
        )

    @hide_frames
    def submit(
        self,
        request: ProcessRequest,
        *,
        mode: Mode = None,
        timeout: float | None = None,
        reuse: Reuse = False,
    ) -> Job:
        """Send a request and return the job.

        With `reuse` that of an equal request, see :meth:`run`.
        """
        if reuse:
            earlier = EarlierJobs(self.client, self.description, reuse)
            job = earlier.find(request, Job)
            if job is None:
                job = self.submit(request, mode=mode, timeout=timeout)
                earlier.keep_results(job, earlier.key_of(request))
            return job
        return self.client.submit(
            self.id, request, mode=mode, description=self.description, timeout=timeout
        )

    def _refuse(self, values: tuple[Any, ...]) -> None:
        if values:
            names = ", ".join(f"{name}=…" for name in self.__signature__.parameters)
            called = f"{_signature.as_name(self.id)}({names})"
            raise TypeError(f"Inputs are given by name: {called}")

    @_signature.show_inputs
    @hide_frames
    def run(
        self,
        *values: Any,
        **inputs: Any,
    ) -> Results:
        """Start a job, wait for it, and return its results.

        With ``reuse=True`` nothing runs where an equal request (the same inputs, server, process
        and version) was successful before and its results can still be had, or is under way: these
        are returned. ``reuse="local"`` also keeps the results on this computer, for the time when
        the server no longer has them. (Where an input is called ``reuse``, it is that input.)

        Raises
        ------
        InputError, TypeError
            As for a call.
        JobFailedError
            If it fails or is dismissed.
        """
        job = self(*values, **inputs)
        try:
            return job.wait().results()
        except (JobFailedError, ResponseError):
            if not job.reused:
                raise
        # The job of an earlier request, which was under way, has failed: this one has not.
        return self(*values, **{**inputs, "reuse": False}).wait().results()

    @_signature.show_inputs
    @hide_frames
    async def arun(self, **inputs: Any) -> Results:
        """Start a job, wait for it without blocking the event loop, and return its results."""
        options, values = self._take_options(inputs)
        if options.reuse:
            return await asyncio.to_thread(self.run, **inputs)
        [request] = self._requests([self._inputs(values)], is_checked=options.check)
        call = submit(
            self.client.session.operations,
            self.id,
            request,
            description=self.description,
        )
        job = BaseJob.of_submission(self.client, await self.client.session.arun(call))
        return await self.client.session.arun(job.wait_for_results())

    @_signature.show_inputs
    @hide_frames
    def form(self, **inputs: Any) -> ProcessForm:
        """Return its form, filled in with what is given."""
        return widgets.ProcessForm(self, **self._inputs(inputs))

    def __repr__(self) -> str:
        return (
            f"{_signature.as_name(self.id)}{self.__signature__}\n{self.description!r}"
        )

    def _repr_html_(self) -> str:
        return self.description._repr_html_()

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]

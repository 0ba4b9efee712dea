"""A process that can be called like a function."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from ... import jobs, widgets
from ..._traceback_privacy import hide_frames
from ...models import ProcessDescription, ProcessRequest
from ...operations import Mode, submit
from ...protocol.errors import InputError, Mistake
from ...settings import apply_brand
from .._results import Results
from ..job._base_job import BaseJob
from ..job._job import Job, JobClient
from . import _signature

if TYPE_CHECKING:
    from ...inputs import Plan
    from ...widgets import ProcessForm


class ProcessClient(JobClient, Protocol):
    """What a process needs of its client."""

    def submit(
        self,
        process_id: str,
        request: ProcessRequest | Mapping[str, Any] | None = None,
        *,
        mode: Mode = None,
        description: ProcessDescription | None = None,
        **options: Any,
    ) -> Job:
        """Run a process and return the job."""


class Process:
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

    def __init__(self, client: ProcessClient, description: ProcessDescription) -> None:
        self.client = client
        self.description = description
        self.id = description.id
        self.__name__ = self.id
        self.__doc__ = _signature.docstring(description)
        self.__signature__ = _signature.signature(description)
        self._names = _signature.names(description)

    @cached_property
    def plan(self) -> Plan:
        """Its inputs as a tree of fields, as far as the brand shows them."""
        return apply_brand(self._whole_plan, self.description, type(self.client.config))

    @cached_property
    def _whole_plan(self) -> Plan:
        from ...inputs import plan

        return plan(self.description)

    def _inputs(self, inputs: dict[str, Any]) -> dict[str, Any]:
        return {self._names.get(name, name): value for name, value in inputs.items()}

    @_signature.show_inputs
    @hide_frames
    def validate(self, **inputs: Any) -> list[Mistake]:
        """Return every mistake in the inputs; nothing is sent."""
        return self._check(self._inputs(inputs))[1]

    def _check(
        self, inputs: dict[str, Any], *, is_checked: bool = True
    ) -> tuple[dict[str, Any], list[Mistake]]:
        """Return the inputs of a request, and the mistakes in them: those of JSON, and those of the description."""
        from ...inputs import decode, encode, validate

        try:
            encoded = encode(self._whole_plan, inputs)
        except InputError as error:
            return {}, list(error.mistakes)
        mistakes = validate(self._whole_plan, decode(self._whole_plan, encoded))
        return encoded, [m for m in mistakes if is_checked or m.severity == "hard"]

    @_signature.show_inputs
    @hide_frames
    def request(self, **inputs: Any) -> ProcessRequest:
        """Return the request that a call would send.

        ``check=False`` leaves out what rests on the description alone, which a server may know better; what cannot be
        written as JSON is a mistake all the same. (Where an input is called ``check``, it is that input.)

        Raises
        ------
        InputError
            With every mistake in the inputs.
        """
        inputs, is_checked = self._take_check(inputs)
        encoded, mistakes = self._check(self._inputs(inputs), is_checked=is_checked)
        self._raise_for(mistakes)
        return ProcessRequest(inputs=encoded)

    def _take_check(self, inputs: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """Return the inputs without the option ``check``, and whether they are to be checked."""
        if "check" not in inputs or "check" in self._whole_plan.by_name:
            return inputs, True
        others = {name: value for name, value in inputs.items() if name != "check"}
        return others, bool(inputs["check"])

    def _raise_for(self, mistakes: list[Mistake]) -> None:
        if mistakes:
            hint = "Where the server may know better than its description: check=False sends it all the same."
            is_sendable = all(m.severity == "soft" for m in mistakes)
            raise InputError(
                mistakes, process_id=self.id, hint=hint if is_sendable else None
            )

    @hide_frames
    def __call__(self, *values: Any, **inputs: Any) -> Job:
        """Start a job and return it at once; ``check=False`` as for :meth:`request`.

        Raises
        ------
        InputError
            With every mistake in the inputs.
        TypeError
            For inputs without a name: what a server describes has no order.
        """
        self._refuse(values)
        return self.submit(self.request(**inputs))

    @hide_frames
    def sweep(self, name: str | None = None, /, **inputs: Any) -> list[Job]:
        """Start a job for each combination of inputs, as one named group.

        An input takes several values where it is given a list that does not fit it as it is, or a
        range ``{"from", "to", "step"}`` or ``{"from", "to", "count", "scale"?: "linear" | "log"}``:
        so ``sweep(duration=[1, 2, 3], fail=[True, False])`` starts six jobs.

        Parameters
        ----------
        name : str, optional
            Name of the group in the ledger and in job tables; by default the inputs that differ.
        **inputs
            As for a call, ``check=False`` included.

        Raises
        ------
        InputError
            With every mistake in any of the combinations; nothing was sent.
        SweepError
            Some jobs could not be started; it tells which, and why.
        """
        from ...inputs import expand_sweep

        inputs, is_checked = self._take_check(inputs)
        by_id = self._inputs(inputs)
        several = {
            Mistake((key,), "").pointer: _as_list(value)
            for key, value in by_id.items()
            if self._varies(key, value)
        }
        values = expand_sweep(by_id, several)
        checked = [self._check(value, is_checked=is_checked) for value in values]
        self._raise_for(
            list(dict.fromkeys(m for _, mistakes in checked for m in mistakes))
        )
        requests = [ProcessRequest(inputs=encoded) for encoded, _ in checked]
        by = ", ".join(pointer.strip("/") for pointer in several)
        return jobs.sweep(
            self, requests, name or (f"{self.id} by {by}" if by else self.id)
        )

    def _varies(self, name: str, value: Any) -> bool:
        several = _as_list(value)
        many = isinstance(several, list) or (
            isinstance(value, dict) and {"from", "to"} <= value.keys()
        )
        return many and any(
            mistake.path[:1] == (name,) for mistake in self._check({name: several})[1]
        )

    @hide_frames
    def submit(
        self,
        request: ProcessRequest,
        *,
        mode: Mode = None,
        timeout: float | None = None,
    ) -> Job:
        """Send a request and return the job."""
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
    def run(self, *values: Any, **inputs: Any) -> Results:
        """Start a job, wait for it, and return its results.

        Raises
        ------
        InputError, TypeError
            As for a call.
        JobFailedError
            If it fails or is dismissed.
        """
        return self(*values, **inputs).wait().results()

    @_signature.show_inputs
    @hide_frames
    async def arun(self, **inputs: Any) -> Results:
        """Start a job, wait for it without blocking the event loop, and return its results."""
        request = self.request(**inputs)
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


def _as_list(value: Any) -> Any:
    """Return what holds several values (a range, an array of numpy, a column of pandas) as a list."""
    if isinstance(value, tuple | range):
        return list(value)
    return (
        value.tolist()
        if getattr(value, "ndim", 0) and hasattr(value, "tolist")
        else value
    )

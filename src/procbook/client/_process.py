"""A process that can be called like a function."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..models import ProcessDescription, ProcessRequest
from ..protocol.errors import InputError, Mistake
from . import _doors, _signature
from ._calls import Mode
from ._job import Job
from ._results import Results

if TYPE_CHECKING:
    from ..inputs import Plan
    from ._client import Client


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

    def __init__(self, client: Client, description: ProcessDescription) -> None:
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
        from ._brand import shown

        return shown(self._whole_plan, self.description, type(self.client.config))

    @cached_property
    def _whole_plan(self) -> Plan:
        from ..inputs import plan

        return plan(self.description)

    def _inputs(self, given: dict[str, Any]) -> dict[str, Any]:
        return {self._names.get(name, name): value for name, value in given.items()}

    def validate(self, **inputs: Any) -> list[Mistake]:
        """Return every mistake in the inputs; nothing is sent."""
        return self._check(self._inputs(inputs))[1]

    def _check(self, inputs: dict[str, Any]) -> tuple[dict[str, Any], list[Mistake]]:
        from ..inputs import decode, encode, validate

        try:
            encoded = encode(self._whole_plan, inputs)
        except InputError as error:
            return {}, list(error.mistakes)
        return encoded, validate(self._whole_plan, decode(self._whole_plan, encoded))

    def request(self, **inputs: Any) -> ProcessRequest:
        """Return the request that a call would send.

        Raises
        ------
        InputError
            With every mistake in the inputs.
        """
        encoded, mistakes = self._check(self._inputs(inputs))
        if mistakes:
            raise InputError(mistakes, process_id=self.id)
        return ProcessRequest(inputs=encoded)

    def __call__(self, **inputs: Any) -> Job:
        """Start a job and return it at once."""
        return self.submit(self.request(**inputs))

    def submit(self, request: ProcessRequest, *, mode: Mode = None, timeout: float | None = None) -> Job:
        """Send a request and return the job."""
        return self.client.submit(self.id, request, mode=mode, description=self.description, timeout=timeout)

    def run(self, **inputs: Any) -> Results:
        """Start a job, wait for it, and return its results.

        Raises
        ------
        JobFailedError
            If it fails or is dismissed.
        """
        return self(**inputs).wait().results()

    async def arun(self, **inputs: Any) -> Results:
        """Start a job, wait for it without blocking the event loop, and return its results."""
        request = self.request(**inputs)
        job = await self.client.to_async().submit(self.id, request, description=self.description)
        await job.wait()
        return await job.results()

    def form(self, **inputs: Any) -> Any:
        """Return its form, filled in with what is given."""
        return _doors.open_form(self, self._inputs(inputs))

    def __repr__(self) -> str:
        return f"{_signature.as_name(self.id)}{self.__signature__}\n{self.description!r}"

    def _repr_html_(self) -> str:
        return self.description._repr_html_()

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]

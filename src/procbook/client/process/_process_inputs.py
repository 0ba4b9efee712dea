"""The inputs of a process: its plan, the mistakes in values, and the requests made of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, Unpack

from ..._traceback_privacy import hide_frames
from ...models import ProcessDescription, ProcessRequest
from ...operations import CallKeywords, Mode
from ...protocol.errors import InputError, Mistake
from ...settings import apply_brand
from ..job._job import Job, JobClient
from . import _signature

if TYPE_CHECKING:
    from ...inputs import Plan


class ProcessClient(JobClient, Protocol):
    """What a process needs of its client."""

    def submit(
        self,
        process_id: str,
        request: ProcessRequest | Mapping[str, Any] | None = None,
        *,
        mode: Mode = None,
        description: ProcessDescription | None = None,
        **options: Unpack[CallKeywords],
    ) -> Job:
        """Run a process and return the job."""


class ProcessInputs:
    """What a process makes of inputs before anything is sent; :class:`Process` sends it."""

    def __init__(
        self,
        client: ProcessClient,
        description: ProcessDescription,
    ) -> None:
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

    def mistakes_in(self, inputs: dict[str, Any]) -> list[Mistake]:
        """Return every mistake in inputs that are named as the server names them."""
        return self._check(inputs)[1]

    def _check(
        self,
        inputs: dict[str, Any],
        *,
        is_checked: bool = True,
    ) -> tuple[dict[str, Any], list[Mistake]]:
        """Return the inputs of a request, and the mistakes in them.

        Those of JSON, and those of the description.
        """
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

        ``check=False`` leaves out what rests on the description alone, which a server may know
        better; what cannot be written as JSON is a mistake all the same. (Where an input is called
        ``check``, it is that input.)

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
            hint = (
                "Where the server may know better than its description: check=False "
                "sends it all the same."
            )
            is_sendable = all(m.severity == "soft" for m in mistakes)
            raise InputError(
                mistakes, process_id=self.id, hint=hint if is_sendable else None
            )

    def _requests(
        self,
        values: list[dict[str, Any]],
        *,
        is_checked: bool,
    ) -> list[ProcessRequest]:
        """Return the requests for several values of the inputs.

        With every mistake in any of them as one error.
        """
        checked = [self._check(value, is_checked=is_checked) for value in values]
        self._raise_for(
            list(dict.fromkeys(m for _, mistakes in checked for m in mistakes))
        )
        return [ProcessRequest(inputs=encoded) for encoded, _ in checked]

"""Functions as processes: a decorator that reads type hints and docstrings, and leaves the function as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, overload

from pydantic import BaseModel

from ...models import (
    InputDescription,
    JobControlOptions,
    Metadata,
    OutputDescription,
    ProcessDescription,
    TransmissionMode,
)
from . import _docstring
from ._describe import (
    Described,
    context_parameter,
    describe_inputs,
    inputs_model,
    output_models,
)

if TYPE_CHECKING:
    from ...inputs import Plan

F = TypeVar("F", bound=Callable[..., Any])

SYNC, ASYNC, DISMISS = (
    JobControlOptions.sync_execute,
    JobControlOptions.async_execute,
    JobControlOptions.dismiss,
)


@dataclass(frozen=True)
class RegisteredProcess:
    """A function and how it looks to the world.

    Attributes
    ----------
    description : ProcessDescription
        What clients are told, without links.
    function : callable
        What runs.
    inputs : type of BaseModel
        Reads the inputs of a request, as JSON, into the arguments of the function.
    context : str or None
        Name of the parameter that takes the :class:`JobContext`.
    several : bool
        Whether the return value is taken apart, one output each.
    described : mapping
        What was said about the inputs beyond the type hints.
    """

    description: ProcessDescription
    function: Callable[..., Any] = field(repr=False)
    inputs: type[BaseModel] = field(repr=False)
    context: str | None = None
    several: bool = False
    described: Mapping[str, Described] = field(default_factory=dict, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        # A model made at run time cannot be pickled; it is made again from the function on the
        # other side.
        return _restored, (
            self.description,
            self.function,
            self.context,
            self.several,
            dict(self.described),
        )

    @cached_property
    def plan(self) -> Plan:
        """What :mod:`procbook.inputs` makes of the inputs, for checking them."""
        from ...inputs import plan

        return plan(self.description)

    @property
    def id(self) -> str:
        """The id of the process."""
        return self.description.id


class ProcessRegistry(Mapping[str, RegisteredProcess]):
    """Processes by id, made from functions.

    Parameters
    ----------
    title, description : str, optional
        Shown on the landing page of a server.

    Examples
    --------
    >>> registry = ProcessRegistry()
    >>> @registry.process(title="Adder")
    ... def add(a: float, b: float = 1) -> float:
    ...     '''Add two numbers.'''
    ...     return a + b
    >>> add(2)
    3
    >>> registry["add"].description.inputs["b"].schema_.default
    1
    """

    def __init__(
        self, title: str = "procbook server", description: str | None = None
    ) -> None:
        self.title = title
        self.description = description
        self._processes: dict[str, RegisteredProcess] = {}

    @overload
    def process(self, function: F, /) -> F: ...

    @overload
    def process(
        self,
        function: None = None,
        /,
        *,
        id: str | None = ...,
        version: str = ...,
        title: str | None = ...,
        description: str | None = ...,
        keywords: Sequence[str] | None = ...,
        metadata: Sequence[Metadata] | None = ...,
        inputs: Mapping[str, Described] | None = ...,
        outputs: Mapping[str, Described] | None = ...,
        modes: Sequence[JobControlOptions] = ...,
    ) -> Callable[[F], F]: ...

    def process(
        self,
        function: F | None = None,
        /,
        *,
        id: str | None = None,
        version: str = "0.0.0",
        title: str | None = None,
        description: str | None = None,
        keywords: Sequence[str] | None = None,
        metadata: Sequence[Metadata] | None = None,
        inputs: Mapping[str, Described] | None = None,
        outputs: Mapping[str, Described] | None = None,
        modes: Sequence[JobControlOptions] = (SYNC, ASYNC),
    ) -> F | Callable[[F], F]:
        """Register a function and give it back unchanged, as ``@registry.process`` or ``@registry.process(...)``.

        Parameters
        ----------
        function : callable, optional
            The function; without one, a decorator is returned.
        id, version, title, description, keywords, metadata
            As in the process description (section 7.10); id and description default to the
            function's name and docstring.
        inputs
            More about parameters, by name: ``Field(...)``, or members of the standard's input
            description, which win over what the type hints say.
        outputs
            The same for outputs. One entry names the whole return value; several entries take it
            apart: a BaseModel or TypedDict by member, a tuple by position.
        modes
            The ways to run it, of ``sync-execute`` and ``async-execute``.

        Raises
        ------
        TypeError
            If the function cannot be described: a missing type hint, or a type that has no JSON
            Schema.
        ValueError
            If the id is taken.
        """

        def register(function: F) -> F:
            docs = _docstring.read(function)
            model = inputs_model(function, inputs or {})
            described_outputs, several = output_models(function, outputs)
            document = _document(
                id=id or function.__name__,
                version=version,
                title=title,
                description=description or docs.description,
                keywords=list(keywords) if keywords else None,
                metadata=list(metadata) if metadata else None,
                jobControlOptions=[*modes, DISMISS],
                outputTransmission=list(TransmissionMode),
                inputs=describe_inputs(model, inputs or {}, docs),
                outputs=described_outputs,
            )
            context = context_parameter(function)
            self._add(
                RegisteredProcess(
                    document, function, model, context, several, inputs or {}
                )
            )
            return function

        return register if function is None else register(function)

    def _add(self, process: RegisteredProcess) -> None:
        if process.id in self._processes:
            raise ValueError(f"there is already a process {process.id!r}")
        self._processes[process.id] = process

    def include(self, other: ProcessRegistry) -> None:
        """Add all processes of another registry.

        Raises
        ------
        ValueError
            If an id is taken.
        """
        for process in other.values():
            self._add(process)

    def __getitem__(self, process_id: str) -> RegisteredProcess:
        return self._processes[process_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._processes)

    def __len__(self) -> int:
        return len(self._processes)

    def __repr__(self) -> str:
        return f"<ProcessRegistry {self.title!r}: {', '.join(self) or 'no processes'}>"


def _restored(
    description: ProcessDescription,
    function: Callable[..., Any],
    context: str | None,
    several: bool,
    described: Mapping[str, Described],
) -> RegisteredProcess:
    return RegisteredProcess(
        description,
        function,
        inputs_model(function, described),
        context,
        several,
        described,
    )


def _document(
    *,
    inputs: dict[str, InputDescription],
    outputs: dict[str, OutputDescription],
    **members: Any,
) -> ProcessDescription:
    given = {name: value for name, value in members.items() if value is not None}
    return ProcessDescription(**given, inputs=inputs, outputs=outputs)

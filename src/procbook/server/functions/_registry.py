"""A registry of processes, filled by a decorator that reads type hints and docstrings."""

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
    """A function and its description as a process.

    Attributes
    ----------
    description : ProcessDescription
        The description without links.
    function : callable
        The function that runs.
    inputs : type of BaseModel
        Model that reads the inputs of a request, as JSON, into the arguments of the function.
    context : str or None
        Name of the parameter that takes the :class:`JobContext`.
    several : bool
        Whether each output is a member of the return value.
    described : mapping
        The descriptions of inputs beside their type hints.
    """

    description: ProcessDescription
    function: Callable[..., Any] = field(repr=False)
    inputs: type[BaseModel] = field(repr=False)
    context: str | None = None
    several: bool = False
    described: Mapping[str, Described] = field(default_factory=dict, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        # A model created at run time cannot be pickled; it is created again on unpickling.
        return _restore, (
            self.description,
            self.function,
            self.context,
            self.several,
            dict(self.described),
        )

    @cached_property
    def plan(self) -> Plan:
        """The plan of the inputs, for checking them."""
        from ...inputs import plan  # not needed to describe processes

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
        """Register a function and return it unchanged.

        Used as ``@registry.process`` or ``@registry.process(...)``.

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
            The same for outputs. One entry names the return value; several entries name its parts:
            the members of a BaseModel or TypedDict, the positions of a tuple.
        modes
            The execution modes, of ``sync-execute`` and ``async-execute``.

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
            process = RegisteredProcess(
                document, function, model, context, several, inputs or {}
            )
            self._add(process)
            return function

        return register if function is None else register(function)

    def _add(self, process: RegisteredProcess) -> None:
        if process.id in self._processes:
            raise ValueError(f"there is already a process {process.id!r}")
        self._processes[process.id] = process

    def include(self, registry: ProcessRegistry) -> None:
        """Add all processes of another registry.

        Raises
        ------
        ValueError
            If an id is taken.
        """
        for process in registry.values():
            self._add(process)

    def __getitem__(self, process_id: str) -> RegisteredProcess:
        return self._processes[process_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._processes)

    def __len__(self) -> int:
        return len(self._processes)

    def __repr__(self) -> str:
        return f"<ProcessRegistry {self.title!r}: {', '.join(self) or 'no processes'}>"


def _restore(
    description: ProcessDescription,
    function: Callable[..., Any],
    context: str | None,
    several: bool,
    described: Mapping[str, Described],
) -> RegisteredProcess:
    """Return the process that was pickled."""
    model = inputs_model(function, described)
    return RegisteredProcess(description, function, model, context, several, described)


def _document(
    *,
    inputs: dict[str, InputDescription],
    outputs: dict[str, OutputDescription],
    **members: Any,
) -> ProcessDescription:
    values = {name: value for name, value in members.items() if value is not None}
    return ProcessDescription(**values, inputs=inputs, outputs=outputs)

"""A sweep: one process, many requests, one group of jobs. What one request is refused for does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..protocol.errors import ClientError, Mistake, ResponseError
from ._ledger import get_ledger, quietly
from ._record_submission import group

if TYPE_CHECKING:
    from ..models import ProcessRequest
    from ._interfaces import JobServer

J = TypeVar("J")
J_co = TypeVar("J_co", covariant=True)


class SweptProcess(Protocol[J_co]):
    """A process whose jobs are submitted by a sweep."""

    @property
    def client(self) -> JobServer:
        """The server."""

    def submit(self, request: ProcessRequest) -> J_co:
        """Send a request and return the job."""


_ABOUT_ONE = frozenset({400, 413, 415, 422})
"""Statuses that say something about a single request; after any other the rest would fare the same."""
_TOLD = 5


class SweepError(ClientError):
    """Not every job of a sweep could be started; those that could go on.

    Attributes
    ----------
    jobs : tuple of Job
        The jobs that were started.
    refused : tuple of (dict, ClientError)
        For each request that was refused: the inputs in which it differs, and why.
    group : str
        Name of the sweep.
    mistakes : list of Mistake
        What the refusals say about single inputs, where a form has looked for that.
    """

    mistakes: list[Mistake]

    def __init__(
        self,
        name: str,
        jobs: Sequence[Any],
        refused: Sequence[tuple[dict[str, Any], ClientError]],
        total: int,
    ) -> None:
        self.group = name
        self.jobs: tuple[Any, ...] = tuple(jobs)
        self.refused = tuple(refused)
        self.mistakes = []
        remaining = total - len(self.jobs) - len(self.refused)
        counts = [
            f"{len(self.jobs)} of {total} jobs of {name!r} were started",
            f"{len(self.refused)} refused",
        ]
        counts += [f"{remaining} not sent any more"] if remaining else []
        reasons = [
            f"  {_name_of(inputs)}: {error.message.splitlines()[0]}"
            for inputs, error in self.refused[:_TOLD]
        ]
        footer = (
            [f"  and {len(self.refused) - _TOLD} more"]
            if len(self.refused) > _TOLD
            else []
        )
        hint = next((error.hint for _, error in self.refused if error.hint), None)
        super().__init__(
            "\n".join([", ".join(counts) + ".", *reasons, *footer]), hint=hint
        )


def sweep(
    process: SweptProcess[J],
    requests: Iterable[ProcessRequest],
    name: str,
    *,
    started: Callable[[J, str], object] = lambda _job, _name: None,
) -> list[J]:
    """Submit all requests as one named group and return their jobs.

    Parameters
    ----------
    process : Process
        What runs them.
    requests : iterable of ProcessRequest
        One for each job.
    name : str
        Name of the group in the ledger and in tables; a number is added if there was one of that
        name.
    started : callable, optional
        Called with each job, and the name, as soon as the server has taken it.

    Raises
    ------
    SweepError
        Some could not be started. One that is refused for its inputs does not stop the others; a
        server that cannot be reached, or that refuses for another reason, does.
    """
    requests_left = list(requests)
    name = _free(process, name)
    jobs: list[J] = []
    refused: list[tuple[dict[str, Any], ClientError]] = []
    differing = _differing([request.inputs or {} for request in requests_left])
    with group(name):
        for request in requests_left:
            try:
                jobs.append(process.submit(request))
            except ClientError as error:
                refused.append(
                    ({key: (request.inputs or {}).get(key) for key in differing}, error)
                )
                if not (
                    isinstance(error, ResponseError) and error.status in _ABOUT_ONE
                ):
                    break
            else:
                started(jobs[-1], name)
    if refused:
        raise SweepError(name, jobs, refused, len(requests_left))
    return jobs


def _free(process: SweptProcess[J], name: str) -> str:
    """Return the name, with a number if the ledger has a sweep of that name: two sweeps are two groups."""
    with quietly():
        ledger, number = get_ledger(process.client), 1
        tried = name
        while ledger.history(group=tried, limit=1):
            number += 1
            tried = f"{name} {number}"
        return tried
    return name


def _differing(inputs: Sequence[Mapping[str, Any]]) -> list[str]:
    names = dict.fromkeys(name for values in inputs for name in values)
    return [
        name
        for name in names
        if any(values.get(name) != inputs[0].get(name) for values in inputs)
    ]


def _name_of(inputs: Mapping[str, Any]) -> str:
    return (
        ", ".join(f"{name}={value!r:.40}" for name, value in inputs.items())
        or "the only one"
    )

"""What is raised when not every job of a sweep could be started, and the name of a sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...protocol.errors import ClientError, Mistake

_REASONS = 5
"""Reasons that a message gives."""


class SweepError(ClientError):
    """Not every job of a sweep could be started; those that could go on.

    Attributes
    ----------
    jobs : Jobs
        The jobs that were started; ``jobs.resume()`` sends what was not sent.
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
        cause: ClientError | None = None,
    ) -> None:
        self.group = name
        self.jobs = jobs
        self.refused = tuple(refused)
        self.mistakes = []
        remaining = total - len(jobs) - len(self.refused)
        counts = [f"{len(jobs)} of {total} jobs of {name!r} were started"]
        counts += [f"{len(self.refused)} refused"] if self.refused else []
        counts += [f"{remaining} not sent"] if remaining else []
        reasons = [
            f"  {name_inputs(inputs)}: {error.message.splitlines()[0]}"
            for inputs, error in self.refused[:_REASONS]
        ]
        if len(self.refused) > _REASONS:
            reasons.append(f"  and {len(self.refused) - _REASONS} more")
        if cause is not None:
            reasons.append(f"  {cause.message.splitlines()[0]}")
        hint = next((error.hint for _, error in self.refused if error.hint), None)
        if remaining:
            hint = f"procbook.history(group={name!r}).resume() sends the rest."
        message = "\n".join([", ".join(counts) + ".", *reasons])
        super().__init__(message, hint=hint)


def differing_inputs(inputs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names of the inputs that are not the same in all requests."""
    names = dict.fromkeys(name for values in inputs for name in values)
    missing = object()
    return [
        name
        for name in names
        if any(
            values.get(name, missing) != inputs[0].get(name, missing)
            for values in inputs
        )
    ]


def name_inputs(inputs: Mapping[str, Any]) -> str:
    """Return inputs as a short name, such as ``duration=1, fail=True``."""
    return (
        ", ".join(f"{name}={value!r:.40}" for name, value in inputs.items())
        or "the only one"
    )

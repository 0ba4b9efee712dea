"""Options of a single call.

Timeout, header fields, query parameters, retries, and the size of its answer.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypedDict

from ..transport import Ask, Policy


class CallKeywords(TypedDict, total=False):
    """The keyword arguments of which :class:`Options` are made; each may be left out."""

    timeout: float | None
    headers: Mapping[str, str] | None
    params: Mapping[str, Any] | Sequence[tuple[str, str]] | None
    retries: int | None
    max_bytes: int | None


@dataclass(frozen=True)
class Options:
    """What a caller may say about one call.

    Attributes
    ----------
    timeout : float, optional
        Seconds.
    headers, params : optional
        More header fields or query parameters.
    retries : int, optional
        Tries after the first one, instead of what the settings say.
    max_bytes : int, optional
        Bytes that an answer may have, where less is wanted than what is read otherwise.
    """

    timeout: float | None = None
    headers: Mapping[str, str] | None = None
    params: Mapping[str, Any] | Sequence[tuple[str, str]] | None = None
    retries: int | None = None
    max_bytes: int | None = None

    @classmethod
    def of(cls, options: CallOptions, *, beside: Iterable[str] = ()) -> Options:
        """Return the options for keyword arguments.

        `beside` names the other arguments of the call, for the hint.

        Raises
        ------
        TypeError
            For a name that means nothing, as for any unknown keyword argument.
        """
        if isinstance(options, Options):
            return options
        names = [field.name for field in fields(cls)]
        for name in options:
            if name not in names:
                near = difflib.get_close_matches(name, [*beside, *names], n=1)
                hint = (
                    f"did you mean {near[0]!r}?"
                    if near
                    else f"there are {', '.join([*beside, *names])}."
                )
                raise TypeError(f"There is no option {name!r} of this call; {hint}")
        return cls(**options)

    def apply_to(self, ask: Ask) -> Ask:
        """Return the request as the caller wants it."""
        return replace(
            ask,
            timeout=ask.timeout if self.timeout is None else self.timeout,
            headers={**ask.headers, **(self.headers or {})},
            params=[*ask.params, *pairs(self.params)],
            limit=ask.limit if self.max_bytes is None else self.max_bytes,
        )

    def retry_policy(self, policy: Policy) -> Policy:
        """Return how patiently the caller wants to try again."""
        return policy if self.retries is None else replace(policy, retries=self.retries)


def pairs(
    params: Mapping[str, Any] | Sequence[tuple[str, str]] | None,
) -> list[tuple[str, str]]:
    """Return query parameters as pairs; a list of values becomes several of them."""
    items = params.items() if isinstance(params, Mapping) else params or ()
    return [
        (name, str(v))
        for name, value in items
        for v in (value if isinstance(value, list | tuple) else [value])
    ]


CallOptions = Options | Mapping[str, Any]
"""Options of a call, or the keyword arguments of which they are made."""
NO_OPTIONS = Options()

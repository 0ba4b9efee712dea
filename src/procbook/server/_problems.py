"""Problem documents: the errors that the server answers (RFC 7807; OGC 18-062r2, section 7.5)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from ..protocol.errors import Mistake

_OGC = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"
NO_SUCH_PROCESS = _OGC + "no-such-process"
NO_SUCH_JOB = _OGC + "no-such-job"
NO_SUCH_OUTPUT = _OGC + "no-such-output"
RESULT_NOT_READY = _OGC + "result-not-ready"
RESULT_NOT_AVAILABLE = _OGC + "result-not-available"
INVALID_QUERY = _OGC + "invalid-query-parameter-value"
INVALID_PARAMETER = "InvalidParameterValue"
"""Type of a refused input; in the standard it is no URI (section 7.13.3)."""

MEDIA_TYPE = "application/problem+json"


class ProblemError(Exception):
    """An answer that is a problem document."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        type: str = "about:blank",
        title: str | None = None,
        headers: dict[str, str] | None = None,
        **members: object,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = headers or {}
        self.document: dict[str, Any] = {
            "type": type,
            "title": title or HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            **{name: value for name, value in members.items() if value is not None},
        }


def no_such(
    kind: str,
    id: str,
    type: str,
    ids: Iterable[str] = (),
) -> ProblemError:
    """Return a 404 about an unknown process, job or output; `ids` are those that exist."""
    hint = did_you_mean(id, ids)
    detail = f"There is no {kind} {id!r}.{hint}"
    return ProblemError(404, detail, type=type)


def bad_inputs(process_id: str, mistakes: Iterable[Mistake]) -> ProblemError:
    """Return a 400 that names each refused input by JSON Pointer."""
    errors = []
    details = []
    for mistake in mistakes:
        pointer, message = mistake.pointer, mistake.message
        errors.append(
            {
                "pointer": pointer,
                "detail": message,
                "rule": mistake.rule,
            }
        )
        name = pointer.lstrip("/") or "inputs"
        details.append(f"{name}: {message}")
    return ProblemError(
        400,
        f"Process {process_id!r} refuses its inputs: {'; '.join(details)}",
        type=INVALID_PARAMETER,
        title="Invalid inputs",
        pointer=errors[0]["pointer"] if len(errors) == 1 else None,
        errors=errors,
    )


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the most similar of some names, or an empty text."""
    similar = difflib.get_close_matches(
        name,
        list(names),
        n=1,
        cutoff=0.6,
    )
    return f" Did you mean {similar[0]!r}?" if similar else ""

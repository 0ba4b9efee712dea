"""Values without their wrapping, for servers that do not know it.

The standard wants objects among the inputs qualified, as ``{"value": {...}}`` (OGC 18-062r2,
requirement ``input-inline-object``). pygeoapi hands the wrapping on to the process, which then
fails or computes nonsense; wraptile refuses it. Both take the plain object.
"""

from __future__ import annotations

from typing import Any

from .._json import JsonValue
from ..models import ProcessRequest
from ..protocol import Answer

_QUALIFIERS = frozenset({"value", "mediaType", "encoding", "schema"})


def is_preferred_by(answer: Answer) -> bool:
    """Return whether the server says that it is one of those that take plain values only."""
    return "pygeoapi" in answer.headers.get("x-powered-by", "").lower()


def may_help(answer: Answer, request: ProcessRequest) -> bool:
    """Return whether a refusal may be about the wrapping.

    It is not when a job was made, which ``Location`` names (pygeoapi).
    """
    return (
        answer.status in {400, 422}
        and "location" not in answer.headers
        and any(
            value is not unqualified
            for value, unqualified in (
                (v, _remove_qualifiers(v)) for v in request.inputs.values()
            )
        )
    )


def without_qualifiers(wrapped: ProcessRequest) -> ProcessRequest:
    """Return the request with plain values."""
    return wrapped.model_copy(
        update={
            "inputs": {
                name: _remove_qualifiers(value)
                for name, value in wrapped.inputs.items()
            }
        }
    )


def _remove_qualifiers(value: JsonValue) -> Any:
    if isinstance(value, list) and any(_is_qualified(item) for item in value):
        return [_remove_qualifiers(item) for item in value]
    return value["value"] if _is_qualified(value) else value


def _is_qualified(value: JsonValue) -> bool:
    return isinstance(value, dict) and "value" in value and value.keys() <= _QUALIFIERS

"""Requests as people write them: Python objects among the inputs, and one to start from."""

from __future__ import annotations

from typing import Any

from .._json import JsonValue
from ..models import ProcessDescription, ProcessRequest


def request_as_sent(
    request: ProcessRequest, description: ProcessDescription | None
) -> ProcessRequest:
    """Return a request whose inputs can be written as JSON.

    What is JSON already is sent as it was written.
    """
    if _is_json(request.inputs):
        return request
    from ..inputs import encode

    return request.model_copy(update={"inputs": encode(description, request.inputs)})


def _is_json(value: JsonValue) -> bool:
    if isinstance(value, dict):
        return all(
            type(name) is str and _is_json(member) for name, member in value.items()
        )
    if isinstance(value, list):
        return all(_is_json(item) for item in value)
    return value is None or type(value) in {str, int, float, bool}


def template(
    description: ProcessDescription, *, dotpath: bool = False
) -> ProcessRequest:
    """Return a request with the required inputs and the defaults of a description."""
    from ..inputs import prefill

    inputs = prefill(description, optional=True)
    return ProcessRequest(inputs=_flatten(inputs) if dotpath else inputs)


def _flatten(value: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, member in value.items():
        path = prefix + name
        flat |= (
            _flatten(member, f"{path}.")
            if isinstance(member, dict) and member
            else {path: member}
        )
    return flat

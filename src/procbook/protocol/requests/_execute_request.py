"""Writing the execute request, in the words of either generation.

They are in section 7.11 of 1.0 and in section 7.11 of the 2.0 draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from ..._json import JsonValue
from ...models import ProcessRequest
from .._answer import Outgoing
from .._edition import Generation
from .._json_values import dumps, holds_decimal
from .._links import path_segment
from ..errors import InputError, Mistake

ACCEPT_JSON: Final = "application/json"
ACCEPT_RESULTS: Final = "application/json, */*;q=0.5"


def execution_request(
    process_id: str,
    request: ProcessRequest | Mapping[str, JsonValue],
    *,
    generation: Generation = "1.0",
    mode: Literal["async", "sync"] | None = None,
) -> Outgoing:
    """Return the request that runs a process.

    Parameters
    ----------
    process_id : str
        The process; encoded as one segment of the path.
    request : ProcessRequest or mapping
        Inputs and what is wanted of the outputs. What was left out of it is not sent.
    generation : "1.0" or "2.0"
        Which generation to write; 2.0 knows neither ``response`` nor ``transmissionMode``.
    mode : "async", "sync" or None
        ``"async"`` asks for ``respond-async``, alone in its header: servers compare the whole text.
        The others send no preference, which the standard reads as synchronous where the process
        allows it.

    Raises
    ------
    InputError
        If a value cannot be written as JSON.
    """
    document = (
        request
        if isinstance(request, ProcessRequest)
        else ProcessRequest.model_validate(request)
    )
    headers = {"Content-Type": "application/json", "Accept": _accept(document)}
    prefer = _prefer(document, generation, mode)
    if prefer:
        headers["Prefer"] = prefer
    path = f"/processes/{path_segment(process_id)}/execution"
    return Outgoing("POST", path, headers, body=_body(document, generation, process_id))


def _accept(request: ProcessRequest) -> str:
    """Return the ``Accept`` header: the media type of the only selected output, else JSON first."""
    media_types = [
        o.format.mediaType
        for o in (request.outputs or {}).values()
        if o.format and o.format.mediaType
    ]
    if (
        len(request.outputs or {}) != 1
        or not media_types
        or media_types[0] == ACCEPT_JSON
        or request.response == "document"
    ):
        return ACCEPT_RESULTS
    return f"{media_types[0]}, application/json;q=0.9, */*;q=0.5"


def _prefer(
    request: ProcessRequest, generation: Generation, mode: str | None
) -> str | None:
    if mode == "async":
        return "respond-async"
    if generation == "1.0":
        return None
    modes = {o.transmissionMode for o in (request.outputs or {}).values()} - {None}
    if not modes:
        return None
    return "return=minimal" if "reference" in modes else "return=representation"


def _body(request: ProcessRequest, generation: Generation, process_id: str) -> bytes:
    # Not by the model's own JSON, which writes NaN as null and bytes as text.
    members = request.model_dump(by_alias=True, exclude_unset=True)
    document = {
        k: v
        for k, v in members.items()
        if k not in {"process_id", "dotpath"} and v is not None
    }
    document.setdefault("inputs", {})
    if holds_decimal(request.inputs):  # which pydantic would write as text
        document["inputs"] = request.inputs
    if generation == "2.0":
        document.pop("response", None)
        document.pop("mode", None)
        for output in (document.get("outputs") or {}).values():
            output.pop("transmissionMode", None)
    try:
        return dumps(document)
    except (TypeError, ValueError, RecursionError) as error:
        mistake = Mistake(("inputs",), f"cannot be written as JSON: {error}", "type")
        raise InputError([mistake], process_id=process_id) from error

"""The models' last word.

A strict call for what keeps the rules, and leaving out what cannot be kept.
"""

from __future__ import annotations

import contextlib
import copy
import gc
from collections.abc import Iterator
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from ..._json import JsonObject, JsonValue
from ...models import READING
from .._quirks import Notes
from ..errors import ResponseError

M = TypeVar("M", bound=BaseModel)

_ROUNDS: Final = 12
_LONG: Final = 500_000  # bytes


def in_one_call(model: type[M], body: bytes) -> M | None:
    """Return the document if it keeps the rules as it stands; None if it has to be mended."""
    try:
        return model.model_validate_json(body, strict=True, context=READING)
    except ValidationError:
        return None


@contextlib.contextmanager
def pause_garbage_collection(size: int) -> Iterator[None]:
    """Stop the garbage collector while objects are made from a long document.

    With tens of thousands of objects that all stay, that costs more than making them. They end up
    with the old objects, where they would have got to anyway.
    """
    if size < _LONG or not gc.isenabled() or gc.get_freeze_count():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        gc.enable()


def validate_members(model: type[M], members: JsonObject, notes: Notes) -> M:
    """Return the document made of mended members.

    Members that the model still refuses are left out.

    Raises
    ------
    ResponseError
        If nothing is left that makes a document.
    """
    for round in range(_ROUNDS):
        try:
            return model.model_validate(members, context=READING)
        except ValidationError as error:
            if (
                round == 0
            ):  # parts of the members are still those of the document as received
                members = copy.deepcopy(members)
            if not _leave_out(members, error, notes):
                break
    raise ResponseError(
        f"Nothing can be made of a document that should be of the kind {model.__name__}.",
        hint="Check that the address is that of an OGC API - Processes service.",
    )


def _leave_out(members: JsonObject, error: ValidationError, notes: Notes) -> bool:
    locations = {
        _location_in(members, problem["loc"])
        for problem in error.errors(include_url=False, include_input=False)
    }
    locations.discard(())
    for location in sorted(locations, key=lambda p: (len(p), str(p)), reverse=True):
        holder: Any = members
        for step in location[:-1]:
            holder = holder[step]
        if isinstance(holder, list):
            holder[location[-1]] = None if None not in holder else holder[location[-1]]
        try:
            del holder[location[-1]]
        except (LookupError, TypeError):
            continue
        notes.add("dropped-member", *location)
    return bool(locations)


def _location_in(members: JsonValue, steps: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return where in the document an error is, without the names of the models' alternatives.

    For a member that is missing this is the object that misses it.
    """
    location: list[JsonValue] = []
    holder = members
    for step in steps:
        inside = (isinstance(holder, dict) and step in holder) or (
            isinstance(holder, list) and isinstance(step, int) and step < len(holder)
        )
        if inside:
            location.append(step)
            holder = holder[step]
    return tuple(location)

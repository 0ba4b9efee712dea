"""Which inputs are secret, and what stands for them in everything that is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..._secret_names import is_secret_name
from ...protocol import written

if TYPE_CHECKING:
    from ...models import ProcessDescription

MASK = "***"
"""What stands where a secret was."""
LARGE = 1024 * 1024
"""Bytes of JSON from which on an input is kept as its size and checksum only."""


def secret_pointers(
    description: ProcessDescription | None,
) -> frozenset[tuple[str, ...]]:
    """Return the places that a description marks as secret, as paths."""
    if description is None:
        return frozenset()
    from ...inputs import plan

    try:
        fields = list(plan(description).walk())
    # A description that cannot be planned must not stop a submission.
    except Exception:  # noqa: BLE001
        return frozenset()
    return frozenset(
        tuple(_unescape(part) for part in field.pointer.split("/")[1:])
        for field in fields
        if field.pointer
        and ((field.hints or {}).get("secret") or field.kind == "password")
    )


def _unescape(part: str) -> str:
    """Return a member's name from its step in a JSON Pointer (RFC 6901, section 4)."""
    return part.replace("~1", "/").replace("~0", "~")


def masked(
    inputs: Any,
    secrets: frozenset[tuple[str, ...]] = frozenset(),
    path: tuple[str, ...] = (),
) -> Any:
    """Return inputs with secrets replaced and very large values shortened to size and checksum."""
    if inputs is None:
        return None
    if path and (path in secrets or is_secret_name(path[-1])):
        return MASK
    if isinstance(inputs, dict):
        return {
            name: masked(value, secrets, (*path, str(name)))
            for name, value in inputs.items()
        }
    if isinstance(inputs, list):
        return [
            masked(value, secrets, path)
            if isinstance(value, (dict, list, str))
            else value
            for value in inputs
        ]
    return _shorten(inputs) if isinstance(inputs, str) else inputs


def _shorten(text: str) -> Any:
    if len(text) < LARGE:
        return text
    return {
        "omitted": len(text),
        "sha256": hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
    }


def holes(inputs: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the places of what was masked or left out, so that it has to be given again."""
    if _is_hole(inputs):
        return [path]
    items: Iterable[tuple[object, Any]] = ()
    if isinstance(inputs, dict):
        items = inputs.items()
    elif isinstance(inputs, list):
        items = enumerate(inputs)
    return [hole for name, value in items for hole in holes(value, (*path, str(name)))]


def known_inputs(inputs: Any) -> Any:
    """Return inputs without what was masked or left out."""
    if isinstance(inputs, dict):
        return {
            name: known_inputs(value)
            for name, value in inputs.items()
            if not _is_hole(value)
        }
    return (
        [known_inputs(value) for value in inputs if not _is_hole(value)]
        if isinstance(inputs, list)
        else inputs
    )


def _is_hole(value: Any) -> bool:
    return bool(value == MASK) or (
        isinstance(value, dict) and value.keys() == {"omitted", "sha256"}
    )


def as_json(value: Any) -> str:
    """Write what is kept.

    What JSON has no word for becomes its text, and decimals keep their digits.
    """
    return written(value, separators=(",", ":"), ensure_ascii=False, default=str)

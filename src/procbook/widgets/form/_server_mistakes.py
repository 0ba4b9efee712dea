"""Which inputs a server's refusal is about, so that it shows at their fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ...inputs import dumps
from ...protocol.errors import ClientError, Mistake

_LISTS = (
    "errors",
    "detail",
    "invalid-params",
    "invalidParams",
    "invalid_params",
    "violations",
)
_PLACES = ("loc", "path", "pointer", "field", "name", "input")
_TOLD = 20
_WORDS = ("msg", "message", "detail", "reason", "title")


def find_refused_inputs(error: ClientError, inputs: Iterable[str]) -> list[Mistake]:
    """Return what a server said about single inputs; an empty list when it named none.

    Lists of errors by place are understood as frameworks write them (``loc`` of FastAPI,
    ``invalid-params`` and ``errors`` of RFC 9457), else the names of inputs are looked for in the
    text.
    """
    if error.problem is None or error.status is None or not 400 <= error.status < 500:
        return []
    names = set(inputs)
    document = error.problem.raw if isinstance(error.problem.raw, dict) else {}
    entries = list(_entries(document, names))
    return entries or list(
        _mentions(error.problem.detail or error.problem.title or "", names)
    )


def find_refused_values(
    refused: Iterable[tuple[dict[str, Any], ClientError]], inputs: Iterable[str]
) -> list[Mistake]:
    """Return what a server said about single inputs of the jobs of a sweep.

    Each mistake comes with the values of its job.
    """
    names = list(inputs)
    pairs = (
        (given, mistake)
        for given, error in refused
        for mistake in find_refused_inputs(error, names)
    )
    return [
        mistake._replace(message=f"{mistake.message} ({_values(given)})")
        for given, mistake in pairs
    ][:_TOLD]


def _values(inputs: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {dumps(value):.40}" for name, value in inputs.items())


def _entries(document: dict[str, Any], names: set[str]) -> Iterator[Mistake]:
    for key in _LISTS:
        entries = document.get(key)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and (path := _path(entry, names)):
                text = next(
                    (
                        entry[member]
                        for member in _WORDS
                        if isinstance(entry.get(member), str)
                    ),
                    "was refused",
                )
                yield Mistake(path, f"The server says: {text}", "server")


def _path(entry: dict[str, Any], names: set[str]) -> tuple[str | int, ...]:
    for key in _PLACES:
        position = entry.get(key)
        parts: list[Any] = []
        if isinstance(position, list):
            parts = position
        elif isinstance(position, str):
            parts = re.split(r"[./]", position)
        start = next((at for at, part in enumerate(parts) if part in names), None)
        if start is not None:
            return tuple(
                int(p) if isinstance(p, str) and p.isdigit() else p
                for p in parts[start:]
            )
    return ()


def _mentions(text: str, names: set[str]) -> Iterator[Mistake]:
    for name in sorted(names):
        # Quoted, or as inputs.name: a bare word may be any word.
        if re.search(rf"(?:['\"`“\u2018]|inputs[./]){re.escape(name)}(?![\w-])", text):
            yield Mistake((name,), f"The server says: {text}", "server")

"""Mending the landing page and the conformance declaration (sections 7.2 and 7.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._quirks import Notes
from ._links import links
from ._values import text


def landing(value: Any, notes: Notes) -> dict[str, Any] | None:
    """Return a landing page; None when it is no object."""
    if not isinstance(value, Mapping):
        return None
    made = {str(key): item for key, item in value.items()}
    for name, other in (("title", "name"), ("description", "abstract")):
        if name in made or isinstance(made.get(other), str):
            made[name] = text(made.get(name, made.get(other)), notes, name)
    given = next((made[n] for n in ("links", "link", "_links") if made.get(n) is not None), None)
    if given is None:
        notes.add("missing-links")
    made["links"] = links(given, notes.at("links"))
    return made


def conformance(value: Any, notes: Notes) -> dict[str, Any] | None:
    """Return a conformance declaration; None when it is neither an object nor a list."""
    if isinstance(value, list):
        notes.add("envelope")
        return {"conformsTo": _classes(value)}
    if not isinstance(value, Mapping):
        return None
    made = {str(key): item for key, item in value.items()}
    names = (
        "conformsTo",
        "conformsto",
        "conforms_to",
        "conformance",
        "conformanceClasses",
        "classes",
    )
    given = next((made[n] for n in names if made.get(n) is not None), None)
    if isinstance(given, Mapping):
        given = next((item for item in given.values() if isinstance(item, list)), list(given))
    if given is None:
        notes.add("missing-conformance")
    elif not isinstance(given, list):
        notes.add("not-a-list", "conformsTo")
    made["conformsTo"] = _classes(given if isinstance(given, list) else [given])
    return made


def _classes(value: list[Any]) -> list[str]:
    names = (
        item.get("uri", item.get("id", item.get("href"))) if isinstance(item, Mapping) else item
        for item in value
    )
    return [name for name in names if isinstance(name, str)]

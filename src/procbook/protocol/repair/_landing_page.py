"""Mending the landing page and the conformance declaration (sections 7.2 and 7.4)."""

from __future__ import annotations

from collections.abc import Mapping

from ..._json import JsonObject, JsonValue
from .._quirks import Notes
from ._links import links
from ._values import text


def landing(value: JsonValue, notes: Notes) -> JsonObject | None:
    """Return a landing page; None when it is no object."""
    if not isinstance(value, Mapping):
        return None
    document = {str(key): item for key, item in value.items()}
    for name, other in (("title", "name"), ("description", "abstract")):
        if name in document or isinstance(document.get(other), str):
            document[name] = text(document.get(name, document.get(other)), notes, name)
    raw_links = next(
        (
            document[n]
            for n in ("links", "link", "_links")
            if document.get(n) is not None
        ),
        None,
    )
    if raw_links is None:
        notes.add("missing-links")
    document["links"] = links(raw_links, notes.at("links"))
    return document


def conformance(value: JsonValue, notes: Notes) -> JsonObject | None:
    """Return a conformance declaration; None when it is neither an object nor a list."""
    if isinstance(value, list):
        notes.add("envelope")
        return {"conformsTo": _classes(value)}
    if not isinstance(value, Mapping):
        return None
    document = {str(key): item for key, item in value.items()}
    names = (
        "conformsTo",
        "conformsto",
        "conforms_to",
        "conformance",
        "conformanceClasses",
        "classes",
    )
    classes = next((document[n] for n in names if document.get(n) is not None), None)
    if isinstance(classes, Mapping):
        classes = next(
            (item for item in classes.values() if isinstance(item, list)), list(classes)
        )
    if classes is None:
        notes.add("missing-conformance")
    elif not isinstance(classes, list):
        notes.add("not-a-list", "conformsTo")
    document["conformsTo"] = _classes(
        classes if isinstance(classes, list) else [classes]
    )
    return document


def _classes(value: list[JsonValue]) -> list[str]:
    names = (
        item.get("uri", item.get("id", item.get("href")))
        if isinstance(item, Mapping)
        else item
        for item in value
    )
    return [name for name in names if isinstance(name, str)]

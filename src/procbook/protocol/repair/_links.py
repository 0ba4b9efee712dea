"""Mending the links of a document."""

from __future__ import annotations

from collections.abc import Mapping

from ..._json import JsonObject, JsonValue
from .._quirks import Notes
from ._values import text


def links(value: JsonValue, notes: Notes) -> list[JsonObject]:
    """Return usable links: of a list, of one link, of an object (HAL), or of bare texts."""
    if isinstance(value, Mapping):
        notes.add("not-a-list", detail=value)
        items = (
            [value]
            if "href" in value
            else [_by_rel(rel, item) for rel, item in value.items()]
        )
    elif isinstance(value, list | tuple):
        items = list(value)
    else:
        items = [value] if isinstance(value, str) else []
    repaired = [_link(item, notes.at(i)) for i, item in enumerate(items)]
    return [item for item in repaired if item is not None]


def _by_rel(rel: str, item: JsonValue) -> JsonValue:
    if isinstance(item, Mapping):
        return {"rel": rel, **item}
    return {"rel": rel, "href": item}


def _link(value: JsonValue, notes: Notes) -> JsonObject | None:
    members = {"href": value} if isinstance(value, str) else value
    if not isinstance(members, Mapping):
        notes.add("bad-link", detail=value)
        return None
    link = {str(key): item for key, item in members.items()}
    href = next(
        (
            link[name]
            for name in ("href", "url", "uri", "@href")
            if isinstance(link.get(name), str)
        ),
        None,
    )
    if not href:
        notes.add("bad-link", detail=value)
        return None
    if isinstance(value, str) or link.get("href") != href:
        notes.add("bad-link", detail="the target is not in href")
    link["href"] = href
    for name in ("rel", "type", "hreflang", "title"):
        if name in link and not isinstance(link[name], str):
            link[name] = (
                text(link[name], notes, name) if link[name] is not None else None
            )
    return link

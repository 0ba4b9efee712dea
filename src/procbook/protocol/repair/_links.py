"""Mending the links of a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._quirks import Notes
from ._values import text


def links(value: Any, notes: Notes) -> list[dict[str, Any]]:
    """Return usable links: of a list, of one link, of an object of links by relation (HAL), or of bare texts."""
    if isinstance(value, Mapping):
        notes.add("not-a-list", detail=value)
        given = [value] if "href" in value else [_by_rel(rel, item) for rel, item in value.items()]
    elif isinstance(value, list | tuple):
        given = list(value)
    else:
        given = [value] if isinstance(value, str) else []
    made = [_link(item, notes.at(i)) for i, item in enumerate(given)]
    return [item for item in made if item is not None]


def _by_rel(rel: str, item: Any) -> Any:
    return {"rel": rel, **item} if isinstance(item, Mapping) else {"rel": rel, "href": item}


def _link(value: Any, notes: Notes) -> dict[str, Any] | None:
    given = {"href": value} if isinstance(value, str) else value
    if not isinstance(given, Mapping):
        notes.add("bad-link", detail=value)
        return None
    made = {str(key): item for key, item in given.items()}
    href = next(
        (made[name] for name in ("href", "url", "uri", "@href") if isinstance(made.get(name), str)),
        None,
    )
    if not href:
        notes.add("bad-link", detail=value)
        return None
    if isinstance(value, str) or made.get("href") != href:
        notes.add("bad-link", detail="the target is not in href")
    made["href"] = href
    for name in ("rel", "type", "hreflang", "title"):
        if name in made and not isinstance(made[name], str):
            made[name] = text(made[name], notes, name) if made[name] is not None else None
    return made

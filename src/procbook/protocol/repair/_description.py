"""Mending what processes, inputs and outputs have in common (``descriptionType.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._quirks import Notes
from ._values import identifier, text, texts


def described(made: dict[str, Any], notes: Notes) -> None:
    """Mend what processes, inputs and outputs have in common (``descriptionType.yaml``), in place."""
    if made.get("description") is None and isinstance(made.get("abstract"), str):
        made["description"] = made["abstract"] or None
        notes.add("other-name", "abstract")
    for name in ("title", "description"):
        if name in made:
            made[name] = text(made[name], notes, name)
    if "keywords" in made:
        made["keywords"] = texts(made["keywords"], notes, "keywords")
    if made.get("metadata") is not None:
        made["metadata"] = _metadata(made["metadata"], notes.at("metadata"))
    if made.get("additionalParameters") is not None:
        made["additionalParameters"] = _parameters(
            made["additionalParameters"], notes.at("additionalParameters")
        )


def _metadata(value: Any, notes: Notes) -> list[dict[str, Any]]:
    if isinstance(value, Mapping):
        notes.add("metadata-form")
        one = value.keys() & {"title", "role", "href", "rel"}
        value = (
            [value] if one else [{"title": str(key), "value": item} for key, item in value.items()]
        )
    elif not isinstance(value, list):
        value = [value]
    made = []
    for i, item in enumerate(value):
        if isinstance(item, Mapping):
            made.append(_texts_only(item, ("title", "role", "href"), notes.at(i)))
        elif isinstance(item, str):
            notes.add("metadata-form", i)
            made.append({"href" if "://" in item else "title": item})
    return made


def _texts_only(item: Mapping[str, Any], names: tuple[str, ...], notes: Notes) -> dict[str, Any]:
    return {str(k): text(v, notes, k) if k in names else v for k, v in item.items()}


def _parameters(value: Any, notes: Notes) -> dict[str, Any] | None:
    """The object of 1.0 from itself, from a list of parameters, or from a list of such objects (Weaver)."""
    if isinstance(value, list):
        notes.add("list-not-object")
        groups = [g for g in value if isinstance(g, Mapping)]
        own = next(
            (_texts_only(g, ("title", "role", "href"), notes) for g in groups if "parameters" in g),
            {},
        )
        items = [
            p
            for g in groups
            for p in (
                g["parameters"]
                if isinstance(g.get("parameters"), list)
                else [g]
                if "name" in g
                else []
            )
        ]
        return {**own, "parameters": [p for p in map(_parameter, items) if p]}
    if not isinstance(value, Mapping):
        notes.add("metadata-form", detail=value)
        return None
    made = _texts_only(value, ("title", "role", "href"), notes)
    if made.get("parameters") is not None:
        items = made["parameters"] if isinstance(made["parameters"], list) else [made["parameters"]]
        made["parameters"] = [p for p in map(_parameter, items) if p]
    return made


def _parameter(value: Any) -> dict[str, Any] | None:
    name = identifier(value.get("name")) if isinstance(value, Mapping) else None
    if name is None:
        return None
    given = value.get("value", value.get("values"))
    return {
        **value,
        "name": name,
        "value": given if isinstance(given, list) else [] if given is None else [given],
    }

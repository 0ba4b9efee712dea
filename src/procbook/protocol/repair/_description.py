"""Mending what processes, inputs and outputs have in common (``descriptionType.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping

from ..._json import JsonObject, JsonValue
from .._quirks import Notes
from ._values import identifier, text, texts


def repair_description(document: JsonObject, notes: Notes) -> None:
    """Repair the members of ``descriptionType.yaml`` in place.

    Processes, inputs and outputs have them.
    """
    if document.get("description") is None and isinstance(
        document.get("abstract"), str
    ):
        document["description"] = document["abstract"] or None
        notes.add("other-name", "abstract")
    for name in ("title", "description"):
        if name in document:
            document[name] = text(document[name], notes, name)
    if "keywords" in document:
        document["keywords"] = texts(document["keywords"], notes, "keywords")
    if document.get("metadata") is not None:
        document["metadata"] = _metadata(document["metadata"], notes.at("metadata"))
    if document.get("additionalParameters") is not None:
        document["additionalParameters"] = _parameters(
            document["additionalParameters"], notes.at("additionalParameters")
        )


def _metadata(value: JsonValue, notes: Notes) -> list[JsonObject]:
    if isinstance(value, Mapping):
        notes.add("metadata-form")
        is_single = value.keys() & {"title", "role", "href", "rel"}
        value = (
            [value]
            if is_single
            else [{"title": str(key), "value": item} for key, item in value.items()]
        )
    elif not isinstance(value, list):
        value = [value]
    document = []
    for i, item in enumerate(value):
        if isinstance(item, Mapping):
            document.append(_texts_only(item, ("title", "role", "href"), notes.at(i)))
        elif isinstance(item, str):
            notes.add("metadata-form", i)
            document.append({"href" if "://" in item else "title": item})
    return document


def _texts_only(
    item: Mapping[str, JsonValue], names: tuple[str, ...], notes: Notes
) -> JsonObject:
    return {str(k): text(v, notes, k) if k in names else v for k, v in item.items()}


def _parameters(value: JsonValue, notes: Notes) -> JsonObject | None:
    """Return the object of 1.0 for one list of parameters or a list of such objects (Weaver)."""
    if isinstance(value, list):
        notes.add("list-not-object")
        groups = [g for g in value if isinstance(g, Mapping)]
        own = next(
            (
                _texts_only(g, ("title", "role", "href"), notes)
                for g in groups
                if "parameters" in g
            ),
            {},
        )
        items = [item for group in groups for item in _parameters_in(group)]
        return {**own, "parameters": [p for p in map(_parameter, items) if p]}
    if not isinstance(value, Mapping):
        notes.add("metadata-form", detail=value)
        return None
    document = _texts_only(value, ("title", "role", "href"), notes)
    if document.get("parameters") is not None:
        items = (
            document["parameters"]
            if isinstance(document["parameters"], list)
            else [document["parameters"]]
        )
        document["parameters"] = [p for p in map(_parameter, items) if p]
    return document


def _parameters_in(group: Mapping[str, JsonValue]) -> list[JsonValue]:
    """Return the parameters of a group; a parameter that stands among the groups is its own."""
    if isinstance(group.get("parameters"), list):
        return list(group["parameters"])
    return [group] if "name" in group else []


def _parameter(value: JsonValue) -> JsonObject | None:
    name = identifier(value.get("name")) if isinstance(value, Mapping) else None
    if name is None:
        return None
    values = value.get("value", value.get("values"))
    if values is None:
        values = []
    return {
        **value,
        "name": name,
        "value": values if isinstance(values, list) else [values],
    }

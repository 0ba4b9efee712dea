"""Mending process descriptions, summaries and lists (sections 7.9, 7.10 and 8).

Weaver, ADES, WPS and older drafts write them in other forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from ..._json import JsonObject, JsonValue
from .._quirks import Notes
from ._description import repair_description
from ._inputs_and_outputs import IDS, members
from ._links import links
from ._values import identifier, texts

_ENVELOPES: Final = (
    "process",
    "processDescription",
    "offering",
    "processOffering",
    "ProcessOffering",
    "Process",
    "ProcessDescription",
    "processSummary",
    "data",
    "result",
)
_PROCESS_MEMBERS: Final = frozenset(
    {
        *IDS,
        *(
            "inputs",
            "outputs",
            "title",
            "abstract",
            "description",
            "version",
            "processVersion",
        ),
        *(
            "jobControlOptions",
            "outputTransmission",
            "executeEndpoint",
            "processDescriptionURL",
        ),
    }
)
_LISTS: Final = (
    "processes",
    "processSummaries",
    "processList",
    "items",
    "processOfferings",
    "ProcessOfferings",
    "process",
    "Process",
    "data",
    "results",
    "content",
    "value",
    "processSummary",
)
_CONTROL: Final = {
    "sync": "sync-execute",
    "async": "async-execute",
    "sync-execute": "sync-execute",
    "async-execute": "async-execute",
    "dismiss": "dismiss",
    "syncexecute": "sync-execute",
    "asyncexecute": "async-execute",
    "sync_execute": "sync-execute",
    "async_execute": "async-execute",
    "synchronous": "sync-execute",
    "asynchronous": "async-execute",
}
_TRANSMISSION: Final = {
    "value": "value",
    "reference": "reference",
    "byvalue": "value",
    "byreference": "reference",
    "ref": "reference",
}


def unwrap_process(value: JsonValue) -> JsonValue:
    """Return a process without objects around it, such as ``{"processDescription": {...}}``."""
    for _ in range(4):
        if not isinstance(value, Mapping) or (
            _own_id(value) and (value.keys() & {"inputs", "outputs", "version"})
        ):
            return value
        wrapped = next(
            (
                value[name]
                for name in _ENVELOPES
                if isinstance(value.get(name), Mapping)
            ),
            None,
        )
        if wrapped is None or not (wrapped.keys() & {*_PROCESS_MEMBERS, *_ENVELOPES}):
            return value
        # Weaver keeps some members (executeEndpoint, jobControlOptions) beside the process that
        # they belong to.
        outer = {
            k: v
            for k, v in value.items()
            if k
            in ("jobControlOptions", "outputTransmission", "links", "processVersion")
        }
        value = {**outer, **wrapped}
    return value


def _own_id(value: Mapping[str, JsonValue]) -> str | None:
    return next(
        (
            id_text
            for id_text in (identifier(value.get(name)) for name in IDS[:7])
            if id_text
        ),
        None,
    )


def process(
    value: JsonValue,
    notes: Notes,
    *,
    fallback_id: str | None = None,
    whole_description: bool = True,
) -> JsonObject | None:
    """Return a description or summary in the words of 1.0; None when it is no such thing."""
    if (
        isinstance(value, str | int | float)
        and not isinstance(value, bool)
        and not whole_description
    ):
        name = identifier(value)
        notes.add("envelope")
        return None if name is None else {"id": name, "version": ""}
    content = unwrap_process(value)
    if not isinstance(content, Mapping) or not (
        content.keys() & _PROCESS_MEMBERS or fallback_id
    ):
        return None
    if content is not value:
        notes.add("envelope")
    document = {str(key): item for key, item in content.items()}
    _name(document, notes, fallback_id)
    _version(document, notes)
    repair_description(document, notes)
    _options(document, "jobControlOptions", _CONTROL, notes)
    _options(document, "outputTransmission", _TRANSMISSION, notes)
    if document.get("links") is not None:
        document["links"] = links(document["links"], notes.at("links"))
    for name in ("inputs", "outputs"):
        if name in document:
            document[name] = members(
                document[name], notes.at(name), is_input=name == "inputs"
            )
    return document


def _name(document: JsonObject, notes: Notes, fallback: str | None) -> None:
    name = next((n for n in IDS if identifier(document.get(n))), None)
    if name is None:
        notes.add("missing-id")
        document["id"] = (
            fallback
            or _id_in_address(document)
            or identifier(document.get("title"))
            or "unnamed"
        )
        return
    if name != "id":
        notes.add("other-id-name", detail=name)
    elif not isinstance(document["id"], str):
        notes.add("number-id", "id")
    document["id"] = identifier(document[name])


def _id_in_address(document: Mapping[str, JsonValue]) -> str | None:
    """Return the id that the address of a description ends with (Weaver)."""
    addresses = [
        document.get(name)
        for name in ("processDescriptionURL", "executeEndpoint", "url", "href")
    ]
    matches = (
        re.search(r"/processes/([^/?#]+)", a) for a in addresses if isinstance(a, str)
    )
    return next((unquote(match[1]) for match in matches if match), None)


def _version(document: JsonObject, notes: Notes) -> None:
    declared = next(
        (
            document[n]
            for n in ("version", "processVersion", "process_version")
            if document.get(n) is not None
        ),
        None,
    )
    version = identifier(declared)
    if version is None:
        notes.add("missing-version")
    elif not isinstance(declared, str):
        notes.add("number-version", "version")
    document["version"] = version or ""


def _options(
    document: JsonObject, name: str, option_names: dict[str, str], notes: Notes
) -> None:
    if document.get(name) is None:
        return
    declared = texts(document[name], notes, name) or []
    options = [
        option_names.get(declared_name.strip().lower()) for declared_name in declared
    ]
    for declared_name, option in zip(declared, options, strict=True):
        if option != declared_name:
            notes.add("unknown-option", name, detail=declared_name)
    document[name] = list(dict.fromkeys(option for option in options if option))


def processes_in(value: JsonValue, notes: Notes) -> list[JsonValue] | None:
    """Return the items of a process list.

    Under its name or another, at the root, by id, or by provider (Weaver).
    """
    if isinstance(value, list):
        notes.add("missing-processes")
        return value
    if not isinstance(value, Mapping):
        return None
    if isinstance(value.get("processes"), list):
        return list(value["processes"])
    providers = value.get("providers")
    if isinstance(providers, list):
        notes.add("envelope", "providers")
        groups = [p.get("processes") for p in providers if isinstance(p, Mapping)]
        return [item for group in groups if isinstance(group, list) for item in group]
    for name in _LISTS:
        wrapped = value.get(name)
        if isinstance(wrapped, list):
            notes.add("missing-processes", detail=name)
            return list(wrapped)
        if isinstance(wrapped, Mapping):
            notes.add("list-not-object" if name == "processes" else "envelope", name)
            nested = next(
                (wrapped[n] for n in _LISTS if isinstance(wrapped.get(n), list)), None
            )
            return list(nested) if nested is not None else list(_by_id(wrapped))
    notes.add("missing-processes")
    return [value] if _own_id(value) else []


def _by_id(value: Mapping[str, JsonValue]) -> Iterator[Any]:
    if _own_id(value):
        yield value
        return
    for name, item in value.items():
        yield {"id": name, **item} if isinstance(item, Mapping) else name

"""Mending process descriptions, summaries and lists (sections 7.9, 7.10 and 8; Weaver, ADES, WPS and older drafts)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from .._quirks import Notes
from ._description import described
from ._inputs_and_outputs import IDS, members
from ._links import links
from ._values import identifier, texts

_ENVELOPES = ("process", "processDescription", "offering", "processOffering", "ProcessOffering", "Process",
              "ProcessDescription", "processSummary", "data", "result")  # fmt: skip
_KNOWN = frozenset({*IDS, "inputs", "outputs", "jobControlOptions", "title", "abstract", "description", "version",
                    "processVersion", "executeEndpoint", "processDescriptionURL", "outputTransmission"})  # fmt: skip
_LISTS = ("processes", "processSummaries", "processList", "items", "processOfferings", "ProcessOfferings", "process",
          "Process", "data", "results", "content", "value", "processSummary")  # fmt: skip
_CONTROL = {
    "sync": "sync-execute", "async": "async-execute", "sync-execute": "sync-execute", "async-execute": "async-execute",
    "dismiss": "dismiss", "syncexecute": "sync-execute", "asyncexecute": "async-execute",
    "sync_execute": "sync-execute",
    "async_execute": "async-execute", "synchronous": "sync-execute", "asynchronous": "async-execute",
}  # fmt: skip
_TRANSMISSION = {
    "value": "value",
    "reference": "reference",
    "byvalue": "value",
    "byreference": "reference",
    "ref": "reference",
}


def unwrapped(value: Any) -> Any:
    """Take off ``{"process": {...}}``, ``{"processDescription": {"process": {...}}}`` and their like."""
    for _ in range(4):
        if not isinstance(value, Mapping) or (
            _own_id(value) and (value.keys() & {"inputs", "outputs", "version"})
        ):
            return value
        inner = next(
            (value[name] for name in _ENVELOPES if isinstance(value.get(name), Mapping)), None
        )
        if inner is None or not (inner.keys() & {*_KNOWN, *_ENVELOPES}):
            return value
        # Weaver keeps some members (executeEndpoint, jobControlOptions) beside the process that
        # they belong to.
        beside = {
            k: v
            for k, v in value.items()
            if k in ("jobControlOptions", "outputTransmission", "links", "processVersion")
        }
        value = {**beside, **inner}
    return value


def _own_id(value: Mapping[str, Any]) -> str | None:
    return next(
        (found for found in (identifier(value.get(name)) for name in IDS[:7]) if found), None
    )


def process(
    value: Any, notes: Notes, *, fallback_id: str | None = None, whole_description: bool = True
) -> dict[str, Any] | None:
    """Return a description or summary in the words of 1.0; None when it is no such thing."""
    if (
        isinstance(value, str | int | float)
        and not isinstance(value, bool)
        and not whole_description
    ):
        name = identifier(value)
        notes.add("envelope")
        return None if name is None else {"id": name, "version": ""}
    inner = unwrapped(value)
    if not isinstance(inner, Mapping) or not (inner.keys() & _KNOWN or fallback_id):
        return None
    if inner is not value:
        notes.add("envelope")
    made = {str(key): item for key, item in inner.items()}
    _name(made, notes, fallback_id)
    _version(made, notes)
    described(made, notes)
    _options(made, "jobControlOptions", _CONTROL, notes)
    _options(made, "outputTransmission", _TRANSMISSION, notes)
    if made.get("links") is not None:
        made["links"] = links(made["links"], notes.at("links"))
    for name in ("inputs", "outputs"):
        if name in made:
            made[name] = members(made[name], notes.at(name), is_input=name == "inputs")
    return made


def _name(made: dict[str, Any], notes: Notes, fallback: str | None) -> None:
    name = next((n for n in IDS if identifier(made.get(n))), None)
    if name is None:
        notes.add("missing-id")
        made["id"] = fallback or _id_in_address(made) or identifier(made.get("title")) or "unnamed"
        return
    if name != "id":
        notes.add("other-id-name", detail=name)
    elif not isinstance(made["id"], str):
        notes.add("number-id", "id")
    made["id"] = identifier(made[name])


def _id_in_address(made: Mapping[str, Any]) -> str | None:
    """Return the id that the address of a description ends with (Weaver)."""
    addresses = [
        made.get(name) for name in ("processDescriptionURL", "executeEndpoint", "url", "href")
    ]
    found = (re.search(r"/processes/([^/?#]+)", a) for a in addresses if isinstance(a, str))
    return next((unquote(match[1]) for match in found if match), None)


def _version(made: dict[str, Any], notes: Notes) -> None:
    given = next(
        (
            made[n]
            for n in ("version", "processVersion", "process_version")
            if made.get(n) is not None
        ),
        None,
    )
    version = identifier(given)
    if version is None:
        notes.add("missing-version")
    elif not isinstance(given, str):
        notes.add("number-version", "version")
    made["version"] = version or ""


def _options(made: dict[str, Any], name: str, known: dict[str, str], notes: Notes) -> None:
    if made.get(name) is None:
        return
    given = texts(made[name], notes, name) or []
    meant = [known.get(word.strip().lower()) for word in given]
    for word, option in zip(given, meant, strict=True):
        if option != word:
            notes.add("unknown-option", name, detail=word)
    made[name] = list(dict.fromkeys(option for option in meant if option))


def processes_in(value: Any, notes: Notes) -> list[Any] | None:
    """Return the items of a process list: under its name or another, at the root, by id, or by provider (Weaver)."""
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
        inner = value.get(name)
        if isinstance(inner, list):
            notes.add("missing-processes", detail=name)
            return list(inner)
        if isinstance(inner, Mapping):
            notes.add("list-not-object" if name == "processes" else "envelope", name)
            nested = next((inner[n] for n in _LISTS if isinstance(inner.get(n), list)), None)
            return list(nested) if nested is not None else list(_by_id(inner))
    notes.add("missing-processes")
    return [value] if _own_id(value) else []


def _by_id(value: Mapping[str, Any]) -> Iterator[Any]:
    if _own_id(value):
        yield value
        return
    for name, item in value.items():
        yield {"id": name, **item} if isinstance(item, Mapping) else name

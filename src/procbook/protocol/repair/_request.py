"""Mending execute requests.

Of the drafts before 1.0, and inputs without their envelope (section 7.11).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..._json import JsonObject, JsonValue
from .._quirks import Notes
from ._values import identifier

_IDS: Final = ("id", "identifier", "name", "key")
_VALUES: Final = ("value", "data", "input", "literal", "inlineValue")
_NO_INPUTS: Final = (
    "inputs outputs response subscriber mode process process_id dotpath $schema $id "
    "links headers subscribers "
    "notification_email title description id"
)
_OWN: Final = frozenset(_NO_INPUTS.split())


def request(value: JsonValue, notes: Notes) -> JsonObject | None:
    """Return a request in the words of 1.0; None when it is no object."""
    if isinstance(value, list) and value and all(_has_id(item) for item in value):
        value = {"inputs": value}
    if not isinstance(value, Mapping):
        return None
    document = {str(key): item for key, item in value.items()}
    wrapped = document.get("execute", document.get("Execute", document.get("request")))
    if (
        "inputs" not in document
        and isinstance(wrapped, Mapping)
        and "inputs" in wrapped
    ):
        notes.add("envelope")
        document = dict(wrapped)
    if "inputs" not in document:
        stray = {
            k: v
            for k, v in document.items()
            if k not in _OWN and not k.startswith("x-")
        }
        if stray:
            notes.add("stray-inputs", detail=", ".join(stray))
        document = {
            **{k: v for k, v in document.items() if k not in stray},
            "inputs": stray,
        }
    document["inputs"] = _inputs(document["inputs"], notes)
    _outputs(document, notes)
    _repair_options(document, notes)
    return document


def _has_id(item: JsonValue) -> bool:
    return isinstance(item, Mapping) and any(identifier(item.get(n)) for n in _IDS)


def _inputs(value: JsonValue, notes: Notes) -> JsonObject:
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    if value is None:
        return {}
    notes.add("request-form", "inputs")
    by_name: dict[str, list[JsonValue]] = {}
    for item in value if isinstance(value, list) else []:
        if _has_id(item):
            name = next(n for n in (identifier(item.get(k)) for k in _IDS) if n)
            by_name.setdefault(name, []).append(_input_value(item))
        elif isinstance(item, Mapping):  # [{"a": 1}, {"b": 2}]
            for key, item_value in item.items():
                by_name.setdefault(str(key), []).append(item_value)
    return {
        name: items[0] if len(items) == 1 else items for name, items in by_name.items()
    }


def _input_value(item: Mapping[str, JsonValue]) -> JsonValue:
    """Return the value of one input in a list: inline, by reference, or qualified."""
    content = next((item[n] for n in _VALUES if n in item), None)
    if (
        isinstance(content, Mapping)
        and (content.keys() & {"href", "value", "inlineValue", "bbox"})
        and "value" not in item
    ):
        if "inlineValue" in content:
            return _input_value(content)
        return dict(content) if content.keys() - {"value"} else content["value"]
    members = {k: v for k, v in item.items() if k not in _IDS}
    if "href" in members:
        return members
    qualifiers = {
        k: members[k]
        for k in ("mediaType", "mimeType", "encoding", "schema", "format")
        if members.get(k)
    }
    return {"value": content, **qualifiers} if qualifiers else content


def _outputs(document: JsonObject, notes: Notes) -> None:
    declared = document.get("outputs")
    if declared is None:
        document.pop("outputs", None)
        return
    if isinstance(declared, Mapping):
        document["outputs"] = {
            str(key): _output(item, notes.at("outputs", key))
            for key, item in declared.items()
        }
        return
    notes.add("request-form", "outputs")
    selected: JsonObject = {}
    for item in declared if isinstance(declared, list) else [declared]:
        entry = item if isinstance(item, Mapping) else {"id": item}
        name = next((n for n in (identifier(entry.get(k)) for k in _IDS) if n), None)
        if name:
            members = {k: v for k, v in entry.items() if k not in _IDS}
            selected[name] = _output(members, notes.at("outputs", name))
    document["outputs"] = selected


def _output(value: JsonValue, notes: Notes) -> JsonObject:
    document = (
        {str(key): item for key, item in value.items()}
        if isinstance(value, Mapping)
        else {}
    )
    mode = document.get("transmissionMode")
    if mode is not None and mode not in ("value", "reference"):
        notes.add("unknown-option", "transmissionMode", detail=mode)
        del document["transmissionMode"]
    media = document.get("mediaType", document.get("mimeType"))
    if "format" not in document and isinstance(media, str):
        document["format"] = {"mediaType": media}
    form = document.get("format")
    if isinstance(form, str):
        document["format"] = {"mediaType": form} if "/" in form else None
    elif form is not None and not isinstance(form, Mapping):
        del document["format"]
    elif (
        isinstance(form, Mapping)
        and "mediaType" not in form
        and isinstance(form.get("mimeType"), str)
    ):
        document["format"] = {**form, "mediaType": form["mimeType"]}
    return document


def _repair_options(document: JsonObject, notes: Notes) -> None:
    if document.get("response") not in (None, "raw", "document"):
        notes.add("unknown-option", "response", detail=document["response"])
        del document["response"]
    who = document.get("subscriber")
    if isinstance(who, str):
        notes.add("request-form", "subscriber")
        document["subscriber"] = {"successUri": who}
    elif isinstance(who, Mapping):
        names = {
            "successUrl": "successUri",
            "failedUrl": "failedUri",
            "inProgressUrl": "inProgressUri",
        }
        document["subscriber"] = {names.get(k, k): v for k, v in who.items()}
    elif who is not None:
        del document["subscriber"]

"""Mending execute requests: of the drafts before 1.0, and inputs without their envelope (section 7.11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._quirks import Notes
from ._values import identifier

_IDS = ("id", "identifier", "name", "key")
_VALUES = ("value", "data", "input", "literal", "inlineValue")
_NO_INPUTS = (
    "inputs outputs response subscriber mode process process_id dotpath $schema $id links headers subscribers "
    "notification_email title description id"
)
_OWN = frozenset(_NO_INPUTS.split())


def request(value: Any, notes: Notes) -> dict[str, Any] | None:
    """Return a request in the words of 1.0; None when it is no object."""
    if isinstance(value, list) and value and all(_named(item) for item in value):
        value = {"inputs": value}
    if not isinstance(value, Mapping):
        return None
    made = {str(key): item for key, item in value.items()}
    inner = made.get("execute", made.get("Execute", made.get("request")))
    if "inputs" not in made and isinstance(inner, Mapping) and "inputs" in inner:
        notes.add("envelope")
        made = dict(inner)
    if "inputs" not in made:
        stray = {k: v for k, v in made.items() if k not in _OWN and not k.startswith("x-")}
        if stray:
            notes.add("stray-inputs", detail=", ".join(stray))
        made = {**{k: v for k, v in made.items() if k not in stray}, "inputs": stray}
    made["inputs"] = _inputs(made["inputs"], notes)
    _outputs(made, notes)
    _rest(made, notes)
    return made


def _named(item: Any) -> bool:
    return isinstance(item, Mapping) and any(identifier(item.get(n)) for n in _IDS)


def _inputs(value: Any, notes: Notes) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    if value is None:
        return {}
    notes.add("request-form", "inputs")
    found: dict[str, list[Any]] = {}
    for item in value if isinstance(value, list) else []:
        if _named(item):
            name = next(n for n in (identifier(item.get(k)) for k in _IDS) if n)
            found.setdefault(name, []).append(_given(item))
        elif isinstance(item, Mapping):  # [{"a": 1}, {"b": 2}]
            for key, inner in item.items():
                found.setdefault(str(key), []).append(inner)
    return {name: items[0] if len(items) == 1 else items for name, items in found.items()}


def _given(item: Mapping[str, Any]) -> Any:
    """The value of one input in a list: inline, by reference, or qualified."""
    inner = next((item[n] for n in _VALUES if n in item), None)
    if (
        isinstance(inner, Mapping)
        and (inner.keys() & {"href", "value", "inlineValue", "bbox"})
        and "value" not in item
    ):
        return (
            _given(inner)
            if "inlineValue" in inner
            else dict(inner)
            if inner.keys() - {"value"}
            else inner["value"]
        )
    rest = {k: v for k, v in item.items() if k not in _IDS}
    if "href" in rest:
        return rest
    told = {
        k: rest[k] for k in ("mediaType", "mimeType", "encoding", "schema", "format") if rest.get(k)
    }
    return {"value": inner, **told} if told else inner


def _outputs(made: dict[str, Any], notes: Notes) -> None:
    given = made.get("outputs")
    if given is None:
        made.pop("outputs", None)
        return
    if isinstance(given, Mapping):
        made["outputs"] = {
            str(key): _output(item, notes.at("outputs", key)) for key, item in given.items()
        }
        return
    notes.add("request-form", "outputs")
    wanted: dict[str, Any] = {}
    for item in given if isinstance(given, list) else [given]:
        told = item if isinstance(item, Mapping) else {"id": item}
        name = next((n for n in (identifier(told.get(k)) for k in _IDS) if n), None)
        if name:
            rest = {k: v for k, v in told.items() if k not in _IDS}
            wanted[name] = _output(rest, notes.at("outputs", name))
    made["outputs"] = wanted


def _output(value: Any, notes: Notes) -> dict[str, Any]:
    made = {str(key): item for key, item in value.items()} if isinstance(value, Mapping) else {}
    mode = made.get("transmissionMode")
    if mode is not None and mode not in ("value", "reference"):
        notes.add("unknown-option", "transmissionMode", detail=mode)
        del made["transmissionMode"]
    media = made.get("mediaType", made.get("mimeType"))
    if "format" not in made and isinstance(media, str):
        made["format"] = {"mediaType": media}
    form = made.get("format")
    if isinstance(form, str):
        made["format"] = {"mediaType": form} if "/" in form else None
    elif form is not None and not isinstance(form, Mapping):
        del made["format"]
    elif (
        isinstance(form, Mapping)
        and "mediaType" not in form
        and isinstance(form.get("mimeType"), str)
    ):
        made["format"] = {**form, "mediaType": form["mimeType"]}
    return made


def _rest(made: dict[str, Any], notes: Notes) -> None:
    if made.get("response") not in (None, "raw", "document"):
        notes.add("unknown-option", "response", detail=made["response"])
        del made["response"]
    who = made.get("subscriber")
    if isinstance(who, str):
        notes.add("request-form", "subscriber")
        made["subscriber"] = {"successUri": who}
    elif isinstance(who, Mapping):
        names = {
            "successUrl": "successUri",
            "failedUrl": "failedUri",
            "inProgressUrl": "inProgressUri",
        }
        made["subscriber"] = {names.get(k, k): v for k, v in who.items()}
    elif who is not None:
        del made["subscriber"]

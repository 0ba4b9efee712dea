"""Mending process descriptions, summaries and lists (sections 7.9, 7.10 and 8; Weaver, ADES, WPS and older drafts)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...models import Described, ProcessDescription, ProcessSummary
from .._quirks import Notes
from ._links import links
from ._old_inputs import old_schema
from ._schema import SCHEMA_KEYWORDS, schema
from ._values import boolean, identifier, text, texts, whole

_ENVELOPES = ("process", "processDescription", "offering", "processOffering", "ProcessOffering", "Process",
              "ProcessDescription", "processSummary", "data", "result")  # fmt: skip
_IDS = (
    "id",
    "identifier",
    "processID",
    "processId",
    "process_id",
    "Identifier",
    "ows:Identifier",
    "name",
    "key",
    "slug",
)
_KNOWN = frozenset({*_IDS, "inputs", "outputs", "jobControlOptions", "title", "abstract", "description", "version",
                    "processVersion", "executeEndpoint", "processDescriptionURL", "outputTransmission"})  # fmt: skip
_LISTS = ("processes", "processSummaries", "processList", "items", "processOfferings", "ProcessOfferings", "process",
          "Process", "data", "results", "content", "value", "processSummary")  # fmt: skip
_CONTROL = {
    "sync": "sync-execute", "async": "async-execute", "sync-execute": "sync-execute", "async-execute": "async-execute",
    "dismiss": "dismiss", "syncexecute": "sync-execute", "asyncexecute": "async-execute", "sync_execute": "sync-execute",
    "async_execute": "async-execute", "synchronous": "sync-execute", "asynchronous": "async-execute",
}  # fmt: skip
_TRANSMISSION = {
    "value": "value",
    "reference": "reference",
    "byvalue": "value",
    "byreference": "reference",
    "ref": "reference",
}
_UNBOUNDED = 2**31 - 1


_ELSEWHERE = frozenset({"abstract", "min_occurs", "max_occurs", "optional", "required"})


def is_plain(made: ProcessSummary) -> bool:
    """Return whether a process that a model took as it stands says nothing in other words than the standard's."""
    members: list[Described] = [made]
    if isinstance(made, ProcessDescription):
        members += [*made.inputs.values(), *made.outputs.values()]
    return not any(m.model_extra and not _ELSEWHERE.isdisjoint(m.model_extra) for m in members)


def unwrapped(value: Any) -> Any:
    """Take off ``{"process": {...}}``, ``{"processDescription": {"process": {...}}}`` and their like."""
    for _ in range(4):
        if not isinstance(value, Mapping) or (_own_id(value) and (value.keys() & {"inputs", "outputs", "version"})):
            return value
        inner = next((value[name] for name in _ENVELOPES if isinstance(value.get(name), Mapping)), None)
        if inner is None or not (inner.keys() & {*_KNOWN, *_ENVELOPES}):
            return value
        # Weaver keeps some members (executeEndpoint, jobControlOptions) beside the process that they belong to.
        beside = {
            k: v
            for k, v in value.items()
            if k in ("jobControlOptions", "outputTransmission", "links", "processVersion")
        }
        value = {**beside, **inner}
    return value


def _own_id(value: Mapping[str, Any]) -> str | None:
    return next((found for found in (identifier(value.get(name)) for name in _IDS[:7]) if found), None)


def process(
    value: Any, notes: Notes, *, fallback_id: str | None = None, whole_description: bool = True
) -> dict[str, Any] | None:
    """Return a description or summary in the words of 1.0; None when it is no such thing."""
    if isinstance(value, str | int | float) and not isinstance(value, bool) and not whole_description:
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
            made[name] = _members(made[name], notes.at(name), is_input=name == "inputs")
    return made


def _name(made: dict[str, Any], notes: Notes, fallback: str | None) -> None:
    name = next((n for n in _IDS if identifier(made.get(n))), None)
    if name is None:
        notes.add("missing-id")
        made["id"] = fallback or identifier(made.get("title")) or "unnamed"
        return
    if name != "id":
        notes.add("other-id-name", detail=name)
    elif not isinstance(made["id"], str):
        notes.add("number-id", "id")
    made["id"] = identifier(made[name])


def _version(made: dict[str, Any], notes: Notes) -> None:
    given = next((made[n] for n in ("version", "processVersion", "process_version") if made.get(n) is not None), None)
    version = identifier(given)
    if version is None:
        notes.add("missing-version")
    elif not isinstance(given, str):
        notes.add("number-version", "version")
    made["version"] = version or ""


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
        made["additionalParameters"] = _parameters(made["additionalParameters"], notes.at("additionalParameters"))


def _metadata(value: Any, notes: Notes) -> list[dict[str, Any]]:
    if isinstance(value, Mapping):
        notes.add("metadata-form")
        one = value.keys() & {"title", "role", "href", "rel"}
        value = [value] if one else [{"title": str(key), "value": item} for key, item in value.items()]
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
        own = next((_texts_only(g, ("title", "role", "href"), notes) for g in groups if "parameters" in g), {})
        items = [
            p
            for g in groups
            for p in (g["parameters"] if isinstance(g.get("parameters"), list) else [g] if "name" in g else [])
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
    return {**value, "name": name, "value": given if isinstance(given, list) else [] if given is None else [given]}


def _options(made: dict[str, Any], name: str, known: dict[str, str], notes: Notes) -> None:
    if made.get(name) is None:
        return
    given = texts(made[name], notes, name) or []
    meant = [known.get(word.strip().lower()) for word in given]
    for word, option in zip(given, meant, strict=True):
        if option != word:
            notes.add("unknown-option", name, detail=word)
    made[name] = list(dict.fromkeys(option for option in meant if option))


# -- inputs and outputs


def _members(value: Any, notes: Notes, *, is_input: bool) -> dict[str, Any]:
    if isinstance(value, Mapping):
        inner = next((value[n] for n in ("input", "output", "Input", "Output") if isinstance(value.get(n), list)), None)
        if len(value) != 1 or inner is None:
            return {str(k): _member(item, notes.at(k), is_input=is_input) for k, item in value.items()}
        value = inner
    if value is None:
        return {}
    notes.add("list-not-object")
    made: dict[str, Any] = {}
    for i, item in enumerate(value if isinstance(value, list) else []):
        for name, member in _listed(item):
            # Two of one name cannot both be sent; the first is the one that servers read.
            made.setdefault(name, _member(member, notes.at(i), is_input=is_input))
    return made


def _listed(item: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(item, Mapping):
        if isinstance(item, str):
            yield item, {}
        return
    name = next((found for found in (identifier(item.get(n)) for n in _IDS) if found), None)
    if name is not None:
        yield name, item
    elif len(item) == 1:  # [{"a": {...}}, {"b": {...}}]
        yield from ((str(key), inner) for key, inner in item.items())


def _member(value: Any, notes: Notes, *, is_input: bool) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        if value is None:
            notes.add("missing-schema")
        return {"schema": schema(value, notes) if value is not None else {}}
    made = {str(key): item for key, item in value.items()}
    described(made, notes)
    _schema(made, notes)
    if is_input:
        _occurs(made, notes)
    else:
        made.pop("minOccurs", None)
        made.pop("maxOccurs", None)
    return made


def _schema(made: dict[str, Any], notes: Notes) -> None:
    if made.get("schema") is not None:
        made["schema"] = schema(made["schema"], notes.at("schema"))
        return
    old = old_schema(made)
    outside = {
        k: v for k, v in made.items() if k in SCHEMA_KEYWORDS and k not in ("format", "default", "examples", "example")
    }
    kind = made.get("type")
    if old is not None:
        notes.add("old-description")
        made["schema"] = old
    elif outside or (isinstance(kind, str | list) and kind not in ("literal", "complex")):
        notes.add("schema-outside")
        made["schema"] = schema({**outside, **({} if kind is None else {"type": kind})}, notes)
    else:
        notes.add("missing-schema")
        made["schema"] = {}
    _beside(made)


def _beside(made: dict[str, Any]) -> None:
    """Take a default, examples or a format that stand beside into a schema made here (T24)."""
    for name in ("default", "examples", "example"):
        if made.get(name) is not None and name not in made["schema"]:
            made["schema"][name] = made[name]
    if isinstance(made.get("format"), str) and "/" not in made["format"]:
        made["schema"].setdefault("format", made["format"])


def _occurs(made: dict[str, Any], notes: Notes) -> None:
    for name, other in (("minOccurs", "min_occurs"), ("maxOccurs", "max_occurs")):
        given = made.get(name, made.get(other))
        if name not in made and given is not None:
            notes.add("other-name", other)
        if given is None:
            made.pop(name, None)
            continue
        number = _occurrences(given, is_max=name == "maxOccurs")
        if number is None:
            made.pop(name, None)
        else:
            made[name] = number
        if number != given or type(number) is not type(given):
            notes.add("occurs-form", name, detail=given)
    needed = boolean(made.get("required")) if "minOccurs" not in made else None
    if needed is False or ("minOccurs" not in made and boolean(made.get("optional"))):
        made["minOccurs"] = 0


def _occurrences(value: Any, *, is_max: bool) -> int | str | None:
    number = whole(value)
    if number is not None:
        if is_max:
            return "unbounded" if number < 0 or number >= _UNBOUNDED else number or None
        return max(0, number)
    word = str(value).strip().lower()
    endless = word in ("unbounded", "*", "n", "inf", "infinity", "+inf", "none", "unlimited", "many")
    return "unbounded" if is_max and endless else None


# -- lists


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

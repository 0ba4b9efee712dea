"""The outputs that a body holds: a results document in any form, one raw JSON value, or bytes of any kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from .._answer import Answer, is_json
from .._links import resolve
from .._quirks import Notes
from ._expected_outputs import UNNAMED, Asked, free, media_types
from ._part import ABSENT, Part, is_link, is_qualified, part_of, safe_name

_IDS = ("id", "identifier", "outputID", "outputId", "name", "key")
_GEOJSON_TYPES = (
    "FeatureCollection Feature Point LineString Polygon MultiPoint MultiLineString MultiPolygon GeometryCollection "
    "Coverage Catalog Collection Topology"
)
_GEOJSON = frozenset(_GEOJSON_TYPES.split())


def from_json(answer: Answer, value: Any, asked: Asked, notes: Notes) -> dict[str, Part]:
    """Return the outputs in a JSON body: a document in any of its forms, or the raw value of a single output."""
    raw = (
        not asked.document
        and _told_name(answer, asked) in asked.ids
        and not _holds_outputs(value, asked)
    )
    members = None if raw else document_members(value, asked, notes)
    if members is None:
        return _raw_json(answer, value, asked, notes)
    return {
        name: _resolved(part_of(name, item, asked.schemas.get(name)), answer)
        for name, item in members.items()
    }


def _holds_outputs(value: Any, asked: Asked) -> bool:
    return isinstance(value, Mapping) and asked.any_in(value)


def document_members(value: Any, asked: Asked, notes: Notes) -> dict[str, Any] | None:
    """Return outputs by id if a value is a results document; None if it is one raw output."""
    if isinstance(value, list):
        if (
            asked.document
            and len(value) == 1
            and isinstance(value[0], Mapping)
            and _listed(value, asked) is None
        ):
            notes.add("results-form")  # {"outputs": [{"a": 1, "b": 2}]} (pygeoapi)
            return dict(value[0])
        listed = _listed(value, asked)
        if listed is not None:
            notes.add("results-form")
        return listed
    if not isinstance(value, Mapping):
        return None
    if _is_document(value, asked, notes):
        return _lifted(value, asked, notes)
    inner = next(
        (
            value[n]
            for n in ("outputs", "results", "result")
            if isinstance(value.get(n), list | Mapping)
        ),
        None,
    )
    if inner is not None and not asked.schema_has(*value) and _may_wrap(value):
        notes.add("envelope")
        return document_members(inner, replace(asked, document=True), notes)
    named = _listed([value], asked) if any(name in value for name in _IDS) else None
    if named is not None:
        notes.add("results-form")
        return named
    if (len(asked.ids) == 1 and not asked.document) or _is_one_thing(value):
        return None
    return {
        name: item
        for name, item in value.items()
        if not (name == "links" and len(value) > 1 and _are_links(item))
    }


def _are_links(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, Mapping) and "href" in item for item in value
    )


def _may_wrap(value: Mapping[str, Any]) -> bool:
    return all(
        n
        in {
            "outputs",
            "results",
            "result",
            "links",
            "id",
            "jobID",
            "status",
            "type",
            "processID",
            "message",
            "title",
        }
        for n in value
    )


def _is_document(value: Mapping[str, Any], asked: Asked, notes: Notes) -> bool:
    if not asked.any_in(value):
        return False
    if len(asked.ids) > 1 or asked.document:
        return True
    name = asked.ids[0]
    if asked.schema_has(name):
        notes.add("raw-or-document")
        return False
    # {"id": ..., "value": ...} of a single output that happens to be called "id" or "value".
    return not (is_qualified(value) and len(value) > 1 and name in {"value", "id"})


def _lifted(value: Mapping[str, Any], asked: Asked, notes: Notes) -> dict[str, Any]:
    """Lift outputs out of a link before them that was not closed (GeoServer)."""
    members = {k: v for k, v in value.items() if not (k == "links" and "links" not in asked.ids)}
    waiting = list(members)
    while waiting:
        name = waiting.pop()
        item = members[name]
        if not (isinstance(item, Mapping) and isinstance(item.get("href"), str)):
            continue
        inside = [n for n in asked.ids if n not in members and n in item]
        if inside:
            notes.add("broken-json")
            members[name] = {k: v for k, v in item.items() if k not in inside}
            members.update({n: item[n] for n in inside})
            waiting.extend(inside)
    return members


def _listed(value: Sequence[Any], asked: Asked) -> dict[str, Any] | None:
    """Return ``[{"id": ..., "value": ...}, ...]`` as an object by id; None if it is no such list."""
    if not value or not all(isinstance(item, Mapping) for item in value):
        return None
    members: dict[str, Any] = {}
    for item in value:
        name = next((str(item[n]) for n in _IDS if isinstance(item.get(n), str | int)), None)
        rest = {k: v for k, v in item.items() if k not in _IDS}
        if isinstance(rest.get("reference"), str):
            rest["href"] = rest.pop("reference")
        holder = (
            rest.get("output", rest.get("value", rest.get("data", ABSENT)))
            if "href" not in rest
            else rest
        )
        if name is None or holder is ABSENT or _is_geojson(item):
            return _pairs(value, asked)
        if not (name in asked.ids or set(rest) <= _LISTED):
            return None
        members[free(name, members)] = _of_listed(rest)
    return members


_BESIDE_A_VALUE = (
    "value href type rel title hreflang mediaType mimeType encoding schema format data output description metadata "
    "dataType transmissionMode crs"
)
_LISTED = frozenset(_BESIDE_A_VALUE.split())


def _of_listed(rest: dict[str, Any]) -> Any:
    if "href" in rest:
        return rest
    inner = next(rest[n] for n in ("value", "data", "output") if n in rest)
    if isinstance(inner, Mapping) and (is_link(inner) or is_qualified(inner)):
        return dict(inner)
    if isinstance(inner, Mapping) and set(inner) == {"inlineValue"}:
        return inner["inlineValue"]
    told = {
        k: rest[k]
        for k in ("mediaType", "mimeType", "encoding", "schema", "format", "type")
        if k in rest
    }
    return {"value": inner, **told} if told else inner


def _pairs(value: Sequence[Any], asked: Asked) -> dict[str, Any] | None:
    """Return ``[{"a": 1}, {"b": 2}]`` as one object where all the names are outputs."""
    names = [name for item in value for name in item]
    if (
        not asked.ids
        or not all(name in asked.ids for name in names)
        or len(set(names)) != len(names)
    ):
        return None
    return {name: item[name] for item in value for name in item}


def _is_geojson(value: Mapping[str, Any]) -> bool:
    kind = value.get("type")
    return isinstance(kind, str) and kind in _GEOJSON


def _is_one_thing(value: Mapping[str, Any]) -> bool:
    """An object that is a value in itself: GeoJSON, STAC, a link, a qualified value."""
    return (
        _is_geojson(value)
        or is_link(value)
        or is_qualified(value)
        or "stac_version" in value
        or ("bbox" in value and "crs" in value)
    )


def _raw_json(answer: Answer, value: Any, asked: Asked, notes: Notes) -> dict[str, Part]:
    name = _name_of_single(answer, asked, notes)
    if value is None and not asked.ids:
        return {}
    schema = asked.schemas.get(name)
    if asked.schema_has("href") or asked.schema_has("value"):
        part = Part(name, value)
    else:
        part = _resolved(part_of(name, value, schema), answer)
    if part.href is not None or part.body is not None or is_qualified(value):
        return {name: part}
    kind = answer.media_type if is_json(answer.media_type) else "application/json"
    return {name: replace(part, body=answer.body, media_type=kind, filename=filename(answer))}


def _resolved(part: Part, answer: Answer) -> Part:
    return (
        part
        if part.href is None or not answer.url
        else replace(part, href=resolve(answer.url, part.href))
    )


# -- any other body


def single(answer: Answer, asked: Asked, notes: Notes) -> dict[str, Part]:
    """Return the whole body as the single output."""
    name = _name_of_single(answer, asked, notes)
    kind = answer.media_type or None
    part = Part(
        name, body=answer.body, media_type=kind, encoding=answer.charset, filename=filename(answer)
    )
    target = answer.headers.get("content-location")
    return {
        name: replace(part, href=resolve(answer.url, target))
        if target and not answer.body
        else part
    }


def _name_of_single(answer: Answer, asked: Asked, notes: Notes) -> str:
    if len(asked.ids) == 1:
        return asked.ids[0]
    told = _told_name(answer, asked)
    if told in asked.ids:
        return told
    kind = answer.media_type
    fits = [
        n
        for n in asked.ids
        if kind and (asked.media.get(n) == kind or kind in media_types(asked.schemas.get(n)))
    ]
    if len(fits) == 1:
        return fits[0]
    if not told:
        notes.add("output-guessed")
    return told or UNNAMED


def _told_name(answer: Answer, asked: Asked) -> str:
    """Return what the header fields call the output: by ``Content-ID``, or as a file named after one that there is."""
    told = answer.headers.get("content-id", "").strip().strip("<>")
    stem = (filename(answer) or "").partition(".")[0]
    return stem if stem in asked.ids and told not in asked.ids else told


def filename(answer: Answer) -> str | None:
    """Return the file name of ``Content-Disposition``, plain or by RFC 5987, without any folder."""
    field_ = answer.headers.get("content-disposition", "")
    extended = re.search(r"filename\*\s*=\s*\"?([\w.\-]+)'[^']*'([^;\"]+)", field_, re.IGNORECASE)
    if extended:
        try:
            return safe_name(unquote(extended[2].strip(), extended[1], "replace"))
        except LookupError:
            pass
    plain = re.search(r"filename\s*=\s*(?:\"((?:\\.|[^\"\\])*)\"|([^;]+))", field_, re.IGNORECASE)
    return safe_name((plain[1] or plain[2] or "").replace('\\"', '"').strip()) if plain else None

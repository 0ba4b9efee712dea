"""The outputs that a body holds.

A results document in any form, one raw JSON value, or bytes of any kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import unquote

from ..._json import JsonObject, JsonValue
from .._answer import Answer, is_json
from .._links import resolve
from .._quirks import Notes
from ._expected_outputs import UNNAMED, ExpectedOutputs, free, media_types
from ._part import ABSENT, Part, is_link, is_qualified, part_of, safe_name

_IDS: Final = ("id", "identifier", "outputID", "outputId", "name", "key")
_GEOJSON_TYPES: Final = (
    "FeatureCollection Feature Point LineString Polygon MultiPoint MultiLineString "
    "MultiPolygon GeometryCollection "
    "Coverage Catalog Collection Topology"
)
_GEOJSON: Final = frozenset(_GEOJSON_TYPES.split())


def from_json(
    answer: Answer, value: JsonValue, expected: ExpectedOutputs, notes: Notes
) -> dict[str, Part]:
    """Return the outputs in a JSON body.

    A document in any of its forms, or the raw value of a single output.
    """
    raw = (
        not expected.document
        and _name_in_headers(answer, expected) in expected.ids
        and not _holds_outputs(value, expected)
    )
    members = None if raw else document_members(value, expected, notes)
    if members is None:
        return _raw_json(answer, value, expected, notes)
    return {
        name: _resolve_href(part_of(name, item, expected.schemas.get(name)), answer)
        for name, item in members.items()
    }


def _holds_outputs(value: JsonValue, expected: ExpectedOutputs) -> bool:
    return isinstance(value, Mapping) and expected.any_in(value)


def document_members(
    value: JsonValue, expected: ExpectedOutputs, notes: Notes
) -> JsonObject | None:
    """Return outputs by id if a value is a results document; None if it is one raw output."""
    if isinstance(value, list):
        if (
            expected.document
            and len(value) == 1
            and isinstance(value[0], Mapping)
            and _from_list(value, expected) is None
        ):
            notes.add("results-form")  # {"outputs": [{"a": 1, "b": 2}]} (pygeoapi)
            return dict(value[0])
        outputs = _from_list(value, expected)
        if outputs is not None:
            notes.add("results-form")
        return outputs
    if not isinstance(value, Mapping):
        return None
    if _is_document(value, expected, notes):
        return _lift_outputs(value, expected, notes)
    wrapped = next(
        (
            value[n]
            for n in ("outputs", "results", "result")
            if isinstance(value.get(n), list | Mapping)
        ),
        None,
    )
    if wrapped is not None and not expected.schema_has(*value) and _may_wrap(value):
        notes.add("envelope")
        return document_members(wrapped, replace(expected, document=True), notes)
    single_output = (
        _from_list([value], expected) if any(name in value for name in _IDS) else None
    )
    if single_output is not None:
        notes.add("results-form")
        return single_output
    if (len(expected.ids) == 1 and not expected.document) or _is_one_thing(value):
        return None
    return {
        name: item
        for name, item in value.items()
        if not (name == "links" and len(value) > 1 and _are_links(item))
    }


def _are_links(value: JsonValue) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, Mapping) and "href" in item for item in value
    )


def _may_wrap(value: Mapping[str, JsonValue]) -> bool:
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


def _is_document(
    value: Mapping[str, JsonValue], expected: ExpectedOutputs, notes: Notes
) -> bool:
    if not expected.any_in(value):
        return False
    if len(expected.ids) > 1 or expected.document:
        return True
    name = expected.ids[0]
    if expected.schema_has(name):
        notes.add("raw-or-document")
        return False
    # {"id": ..., "value": ...} of a single output that happens to be called "id" or "value".
    return not (is_qualified(value) and len(value) > 1 and name in {"value", "id"})


def _lift_outputs(
    value: Mapping[str, JsonValue], expected: ExpectedOutputs, notes: Notes
) -> JsonObject:
    """Return outputs with those that are inside an unclosed link moved out of it (GeoServer)."""
    members = {
        k: v
        for k, v in value.items()
        if not (k == "links" and "links" not in expected.ids)
    }
    waiting = list(members)
    while waiting:
        name = waiting.pop()
        item = members[name]
        if not (isinstance(item, Mapping) and isinstance(item.get("href"), str)):
            continue
        inside = [n for n in expected.ids if n not in members and n in item]
        if inside:
            notes.add("broken-json")
            members[name] = {k: v for k, v in item.items() if k not in inside}
            members.update({n: item[n] for n in inside})
            waiting.extend(inside)
    return members


def _from_list(value: Sequence[Any], expected: ExpectedOutputs) -> JsonObject | None:
    """Return ``[{"id": ..., "value": ...}, ...]`` as an object by id.

    None if it is no such list.
    """
    if not value or not all(isinstance(item, Mapping) for item in value):
        return None
    members: JsonObject = {}
    for item in value:
        name = next(
            (str(item[n]) for n in _IDS if isinstance(item.get(n), str | int)), None
        )
        entry = {k: v for k, v in item.items() if k not in _IDS}
        if isinstance(entry.get("reference"), str):
            entry["href"] = entry.pop("reference")
        holder = (
            entry.get("output", entry.get("value", entry.get("data", ABSENT)))
            if "href" not in entry
            else entry
        )
        if name is None or holder is ABSENT or _is_geojson(item):
            return _pairs(value, expected)
        if not (name in expected.ids or set(entry) <= _LISTED):
            return None
        members[free(name, members)] = _from_entry(entry)
    return members


_BESIDE_A_VALUE: Final = (
    "value href type rel title hreflang mediaType mimeType encoding schema format "
    "data output description metadata "
    "dataType transmissionMode crs"
)
_LISTED: Final = frozenset(_BESIDE_A_VALUE.split())


def _from_entry(entry: JsonObject) -> JsonValue:
    if "href" in entry:
        return entry
    content = next(entry[n] for n in ("value", "data", "output") if n in entry)
    if isinstance(content, Mapping) and (is_link(content) or is_qualified(content)):
        return dict(content)
    if isinstance(content, Mapping) and set(content) == {"inlineValue"}:
        return content["inlineValue"]
    qualifiers = {
        k: entry[k]
        for k in ("mediaType", "mimeType", "encoding", "schema", "format", "type")
        if k in entry
    }
    return {"value": content, **qualifiers} if qualifiers else content


def _pairs(value: Sequence[Any], expected: ExpectedOutputs) -> JsonObject | None:
    """Return ``[{"a": 1}, {"b": 2}]`` as one object where all the names are outputs."""
    names = [name for item in value for name in item]
    if (
        not expected.ids
        or not all(name in expected.ids for name in names)
        or len(set(names)) != len(names)
    ):
        return None
    return {name: item[name] for item in value for name in item}


def _is_geojson(value: Mapping[str, JsonValue]) -> bool:
    kind = value.get("type")
    return isinstance(kind, str) and kind in _GEOJSON


def _is_one_thing(value: Mapping[str, JsonValue]) -> bool:
    """Return whether an object is one value: GeoJSON, STAC, a link or a qualified value."""
    return (
        _is_geojson(value)
        or is_link(value)
        or is_qualified(value)
        or "stac_version" in value
        or ("bbox" in value and "crs" in value)
    )


def _raw_json(
    answer: Answer, value: JsonValue, expected: ExpectedOutputs, notes: Notes
) -> dict[str, Part]:
    name = _name_of_single(answer, expected, notes)
    if value is None and not expected.ids:
        return {}
    schema = expected.schemas.get(name)
    if expected.schema_has("href") or expected.schema_has("value"):
        part = Part(name, value)
    else:
        part = _resolve_href(part_of(name, value, schema), answer)
    if part.href is not None or part.body is not None or is_qualified(value):
        return {name: part}
    kind = answer.media_type if is_json(answer.media_type) else "application/json"
    return {
        name: replace(
            part, body=answer.body, media_type=kind, filename=filename(answer)
        )
    }


def _resolve_href(part: Part, answer: Answer) -> Part:
    if part.href is None or not answer.url:
        return part
    return replace(part, href=resolve(answer.url, part.href))


# -- any other body


def single(answer: Answer, expected: ExpectedOutputs, notes: Notes) -> dict[str, Part]:
    """Return the whole body as the single output."""
    name = _name_of_single(answer, expected, notes)
    kind = answer.media_type or None
    part = Part(
        name,
        body=answer.body,
        media_type=kind,
        encoding=answer.charset,
        filename=filename(answer),
    )
    target = answer.headers.get("content-location")
    return {
        name: replace(part, href=resolve(answer.url, target))
        if target and not answer.body
        else part
    }


def _name_of_single(answer: Answer, expected: ExpectedOutputs, notes: Notes) -> str:
    if len(expected.ids) == 1:
        return expected.ids[0]
    header_name = _name_in_headers(answer, expected)
    if header_name in expected.ids:
        return header_name
    kind = answer.media_type
    fits = [
        n
        for n in expected.ids
        if kind
        and (
            expected.media.get(n) == kind
            or kind in media_types(expected.schemas.get(n))
        )
    ]
    if len(fits) == 1:
        return fits[0]
    if not header_name:
        notes.add("output-guessed")
    return header_name or UNNAMED


def _name_in_headers(answer: Answer, expected: ExpectedOutputs) -> str:
    """Return what the header fields call the output.

    By ``Content-ID``, or as a file named after one that there is.
    """
    content_id = answer.headers.get("content-id", "").strip().strip("<>")
    stem = (filename(answer) or "").partition(".")[0]
    if stem in expected.ids and content_id not in expected.ids:
        return stem
    return content_id


def filename(answer: Answer) -> str | None:
    """Return the file name of ``Content-Disposition``, plain or by RFC 5987, without any folder."""
    field_ = answer.headers.get("content-disposition", "")
    extended = re.search(
        r"filename\*\s*=\s*\"?([\w.\-]+)'[^']*'([^;\"]+)", field_, re.IGNORECASE
    )
    if extended:
        try:
            return safe_name(unquote(extended[2].strip(), extended[1], "replace"))
        except LookupError:
            pass
    unextended = re.search(
        r"filename\s*=\s*(?:\"((?:\\.|[^\"\\])*)\"|([^;]+))", field_, re.IGNORECASE
    )
    if unextended:
        return safe_name(
            (unextended[1] or unextended[2] or "").replace('\\"', '"').strip()
        )
    return None

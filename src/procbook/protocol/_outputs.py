"""Which outputs an answer holds: from ``Link`` headers, from a results document in any form, from one raw value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote, urlsplit

from ..models import ProcessDescription, ProcessRequest
from ._answer import Answer, is_json
from ._links import header_links, resolve
from ._part import ABSENT, Part, is_link, is_qualified, part_of, safe_name
from ._quirks import Notes

_IDS = ("id", "identifier", "outputID", "outputId", "name", "key")
_GEOJSON = frozenset({"FeatureCollection", "Feature", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString",
                      "MultiPolygon", "GeometryCollection", "Coverage", "Catalog", "Collection", "Topology"})  # fmt: skip
# Relations that speak about the answer, not about an output.
_NOT_OUTPUTS = frozenset({"self", "alternate", "monitor", "status", "up", "next", "prev", "profile", "service-desc",
                          "service-doc", "license", "stylesheet", "preconnect", "conformance", "describedby", "log",
                          "preload", "dns-prefetch", "canonical", "processes", "process", "job-list", "type"})  # fmt: skip
UNNAMED = "result"
"""Id of an output that nothing names."""


@dataclass(frozen=True)
class Asked:
    """What is known about the outputs before looking at the answer."""

    ids: tuple[str, ...] = ()
    schemas: dict[str, Any] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    document: bool = False  # whether response=document was sent

    def all_in(self, value: Mapping[str, Any]) -> bool:
        """Return whether every output is a member."""
        return bool(self.ids) and all(name in value for name in self.ids)

    def any_in(self, value: Mapping[str, Any]) -> bool:
        """Return whether an output is a member."""
        return any(name in value for name in self.ids)

    def takes(self, media_type: str) -> bool:
        """Return whether some output may have this media type."""
        told = {m for schema in self.schemas.values() for m in media_types(schema)} | set(self.media.values())
        return media_type in told

    def schema_has(self, *names: str) -> bool:
        """Return whether the schema of the single output describes all these members."""
        schema = self.schemas.get(self.ids[0]) if len(self.ids) == 1 else None
        properties = _keyword(schema, "properties")
        return isinstance(properties, Mapping) and bool(names) and all(name in properties for name in names)


def asked_for(
    outputs: Sequence[str] | None, description: ProcessDescription | None, request: ProcessRequest | None
) -> Asked:
    """Gather what is known about the outputs."""
    wanted = (request.outputs if request else None) or {}
    described = description.outputs if description else {}
    ids = tuple(outputs) if outputs else tuple(wanted) or tuple(described)
    media = {k: o.format.mediaType for k, o in wanted.items() if o and o.format and o.format.mediaType}
    schemas = {k: o.schema_ for k, o in described.items()}
    return Asked(ids, schemas, media, document=bool(request and request.response == "document"))


def media_types(schema: Any) -> Iterable[str]:
    """Yield the media types that a schema names, also in its alternatives."""
    kind = _keyword(schema, "contentMediaType")
    if isinstance(kind, str):
        yield kind.split(";")[0].strip().lower()
    for name in ("oneOf", "anyOf", "allOf"):
        for branch in _keyword(schema, name) or ():
            yield from media_types(branch)


def _keyword(schema: Any, name: str) -> Any:
    return schema.get(name) if isinstance(schema, Mapping) else getattr(schema, name, None)


# -- 204 with Link headers


def from_links(answer: Answer, asked: Asked) -> dict[str, Part]:
    """Return outputs given as ``Link`` headers: the id stands in ``title``, ``anchor``, ``rel`` or the path."""
    links = [
        link for link in header_links(answer.headers.get_all("link"), answer.url) if _bare(link.rel) not in _NOT_OUTPUTS
    ]
    target = answer.headers.get("content-location")
    parts: dict[str, Part] = {}
    for place, link in enumerate(links):
        extra = link.model_extra or {}
        names = [extra.get("id"), extra.get("name"), extra.get("anchor", "").strip("#"), link.title, _bare(link.rel)]
        name = _pick(names, link.href, place, asked, single=len(links) == 1)
        parts[_free(name, parts)] = Part(
            name, href=link.href, media_type=link.type, title=link.title, rel=link.rel, filename=None
        )
    if not parts and target:
        name = asked.ids[0] if asked.ids else UNNAMED
        parts[name] = Part(name, href=resolve(answer.url, target), media_type=answer.media_type or None)
    return {name: replace(part, id=name) for name, part in parts.items()}


def _bare(rel: str | None) -> str:
    return re.split(r"[/#]", (rel or "").strip("[]").removeprefix("ogc-rel:"))[-1].lower() if rel else ""


def _pick(names: Sequence[Any], href: str, place: int, asked: Asked, *, single: bool) -> str:
    """A name that is an output; else by place; else the plainest name given."""
    given = [name for name in names if isinstance(name, str) and name]
    known = next((name for name in given if name in asked.ids), None)
    if known:
        return known
    steps = [unquote(step) for step in re.split(r"[/?&=]", _path(href)) if step]
    in_path = next(
        (name for step in reversed(steps) for name in asked.ids if name in (step, step.partition(".")[0])), None
    )
    if in_path:
        return in_path
    if (single and len(asked.ids) == 1) or (
        place < len(asked.ids) and not any(re.fullmatch(r"[\w.\-]+", n) for n in given[:4])
    ):
        return asked.ids[place]
    plain = next(
        (
            n
            for n in given
            if re.fullmatch(r"[\w.\-:]+", n) and n not in {"related", "item", "results", "enclosure", "data"}
        ),
        None,
    )
    return plain or (asked.ids[place] if place < len(asked.ids) else UNNAMED)


def _path(href: str) -> str:
    try:
        parts = urlsplit(href)
    except ValueError:
        return href
    return f"{parts.path}?{parts.query}"


def _free(name: str, taken: Mapping[str, Any]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


# -- a JSON body


def from_json(answer: Answer, value: Any, asked: Asked, notes: Notes) -> dict[str, Part]:
    """Return the outputs in a JSON body: a document in any of its forms, or the raw value of a single output."""
    members = document_members(value, asked, notes)
    if members is None:
        return _raw_json(answer, value, asked, notes)
    return {name: _resolved(part_of(name, item, asked.schemas.get(name)), answer) for name, item in members.items()}


def document_members(value: Any, asked: Asked, notes: Notes) -> dict[str, Any] | None:
    """Return outputs by id if a value is a results document; None if it is one raw output."""
    if isinstance(value, list):
        if asked.document and len(value) == 1 and isinstance(value[0], Mapping) and _listed(value, asked) is None:
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
    inner = next((value[n] for n in ("outputs", "results", "result") if isinstance(value.get(n), list | Mapping)), None)
    if inner is not None and not asked.schema_has(*value) and _may_wrap(value):
        notes.add("envelope")
        return document_members(inner, replace(asked, document=True), notes)
    named = _listed([value], asked) if any(name in value for name in _IDS) else None
    if named is not None:
        notes.add("results-form")
        return named
    return None if (asked.ids and len(asked.ids) == 1 and not asked.document) or _is_one_thing(value) else dict(value)


def _may_wrap(value: Mapping[str, Any]) -> bool:
    return all(
        n in {"outputs", "results", "result", "links", "id", "jobID", "status", "type", "processID", "message", "title"}
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
    for name in list(members):
        item = members[name]
        while isinstance(item, Mapping) and isinstance(item.get("href"), str):
            inner = next((n for n in asked.ids if n not in members and n in item), None)
            if inner is None:
                break
            members[name] = {k: v for k, v in item.items() if k != inner}
            members[inner] = item = item[inner]
            name = inner
            notes.add("broken-json")
    return members


def _listed(value: Sequence[Any], asked: Asked) -> dict[str, Any] | None:
    """Return ``[{"id": ..., "value": ...}, ...]`` as an object by id; None if it is no such list."""
    if not value or not all(isinstance(item, Mapping) for item in value):
        return None
    members: dict[str, Any] = {}
    for item in value:
        name = next((str(item[n]) for n in _IDS if isinstance(item.get(n), str | int)), None)
        rest = {k: v for k, v in item.items() if k not in _IDS}
        holder = rest.get("output", rest.get("value", rest.get("data", ABSENT))) if "href" not in rest else rest
        if name is None or holder is ABSENT or _is_geojson(item):
            return _pairs(value, asked)
        if not (name in asked.ids or set(rest) <= _LISTED):
            return None
        members[_free(name, members)] = _of_listed(rest)
    return members


_LISTED = frozenset({"value", "href", "type", "rel", "title", "hreflang", "mediaType", "mimeType", "encoding", "schema",
                     "format", "data", "output", "description", "metadata", "dataType", "transmissionMode", "crs"})  # fmt: skip


def _of_listed(rest: dict[str, Any]) -> Any:
    if "href" in rest:
        return rest
    inner = next(rest[n] for n in ("value", "data", "output") if n in rest)
    if isinstance(inner, Mapping) and (is_link(inner) or is_qualified(inner)):
        return dict(inner)
    if isinstance(inner, Mapping) and set(inner) == {"inlineValue"}:
        return inner["inlineValue"]
    told = {k: rest[k] for k in ("mediaType", "mimeType", "encoding", "schema", "format", "type") if k in rest}
    return {"value": inner, **told} if told else inner


def _pairs(value: Sequence[Any], asked: Asked) -> dict[str, Any] | None:
    """Return ``[{"a": 1}, {"b": 2}]`` as one object where all the names are outputs."""
    names = [name for item in value for name in item]
    if not asked.ids or not all(name in asked.ids for name in names) or len(set(names)) != len(names):
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
    return part if part.href is None or not answer.url else replace(part, href=resolve(answer.url, part.href))


# -- any other body


def single(answer: Answer, asked: Asked, notes: Notes) -> dict[str, Part]:
    """Return the whole body as the single output."""
    name = _name_of_single(answer, asked, notes)
    kind = answer.media_type or None
    part = Part(name, body=answer.body, media_type=kind, encoding=answer.charset, filename=filename(answer))
    target = answer.headers.get("content-location")
    return {name: replace(part, href=resolve(answer.url, target)) if target and not answer.body else part}


def _name_of_single(answer: Answer, asked: Asked, notes: Notes) -> str:
    if len(asked.ids) == 1:
        return asked.ids[0]
    kind = answer.media_type
    fits = [n for n in asked.ids if kind and (asked.media.get(n) == kind or kind in media_types(asked.schemas.get(n)))]
    if len(fits) == 1:
        return fits[0]
    told = answer.headers.get("content-id", "").strip().strip("<>")
    stem = (filename(answer) or "").partition(".")[0]
    known = next((n for n in (told, stem) if n in asked.ids), None) or told
    if not known:
        notes.add("output-guessed")
    return known or UNNAMED


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

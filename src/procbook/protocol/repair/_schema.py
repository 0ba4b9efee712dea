"""Mending the schemas of process descriptions.

JSON Schema, OpenAPI 3.0, and what people write for them (section 8).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..._json import JsonObject, JsonValue
from ...models import CHARSETS
from .. import _json_values as _json
from .._quirks import Notes
from ._values import boolean, identifier, number, text, whole

JSON_TYPES: Final = frozenset(
    {"boolean", "integer", "number", "string", "array", "object", "null"}
)
_DEEPEST: Final = 60

# Names of types in other languages, XML Schema, WPS and earlier drafts: JSON type, then format
# where one is meant.
_SYNONYMS: Final = {
    "number": "float double decimal numeric real float32 float64 single",
    "integer": "int long short byte int8 int16 int32 int64 uint8 uint16 uint32 uint64 "
    "bigint unsigned "
    "nonnegativeinteger positiveinteger unsignedint unsignedlong count",
    "string": "str text char varchar literal enum markdown stringtype characterstring "
    "token normalizedstring language",
    "boolean": "bool logical",
    "array": "list tuple set sequence vector ndarray",
    "object": "dict map mapping hash struct record",
    "null": "none nil nonetype void",
    "string date-time": "datetime timestamp iso8601 isodatetime",
    "string date": "date",
    "string time": "time",
    "string duration": "duration timedelta",
    "string uri": "uri url anyuri href link uriref",
    "string uuid": "uuid guid",
    "string email": "email",
    "string password": "password secret",
    "object geojson-geometry": "geometry geojsongeometry point polygon linestring "
    "multipolygon multipoint "
    "multilinestring",
    "object geojson-feature": "feature geojsonfeature",
    "object geojson-feature-collection": "featurecollection geojson "
    "geojsonfeaturecollection features",
    "object ogc-bbox": "bbox boundingbox boundingboxdata ogcbbox",
}
_TYPES: Final = {
    name: target.partition(" ")
    for target, names in _SYNONYMS.items()
    for name in names.split()
}
# "json" and "any" are known to mean any value, so they are no unknown types.
_ANYTHING: Final = frozenset(
    {"json", "any", "anytype", "mixed", "variant", "anyvalue", "complex", "unknown", ""}
)
_LIST_OF: Final = re.compile(
    r"^(?:list|array|sequence|set|tuple|vector)\s*[\[<(]\s*(?:of\s+)?(.+?)\s*[\])>]$|^(.+?)\[\]$"
    r"|^(?:list|array|sequence|set|tuple|vector)\s+of\s+(.+?)s?$",
    re.IGNORECASE,
)
_PHRASE: Final = re.compile(r"\s+or\s+|\s*[|]\s*|\s*,\s*(?:or\s+)?", re.IGNORECASE)


def schema(value: JsonValue, notes: Notes, depth: int = 0) -> JsonObject:
    """Return a schema as an object whose known keywords have values that they can have."""
    if isinstance(value, bool):
        return {} if value else {"not": {}}
    if not isinstance(value, Mapping):
        return _no_object(value, notes, depth)
    if depth > _DEEPEST:
        notes.add("too-deep")
        return {}
    result: JsonObject = {}
    for key, item in value.items():
        _add_keyword(result, key, item, notes, depth)
    if "type" in value:
        _type(result, value["type"], notes, depth)
    _text_booleans(result, notes)
    return result


def _add_keyword(
    result: JsonObject, key: str, value: JsonValue, notes: Notes, depth: int
) -> None:
    """Add one keyword to a schema: repaired if it is known, as it is if not."""
    repair = _KEYWORDS.get(key)
    if repair is None or (value is None and key in ("const", "example", "examples")):
        result[key] = value
        return
    if value is None and key != "default":
        return
    repaired = repair(value, notes.at(key), depth)
    if repaired is _LEFT_OUT:
        return
    if repaired is not _UNUSABLE:
        result[key] = repaired
    elif key != "type":
        notes.add("bad-keyword", key, detail=value)


def _no_object(value: JsonValue, notes: Notes, depth: int) -> JsonObject:
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("{"):
            try:
                return schema(_json.loads(text), notes, depth + 1)
            except ValueError:
                pass
        notes.add("bad-schema", detail=text)
        if re.match(r"https?://|#/|\.{0,2}/", text):
            return {"$ref": text}
        result: JsonObject = {}
        _type(result, text, notes, depth)
        return result
    notes.add("bad-schema", detail=value)
    if (
        isinstance(value, list)
        and value
        and all(isinstance(item, Mapping) for item in value)
    ):
        return {
            "oneOf": [
                schema(item, notes.at(i), depth + 1) for i, item in enumerate(value)
            ]
        }
    return {}


# -- type


def _type(result: JsonObject, value: JsonValue, notes: Notes, depth: int) -> None:
    result.pop("type", None)
    if isinstance(value, list | tuple):
        types = [_one_type(result, item, notes, depth) for item in value]
        names = list(dict.fromkeys(name for name in types if name))
        if names and None not in types:
            result["type"] = names[0] if len(names) == 1 else names
        return
    phrase = _PHRASE.split(value.strip()) if isinstance(value, str) else []
    if len(phrase) > 1:  # "string or list of string"
        meant: JsonObject = {}
        _type(meant, phrase, notes, depth)
        result.update(meant if "type" in meant else {})
        return
    name = _one_type(result, value, notes, depth)
    if name is not None:
        result["type"] = name


def _one_type(
    result: JsonObject, value: JsonValue, notes: Notes, depth: int
) -> str | None:
    if isinstance(value, str) and value in JSON_TYPES:
        return value
    if not isinstance(value, str):
        if value is not None:
            notes.add("unknown-type", "type", detail=value)
        return None
    list_of = _LIST_OF.match(value.strip())
    if list_of and depth < _DEEPEST:
        notes.add("type-synonym", "type", detail=value)
        result.setdefault(
            "items",
            schema({"type": next(filter(None, list_of.groups()))}, Notes(), depth + 1),
        )
        return "array"
    # "xs:double", "http://www.w3.org/2001/XMLSchema#double", "Date-Time" and "date_time"
    type_name = re.sub(r"[\s_\-]", "", re.split(r"[:#/]", value.strip())[-1]).lower()
    last = re.split(r"[\s_\-]", value.strip())[-1].lower()
    if type_name in JSON_TYPES:
        name, form = type_name, ""
    elif type_name not in _TYPES and last in JSON_TYPES:  # "iso-string"
        name, form = last, ""
    elif type_name in _TYPES:
        name, _, form = _TYPES[type_name]
    else:
        notes.add(
            "type-synonym" if type_name in _ANYTHING else "unknown-type",
            "type",
            detail=value,
        )
        return None
    notes.add("type-synonym", "type", detail=value)
    if form:
        result.setdefault("format", form)
    return name


def _text_booleans(result: JsonObject, notes: Notes) -> None:
    """Replace the texts in ``enum`` of a boolean, which no value can satisfy (ZOO-Project)."""
    values = result.get("enum")
    if (
        result.get("type") != "boolean"
        or not isinstance(values, list)
        or not any(isinstance(v, str) for v in values)
    ):
        return
    notes.add("text-booleans", "enum")
    booleans = list(
        dict.fromkeys(b for b in (boolean(v) for v in values) if b is not None)
    )
    result["enum"] = booleans
    if not booleans or len(booleans) == 2:
        del result["enum"]
    if (
        isinstance(result.get("default"), str)
        and boolean(result["default"]) is not None
    ):
        result["default"] = boolean(result["default"])


# -- the other keywords: each function returns what the keyword becomes, or _UNUSABLE

_UNUSABLE: Any = object()
_LEFT_OUT: Any = object()  # and noted already
_Keep = Callable[[Any, Notes, int], Any]


def _text(value: JsonValue, notes: Notes, _depth: int) -> JsonValue:
    return text(value, notes) or ""


def _word(value: JsonValue, notes: Notes, _depth: int) -> JsonValue:
    if isinstance(value, list) and value and isinstance(value[0], str):
        notes.add("bad-keyword", detail=value)
        return value[0]
    return value if isinstance(value, str) else _UNUSABLE


def _encoding(value: JsonValue, notes: Notes, _depth: int) -> JsonValue:
    if isinstance(value, str) and value.strip().lower() in CHARSETS:
        notes.add("charset-encoding", detail=value)
        return _LEFT_OUT
    return value if isinstance(value, str) else _UNUSABLE


def _number(value: JsonValue, notes: Notes, _depth: int) -> JsonValue:
    return _note_conversion(value, number(value), notes)


def _count(value: JsonValue, notes: Notes, _depth: int) -> JsonValue:
    count = whole(value)
    return _note_conversion(value, None if count is None or count < 0 else count, notes)


def _bound(value: JsonValue, notes: Notes, _depth: int) -> JsonValue:
    if isinstance(value, bool):
        return value
    bound = (
        boolean(value)
        if isinstance(value, str) and number(value) is None
        else number(value)
    )
    return _note_conversion(value, bound, notes)


def _flag(value: JsonValue, notes: Notes, _depth: int) -> JsonValue:
    return _note_conversion(value, boolean(value), notes)


def _note_conversion(value: JsonValue, converted: JsonValue, notes: Notes) -> JsonValue:
    if converted is None:
        return _UNUSABLE
    if type(converted) is not type(value):
        notes.add("not-a-number", detail=value)
    return converted


def _list(value: JsonValue, notes: Notes, _depth: int) -> JsonValue:
    if isinstance(value, list):
        return value
    notes.add("not-a-list", detail=value)
    return list(value) if isinstance(value, Mapping) else [value]


def _require(value: JsonValue, notes: Notes, _depth: int) -> JsonValue:
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        names = [name for name in value if isinstance(name, str)]
        if len(names) == len(value):
            return names
        return _note_conversion(value, names or None, notes)
    if isinstance(value, str):
        notes.add("not-a-list", detail=value)
        flag = boolean(value)
        return [value] if flag is None else flag
    return _UNUSABLE


def _sub(value: JsonValue, notes: Notes, depth: int) -> JsonValue:
    return value if isinstance(value, bool) else schema(value, notes, depth + 1)


def _subs(value: JsonValue, notes: Notes, depth: int) -> JsonValue:
    if isinstance(value, Mapping):
        notes.add("not-a-list")
        value = [value]
    if not isinstance(value, list):
        return _UNUSABLE
    return [_sub(item, notes.at(i), depth) for i, item in enumerate(value)]


def _items(value: JsonValue, notes: Notes, depth: int) -> JsonValue:
    if isinstance(value, list):
        return _subs(value, notes, depth)
    return _sub(value, notes, depth)


def _name_members(value: JsonValue, notes: Notes, depth: int) -> JsonValue:
    if isinstance(value, list):
        notes.add("list-not-object")
        entries = [
            item if isinstance(item, Mapping) else {"name": item} for item in value
        ]
        by_name = {
            identifier(item.get("name", item.get("id"))): item for item in entries
        }
        value = {
            name: {k: v for k, v in item.items() if k != "name"}
            for name, item in by_name.items()
            if name
        }
    if not isinstance(value, Mapping):
        return _UNUSABLE
    return {name: _sub(item, notes.at(name), depth) for name, item in value.items()}


def _discriminator(value: JsonValue, notes: Notes, _depth: int) -> JsonValue:
    if isinstance(value, str):
        notes.add("bad-keyword", detail=value)
        return {"propertyName": value}
    if not isinstance(value, Mapping) or not isinstance(value.get("propertyName"), str):
        return _UNUSABLE
    mapping = value.get("mapping")
    fits = isinstance(mapping, Mapping) and all(
        isinstance(item, str) for item in mapping.values()
    )
    return {k: v for k, v in value.items() if k != "mapping" or fits}


def _anything(value: JsonValue, _notes: Notes, _depth: int) -> JsonValue:
    return value


_GROUPS: dict[_Keep, str] = {
    _text: "title description",
    _word: "format pattern contentMediaType $ref $id $schema $anchor",
    _encoding: "contentEncoding",
    _number: "minimum maximum multipleOf",
    _bound: "exclusiveMinimum exclusiveMaximum",
    _count: "minLength maxLength minItems maxItems minProperties maxProperties "
    "minContains maxContains",
    _flag: "nullable readOnly writeOnly deprecated uniqueItems",
    _list: "enum",
    _require: "required",
    _sub: "not additionalProperties additionalItems contains propertyNames if then "
    "else unevaluatedProperties "
    "unevaluatedItems contentSchema",
    _subs: "allOf oneOf anyOf prefixItems",
    _items: "items",
    _name_members: "properties patternProperties dependentSchemas $defs definitions",
    _discriminator: "discriminator",
    _anything: "type default const example examples",
}
_KEYWORDS: dict[str, _Keep] = {
    name: keep for keep, names in _GROUPS.items() for name in names.split()
}
SCHEMA_KEYWORDS: Final = frozenset(_KEYWORDS) - {
    "title",
    "description",
    "type",
    "required",
    "$id",
    "$schema",
}
"""Keywords that can only belong to a schema, wherever they stand."""

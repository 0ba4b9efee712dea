"""Inputs and outputs as WPS and the drafts before 1.0 describe them, as JSON Schema.

Literal data with allowed values and ranges, complex data with formats, bounding boxes with
reference systems; in the spelling of WPS 2.0 JSON, of the first drafts, of Weaver's ``schema=OLD``
and of PyWPS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..._json import JsonObject, JsonValue
from .._quirks import Notes
from ._schema import schema
from ._values import boolean, identifier, number

_LITERALS: Final = (
    "literalDataDomains",
    "literalDataDomain",
    "LiteralDataDomain",
    "LiteralDataDomains",
    "literalData",
    "LiteralData",
    "literalDataDomainType",
)
_COMPLEXES: Final = (
    "complexData",
    "ComplexData",
    "complexDataType",
    "complexOutput",
    "ComplexOutput",
)
_BOXES: Final = (
    "boundingBoxData",
    "BoundingBoxData",
    "boundingBoxDataType",
    "boundingBoxOutput",
    "boundingBoxDataDomain",
)
_FORMATS: Final = (
    "formats",
    "supported_formats",
    "supportedFormats",
    "Formats",
    "format",
    "data_format",
)
_CRSS: Final = ("supportedCRS", "supportedCrs", "SupportedCRS", "supported_crs", "crss")
_VALUES: Final = (
    "allowedValues",
    "AllowedValues",
    "allowed_values",
    "valueDefinition",
    "allowedValuesList",
    "allowedvalues",
    "possibleValues",
)
_DEFAULTS: Final = ("defaultValue", "DefaultValue", "default", "default_value")
_TEXT_MEDIA: Final = ("text/", "application/xml", "application/gml", "application/wkt")


def old_schema(value: Mapping[str, JsonValue]) -> JsonObject | None:
    """Return the schema that an old description amounts to; None when it describes nothing."""
    for name in (
        "input",
        "output",
        "data",
        "LiteralInput",
        "ComplexInput",
        "BoundingBoxInput",
    ):
        if isinstance(value.get(name), Mapping):
            return old_schema(value[name]) or schema(value[name], Notes())
    domains = _first(value, _LITERALS)
    if domains is not None:
        return _any_of(
            [
                _literal(domain, in_list=isinstance(domains, list))
                for domain in sorted(_as_list(domains), key=_is_not_default)
                if isinstance(domain, Mapping)
            ]
        )
    box = _first(value, _BOXES)
    if (
        box is not None
        or _first(value, _CRSS) is not None
        or value.get("type") == "bbox"
    ):
        boxes = [row for row in _as_list(box) if isinstance(row, Mapping)]
        return _box(boxes[0] if boxes else value)
    complexes = _first(value, _COMPLEXES)
    source = complexes if isinstance(complexes, Mapping) else value
    formats = [
        f for f in _as_list(_first(source, _FORMATS)) if isinstance(f, Mapping | str)
    ]
    if formats and (complexes is not None or any(_media(f) for f in formats)):
        return _any_of([_format(f) for f in sorted(formats, key=_is_not_default)])
    if (
        _first(value, ("data_type", "dataType")) is not None
        or _first(value, _VALUES) is not None
    ):
        return _literal(value)
    if str(value.get("type")).lower() in ("complex", "complexdata", "reference"):
        return {"type": "string", "contentMediaType": "application/octet-stream"}
    return None


def _any_of(branches: list[JsonObject]) -> JsonObject:
    unique = [b for i, b in enumerate(branches) if b not in branches[:i]]
    if len(unique) == 1:
        return unique[0]
    return {"oneOf": unique} if unique else {}


def _first(value: Mapping[str, JsonValue], names: tuple[str, ...]) -> JsonValue:
    return next(
        (value[name] for name in names if value.get(name) not in (None, [], {}, "")),
        None,
    )


def _as_list(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, Mapping):
        wrapped = next(
            (
                value[n]
                for n in ("format", "Format", "supported", "Supported")
                if isinstance(value.get(n), list | Mapping)
            ),
            None,
        )
        return [value] if wrapped is None else _as_list(wrapped)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


# -- literal data


def _literal(domain: Mapping[str, JsonValue], *, in_list: bool = False) -> JsonObject:
    schema = _type(_first(domain, ("dataType", "data_type", "DataType", "type")))
    _add_allowed_values(schema, domain)
    default = _default(domain, in_list=in_list)
    if default is not None:
        schema["default"] = _convert(default, schema.get("type"))
    unit = identifier(_first(domain, ("uom", "UOM", "unit")))
    if unit:
        schema["x-unit"] = unit
    return schema


def _default(domain: Mapping[str, JsonValue], *, in_list: bool) -> JsonValue:
    """Return the default value.

    In a list of domains ``default: true`` marks the one that is the default.
    """
    definition = domain.get("valueDefinition")
    rows = definition if isinstance(definition, list) else [definition]
    for holder in (domain, *rows):
        if not isinstance(holder, Mapping):
            continue
        default = _first(holder, _DEFAULTS)
        if default is None and holder.get("default") is False:
            default = False
        if isinstance(default, bool) and in_list and "defaultValue" not in holder:
            continue
        if isinstance(default, Mapping):
            default = default.get("value")
        if default is not None:
            return default
    return None


def _type(value: JsonValue) -> JsonObject:
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("reference") or value.get("value")
    return schema({"type": value}, Notes()) if isinstance(value, str) else {}


def _add_allowed_values(schema: JsonObject, domain: Mapping[str, JsonValue]) -> None:
    singles: list[JsonValue] = []
    ranges: list[JsonObject] = []
    for item in _values(_first(domain, _VALUES)):
        if not isinstance(item, Mapping):
            singles.append(_convert(item, schema.get("type")))
            continue
        bounds = _range(item)
        if bounds:
            ranges.append(bounds)
        elif item.get("value") is not None and not isinstance(
            item["value"], Mapping | list
        ):
            singles.append(_convert(item["value"], schema.get("type")))
    if ranges and schema.get("type") not in ("number", "integer"):
        schema["type"] = "number"
    if singles and ranges:
        kind = schema.pop("type", None)
        schema["oneOf"] = [
            {"type": kind, "enum": singles},
            *({"type": kind, **bounds} for bounds in ranges),
        ]
    elif len(ranges) == 1:
        schema.update(ranges[0])
    elif ranges:
        schema["oneOf"] = ranges
    elif singles:
        schema["enum"] = list(
            dict.fromkeys(s for s in singles if isinstance(s, str | int | float | bool))
        )


def _values(value: JsonValue) -> Iterator[Any]:
    if isinstance(value, Mapping):
        content = _first(value, (*_VALUES, "values", "Value", "range", "Range"))
        if content is not None:
            yield from _values(content)
        elif "anyValue" not in value and "any" not in value:
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from (
                _values(item)
                if isinstance(item, Mapping) and _first(item, _VALUES)
                else [item]
            )
    elif value is not None:
        yield value


def _range(item: Mapping[str, JsonValue]) -> JsonObject:
    low = number(
        _first(item, ("minimumValue", "minimum", "minval", "min", "MinimumValue"))
    )
    high = number(
        _first(item, ("maximumValue", "maximum", "maxval", "max", "MaximumValue"))
    )
    low = (
        0
        if low is None and 0 in (item.get("minimumValue"), item.get("minval"))
        else low
    )
    closure = str(
        _first(item, ("rangeClosure", "closure", "range_closure")) or "closed"
    ).lower()
    schema: JsonObject = {}
    if low is not None:
        schema["minimum"] = low
        if closure in ("open", "open-closed"):
            schema["exclusiveMinimum"] = True
    if high is not None:
        schema["maximum"] = high
        if closure in ("open", "closed-open"):
            schema["exclusiveMaximum"] = True
    step = number(_first(item, ("spacing", "step")))
    if step and step > 0 and schema and (low or 0) % step == 0:
        schema["multipleOf"] = step
    return schema


def _convert(value: JsonValue, kind: JsonValue) -> JsonValue:
    """Return a value with the type of its description; WPS writes every value as text."""
    if kind == "boolean":
        converted: Any = boolean(value)
    elif kind in ("number", "integer"):
        converted = number(value)
    else:
        converted = None
    return value if converted is None else converted


# -- complex data and boxes


def _media(form: JsonValue) -> str | None:
    if isinstance(form, str):
        return form if "/" in form else _wkt(form)
    media_type = next(
        (
            form[n]
            for n in (
                "mediaType",
                "mimeType",
                "mime_type",
                "mimetype",
                "MimeType",
                "type",
            )
            if form.get(n)
        ),
        None,
    )
    if not isinstance(media_type, str):
        return None
    return media_type if "/" in media_type else _wkt(media_type)


def _wkt(name: str) -> str | None:
    """Return the media type of well-known text for other names of it, such as ``OGC-WKT``."""
    return "application/wkt" if re.search(r"wkt", name, re.IGNORECASE) else None


def _is_not_default(form: JsonValue) -> bool:
    return not (isinstance(form, Mapping) and form.get("default") is True)


def _format(form: Mapping[str, JsonValue] | str) -> JsonObject:
    media = _media(form) or "application/octet-stream"
    members = form if isinstance(form, Mapping) else {}
    content_schema = members.get("schema")
    media_name = media.split(";")[0].strip().lower()
    if media_name in (
        "application/json",
        "application/geo+json",
        "application/vnd.geo+json",
    ) and not members.get("encoding"):
        # JSON may be a list, a text or a number as well as an object.
        schema: JsonObject = {"contentMediaType": media}
        if "geo" in media_name:
            schema = {"type": "object", **schema, "format": "geojson"}
        if isinstance(content_schema, str) and content_schema:
            return {**schema, "contentSchema": content_schema}
        return schema
    schema = {"type": "string", "contentMediaType": media}
    encoding = members.get("encoding")
    if isinstance(encoding, str) and encoding.lower() in ("base64", "binary"):
        schema["contentEncoding"] = encoding.lower()
    elif (
        not media.startswith(_TEXT_MEDIA)
        and "*" not in media
        and not media_name.endswith(("+json", "+xml"))
    ):
        schema["contentEncoding"] = "binary"
    if isinstance(content_schema, str) and content_schema:
        schema["contentSchema"] = content_schema
    return schema


def _box(value: Mapping[str, JsonValue]) -> JsonObject:
    names = [
        identifier(c.get("crs", c.get("CRS")) if isinstance(c, Mapping) else c)
        for c in _as_list(_first(value, _CRSS))
    ]
    schema: JsonObject = {
        "type": "object",
        "format": "ogc-bbox",
        "required": ["bbox"],
    }
    systems = list(dict.fromkeys(name for name in names if name))
    crs: JsonObject = (
        {"type": "string", "enum": systems, "default": systems[0]}
        if systems
        else {"type": "string"}
    )
    coordinates = {
        "type": "array",
        "items": {"type": "number"},
        "minItems": 4,
        "maxItems": 6,
    }
    return {**schema, "properties": {"bbox": coordinates, "crs": crs}}

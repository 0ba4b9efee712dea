"""The inputs of a process as its description tells them, whatever edition of the standard it follows.

OGC 18-062r2 gives each input a ``schema``. Drafts before it, and WPS behind a gateway, give
``literalDataDomain``, ``formats`` or a bare ``data_type`` instead, from which a schema is made
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...models import Document
from ._localized_text import text_of

Json = dict[str, Any]

_WRAPPERS: Final = ("process", "offering", "processOffering", "processDescription")
_UNBOUNDED: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Input:
    """One input before it is planned.

    Attributes
    ----------
    name, title, help, unit : str
    schema : Any
        Of one value, in the dialect it came in.
    minimum, maximum : int and int or None
        How many values; None is unbounded. Above 1 the value is an array, also for one (section 8).
    required : bool
    default, examples :
        Told beside the schema instead of in it.
    source : dict
        The description of the input, where hints stand.
    """

    name: str
    title: str
    help: str
    unit: str
    schema: Any
    minimum: int
    maximum: int | None
    required: bool
    beside: Json
    source: Json

    @property
    def several(self) -> bool:
        """Whether values are sent as an array of values."""
        return self.maximum is None or self.maximum > 1


def as_json(source: Any) -> Any:
    """Return a document or mapping as plain JSON data."""
    if isinstance(source, Document):
        return source.to_json()
    if isinstance(source, Mapping) and not isinstance(source, dict):
        return dict(source)
    return source


def process_in(document: Any) -> Json | None:
    """Return the process description in a document, or None if it is a schema."""
    if not isinstance(document, dict):
        return None
    for wrapper in _WRAPPERS:
        if (
            isinstance(wrapped := document.get(wrapper), dict)
            and "type" not in document
        ):
            return process_in(wrapped) or wrapped
    if any(
        keyword in document
        for keyword in (
            "properties",
            "$ref",
            "allOf",
            "oneOf",
            "anyOf",
            "enum",
            "const",
        )
    ):
        return None
    if isinstance(document.get("inputs"), dict | list):
        return document
    has_id = isinstance(document.get("id"), str | int) and "type" not in document
    return document if has_id or "jobControlOptions" in document else None


def inputs_of(process: Json) -> Iterator[Input]:
    """Yield the inputs of a process; what is no description at all becomes an input that takes anything."""
    inputs = process.get("inputs")
    rows: Iterable[tuple[str, Any]] = ()
    if isinstance(inputs, dict):
        rows = inputs.items()
    elif isinstance(inputs, list):
        rows = _rows_by_name(inputs)
    examples = examples_of(process)
    for name, source in rows:
        yield _input(str(name), source if isinstance(source, dict) else {}, examples)


def examples_of(process: Json) -> Json:
    """Return the inputs of the example request that some descriptions hold (pygeoapi); objects in it are qualified."""
    example = process.get("example")
    inputs = example.get("inputs") if isinstance(example, dict) else None
    values = inputs if isinstance(inputs, dict) else {}
    return {
        name: value["value"]
        if isinstance(value, dict) and value.keys() == {"value"}
        else value
        for name, value in values.items()
    }


def _rows_by_name(rows: list[Any]) -> Iterator[tuple[str, Any]]:
    for index, row in enumerate(rows):
        source = row if isinstance(row, dict) else {}
        names = (source.get(key) for key in ("id", "identifier", "name"))
        yield (
            next((str(n) for n in names if n not in (None, "")), f"input{index + 1}"),
            source,
        )


def _input(name: str, source: Json, examples: Json) -> Input:
    nested = source["input"] if isinstance(source.get("input"), dict) else {}
    merged = {**source, **nested}
    schema = _schema(merged)
    least, most = (
        _count(merged, "minOccurs", "min_occurs"),
        _count(merged, "maxOccurs", "max_occurs"),
    )
    annotations = {
        k: merged[k]
        for k in ("default", "example", "examples")
        if k in merged and not _holds(schema, k)
    }
    if name in examples and not {"example", "examples"} & (
        annotations.keys() | _keys(schema)
    ):
        annotations["examples"] = [examples[name]]
    has_default = "default" in annotations or _holds(schema, "default")
    return Input(
        name=name,
        title=text_of(merged.get("title")),
        help=text_of(merged.get("description")) or text_of(merged.get("abstract")),
        unit=_unit(merged),
        schema=schema,
        minimum=1 if least is None else least,
        maximum=_maximum(most),
        # A description that names a default and no minOccurs does not mean that the value is
        # needed.
        required=(least or 0) > 0 or (least is None and not has_default),
        beside=annotations,
        source=source,
    )


def _keys(schema: Any) -> set[str]:
    return set(schema) if isinstance(schema, dict) else set()


def _holds(schema: Any, key: str) -> bool:
    return key in _keys(schema)


def _maximum(count: int | None) -> int | None:
    """Return how many values an input takes for its ``maxOccurs``; None is unbounded."""
    if count is None:
        return 1
    return None if count < 0 or count >= _UNBOUNDED else max(1, count)


def _count(description: Json, *names: str) -> int | None:
    """Return how often; -1 is unbounded, None is not said."""
    value = next(
        (description[n] for n in names if description.get(n) is not None), None
    )
    if isinstance(value, str) and value.strip().lower() in (
        "unbounded",
        "*",
        "n",
        "inf",
        "infinity",
    ):
        return -1
    try:
        if value is None or isinstance(value, bool):
            return None
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None


def _unit(description: Json) -> str:
    schema = description.get("schema")
    for holder in (
        schema if isinstance(schema, dict) else {},
        description,
        *_domains(description),
    ):
        for key in (
            "uom",
            "unit",
            "units",
            "x-unit",
            "x-uom",
            "uoms",
            "UOMs",
            "supportedUOMs",
        ):
            if text := _unit_text(holder.get(key)):
                return text
    return ""


def _unit_text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = next(
            (
                value[k]
                for k in ("symbol", "name", "code", "uom", "reference")
                if k in value
            ),
            "",
        )
    return value.strip() if isinstance(value, str) and len(value) < 40 else ""


def _schema(description: Json) -> Any:
    schema = description.get("schema")
    if isinstance(schema, bool):
        return schema
    if isinstance(schema, dict) and schema:
        # The default of a counter that nobody set, as servers in Java send it (TAO); no text could
        # be given at all.
        return {
            name: value
            for name, value in schema.items()
            if name != "maxLength" or value != 0
        }
    domains = [_literal(domain) for domain in _domains(description)]
    if domains:
        return domains[0] if len(domains) == 1 else {"anyOf": domains}
    if formats := _formats(description):
        return formats[0] if len(formats) == 1 else {"oneOf": formats}
    return _schema_of_type(description)


def _domains(description: Json) -> list[Json]:
    for key in (
        "literalDataDomains",
        "LiteralDataDomains",
        "literalDataDomain",
        "LiteralDataDomain",
        "literalData",
    ):
        value = description.get(key)
        rows = [
            row
            for row in (value if isinstance(value, list) else [value])
            if isinstance(row, dict)
        ]
        if rows:
            return rows
    return []


def _literal(domain: Json) -> Json:
    kind = domain.get("dataType", domain.get("data_type"))
    kind = (
        (kind.get("name") or kind.get("reference")) if isinstance(kind, dict) else kind
    )
    values = domain.get("valueDefinition", domain)
    out: Json = (
        {"type": str(kind).rpartition("#")[2].rpartition(":")[2]} if kind else {}
    )
    if isinstance(values, list):
        values = {"allowedValues": values}
    if isinstance(values, dict):
        out.update(_limits(values))
    default = domain.get(
        "defaultValue", values.get("defaultValue") if isinstance(values, dict) else None
    )
    return out if default is None else {**out, "default": default}


def _limits(values: Json) -> Json:
    allowed = values.get("allowedValues", values.get("allowed_values"))
    allowed = (
        allowed.get("values", allowed.get("value", []))
        if isinstance(allowed, dict)
        else allowed
    )
    rows = allowed if isinstance(allowed, list) else [values]
    literals = [row for row in rows if not isinstance(row, dict)]
    if literals:
        return {"enum": literals}
    bounds = rows[0] if rows else {}
    low, high = bounds.get("minimumValue"), bounds.get("maximumValue")
    closure = str(bounds.get("rangeClosure", "closed"))
    out: Json = {}
    if low is not None:
        out["exclusiveMinimum" if closure in ("open", "open-closed") else "minimum"] = (
            low
        )
    if high is not None:
        out["exclusiveMaximum" if closure in ("open", "closed-open") else "maximum"] = (
            high
        )
    return out


def _formats(description: Json) -> list[Json]:
    """Return one schema for each format; the default first (section 8: the first alternative is the default)."""
    names = ("formats", "supported_formats", "supportedFormats", "data_format")
    formats: Any = next(
        (description[name] for name in names if description.get(name)), []
    )
    rows = [
        row
        for row in (formats if isinstance(formats, list) else [formats])
        if isinstance(row, dict)
    ]
    rows.sort(key=lambda row: row.get("default") not in (True, "true"))
    return [schema for row in rows if (schema := _format(row))]


def _format(row: Json) -> Json | None:
    media = next(
        (
            row[k]
            for k in ("mediaType", "mimeType", "mime_type", "type")
            if isinstance(row.get(k), str)
        ),
        "",
    )
    if not media:
        return None
    if "geo+json" in media or "vnd.geo" in media:
        return {"format": "geojson", "contentMediaType": media}
    out: Json = {"contentMediaType": media}
    if media != "application/json":
        out["type"] = "string"
    if str(row.get("encoding") or "").lower() in ("base64", "binary"):
        out["contentEncoding"] = "base64"
    return {**out, "contentSchema": row["schema"]} if row.get("schema") else out


def _schema_of_type(description: Json) -> Json:
    """Return a schema from the type and allowed values of a description that has no schema."""
    kind = description.get(
        "data_type", description.get("dataType", description.get("type"))
    )
    if "boundingBoxDataDomain" in description or str(kind).lower() in (
        "bbox",
        "boundingbox",
    ):
        return {"format": "ogc-bbox"}
    if isinstance(kind, str) and kind.lower() in ("complex", "reference"):
        return {"type": "string", "contentMediaType": "application/octet-stream"}
    out: Json = {"type": kind.rpartition(":")[2]} if isinstance(kind, str) else {}
    values = description.get("allowed_values", description.get("allowedValues"))
    return {
        **out,
        **(
            _limits({"allowedValues": values})
            if isinstance(values, list) and values
            else {}
        ),
    }

"""The inputs of a process, by its description in any edition of the standard.

OGC 18-062r2 gives each input a ``schema``. What drafts before it, and WPS behind a gateway, give
instead is read as the client reads it (:mod:`procbook.protocol`), so that a plan of the document as
received and one of the model agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..._json import JsonObject, JsonValue
from ...models import Document
from ...protocol._quirks import Notes
from ...protocol.repair._inputs_and_outputs import members
from ._localized_text import text_of

_WRAPPERS: Final = ("process", "offering", "processOffering", "processDescription")
_UNBOUNDED: Final = 2**31 - 1
_PROSE: Final = 2000
"""Characters of a description that are read."""
_OPTIONAL: Final = re.compile(
    r"\b(?<!not )(?<!non-)(optional(ly)?|defaults? (to|is|value|:|=)|by default"
    r"|\(default\b|default:"
    r"|(if|when|where|unless) (it is |this is |they are )?"
    r"(not (provided|given|set|specified|present|supplied|defined|passed)"
    r"|omitted|missing|absent|empty|left (out|empty|blank)|unset|unspecified)"
    r"|may be (omitted|left out|empty)|can be (omitted|left out))",
    re.IGNORECASE,
)


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
    beside: JsonObject
    source: JsonObject

    @property
    def several(self) -> bool:
        """Whether values are sent as an array of values."""
        return self.maximum is None or self.maximum > 1


def as_json(source: object) -> JsonValue:
    """Return a document or mapping as plain JSON data."""
    if isinstance(source, Document):
        return source.to_json()
    if isinstance(source, Mapping) and not isinstance(source, dict):
        return dict(source)
    return source


def process_in(document: JsonValue) -> JsonObject | None:
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


def inputs_of(process: JsonObject) -> Iterator[Input]:
    """Yield the inputs of a process.

    What is no description becomes an input that takes anything.
    """
    requests = example_requests(process)
    notes = Notes()
    descriptions = members(process.get("inputs"), notes, is_input=True)
    for name, description in descriptions.items():
        yield _input(name, description, requests)


def example_requests(process: JsonObject) -> list[JsonObject]:
    """Return the inputs of each example request in a description (pygeoapi), as sent."""
    examples = [process.get("example"), *_as_values(process.get("examples"))]
    requests = [
        request.get("inputs", request)
        for request in examples
        if isinstance(request, dict)
    ]
    inputs = process.get("inputs")
    names = {str(n) for n in inputs} if isinstance(inputs, dict) else set()
    return [
        request
        for request, example in zip(requests, filter(_is_object, examples), strict=True)
        if isinstance(request, dict) and ("inputs" in example or names & request.keys())
    ]


def _is_object(value: JsonValue) -> bool:
    return isinstance(value, dict)


def _as_values(examples: JsonValue) -> list[JsonValue]:
    """Return examples in a list, or by name as OpenAPI has them (``{name: {"value": …}}``)."""
    rows = list(examples.values()) if isinstance(examples, dict) else examples
    return [
        row["value"] if isinstance(row, dict) and "value" in row else row
        for row in (rows if isinstance(rows, list) else ())
    ]


def _input(name: str, source: JsonObject, requests: list[JsonObject]) -> Input:
    nested = source["input"] if isinstance(source.get("input"), dict) else {}
    merged = {**nested, **source}
    schema = _schema(merged)
    least, most = (_count(merged, key) for key in ("minOccurs", "maxOccurs"))
    annotations = {
        k: merged[k]
        for k in ("default", "example", "examples")
        if k in merged and not _holds(schema, k)
    }
    examples = [_unqualified(r[name]) for r in requests if name in r]
    if examples and not {"example", "examples"} & (annotations.keys() | _keys(schema)):
        annotations["examples"] = examples
    help = text_of(merged.get("description")) or text_of(merged.get("abstract"))
    has_default = "default" in annotations or _holds(schema, "default")
    is_omitted = any(name not in request for request in requests)
    return Input(
        name=name,
        title=text_of(merged.get("title")),
        help=help,
        unit=_unit(merged),
        schema=schema,
        minimum=1 if least is None else least,
        maximum=1 if _counts_occurrences(schema, least, most) else _maximum(most),
        required=least > 0
        if least is not None
        else not (has_default or is_omitted or _is_optional(help)),
        beside=annotations,
        source=source,
    )


def _unqualified(value: JsonValue) -> JsonValue:
    """Return the value of an input in a request, where objects are qualified."""
    is_wrapped = isinstance(value, dict) and value.keys() == {"value"}
    return value["value"] if is_wrapped else value


def _is_optional(prose: str) -> bool:
    """Return whether a description calls its input optional in words.

    That counts where it names no ``minOccurs``.
    """
    return bool(_OPTIONAL.search(prose[:_PROSE]))


def _keys(schema: JsonValue) -> set[str]:
    return set(schema) if isinstance(schema, dict) else set()


def _holds(schema: JsonValue, key: str) -> bool:
    return key in _keys(schema)


def _counts_occurrences(schema: JsonValue, least: int | None, most: int | None) -> bool:
    """Return whether a schema is the array of all values, whose length ``maxOccurs`` repeats.

    Weaver writes descriptions so.
    """
    if not isinstance(schema, dict) or schema.get("type") != "array":
        return False
    counts = (schema.get("minItems", 0), schema.get("maxItems"))
    return most is not None and counts in ((least or 0, most), (1, most))


def _maximum(count: int | None) -> int | None:
    """Return how many values an input takes for its ``maxOccurs``; None is unbounded."""
    if count is None:
        return 1
    return None if count < 0 or count >= _UNBOUNDED else max(1, count)


def _count(description: JsonObject, *names: str) -> int | None:
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


def _unit(description: JsonObject) -> str:
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


def _unit_text(value: JsonValue) -> str:
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


def _schema(description: JsonObject) -> JsonValue:
    schema = description.get("schema")
    if not isinstance(schema, dict):
        return schema if isinstance(schema, bool) else {}
    # The default of a counter that nobody set, as servers in Java send it (TAO); no text could
    # be given at all.
    return {k: v for k, v in schema.items() if k != "maxLength" or v != 0}


def _domains(description: JsonObject) -> list[JsonObject]:
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

"""The value of a form <-> the inputs of an execute request (OGC 18-062r2, section 7.11.2).

Objects are sent qualified (``{"value": …}``, requirement *input-inline-object*); so is a value
whose media type was chosen among several (*input-mixed-type*). A text of the only format there is
goes as it is. Bounding boxes and links are never qualified. An input that occurs several times is
an array, also for one value.
"""

from __future__ import annotations

from collections.abc import Mapping

from .._json import JsonObject, JsonValue
from ._plan import plan
from .fields._field import Field, Plan
from .values._from_python import as_instances
from .values._qualified_values import is_link, is_qualified, occurs, takes_media


def encode(description: object, values: Mapping[str, object]) -> JsonObject:
    """Return the inputs of a request for values as people have them.

    Parameters
    ----------
    description : Plan, ProcessDescription or dict
        The process.
    values : mapping of str to Any
        Instances by input name, or Python objects: datetime, Path (its content, where a file is
        wanted), bytes, numpy, enumerations, GeoJSON mappings, shapely geometries, anything with
        ``__geo_interface__``. None for an input that cannot be null leaves it out.

    Returns
    -------
    dict
        JSON-able; decimals that no float holds are :class:`~decimal.Decimal`.

    Raises
    ------
    InputError
        If an object has no form in JSON. Whether values fit is not checked; see :func:`validate`.
    """
    planned = plan(description)
    present = {
        n: v
        for n, v in values.items()
        if v is not None or _takes_null(planned, planned.by_name.get(n))
    }
    instances = as_instances(planned, present)
    return {
        name: _input(planned, planned.by_name.get(name), instance)
        for name, instance in instances.items()
    }


def decode(description: object, request_inputs: Mapping[str, JsonValue]) -> JsonObject:
    """Return the value of a form for the inputs of a request.

    This is the reverse of :func:`encode`.

    Parameters
    ----------
    description : Plan, ProcessDescription or dict
        The process.
    request_inputs : mapping of str to Any
        As sent, or as written by hand: objects need not be qualified, and one value may stand for a
        list of one.

    Returns
    -------
    dict
    """
    planned = plan(description)
    fields = planned.by_name
    return {
        name: _decode_value(planned, fields.get(name), value)
        for name, value in request_inputs.items()
    }


def _takes_null(planned: Plan, field: Field | None) -> bool:
    return field is None or field.nullable or _fits(planned, field, None)


def _input(planned: Plan, field: Field | None, instance: JsonValue) -> JsonValue:
    if field is None or not planned.process:
        return instance
    if occurs(field) and field.item is not None and isinstance(instance, list):
        return [_qualify(planned, field.item, item) for item in instance]
    return _qualify(planned, field, instance)


def _qualify(planned: Plan, field: Field, instance: JsonValue) -> JsonValue:
    if not isinstance(instance, dict) or (field.link and is_link(instance)):
        return instance
    if _stands_qualified(planned, field, instance):
        return _unqualify_text(field, instance)
    return instance if _is_box(field, instance) else {"value": instance}


def _stands_qualified(planned: Plan, field: Field, instance: JsonObject) -> bool:
    """Return whether an object is a qualified value, not one that only has a member ``value``."""
    if not is_qualified(instance):
        return False
    return (
        takes_media(field) or len(instance) > 1 or not _fits(planned, field, instance)
    )


def _fits(planned: Plan, field: Field, instance: JsonValue) -> bool:
    from ._validate import fits

    return fits(planned, field, instance)


def _unqualify_text(field: Field, instance: JsonObject) -> JsonValue:
    """Return the bare text where a field has one format only; some servers need that (pygeoapi)."""
    media = field.media
    if (
        len(media) != 1
        or not isinstance(instance["value"], str)
        or instance.keys() - {"value", "mediaType", "encoding"}
    ):
        return instance
    only = media[0]
    same = instance.get("mediaType", only["mediaType"]) == only["mediaType"]
    same_encoding = instance.get("encoding", only.get("encoding")) == only.get(
        "encoding"
    )
    return instance["value"] if same and same_encoding else instance


def _is_box(field: Field, instance: JsonObject) -> bool:
    branches = (field, *field.children) if field.kind == "alternatives" else (field,)
    return (
        any(b.kind == "bbox" for b in branches)
        and "bbox" in instance
        and instance.keys() <= {"bbox", "crs"}
    )


def _decode_value(planned: Plan, field: Field | None, instance: JsonValue) -> JsonValue:
    if field is None or not planned.process:
        return instance
    if occurs(field) and field.item is not None:
        items = instance if isinstance(instance, list) else [instance]
        return [_instance(planned, field.item, item) for item in items]
    if field.kind == "multichoice" and isinstance(instance, str | bool | int | float):
        return [instance]
    return _instance(planned, field, instance)


def _instance(planned: Plan, field: Field, instance: JsonValue) -> JsonValue:
    if not is_qualified(instance):
        return instance
    if field.child("value") is not None and _fits(planned, field, instance):
        # Both may be meant; a request should hold objects qualified, so that the inner one comes
        # first.
        if _fits(planned, field, instance["value"]):
            return instance["value"]
        return instance
    flat = _flatten_format(instance)
    return flat if takes_media(field) and len(flat) > 1 else flat["value"]


def _flatten_format(instance: JsonObject) -> JsonObject:
    """Return a qualified value with the members of its ``format`` beside ``value``.

    The prose of 1.0 has ``{"value", "format": {…}}``, its schema the flat form.
    """
    form = instance.get("format")
    if not isinstance(form, dict):
        return instance
    others = {k: v for k, v in instance.items() if k != "format"}
    return {
        **others,
        **{k: v for k, v in form.items() if k in ("mediaType", "encoding", "schema")},
    }

"""A control for an input whose schema says nothing, by the look of the example that the server gives.

The guess is about the control only: whatever the schema allows, which is anything, may still be sent.
"""

from __future__ import annotations

from typing import Any, Final

from ._formats import fits_format
from ._known import GEOMETRY_TYPES

Json = dict[str, Any]

_GEOJSON: Final = {
    **dict.fromkeys(GEOMETRY_TYPES, "geojson-geometry"),
    "Feature": "geojson-feature",
    "FeatureCollection": "geojson-feature-collection",
}


def schema_like(example: Any) -> Json:
    """Return a schema that draws a control in which the example could have been typed."""
    if isinstance(example, bool):
        return {"type": "boolean"}
    if isinstance(example, str):
        format = next((f for f in ("date-time", "date") if fits_format(example, f)), "")
        return {"type": "string", **({"format": format} if format else {})}
    if isinstance(example, list):
        return _list_like(example)
    if isinstance(example, dict):
        format = _GEOJSON.get(str(example.get("type")), "")
        return {"format": format} if format else {"type": "object"}
    return {} if example is None else {"type": "number"}


def _list_like(example: list[Any]) -> Json:
    items = [schema_like(item) for item in example]
    if not items or any(item != items[0] for item in items):
        return {"type": "array"}
    size = {"minItems": 4, "maxItems": 4} if len(items) == 4 and items[0].get("type") == "number" else {}
    return {"type": "array", "items": items[0], **size}

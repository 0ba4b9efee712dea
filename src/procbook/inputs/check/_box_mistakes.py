"""What no schema says of a bounding box: latitudes end at the poles, north is above south.

Only boxes in longitude and latitude are looked at, and only complete ones; what is no number is a
mistake of the schema. A west beyond the east is a box across the antimeridian (RFC 7946, section
5.2). The page has the same rules in ``js/src/form/values/boxes.ts``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ...protocol.errors import Mistake
from ..fields._field import Field, Plan

RULE: Final = "box"
_WEST_FIRST: Final = ("west", "south", "east", "north")
_SOUTH_FIRST: Final = ("south", "west", "north", "east")
_LATITUDE_FIRST: Final = re.compile(
    r"EPSG(?:/\d[^/]*|::?|:)?/?:?(?:4326|4258|4979)$", re.ASCII
)
_LONGITUDE_FIRST: Final = re.compile(r"CRS84h?$")
_MOST: Final = {"west": 360, "south": 90, "east": 360, "north": 90}


def box_mistakes(planned: Plan, value: dict[str, Any]) -> Iterator[Mistake]:
    """Yield what is wrong with the boxes among the inputs; each can be sent all the same."""
    for field in planned.fields:
        if field.kind == "bbox" and field.name in value:
            yield from _mistakes(field, value[field.name])


def _mistakes(field: Field, value: Any) -> Iterator[Mistake]:
    is_object = isinstance(value, dict)
    path = (field.name, "bbox") if is_object else (field.name,)
    numbers = value.get("bbox") if is_object else value
    edges = _edges(field, value)
    if not edges or not _is_complete(numbers):
        return
    if len(numbers) == 6:
        edges = (*edges[:2], None, *edges[2:], None)
    at = {edge: index for index, edge in enumerate(edges) if edge}
    for edge, index in at.items():
        most = _MOST[edge]
        if abs(numbers[index]) > most:
            message = f"{edge.capitalize()} should be between -{most} and {most}"
            yield Mistake((*path, index), message, RULE, "soft")
    if numbers[at["north"]] < numbers[at["south"]]:
        message = "North should not be below the south"
        yield Mistake((*path, at["north"]), message, RULE, "soft")


def _edges(field: Field, value: Any) -> tuple[str | None, ...]:
    """Return the order of the edges; empty unless they are longitude and latitude."""
    if axes := field.hints.get("axes"):
        return tuple(axes)
    crs = value.get("crs") if isinstance(value, dict) else None
    systems = field.hints.get("crs") or [""]
    name = crs if isinstance(crs, str) else systems[0]
    if _LATITUDE_FIRST.search(name):
        return _SOUTH_FIRST
    return _WEST_FIRST if name == "" or _LONGITUDE_FIRST.search(name) else ()


def _is_complete(numbers: Any) -> bool:
    return (
        isinstance(numbers, list)
        and len(numbers) in (4, 6)
        and all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers)
    )

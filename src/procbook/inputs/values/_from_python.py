"""Python objects as people have them -> JSON, each aimed at the field it is for.

Known are dates, times and durations of the standard library, numpy and pandas; paths and bytes;
numpy scalars and arrays; enumerations, dataclasses, pydantic models; shapely geometries and
everything else with ``__geo_interface__``. None of those packages is imported here: objects are
told by what they can do.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Final, cast
from uuid import UUID

from ..._json import JsonObject, JsonValue
from ...models import Document
from ...protocol.errors import InputError, Mistake
from ..fields._field import Field, Plan, with_branches
from ._file_values import read_bytes, read_file
from ._geometry import are_corners, box_value, from_geo
from ._qualified_values import (
    Path,
    is_link,
    is_qualified,
    occurs,
    stands_for_link,
    takes_media,
)

_TEMPORAL: Final = frozenset({"date", "time", "datetime", "interval"})


def as_instances(
    plan: Plan, values: Mapping[str, object], *, helpful: bool = True
) -> JsonObject:
    """Return the value of a form out of Python objects by input name.

    Parameters
    ----------
    plan : Plan
        The process.
    values : mapping
        Objects by input name.
    helpful : bool
        Whether an array can be the one value of an input that takes several arrays, and one choice
        stand for a list. Any other value of an input that occurs several times becomes a list of
        one anyway.

    Raises
    ------
    InputError
        If an object has no form in JSON; all such objects are named.
    """
    mistakes: list[Mistake] = []
    native = _Native(mistakes)
    several = {
        name: _list_occurrences(plan, name, value, helpful=helpful)
        for name, value in values.items()
    }
    out = {
        name: native.of(value, plan.by_name.get(name), (name,))
        for name, value in several.items()
    }
    if mistakes:
        raise InputError(mistakes, process_id=plan.id or None)
    return out


def _list_occurrences(
    plan: Plan, name: str, value: object, *, helpful: bool
) -> JsonValue:
    """Return the values of an input that occurs several times as a list, also one."""
    field = plan.by_name.get(name)
    if field is not None and field.kind == "multichoice" and helpful:
        if isinstance(value, str | bool | int | float | Enum):
            return [value]
        return value
    if field is None or not occurs(field):
        return value
    values = _as_list(value)
    alone = values is None or (
        helpful and _arrays_only(plan, name) and not _has_lists(values)
    )
    return [value] if alone else values


def _arrays_only(plan: Plan, name: str) -> bool:
    """Return whether each value of an input that occurs several times is itself an array."""
    schema = plan.schema["properties"][name].get("items")
    return isinstance(schema, dict) and schema.get("type") == "array"


def _as_list(value: object) -> list[JsonValue] | None:
    if isinstance(value, list | tuple | set | frozenset | range):
        return list(value)
    array = getattr(value, "tolist", None)
    if callable(array) and getattr(value, "ndim", None):
        return list(array())
    return None


def _has_lists(values: list[JsonValue]) -> bool:
    return not values or any(
        _as_list(value) is not None or is_link(value) or is_qualified(value)
        for value in values
    )


class _Native:
    """Turns one value into JSON and notes what cannot be."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes

    def of(self, value: object, field: Field | None, path: Path) -> JsonValue:
        """Return the JSON for a value that is meant for a field, or for any place."""
        if isinstance(value, Enum):
            value = value.value
        if field is not None and stands_for_link(value, field):
            return {"href": value}
        if value is None or isinstance(value, str | bool | int):
            return _flag(value, field) if isinstance(value, bool) else value
        if isinstance(value, float | Decimal):
            return self._number(value, path)
        if isinstance(value, dict | list | tuple):
            return self._container(value, field, path)
        return self._object(value, field, path)

    def _number(self, value: float | Decimal, path: Path) -> JsonValue:
        if not (
            value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)
        ):
            return self._refuse(f"is {value}, which JSON has no number for", path)
        return float(value) if isinstance(value, float) else value

    def _container(
        self,
        value: dict[JsonValue, object] | list[object] | tuple[object, ...],
        field: Field | None,
        path: Path,
    ) -> JsonValue:
        if isinstance(value, dict):
            if field is not None and takes_media(field) and is_qualified(value):
                return {
                    **value,
                    "value": self.of(value["value"], field, (*path, "value")),
                }
            return {
                str(k): self.of(v, _below(field, str(k)), (*path, str(k)))
                for k, v in value.items()
            }
        values = [self.of(v, _below(field, n), (*path, n)) for n, v in enumerate(value)]
        box = field if field is not None and field.kind == "bbox" else None
        return box_value(values, box) if box and are_corners(values) else values

    def _object(self, value: object, field: Field | None, path: Path) -> JsonValue:
        if isinstance(value, dt.date | dt.time | dt.timedelta):
            is_time = value == value  # noqa: PLR0124 - pandas' NaT is not equal to itself
            if is_time:
                return _moment(value, field)
            return self._refuse("is no time at all", path)
        if isinstance(value, PurePath):
            return self._file(value, field, path)
        if isinstance(value, bytes | bytearray | memoryview):
            return read_bytes(bytes(value), field)
        if isinstance(value, UUID):
            return str(value)
        if hasattr(value, "__geo_interface__"):
            return self._geo(value, field, path)
        if (builtin := _unwrap(value)) is not value:
            return self.of(builtin, field, path)
        return self._refuse(
            f"is a {type(value).__name__}, which has no form in JSON", path
        )

    def _geo(self, value: object, field: Field | None, path: Path) -> JsonValue:
        try:
            geojson = from_geo(value, field)
        except ValueError as failure:
            return self._refuse(f"cannot be sent: {failure}", path)
        return self.of(geojson, None, path)

    def _file(self, value: PurePath, field: Field | None, path: Path) -> JsonValue:
        try:
            return read_file(value, field)
        except (OSError, ValueError) as failure:
            return self._refuse(f"cannot be read: {failure}", path)

    def _refuse(self, why: str, path: Path) -> None:
        self.mistakes.append(Mistake(path, why, "type"))


def _flag(value: bool, field: Field | None) -> JsonValue:
    """Return "true" or "false" for a boolean that the server describes so (ZOO-Project)."""
    choices = (
        [c["value"] for c in field.choices]
        if field is not None and field.kind == "choice"
        else []
    )
    if value in [c for c in choices if isinstance(c, bool)]:
        return value
    return next(
        (c for c in choices if isinstance(c, str) and c.lower() == str(value).lower()),
        value,
    )


def _below(field: Field | None, step: str | int) -> Field | None:
    if field is None:
        return None
    if field.kind == "list" or (field.kind == "mapping" and isinstance(step, str)):
        return field.item
    if field.kind == "interval":
        return replace(field, link=False)  # a link stands for both ends, not for one
    if field.kind in ("object", "tuple"):
        return field.child(str(step)) or field.item or field.extra
    return None


def find_branch(field: Field | None, kinds: Iterable[str]) -> Field | None:
    """Return the field, or the first of its branches, that is of one of these kinds."""
    branches = with_branches(field)
    return next((branch for branch in branches if branch.kind in kinds), None)


def _moment(value: dt.date | dt.time | dt.timedelta, field: Field | None) -> str:
    if isinstance(value, dt.timedelta):
        return duration(value)
    target = find_branch(field, _TEMPORAL)
    day_only = target is not None and (target.kind == "date" or target.format == "date")
    if isinstance(value, dt.datetime):
        if day_only:
            return value.date().isoformat()
        return _shorten_utc(value.isoformat())
    if (
        isinstance(value, dt.date)
        and target is not None
        and target.format == "date-time"
    ):
        return f"{value.isoformat()}T00:00:00Z"
    return _shorten_utc(value.isoformat())


def _shorten_utc(text: str) -> str:
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def duration(value: dt.timedelta) -> str:
    """Return a duration as ISO 8601 writes it, such as ``P1DT12H``."""
    sign, value = ("-", -value) if value < dt.timedelta(0) else ("", value)
    hours, remainder = divmod(value.seconds, 3600)
    minutes, seconds = divmod(remainder, 60)
    fraction = (
        f"{seconds}.{value.microseconds:06}".rstrip("0")
        if value.microseconds
        else str(seconds)
    )
    time = "".join(
        f"{n}{unit}"
        for n, unit in ((hours, "H"), (minutes, "M"), (fraction, "S"))
        if str(n) != "0"
    )
    day = f"{value.days}D" if value.days else ""
    return f"{sign}P{day}T{time}" if time else f"{sign}P{day or '0D'}"


def _unwrap(value: object) -> JsonValue:
    """Return what a wrapped value holds, or the value itself."""
    if isinstance(value, Document):
        return value.to_json()
    if callable(dump := getattr(value, "model_dump", None)):
        return dump(mode="json", by_alias=True, exclude_unset=True)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind in ("M", "m") and callable(to := getattr(value, "astype", None)):
        # Nanoseconds would come out as bare integers.
        unit = "datetime64[us]" if kind == "M" else "timedelta64[us]"
        if hasattr(value, "tolist"):
            return to(unit).tolist()
        return list(map(_unwrap, cast("Iterable[object]", value)))
    if callable(to_builtin := getattr(value, "tolist", None)) or callable(
        to_builtin := getattr(value, "to_list", None)
    ):
        return to_builtin()
    if hasattr(value, "values") and hasattr(value, "dims"):  # xarray.DataArray
        return value.values.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=repr)
    return list(value) if isinstance(value, Iterable) else value

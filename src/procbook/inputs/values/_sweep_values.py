"""One form, many jobs: every combination of the values that a form has several of is a job."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any, Final, TypeAlias, cast

from ..._json import JsonObject, JsonValue
from ...protocol.errors import InputError, Mistake

LIMIT: Final = 10_000
"""Jobs that one sweep may start."""
Number: TypeAlias = int | float


def expand_sweep(
    value: Mapping[str, JsonValue], sweeps: Mapping[str, JsonValue]
) -> list[JsonObject]:
    """Return the values of all jobs of a sweep, the last place varying fastest.

    Parameters
    ----------
    value : mapping
        Value of a form.
    sweeps : mapping of str to list or dict
        What stands at each place, by JSON Pointer (or input name): a list of values, or a range
        ``{"from", "to", "step"}`` or ``{"from", "to", "count", "scale"?: "linear" | "log"}``. Both
        ends belong to a range. Steps are exact: 0 to 0.3 by 0.1 ends at 0.3. Dates step by days.

    Returns
    -------
    list of dict

    Raises
    ------
    InputError
        If a range makes no sense, or there would be more than 10,000 jobs.
    """
    paths = [_parts(pointer) for pointer in sweeps]
    lists = [
        _values(spec, parts) for spec, parts in zip(sweeps.values(), paths, strict=True)
    ]
    jobs = 1
    for values_of_one in lists:
        jobs *= len(values_of_one)
    if jobs > LIMIT:
        raise InputError(
            [Mistake((), f"makes {jobs:,} jobs; the limit is {LIMIT:,}", "maxItems")]
        )
    return [_with(value, paths, values) for values in itertools.product(*lists)]


def _parts(pointer: str) -> tuple[str, ...]:
    if not pointer.startswith("/"):
        return (pointer,)
    return tuple(
        part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]
    )


def _with(
    value: Mapping[str, JsonValue],
    paths: list[tuple[str, ...]],
    values: tuple[Any, ...],
) -> JsonObject:
    out = deepcopy(dict(value))
    for parts, item in zip(paths, values, strict=True):
        target: Any = out
        for part in parts[:-1]:
            target = (
                target[int(part)]
                if isinstance(target, list)
                else target.setdefault(part, {})
            )
        if isinstance(target, list):
            target[int(parts[-1])] = item
        else:
            target[parts[-1]] = item
    return out


def _values(spec: object, path: tuple[str, ...]) -> list[JsonValue]:
    if isinstance(spec, list | tuple | range):
        return list(spec)
    try:
        return _range(cast("JsonObject", spec))
    except (KeyError, TypeError, ValueError, ArithmeticError) as failure:
        raise InputError(
            [Mistake(path, f"is no range: {failure}", "type")]
        ) from failure


def _range(spec: JsonObject) -> list[JsonValue]:
    start, stop = spec["from"], spec["to"]
    if isinstance(start, str):
        days = _steps(
            0,
            (dt.date.fromisoformat(stop) - dt.date.fromisoformat(start)).days,
            spec.get("step", 1),
        )
        return [
            (dt.date.fromisoformat(start) + dt.timedelta(days=day)).isoformat()
            for day in days
        ]
    if "count" not in spec:
        return _steps(start, stop, spec.get("step", 1))
    count = int(spec["count"])
    if not 1 <= count <= LIMIT:
        raise ValueError(f"{count} values")
    if spec.get("scale") == "log":
        return _log(start, stop, count)
    return _linear(start, stop, count)


def _steps(start: Number, stop: Number, step: Number) -> list[Number]:
    first, last, by = (Decimal(str(n)) for n in (start, stop, step))
    if not by or (last - first) / by < 0:
        raise ValueError("the step leads away from the end")
    count = int((last - first) / by) + 1
    if count > LIMIT:
        raise ValueError(f"{count:,} values")
    integral = all(isinstance(n, int) for n in (start, step))
    return [_to_number(first + by * n, integral=integral) for n in range(count)]


def _linear(start: Number, stop: Number, count: int) -> list[Number]:
    first, last = Decimal(str(start)), Decimal(str(stop))
    values = [first + (last - first) * n / max(1, count - 1) for n in range(count)]
    integral = (
        isinstance(start, int)
        and isinstance(stop, int)
        and all(v == v.to_integral_value() for v in values)
    )
    return [_to_number(v, integral=integral) for v in values]


def _log(start: Number, stop: Number, count: int) -> list[Number]:
    if start <= 0 or stop <= 0:
        raise ValueError("a logarithmic range needs positive ends")
    first, last = Decimal(str(start)).log10(), Decimal(str(stop)).log10()
    return [
        float(f"{Decimal(10) ** (first + (last - first) * n / max(1, count - 1)):.12g}")
        for n in range(count)
    ]


def _to_number(value: Decimal, *, integral: bool) -> Number:
    return int(value) if integral else float(value)

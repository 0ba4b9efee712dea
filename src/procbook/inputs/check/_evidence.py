"""What the server's own examples and defaults show about its description.

An example is sent by whoever wrote the description, so where the two contradict each other the
example is right: the rule that it breaks is softened for values that break it in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from ...models import Quirk
from ...protocol import QUIRKS
from ...protocol.errors import Mistake
from ..fields._field import ABSENT, Field, Plan
from ..schema._input_descriptions import example_requests, process_in
from ..values._qualified_values import is_qualified, occurs, unwrap
from ._box_mistakes import box_mistakes
from ._mistakes import chosen, collect_mistakes, reads_as_number

Json = dict[str, Any]

_CHOICES: Final = ("enum", "const")
_EMPTY: Final[tuple[Any, ...]] = ("", [], {}, None)


def soften(planned: Plan, document: Any) -> Plan:
    """Return a plan that accepts the examples of its description, and says which do not fit."""
    process = process_in(document) if planned.process else None
    if process is None:
        return planned
    odd: dict[str, None] = {}
    tolerances: list[Json] = []
    for value, is_plain in _evidence(planned, process):
        for tolerance in _broken_rules(planned, value):
            tolerances += [tolerance] if tolerance not in tolerances else []
            odd |= {str(tolerance["path"][0]): None} if is_plain else {}
    for request in example_requests(process):
        for field in planned.fields:
            if field.required and field.name not in request:
                tolerances.append({"path": [field.name], "rule": "required"})
                odd[field.name] = None
    if not tolerances:
        return planned
    code = "example-contradicts-schema"
    quirks = [Quirk(code, f"/inputs/{name}", QUIRKS[code]) for name in odd]
    return replace(
        planned, tolerances=tuple(tolerances), quirks=(*planned.quirks, *quirks)
    )


def _broken_rules(planned: Plan, value: Json) -> Iterator[Json]:
    """Yield a tolerance for each mistake that a value of the server makes."""
    unqualified = unwrap(planned, value)
    found = chosen(collect_mistakes(planned.validator, unqualified.value))
    for mistake in (*found, *box_mistakes(planned, unqualified.value)):
        if mistake.path and not _is_absence(mistake, value):
            yield _tolerance(mistake, unqualified.value)


def is_tolerated(mistake: Mistake, value: Any, tolerances: tuple[Json, ...]) -> bool:
    """Return whether an example of the server breaks the same rule in the same way."""
    return any(
        mistake.rule == tolerance["rule"]
        and _leads_to(tolerance["path"], mistake.path)
        and _is_alike(tolerance, _at(value, mistake.path))
        for tolerance in tolerances
    )


def _evidence(planned: Plan, process: Json) -> Iterator[tuple[Json, bool]]:
    """Yield the values that the description shows, in every way in which a form may hold them.

    With each goes whether it is held as a form holds it, so that a mistake in it is odd.
    """
    for request in example_requests(process):
        for form in (_bare, _unqualified, _as_given):
            held = {
                name: _occurring(planned.by_name.get(name), value, form)
                for name, value in request.items()
            }
            yield held, form is _bare
        lists = {
            name: [value]
            for name, value in request.items()
            if _is_several(planned.by_name.get(name))
        }
        yield lists, False
    for field in planned.fields:
        for value in (field.default, *field.examples):
            if value is not ABSENT:
                yield {field.name: value}, True


def _bare(value: Any) -> Any:
    """Return an object as it is, without the ``value`` around it that a request has."""
    is_wrapped = isinstance(value, dict) and value.keys() == {"value"}
    return value["value"] if is_wrapped else value


def _unqualified(value: Any) -> Any:
    return value["value"] if is_qualified(value) else value


def _as_given(value: Any) -> Any:
    return value


def _is_several(field: Field | None) -> bool:
    return field is not None and (occurs(field) or field.kind == "multichoice")


def _occurring(field: Field | None, value: Any, form: Callable[[Any], Any]) -> Any:
    """Return the value of an input in a request as the form has it; several are a list."""
    if not _is_several(field):
        return form(value)
    return [form(item) for item in (value if isinstance(value, list) else [value])]


def _is_absence(mistake: Mistake, value: Json) -> bool:
    return mistake.rule == "required" and str(mistake.path[0]) not in value


def _tolerance(mistake: Mistake, value: Any) -> Json:
    path = ["*" if isinstance(step, int) else step for step in mistake.path]
    tolerance: Json = {"path": path, "rule": mistake.rule}
    instance = _at(value, mistake.path)
    if mistake.rule == "type":
        tolerance["type"] = type_name(instance)
    elif mistake.rule in _CHOICES or instance in _EMPTY:
        tolerance["value"] = instance
    return tolerance


def _leads_to(pattern: list[Any], path: tuple[Any, ...]) -> bool:
    steps = ["*" if isinstance(step, int) else step for step in path]
    return bool(steps == pattern)


def _is_alike(tolerance: Json, instance: Any) -> bool:
    if "type" in tolerance:
        return bool(tolerance["type"] == type_name(instance))
    if "value" not in tolerance:
        return True
    sample = tolerance["value"]
    if isinstance(sample, str) and isinstance(instance, str):
        return sample.lower() == instance.lower()
    return type_name(sample) == type_name(instance) and bool(sample == instance)


def type_name(instance: Any) -> str:
    """Return the JSON Schema type of an instance; ``"numeral"`` for a number as text."""
    if isinstance(instance, str):
        return "numeral" if reads_as_number(instance) else "string"
    if isinstance(instance, bool) or instance is None:
        return "null" if instance is None else "boolean"
    if isinstance(instance, dict):
        return "object"
    return "array" if isinstance(instance, list | tuple) else "number"


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    """Return what stands at a path; None where nothing does."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value

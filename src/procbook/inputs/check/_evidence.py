"""What the server's own examples and defaults show about its description.

An example is sent by whoever wrote the description, so where the two contradict each other the
example is right: the rule that it breaks is softened for values that break it in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from ...models import Quirk
from ...protocol import QUIRKS
from ...protocol.errors import Mistake
from ..fields._field import ABSENT, Field, Plan
from ..schema._input_descriptions import example_requests, process_in
from ..values._qualified_values import occurs, unwrap
from ._mistakes import chosen, collect_mistakes, reads_as_number

Json = dict[str, Any]

_CHOICES: Final = ("enum", "const")
_EMPTY: Final[tuple[Any, ...]] = ("", [], {}, None)


def soften(planned: Plan, document: Any) -> Plan:
    """Return a plan that accepts the examples of its description, and says which do not fit."""
    process = process_in(document) if planned.process else None
    if process is None:
        return planned
    tolerances: list[Json] = []
    names: dict[str, None] = {}
    for value in _evidence(planned, process):
        unqualified = unwrap(planned, value)
        for mistake in chosen(collect_mistakes(planned.validator, unqualified.value)):
            if mistake.path and not _is_absence(mistake, value):
                tolerance = _tolerance(mistake, unqualified.value)
                tolerances += [tolerance] if tolerance not in tolerances else []
                names[str(mistake.path[0])] = None
    for request in example_requests(process):
        for field in planned.fields:
            if field.required and field.name not in request:
                tolerances.append({"path": [field.name], "rule": "required"})
                names[field.name] = None
    if not tolerances:
        return planned
    code = "example-contradicts-schema"
    quirks = [Quirk(code, f"/inputs/{name}", QUIRKS[code]) for name in names]
    return replace(
        planned, tolerances=tuple(tolerances), quirks=(*planned.quirks, *quirks)
    )


def is_tolerated(mistake: Mistake, value: Any, tolerances: tuple[Json, ...]) -> bool:
    """Return whether an example of the server breaks the same rule in the same way."""
    return any(
        mistake.rule == tolerance["rule"]
        and _leads_to(tolerance["path"], mistake.path)
        and _is_alike(tolerance, _at(value, mistake.path))
        for tolerance in tolerances
    )


def _evidence(planned: Plan, process: Json) -> Iterator[Json]:
    """Yield the values that the description shows, each as the value of a form."""
    for request in example_requests(process):
        yield {
            name: _form_value(planned.by_name.get(name), value)
            for name, value in request.items()
        }
    for field in planned.fields:
        for value in (field.default, *field.examples):
            if value is not ABSENT:
                yield {field.name: value}


def _form_value(field: Field | None, value: Any) -> Any:
    """Return the value of an input in a request as the form has it: objects bare, several as a list."""
    is_wrapped = isinstance(value, dict) and value.keys() == {"value"}
    instance = value["value"] if is_wrapped else value
    if field is None or not (occurs(field) or field.kind == "multichoice"):
        return instance
    items = instance if isinstance(instance, list) else [instance]
    return [_form_value(field.item, item) for item in items]


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
    """Return the type of an instance as JSON Schema calls it; ``"numeral"`` for a number as text."""
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

"""What a form holds when it opens.

That is what was given, what was used last and what the server says; no value is
invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .._json import JsonObject, JsonValue
from ._plan import plan
from ._validate import validate
from .fields._field import ABSENT, Field, Plan
from .values._from_python import as_instances


def prefill(
    description: object,
    given: Mapping[str, JsonValue] | None = None,
    last: Mapping[str, JsonValue] | None = None,
    *,
    optional: bool = False,
) -> JsonObject:
    """Return the value that a form starts with.

    For each input the first of these that there is and that fits its schema: what was given; what
    was used last; for a needed input its default, else the example of the server. Inputs with none
    of these stay unset.

    Parameters
    ----------
    description : Plan, ProcessDescription, Schema or dict
        The process.
    given : mapping, optional
        Values by input name, kept even if they do not fit: whoever wrote them should see what is
        wrong.
    last : mapping, optional
        The value of an earlier form of this process; inputs that are gone or changed since are left
        out.
    optional : bool
        Whether defaults of inputs that may be left out are filled in too. The server takes them
        anyway.

    Returns
    -------
    dict
        Value of a form.
    """
    # An example that contradicts its schema may be sent; it is not what a form should start with.
    planned = replace(plan(description), tolerances=())
    value = as_instances(planned, given or {})
    for field in planned.fields:
        if field.name not in value:
            candidates = [
                (last or {}).get(field.name, ABSENT),
                *_candidates(field, optional=optional),
            ]
            initial = next(
                (
                    c
                    for c in candidates
                    if c is not ABSENT and _fits(planned, field.name, c)
                ),
                ABSENT,
            )
            if initial is not ABSENT:
                value[field.name] = initial
    return value


def _candidates(field: Field, *, optional: bool) -> list[JsonValue]:
    """Return the values that the server names for an input: its default.

    Where a value is needed, these are its only possible value and its examples, too.
    """
    if not field.required:
        return [field.default] if optional else []
    only = [field.choices[0]["value"]] if field.kind == "const" else []
    # A group whose members all have defaults needs nothing; it is sent empty.
    empty: list[JsonValue] = [{}] if field.kind == "object" and field.children else []
    return [*only, field.default, *field.examples, *empty]


def _fits(planned: Plan, name: str, instance: JsonValue) -> bool:
    return not any(m.path[:1] == (name,) for m in validate(planned, {name: instance}))

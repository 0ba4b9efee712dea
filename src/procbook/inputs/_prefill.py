"""What a form holds when it opens: what was given, what was used last, what the server says; nothing is made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ._plan import plan
from ._validate import validate
from .fields._field import ABSENT, Field, Plan
from .values._from_python import as_instances


def prefill(
    description: Any,
    given: Mapping[str, Any] | None = None,
    last: Mapping[str, Any] | None = None,
    *,
    optional: bool = False,
) -> dict[str, Any]:
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


def _candidates(field: Field, *, optional: bool) -> list[Any]:
    """Return what the server says about an input: its default; where one is needed, its only value and examples too."""
    if not field.required:
        return [field.default] if optional else []
    only = [field.choices[0]["value"]] if field.kind == "const" else []
    # A group whose members all have defaults needs nothing; it is sent empty.
    empty: list[Any] = [{}] if field.kind == "object" and field.children else []
    return [*only, field.default, *field.examples, *empty]


def _fits(planned: Plan, name: str, instance: Any) -> bool:
    return not any(m.path[:1] == (name,) for m in validate(planned, {name: instance}))

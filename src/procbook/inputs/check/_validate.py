"""Every mistake in a value, at the place and by the rule where a person would look for it.

The page checks too, with another validator, and both must tell the same mistakes. This is how they
are chosen:

1. One value may stand for the list of an input that occurs several times. Links and qualified
values are unwrapped
   (:mod:`._unwrap`), those in such a list too. Nothing is said about a place where a link stands.
   What is wrong inside of a qualified value has ``value`` in its path; what is wrong with it as a
   whole has not.
2. The value is checked against the plan's schema as a whole, all rules, not only the first that
fails. 3. Only leaves count: a rule that merely passes on what is wrong below it (``properties``,
``items``, ``allOf``,
   ``$ref``, ``then``, ``dependentSchemas``) says nothing itself.
4. A missing member is a mistake of the member, not of the object: rule ``required`` or
``dependentRequired`` at the
   path of the member. A member or item that may not be there (the schema is ``false``, be it by
   ``additionalProperties``, ``items`` or by itself) has the rule ``unknown`` at its own path. A
   name that is not allowed has the rule ``propertyNames`` at the path of the member, once.
5. Of ``anyOf`` and ``oneOf`` the mistakes of one branch are told: each branch is scored by (does it
*mismatch*, how
   many mistakes, its place), and the lowest score wins. A branch mismatches if one of its mistakes
   is ``type`` at the value itself, or ``const`` or ``enum`` at the value or at a direct member of
   it. The mistakes of a branch are those that remain after these steps. A value that fits several
   branches of ``oneOf`` has the rule ``oneOf``.
6. Where ``type`` is wrong nothing else is said about the same path, and that a place holds more
than was looked at
   (``unevaluatedProperties``, ``unevaluatedItems``) not where anything else is wrong in it. One
   mistake for each path and rule; their order means nothing.

Formats are those of ``_string_formats.json``. Patterns are ECMA-262 (:mod:`._patterns`).
``multipleOf`` is exact for decimals.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from ...protocol.errors import Mistake
from ..fields._field import Field, Plan
from ..fields._plan import plan
from ..values._from_python import as_instances
from ..values._qualified_values import Path, unwrap
from ._messages import message


def validate(source: Any, value: dict[str, Any]) -> list[Mistake]:
    """Return every mistake in the value of a form; an empty list means that it fits.

    Parameters
    ----------
    source : Plan, ProcessDescription, Schema or dict
        What the value should fit.
    value : dict
        Instances by input name. Python objects that :func:`encode` knows may stand for instances.

    Returns
    -------
    list of Mistake
        With paths from the value on; see this module for which mistakes are told.
    """
    planned = plan(source)
    unqualified = unwrap(planned, as_instances(planned, value, helpful=False))
    placed = (
        (unqualified.place(m.path), m)
        for m in chosen(_collect_mistakes(planned, unqualified.value))
    )
    return [
        _suggest_name(m._replace(path=path), planned)
        for path, m in placed
        if path is not None
    ]


def fits(planned: Plan, field: Field, instance: Any) -> bool:
    """Return whether an instance, unchanged, fits the schema of an input or of one of its values."""
    owner = next((f for f in planned.fields if f is field or f.item is field), field)
    several = owner is not field
    depth = 2 if several else 1
    prefix: Path = (owner.name, 0)[:depth]
    mistakes = _collect_mistakes(
        planned, {owner.name: [instance] if several else instance}
    )
    return not any(m.path[:depth] == prefix for m in mistakes)


def _collect_mistakes(planned: Plan, document: Any) -> list[Mistake]:
    try:
        beyond = [
            Mistake(path, message("range", None, None), "type")
            for path in _beyond_floats(document)
        ]
        return beyond + [
            m
            for error in planned.validator.iter_errors(document)
            for m in leaves(error)
        ]
    except RecursionError:
        return [Mistake((), message("depth", None, None), "depth")]
    except re.error:  # a pattern in a corner of the schema that only some rules look at
        return []


def _beyond_floats(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the places of numbers that are too large for a float: servers read them as infinite, if at all.

    Whole numbers that are written without an exponent may have any size.
    """
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _beyond_floats(member, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _beyond_floats(item, (*path, index))
    elif isinstance(value, float | Decimal) and not math.isfinite(float(value)):
        yield path


def _suggest_name(mistake: Mistake, planned: Plan) -> Mistake:
    """Return a mistake about an unknown input with the name of a similar input, if there is one."""
    if mistake.rule != "unknown" or len(mistake.path) != 1 or not planned.process:
        return mistake
    from difflib import get_close_matches

    near = get_close_matches(str(mistake.path[0]), planned.by_name, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return mistake._replace(message=f"is no input of this process{hint}")


def leaves(error: Any) -> list[Mistake]:
    """Return the mistakes that one error of jsonschema stands for (steps 3 to 5)."""
    path = tuple(error.absolute_path)
    if error.validator in ("anyOf", "oneOf") and error.context:
        return _best(error, path)
    rule = error.validator or "unknown"
    return [Mistake(path, message(rule, error.validator_value, error.instance), rule)]


def _best(error: Any, path: Path) -> list[Mistake]:
    branches: dict[int, list[Mistake]] = {}
    for error_below in error.context:
        branches.setdefault(error_below.schema_path[0], []).extend(leaves(error_below))
    scored = ((n, list(chosen(mistakes))) for n, mistakes in branches.items())
    return min(scored, key=lambda branch: _score(branch[0], branch[1], path))[1]


def _score(branch: int, mistakes: list[Mistake], path: Path) -> tuple[bool, int, int]:
    return (
        any(_mismatch(m, len(m.path) - len(path)) for m in mistakes),
        len(mistakes),
        branch,
    )


def _mismatch(mistake: Mistake, depth: int) -> bool:
    return (mistake.rule == "type" and depth == 0) or (
        mistake.rule in ("const", "enum") and depth <= 1
    )


def chosen(mistakes: Iterable[Mistake]) -> Iterator[Mistake]:
    """Yield one mistake for each path and rule, those that step 6 leaves."""
    distinct = list({(m.path, m.rule): m for m in reversed(list(mistakes))}.values())[
        ::-1
    ]
    mistyped = {m.path for m in distinct if m.rule == "type"}
    for m in distinct:
        if m.rule == "type" or not (m.path in mistyped or _follows(m, distinct)):
            yield m


def _follows(mistake: Mistake, mistakes: list[Mistake]) -> bool:
    """Return whether ``unevaluated...`` only follows from another mistake in the same part."""
    depth = len(mistake.path)
    inside = (m for m in mistakes if m.path[:depth] == mistake.path)
    return mistake.rule.startswith("unevaluated") and any(
        m.rule != mistake.rule or len(m.path) > depth for m in inside
    )

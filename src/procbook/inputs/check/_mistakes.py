"""Every mistake in a value, at the place and by the rule where a person would look for it.

The page checks too, with another validator, and both must tell the same mistakes. This is how they
are chosen:

1. One value may stand for the list of an input that occurs several times. Links and qualified
   values are unwrapped (:mod:`..values._qualified_values`), those in such a list too. Nothing is
   said about a place where a link stands. What is wrong inside of a qualified value has ``value``
   in its path; what is wrong with it as a whole has not.
2. The value is checked against the plan's schema as a whole, all rules, not only the first that
   fails.
3. Only leaves count: a rule that merely passes on what is wrong below it (``properties``,
   ``items``, ``allOf``, ``$ref``, ``then``, ``dependentSchemas``) says nothing itself.
4. A missing member is a mistake of the member, not of the object: rule ``required`` or
   ``dependentRequired`` at the path of the member. A member or item that may not be there (the
   schema is ``false``, be it by ``additionalProperties``, ``items`` or by itself) has the rule
   ``unknown`` at its own path. A name that is not allowed has the rule ``propertyNames`` at the
   path of the member, once.
5. Of ``anyOf`` and ``oneOf`` the mistakes of one branch are told: each branch is scored by (does it
   *mismatch*, how many mistakes, its place), and the lowest score wins. A branch mismatches if one
   of its mistakes is ``type`` at the value itself, or ``const`` or ``enum`` at the value or at a
   direct member of it. The mistakes of a branch are those that remain after these steps. A value
   that fits several branches of ``oneOf`` has the rule ``oneOf``.
6. Where ``type`` is wrong nothing else is said about the same path. That a place holds more than
   was looked at (``unevaluatedProperties``, ``unevaluatedItems``) is not said where anything else
   is wrong in it. One mistake for each path and rule; their order means nothing.

A mistake is *hard* where a text stands for a number and is none, or a number is too large to be
sent; everything else rests on the description, which a server may know better: it is *soft*. What
is wrong in a branch of alternatives is soft, as another branch may be meant.

Formats are those of ``_string_formats.json``. Patterns are ECMA-262 (:mod:`._patterns`).
``multipleOf`` is exact for decimals.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from ..._json import JsonValue
from ...protocol.errors import Mistake
from ..values._qualified_values import Path
from ._messages import message

if TYPE_CHECKING:
    from jsonschema import ValidationError

    from ..schema._validator import SchemaValidator

_NUMBERS: Final = {"number", "integer", "null"}
_NUMERAL: Final = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)


def collect_mistakes(validator: SchemaValidator, document: JsonValue) -> list[Mistake]:
    """Return what a validator finds in a document, by steps 2 to 5."""
    try:
        beyond = [
            Mistake(path, message("range", None, None), "type")
            for path in _beyond_floats(document)
        ]
        return beyond + [
            m for error in validator.iter_errors(document) for m in leaves(error)
        ]
    except RecursionError:
        return [Mistake((), message("depth", None, None), "depth", "soft")]
    except re.error:  # a pattern in a corner of the schema that only some rules look at
        return []


def _beyond_floats(value: JsonValue, path: Path = ()) -> Iterator[Path]:
    """Yield the places of numbers that are too large for a float.

    Servers read them as infinite, or not at all. Whole numbers that are written without
    an exponent may have any size.
    """
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _beyond_floats(member, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _beyond_floats(item, (*path, index))
    elif isinstance(value, float | Decimal) and not math.isfinite(float(value)):
        yield path


def leaves(error: ValidationError) -> list[Mistake]:
    """Return the mistakes that one error of jsonschema stands for (steps 3 to 5)."""
    path = tuple(error.absolute_path)
    if error.validator in ("anyOf", "oneOf") and error.context:
        return [m._replace(severity="soft") for m in _best(error, path)]
    rule = str(error.validator or "unknown")
    limit, instance = error.validator_value, error.instance
    mistake = Mistake(path, message(rule, limit, instance), rule, "soft")
    return [
        mistake._replace(severity="hard")
        if is_no_number(rule, limit, instance)
        else mistake
    ]


def is_no_number(rule: str, limit: JsonValue, instance: JsonValue) -> bool:
    """Return whether a text stands where only numbers may, and cannot be read as one."""
    if rule != "type" or not isinstance(instance, str):
        return False
    names = {limit} if isinstance(limit, str) else set(limit)
    is_number = bool(names - {"null"}) and names <= _NUMBERS
    return is_number and not reads_as_number(instance)


def reads_as_number(text: str) -> bool:
    """Return whether a text is written as a number, with blanks around it or without."""
    return bool(_NUMERAL.fullmatch(text.strip()))


def _best(error: ValidationError, path: Path) -> list[Mistake]:
    branches: dict[int, list[Mistake]] = {}
    for error_below in error.context:
        branches.setdefault(int(error_below.schema_path[0]), []).extend(
            leaves(error_below)
        )
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

"""jsonschema with a few rules of our own.

They are those that jsonschema reads otherwise than the page does, and those that break on what
servers send. Imported late: ``import procbook`` does not load jsonschema.
"""

# All rules have the signature that jsonschema calls.

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from threading import get_ident
from typing import Any, Final, Protocol

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from ..._json import JsonObject, JsonValue
from ._keywords import has_type
from ._patterns import matches
from ._string_formats import fits_format

Errors = Iterator[ValidationError]
_DIGITS: Final = 400
_extend: Any = extend  # has no types of its own
_refusal: Any = ValidationError  # of no keyword, which its types do not foresee


class SchemaValidator(Protocol):
    """What the rules and their callers ask of a validator; jsonschema has no type for it."""

    def iter_errors(self, instance: JsonValue, /) -> Errors:
        """Yield every mistake in a value."""

    def is_valid(self, instance: JsonValue, /) -> bool:
        """Return whether a value has no mistake."""

    def descend(
        self,
        instance: JsonValue,
        schema: JsonValue,
        path: str | int | None = None,
    ) -> Errors:
        """Yield the mistakes of a part of the value by a part of the schema."""

    def evolve(self, *, schema: JsonValue) -> SchemaValidator:
        """Return the same validator with another schema."""


def validator_for(schema: JsonObject) -> SchemaValidator:
    """Return the validator of a schema that :mod:`._dialect` has been through."""
    defs = schema.get("$defs", {})

    under_way: set[tuple[int, str, int]] = set()

    def follow(
        validator: SchemaValidator, ref: str, instance: JsonValue, _: JsonValue
    ) -> Errors:
        # All references are local after _dialect, so that no registry has to be searched. One that
        # comes back to itself at the same value asks for nothing more.
        step = (get_ident(), ref, id(instance))
        if step in under_way:
            return
        under_way.add(step)
        try:
            yield from validator.descend(instance, defs[ref.removeprefix("#/$defs/")])
        finally:
            under_way.discard(step)

    validator: SchemaValidator = _extend(_Validator, {"$ref": follow})(schema)
    return validator


def _below(
    validator: SchemaValidator, value: JsonValue, schema: JsonValue, step: str | int
) -> Errors:
    """Yield the errors of a member.

    jsonschema loses the path if the schema of the member is ``false``.
    """
    if schema is False:
        yield _refusal("", path=[step], validator=None, validator_value=None)
    else:
        yield from validator.descend(value, schema, path=step)


def _require(
    validator: SchemaValidator,
    names: list[str],
    instance: JsonValue,
    schema: JsonObject,
) -> Errors:
    if isinstance(instance, dict):
        yield from (
            ValidationError("", path=[name]) for name in names if name not in instance
        )


def _dependent_required(
    validator: SchemaValidator,
    needs: dict[str, list[str]],
    instance: JsonValue,
    schema: JsonObject,
) -> Errors:
    for name in needs if isinstance(instance, dict) else ():
        if name in instance:
            for need in needs[name]:
                if need not in instance:
                    yield ValidationError("", path=[need], validator_value=name)


def _pattern(
    validator: SchemaValidator, source: str, instance: JsonValue, schema: JsonObject
) -> Errors:
    if isinstance(instance, str) and not matches(source, instance):
        yield ValidationError("")


def _pattern_properties(
    validator: SchemaValidator,
    patterns: JsonObject,
    instance: JsonValue,
    schema: JsonObject,
) -> Errors:
    for source, subschema in patterns.items() if isinstance(instance, dict) else ():
        for name, value in instance.items():
            if matches(source, name):
                yield from _below(validator, value, subschema, name)


def _additional_properties(
    validator: SchemaValidator,
    subschema: JsonValue,
    instance: JsonValue,
    schema: JsonObject,
) -> Errors:
    properties = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    for name, value in instance.items() if isinstance(instance, dict) else ():
        if name not in properties and not any(
            matches(source, name) for source in patterns
        ):
            yield from _below(validator, value, subschema, name)


def _items(
    validator: SchemaValidator,
    subschema: JsonValue,
    instance: JsonValue,
    schema: JsonObject,
) -> Errors:
    first = len(schema.get("prefixItems", ()))
    for index, value in enumerate(
        instance[first:] if isinstance(instance, list) else (), start=first
    ):
        yield from _below(validator, value, subschema, index)


def _prefix_items(
    validator: SchemaValidator,
    positions: list[JsonValue],
    instance: JsonValue,
    schema: JsonObject,
) -> Errors:
    for index, (value, subschema) in enumerate(
        zip(instance if isinstance(instance, list) else (), positions, strict=False)
    ):
        yield from _below(validator, value, subschema, index)


def _properties(
    validator: SchemaValidator,
    members: JsonObject,
    instance: JsonValue,
    schema: JsonObject,
) -> Errors:
    for name, subschema in members.items() if isinstance(instance, dict) else ():
        if name in instance:
            yield from _below(validator, instance[name], subschema, name)


def _property_names(
    validator: SchemaValidator,
    subschema: JsonValue,
    instance: JsonValue,
    schema: JsonObject,
) -> Errors:
    for name in instance if isinstance(instance, dict) else ():
        if not validator.evolve(schema=subschema).is_valid(name):
            yield ValidationError("", path=[name])


def _format(
    validator: SchemaValidator, name: JsonValue, instance: JsonValue, schema: JsonObject
) -> Errors:
    if (
        isinstance(instance, str)
        and isinstance(name, str)
        and not fits_format(instance, name)
    ):
        yield ValidationError("")


def _multiple_of(
    validator: SchemaValidator, step: JsonValue, instance: JsonValue, schema: JsonObject
) -> Errors:
    if not has_type(instance, "number") or not step:
        return
    if is_multiple(instance, step) is False:
        yield ValidationError("")


def is_multiple(instance: JsonValue, step: JsonValue) -> bool | None:
    """Return whether a number is a multiple of a step, or None if it has too many digits to tell.

    What floats take for a multiple is one too: many programs make and check such values as floats.
    """
    numbers = [Decimal(str(instance)), Decimal(str(step))]
    if any(abs(number.adjusted()) > _DIGITS for number in numbers):
        return None
    dividend, divisor = map(Fraction, numbers)
    if not dividend % divisor:
        return True
    try:
        quotient = float(instance) / float(step)
    except (OverflowError, ZeroDivisionError):
        return False
    return math.isfinite(quotient) and quotient.is_integer()


def _enum(
    validator: SchemaValidator,
    values: list[JsonValue],
    instance: JsonValue,
    schema: JsonObject,
) -> Errors:
    if isinstance(instance, str):
        if instance not in values:
            yield ValidationError("")
    elif not any(_equal(value, instance) for value in values):
        yield ValidationError("")


def _const(
    validator: SchemaValidator,
    value: JsonValue,
    instance: JsonValue,
    schema: JsonObject,
) -> Errors:
    if not _equal(value, instance):
        yield ValidationError("")


def _equal(left: JsonValue, right: JsonValue) -> bool:
    """Compare as JSON does: 1 equals 1.0, but not true."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            _equal(left[key], right[key]) for key in left
        )
    return bool(left == right)


def _type(
    validator: SchemaValidator,
    names: JsonValue,
    instance: JsonValue,
    schema: JsonObject,
) -> Errors:
    if not any(
        has_type(instance, name)
        for name in ([names] if isinstance(names, str) else names)
    ):
        yield ValidationError("")


_Validator = _extend(
    Draft202012Validator,
    {
        "additionalProperties": _additional_properties,
        "const": _const,
        "dependentRequired": _dependent_required,
        "enum": _enum,
        "format": _format,
        "items": _items,
        "multipleOf": _multiple_of,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "prefixItems": _prefix_items,
        "properties": _properties,
        "propertyNames": _property_names,
        "required": _require,
        "type": _type,
    },
)

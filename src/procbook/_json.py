"""Types of JSON values, for annotations."""

from __future__ import annotations

from typing import Any, TypeAlias

JsonValue: TypeAlias = Any
"""Any JSON value: an object, an array, a string, a number, a boolean or None."""
JsonObject: TypeAlias = dict[str, Any]
"""A JSON object."""

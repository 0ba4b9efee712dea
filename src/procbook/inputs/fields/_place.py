"""Where a field stands in a schema, and what makers of its parts can ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from ..._json import JsonObject, JsonValue
from ..schema._flatten import Merger
from ._field import Field


@dataclass(frozen=True, slots=True)
class FieldContext:
    """Where a field stands.

    This is its name, its pointer, the definitions around it, and what the schemas
    around it say about it.
    """

    name: str
    pointer: str = ""
    required: bool = False
    hints: JsonObject = field(default_factory=dict)
    when: JsonObject = field(default_factory=dict)
    within: tuple[str, ...] = ()
    depth: int = 0

    def inside(self, name: str, **members: Any) -> FieldContext:
        """Return the place of a member."""
        step = "/" + name.replace("~", "~0").replace("/", "~1")
        return FieldContext(
            name,
            self.pointer + step,
            within=self.within,
            depth=self.depth + 1,
            **members,
        )

    def apart(self, name: str = "", **members: Any) -> FieldContext:
        """Return the place of an item or a branch, where pointers start anew."""
        return FieldContext(
            name, "", within=self.within, depth=self.depth + 1, **members
        )


class FieldMaker(Protocol):
    """Makes fields of schemas; :class:`._planner.Planner` is the one that does."""

    merger: Merger

    def field(self, schema: JsonValue, context: FieldContext) -> Field:
        """Return the field for one schema."""

    def with_kind(self, draft: Field, flat: JsonObject, context: FieldContext) -> Field:
        """Return a field with the kind that fits a flat schema."""

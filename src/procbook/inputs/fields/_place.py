"""Where a field stands in a schema, and what the maker of fields offers to those who make a part of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from ..schema._flatten import Merger
from ._field import Field

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FieldContext:
    """Where a field stands: its name, pointer, the definitions around it, and what is known of it from outside."""

    name: str
    pointer: str = ""
    required: bool = False
    hints: Json = field(default_factory=dict)
    when: Json = field(default_factory=dict)
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

    def field(self, schema: Any, context: FieldContext) -> Field:
        """Return the field for one schema."""

    def with_kind(self, draft: Field, flat: Json, context: FieldContext) -> Field:
        """Return a field with the kind that fits a flat schema."""

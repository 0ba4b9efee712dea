"""What is known about the outputs of a process before looking at an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..._json import JsonObject, JsonValue
from ...models import ProcessDescription, ProcessRequest

UNNAMED: Final = "result"
"""Id of an output that nothing names."""


@dataclass(frozen=True)
class ExpectedOutputs:
    """What is known about the outputs before looking at the answer."""

    ids: tuple[str, ...] = ()
    schemas: JsonObject = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    document: bool = False  # whether response=document was sent

    def all_in(self, value: Mapping[str, JsonValue]) -> bool:
        """Return whether every output is a member."""
        return bool(self.ids) and all(name in value for name in self.ids)

    def any_in(self, value: Mapping[str, JsonValue]) -> bool:
        """Return whether an output is a member."""
        return any(name in value for name in self.ids)

    def takes(self, media_type: str) -> bool:
        """Return whether some output may have this media type."""
        allowed = {
            m for schema in self.schemas.values() for m in media_types(schema)
        } | set(self.media.values())
        return media_type in allowed

    def schema_has(self, *names: str) -> bool:
        """Return whether the schema of the single output describes all these members."""
        schema = self.schemas.get(self.ids[0]) if len(self.ids) == 1 else None
        properties = _keyword(schema, "properties")
        return (
            isinstance(properties, Mapping)
            and bool(names)
            and all(name in properties for name in names)
        )


def expected_outputs(
    outputs: Sequence[str] | None,
    description: ProcessDescription | None,
    request: ProcessRequest | None,
) -> ExpectedOutputs:
    """Return what request and description say about the outputs."""
    selected = (request.outputs if request else None) or {}
    described = description.outputs if description else {}
    ids = tuple(outputs) if outputs else tuple(selected) or tuple(described)
    media = {
        k: o.format.mediaType
        for k, o in selected.items()
        if o and o.format and o.format.mediaType
    }
    schemas = {k: o.schema_ for k, o in described.items()}
    return ExpectedOutputs(
        ids, schemas, media, document=bool(request and request.response == "document")
    )


def media_types(schema: JsonValue) -> Iterable[str]:
    """Yield the media types that a schema names, also in its alternatives."""
    kind = _keyword(schema, "contentMediaType")
    if isinstance(kind, str):
        yield kind.split(";")[0].strip().lower()
    for name in ("oneOf", "anyOf", "allOf"):
        for branch in _keyword(schema, name) or ():
            yield from media_types(branch)


def _keyword(schema: JsonValue, name: str) -> JsonValue:
    if isinstance(schema, Mapping):
        return schema.get(name)
    return getattr(schema, name, None)


def free(name: str, used: Mapping[str, JsonValue]) -> str:
    """Return a name that is not taken yet: itself, or with a number."""
    number = 2
    free = name
    while free in used:
        free, number = f"{name}-{number}", number + 1
    return free

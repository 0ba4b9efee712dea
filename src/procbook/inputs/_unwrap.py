"""Links and qualified values that stand where a value could (OGC 18-062r2, section 7.11.2)."""

from __future__ import annotations

from typing import Any, Final

from ._fields import Field, Plan

Path = tuple[str | int, ...]

_QUALIFIERS: Final = frozenset({"value", "mediaType", "encoding", "schema", "format"})


def is_link(instance: Any) -> bool:
    """Tell whether an instance is a link."""
    return isinstance(instance, dict) and isinstance(instance.get("href"), str)


def is_qualified(instance: Any) -> bool:
    """Tell whether an instance has the members of a qualified value and no others."""
    return isinstance(instance, dict) and "value" in instance and instance.keys() <= _QUALIFIERS


def takes_media(field: Field) -> bool:
    """Tell whether a media type can be chosen for a field, so that a qualified value may stand there."""
    return bool(field.media) or any(branch.media for branch in field.children if field.kind == "alternatives")


def occurs(field: Field) -> bool:
    """Tell whether a list is the list of values of an input that occurs several times."""
    return field.kind == "list" and field.item is not None and field.item.link


def unwrapped(plan: Plan, value: dict[str, Any]) -> tuple[dict[str, Any], set[Path]]:
    """Return the plain values of a form, and the paths where links stand; what is there now means nothing."""
    links: set[Path] = set()
    if not plan.process:
        return value, links
    known = plan.by_name
    plain = {n: _instance(known[n], v, (n,), links) if n in known else v for n, v in value.items()}
    return plain, links


def _instance(field: Field, instance: Any, path: Path, links: set[Path]) -> Any:
    if field.link and is_link(instance):
        links.add(path)
        return None
    if takes_media(field) and is_qualified(instance):
        return instance["value"]
    if occurs(field) and field.item is not None and isinstance(instance, list):
        return [_instance(field.item, one, (*path, place), links) for place, one in enumerate(instance)]
    return instance

"""Any dialect of JSON Schema becomes 2020-12.

Descriptions hold OpenAPI 3.0 (``nullable``, boolean exclusive bounds, ``example``), drafts 4 to
2020-12, WPS words for types, and plain slips. Afterwards every keyword has the shape that 2020-12
gives it, every ``$ref`` points into ``$defs`` of the same document, and nothing is left that a
validator would stumble over. Keywords that no draft knows stay as annotations: hints live there.

A reference is looked up in the schema that holds it, then in the whole document. Known documents of
OGC, GeoJSON and STAC are part of this package. Any other remote reference is never fetched; it
gives no verdict (:mod:`._verdicts`), and its address is noted as ``x-remote``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from ..._json import JsonObject, JsonValue
from ._branches import Branches
from ._bundled_schemas import bundled_schema, by_format
from ._keywords import ANNOTATIONS, fit_type, keyword, old_bounds
from ._media_content import binary, content, subtype
from ._patterns import compile_pattern, without_flags
from ._references import NAMED, SINGLE, References, Resource, join
from ._verdicts import withhold_verdicts

DEPTH: Final = 80
"""Nesting that a schema can have; deeper down anything is allowed. JSON itself ends near 1,000."""

_DROPPED: Final = frozenset(
    {
        "$anchor",
        "$comment",
        "$defs",
        "$dynamicAnchor",
        "$dynamicRef",
        "$id",
        "$recursiveAnchor",
        "$recursiveRef",
        "$schema",
        "$vocabulary",
        "additionalItems",
        "definitions",
        "dependencies",
        "example",
        "externalDocs",
        "id",
        "nullable",
        "x-nullable",
        "xml",
    }
)
"""Keywords that are replaced by others, or that mean nothing once references are local."""
_SINGLE: Final = frozenset(SINGLE) - _DROPPED
_NAMED: Final = frozenset(NAMED) - _DROPPED
_STRUCTURE: Final = frozenset(
    {"$ref", "properties", "allOf", "anyOf", "oneOf", "x-remote"}
)
_ASSERTING: Final = frozenset({"4", "6", "7", ""})
"""Drafts in which ``format`` limits a value; since 2019-09 it only describes it."""

Scope = tuple[tuple[str, int], ...]
"""Dynamic anchors that are in force, with the identity of their schema, by name."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the document a schema stands."""

    resource: Resource
    scope: Scope = ()
    depth: int = 0

    def enter(self, resource: Resource, depth: int) -> _Place:
        """Return the place inside a resource; what is in force already stays (2020-12, 8.2.3.2)."""
        names = {name for name, _ in self.scope}
        added = [
            (name, id(schema))
            for name, schema in resource.dynamic.items()
            if name not in names
        ]
        scope = tuple(sorted((*self.scope, *added))) if added else self.scope
        return _Place(resource, scope, depth)


class Dialect:
    """Turns the schemas of one document into 2020-12 and collects what they refer to.

    Parameters
    ----------
    document : Any
        The whole document, where references are looked up that the schema itself does not hold.

    Attributes
    ----------
    defs : dict
        What ``#/$defs/…`` refers to in the schemas returned so far.
    unresolved : list of str
        References that lead nowhere, each once.
    """

    def __init__(self, document: JsonValue = None) -> None:
        self.references = References(document)
        self.defs: JsonObject = {}
        self.unresolved: list[str] = []
        self._names: dict[tuple[int, Scope], str] = {}
        self._held: list[JsonValue] = []
        self._pending: list[tuple[str, Any, _Place]] = []

    def schema(self, source: JsonValue) -> JsonValue:
        """Return one schema, and with it every definition it needs, as 2020-12."""
        resource = self.references.add(source)
        result = self._convert(source, _Place(resource).enter(resource, 0))
        added: list[JsonValue] = []
        while self._pending:
            name, target, place = self._pending.pop()
            self.defs[name] = self._convert(target, place)
            added.append(self.defs[name])
        withhold_verdicts([result, *added], self.defs)
        return result

    def _convert(self, source: JsonValue, place: _Place) -> JsonValue:
        if isinstance(source, bool):
            return source
        if not isinstance(source, dict) or place.depth > DEPTH:
            return True
        if source in ({"not": {}}, {"not": True}):
            return False
        inner = self.references.of(source, place.resource)
        if inner is not place.resource:
            place = place.enter(inner, place.depth)
        if _is_alone(source, place):
            source = _without_siblings(source)
        out = self._keywords(source, place)
        _collect_required(out, source)
        if not place.resource.draft:
            fit_type(out)
        if source.get("nullable") is True or source.get("x-nullable") is True:
            return _nullable(out)
        return out

    def _keywords(self, source: JsonObject, place: _Place) -> JsonObject:
        """Return a schema with each keyword in the form of 2020-12."""
        out: JsonObject = {}
        deeper = self._deeper(place)
        for key in source:
            if key not in _DROPPED and isinstance(key, str):
                self._keyword(out, key, source, place)
        self._replace_old_keywords(out, source, deeper)
        if place.resource.draft:
            _keep_declared(out, source, place.resource.draft)
        else:
            binary(out)
            subtype(out)
            content(out)
        refs = [source.get(k) for k in ("$ref", "$recursiveRef", "$dynamicRef")]
        leads = [
            self._reference(ref, place, is_dynamic=n == 2)
            for n, ref in enumerate(refs)
            if isinstance(ref, str)
        ]
        out.update(leads[0] if leads else self._meaning(out))
        for other in leads[1:]:
            out["allOf"] = [*out.get("allOf", ()), other]
        return out

    def _deeper(self, place: _Place) -> Callable[[Any], Any]:
        below = replace(place, depth=place.depth + 1)
        return lambda subschema: self._convert(subschema, below)

    def _keyword(
        self, out: JsonObject, key: str, source: JsonObject, place: _Place
    ) -> None:
        value = source[key]
        deeper = self._deeper(place)
        if key in _SINGLE:
            if isinstance(value, dict | bool):
                out[key] = deeper(value)
        elif key == "allOf":
            if isinstance(value, list) and value:
                out[key] = [deeper(part) for part in value]
        elif key in ("anyOf", "oneOf"):
            if isinstance(value, list) and value:
                branches = Branches(deeper, lambda ref: self._target(ref, place))
                branches.add(out, key, source)
        elif key in _NAMED:
            if isinstance(value, dict):
                out[key] = {
                    str(name): deeper(subschema) for name, subschema in value.items()
                }
        elif key in ("items", "prefixItems"):
            _items(out, key, value, deeper)
        else:
            keyword(out, key, value)

    def _replace_old_keywords(
        self, out: JsonObject, source: JsonObject, deeper: Callable[[Any], Any]
    ) -> None:
        """Replace keywords of older drafts and of OpenAPI 3.0 by those of 2020-12."""
        if "prefixItems" in out and "additionalItems" in source and "items" not in out:
            out["items"] = deeper(source["additionalItems"])
        for name, needs in _mapping(source.get("dependencies")).items():
            key = "dependentRequired" if isinstance(needs, list) else "dependentSchemas"
            out.setdefault(key, {})[name] = (
                needs if isinstance(needs, list) else deeper(needs)
            )
        old_bounds(out)
        if "examples" not in out and "example" in source:
            out["examples"] = [source["example"]]
        _readable_patterns(out)

    def _target(self, ref: str, place: _Place) -> JsonValue:
        found = self._find(ref, place)
        return None if found is None else found[0]

    def _find(self, ref: str, place: _Place) -> tuple[Any, Resource] | None:
        found = self.references.find(ref, place.resource)
        if found is not None:
            return found
        address = join(place.resource.address, ref)
        bundled = bundled_schema(ref) or bundled_schema(address)
        return None if bundled is None else (bundled, self.references.add(bundled))

    def _reference(self, ref: str, place: _Place, *, is_dynamic: bool) -> JsonObject:
        found = self._find(ref, place)
        if found is None:
            if ref not in self.unresolved:
                self.unresolved.append(ref)
            return {"x-remote": ref}
        target, resource = found
        fragment = ref.partition("#")[2]
        if is_dynamic and _mapping(target).get("$dynamicAnchor") == fragment != "":
            target, resource = self._outermost(fragment, place, found)
        name = ref.rstrip("/").rpartition("/")[2].rpartition("#")[2] or "root"
        return {"$ref": self._definition(target, place.enter(resource, 1), name)}

    def _outermost(
        self, name: str, place: _Place, found: tuple[Any, Resource]
    ) -> tuple[Any, Resource]:
        """Return the schema with a dynamic anchor that was entered first."""
        identity = dict(place.scope).get(name)
        for resource in self.references.with_dynamic(name):
            schema = resource.dynamic[name]
            if id(schema) == identity:
                return schema, resource
        return found

    def _meaning(self, out: JsonObject) -> JsonObject:
        """Return the reference that a format of the standard stands for.

        A format counts only where nothing else says what is inside.
        """
        format = str(out.get("format"))
        standard = by_format(format) if out.get("type", "object") == "object" else None
        if standard is None or _STRUCTURE & out.keys():
            return {}
        place = _Place(self.references.add(standard), (), 1)
        return {"$ref": self._definition(standard, place, format)}

    def _definition(self, target: JsonValue, place: _Place, name: str) -> str:
        key = (id(target), place.scope)
        definition = self._names.get(key)
        if definition is None:
            definition = self._names[key] = self._free_name(name)
            self._held.append(target)  # its id stays its own while we live
            self._pending.append((definition, target, place))
        return f"#/$defs/{definition}"

    def _free_name(self, wish: str) -> str:
        wish = re.sub(r"\.(json|ya?ml)$", "", wish)
        base = (
            wish
            if re.fullmatch(r"[A-Za-z][\w.-]*", wish)
            and wish not in ("constructor", "prototype")
            else "def"
        )
        used = set(self._names.values())
        return next(
            name
            for n in range(1, 10**9)
            if (name := base if n == 1 else f"{base}-{n}") not in used
        )


def _is_alone(source: JsonObject, place: _Place) -> bool:
    """Return whether nothing beside a ``$ref`` counts, as in the drafts before 2019-09.

    Without ``$schema`` a reference into ``definitions``, which later drafts call ``$defs``, tells.
    """
    ref = source.get("$ref")
    draft = place.resource.draft
    return isinstance(ref, str) and (
        draft in ("4", "6", "7") or (not draft and ref.startswith("#/definitions/"))
    )


def _without_siblings(source: JsonObject) -> JsonObject:
    return {
        k: v
        for k, v in source.items()
        if k in ("$ref", "nullable", "x-nullable", "example")
        or k in ANNOTATIONS
        or str(k).startswith(("x-", "ui"))
    }


def _keep_declared(out: JsonObject, source: JsonObject, draft: str) -> None:
    """Take back leniency where a schema says by which draft it is to be read."""
    if source.get("enum") == []:
        out["not"] = True
    if draft not in _ASSERTING and "format" in out:
        out["x-format"] = out["format"]


def _mapping(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _items(
    out: JsonObject, key: str, value: JsonValue, deeper: Callable[[Any], Any]
) -> None:
    if isinstance(value, list):
        out["prefixItems"] = [deeper(position) for position in value]
    elif key == "items" and isinstance(value, dict | bool):
        out["items"] = deeper(value)


def _readable_patterns(out: JsonObject) -> None:
    """Remove patterns that cannot be read, and then allow any other name, as they may match it."""
    patterns = out.get("patternProperties", {})
    readable = {
        pattern: subschema
        for source, subschema in patterns.items()
        if (pattern := without_flags(source)) is not None and compile_pattern(pattern)
    }
    if patterns:
        out["patternProperties"] = readable
    if len(readable) < len(patterns):
        out.pop("additionalProperties", None)


def _collect_required(out: JsonObject, source: JsonObject) -> None:
    """Read ``required: true`` inside of a member, which is of draft 3 and a common slip."""
    members = [
        n
        for n, s in _mapping(source.get("properties")).items()
        if _mapping(s).get("required") is True
    ]
    if members:
        out["required"] = list(dict.fromkeys([*out.get("required", []), *members]))


def _nullable(out: JsonObject) -> JsonObject:
    """Return a schema that also allows null, even if ``enum`` does not list it (OpenAPI 3.0)."""
    if "enum" in out and None not in out["enum"]:
        out["enum"] = [*out["enum"], None]
    if "type" in out:
        names = [out["type"]] if isinstance(out["type"], str) else out["type"]
        out["type"] = list(dict.fromkeys([*names, "null"]))
    if "const" in out and out["const"] is not None:
        out["enum"] = [out.pop("const"), None]
    if not any(
        keyword in out for keyword in ("$ref", "allOf", "anyOf", "oneOf", "not", "if")
    ):
        return out
    notes = {
        k: out.pop(k)
        for k in list(out)
        if k in ANNOTATIONS or k.startswith(("x-", "ui"))
    }
    return {**notes, "anyOf": [out, {"type": "null"}]}

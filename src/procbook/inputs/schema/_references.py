"""Where a ``$ref`` leads.

Resources are found by ``$id``, and parts of them by anchor or JSON Pointer (JSON Schema
2020-12, section 8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote, urljoin

from ..._json import JsonObject, JsonValue

SINGLE: Final = (
    "additionalItems",
    "additionalProperties",
    "contains",
    "else",
    "if",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
)
"""Keywords whose value is a schema."""
SEVERAL: Final = (
    "allOf",
    "anyOf",
    "oneOf",
    "prefixItems",
)
"""Keywords whose value is a list of schemas."""
NAMED: Final = (
    "$defs",
    "definitions",
    "dependencies",
    "dependentSchemas",
    "patternProperties",
    "properties",
)
"""Keywords whose value is an object of schemas by name."""
_SCHEME: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_HIERARCHIC: Final = re.compile(r"^(https?|ftp|file):|^(?![A-Za-z][A-Za-z0-9+.-]*:)")


@dataclass(slots=True, eq=False)
class Resource:
    """A schema with an address of its own.

    Attributes
    ----------
    root : Any
        The schema.
    address : str
        Absolute where the document says so; empty for a document without ``$id``.
    parent : Resource or None
        The resource that this one is written in.
    anchors : dict
        Schemas by the name of their anchor, dynamic ones too.
    dynamic : dict
        Those with ``$dynamicAnchor``.
    draft : str
        ``"4"``, ``"6"``, ``"7"``, ``"2019-09"``, ``"2020-12"``; empty if not declared.
    """

    root: Any
    address: str = ""
    parent: Resource | None = None
    anchors: JsonObject = field(default_factory=dict)
    dynamic: JsonObject = field(default_factory=dict)
    draft: str = ""

    def enclosing(self) -> Iterator[Resource]:
        """Yield this resource and those around it, the nearest first."""
        resource: Resource | None = self
        while resource is not None:
            yield resource
            resource = resource.parent


class References:
    """The resources of one document.

    Parameters
    ----------
    document : Any
        The document in which references are looked up last.
    """

    def __init__(self, document: JsonValue) -> None:
        self.document = Resource(document)
        self._by_address: dict[str, Resource] = {}
        self._of_schema: dict[int, Resource] = {}
        self._roots: dict[int, Resource] = {}
        for schema in _definitions(document):
            self.add(schema)

    def add(self, schema: JsonValue) -> Resource:
        """Return the resource of a schema at the top of a document, with all below it read."""
        resource = self._roots.get(id(schema))
        if resource is None:
            resource = self._roots[id(schema)] = Resource(schema, parent=self.document)
            self._read(schema, resource)
            resource = self.of(schema, resource)
            self._roots[id(schema)] = resource
        return resource

    def of(self, schema: JsonValue, around: Resource) -> Resource:
        """Return the resource that a schema is part of, or is the root of."""
        return self._of_schema.get(id(schema), around)

    def with_dynamic(self, name: str) -> Iterator[Resource]:
        """Yield the resources that define a dynamic anchor."""
        resources = {*self._of_schema.values(), *self._roots.values()}
        yield from (r for r in resources if name in r.dynamic)

    def find(self, ref: str, base: Resource) -> tuple[Any, Resource] | None:
        """Return the schema that a reference leads to and its resource, or None."""
        address, _, fragment = ref.partition("#")
        fragment = unquote(fragment)
        if not address:
            homes = [*base.enclosing()]
        else:
            target = self._by_address.get(join(base.address, address))
            target = target or self._by_address.get(address)
            homes = [] if target is None else [target]
        for home in homes:
            if (schema := _inside(home, fragment)) is not None:
                return schema, self._resource_below(home, schema, fragment)
        return None

    def _resource_below(
        self, home: Resource, schema: JsonValue, fragment: str
    ) -> Resource:
        """Return the resource of what a pointer leads to, which may lie in one within."""
        resource, node = home, home.root
        for part in fragment.split("/")[1:] if fragment.startswith("/") else ():
            node = _step(node, part)
            resource = self.of(node, resource)
        if home is self.document and resource is home:
            return self.add(schema)
        return self.of(schema, resource)

    def _read(self, schema: JsonValue, around: Resource) -> None:
        todo = [(schema, around)]
        seen: set[int] = set()
        while todo:
            node, resource = todo.pop()
            if not isinstance(node, dict) or id(node) in seen:
                continue
            seen.add(id(node))
            resource = self._identify(node, resource)
            todo.extend((below, resource) for below in subschemas(node))

    def _identify(self, node: JsonObject, resource: Resource) -> Resource:
        draft = draft_of(node) or resource.draft
        if node is resource.root:
            resource.draft = draft
        identifier = _identifier(node, draft)
        address, _, fragment = identifier.partition("#")
        if address:
            address = join(resource.address, address)
            resource = Resource(node, address, parent=resource, draft=draft)
            self._of_schema[id(node)] = resource
            self._by_address.setdefault(address, resource)
        names = [fragment, node.get("$anchor"), node.get("$dynamicAnchor")]
        for name in names:
            if isinstance(name, str) and name:
                resource.anchors.setdefault(name, node)
        if isinstance(node.get("$dynamicAnchor"), str):
            resource.dynamic.setdefault(node["$dynamicAnchor"], node)
        return resource


def subschemas(node: JsonObject) -> Iterator[Any]:
    """Yield the schemas right below a schema, in every draft's keywords."""
    for key in SINGLE:
        if key in node:
            yield node[key]
    items = node.get("items")
    if isinstance(items, list):
        yield from items
    elif items is not None:
        yield items
    for key in SEVERAL:
        if isinstance(node.get(key), list):
            yield from node[key]
    for key in NAMED:
        if isinstance(node.get(key), dict):
            yield from node[key].values()


def draft_of(schema: JsonObject) -> str:
    """Return the draft that ``$schema`` declares, such as ``"2020-12"`` or ``"7"``.

    Where it declares none, the text is empty.
    """
    declared = schema.get("$schema")
    found = (
        re.search(r"draft[/-]0?([\d-]+)", declared)
        if isinstance(declared, str)
        else None
    )
    return found[1].rstrip("-") if found else ""


def join(base: str, address: str) -> str:
    """Return the absolute address of a relative one (RFC 3986, section 5)."""
    if _SCHEME.match(address) or not _HIERARCHIC.match(base):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _identifier(node: JsonObject, draft: str) -> str:
    if draft in ("4", "6", "7") and isinstance(node.get("$ref"), str):
        return ""  # nothing beside a reference counts in these drafts
    name = node.get("$id")
    if name is None and draft in ("", "3", "4"):
        name = node.get("id")
    return name if isinstance(name, str) else ""


def _definitions(document: JsonValue) -> Iterator[Any]:
    """Yield the schemas that a document keeps outside of its inputs, as OpenAPI documents do."""
    if not isinstance(document, dict):
        return
    components = document.get("components")
    for holder in (document, components if isinstance(components, dict) else {}):
        for key in ("$defs", "definitions", "schemas"):
            named = holder.get(key)
            if isinstance(named, dict):
                yield from named.values()


def _inside(home: Resource, fragment: str) -> JsonValue:
    """Return what an anchor or a JSON Pointer names in a resource; None if it names no schema."""
    if fragment and not fragment.startswith("/"):
        return home.anchors.get(fragment)
    target = home.root
    for part in fragment.split("/")[1:]:
        target = _step(target, part)
    return target if isinstance(target, dict | bool) else None


def _step(node: JsonValue, part: str) -> JsonValue:
    key = part.replace("~1", "/").replace("~0", "~")
    if isinstance(node, dict):
        return node.get(key)
    if isinstance(node, list) and key.isdecimal() and int(key) < len(node):
        return node[int(key)]
    return None

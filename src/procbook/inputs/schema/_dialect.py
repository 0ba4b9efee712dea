"""Any dialect of JSON Schema becomes 2020-12.

Descriptions hold OpenAPI 3.0 (``nullable``, boolean exclusive bounds, ``example``), drafts 4 to
2020-12, WPS words for types, and plain slips. Afterwards every keyword has the shape that 2020-12
gives it, every ``$ref`` points into ``$defs`` of the same document, and nothing is left that a
validator would stumble over. Keywords that no draft knows stay as annotations: hints live there.

A reference is looked up in the schema that holds it, then in the whole document. Known documents of
OGC and GeoJSON are part of this package; any other remote reference is never fetched and allows
anything, with its address noted as ``x-remote``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from ._bundled_schemas import bundled_schema, by_format
from ._keywords import ANNOTATIONS, binary, fit_type, keyword, old_bounds
from ._patterns import compile_pattern

DEPTH: Final = 80
"""Nesting that a schema can have; deeper down anything is allowed. JSON itself ends near 1,000."""

_SINGLE_SCHEMA: Final = (
    *(
        "additionalProperties",
        "unevaluatedProperties",
        "unevaluatedItems",
        "contains",
        "propertyNames",
        "not",
        "if",
    ),
    *("then", "else"),
)
_MANY: Final = ("allOf", "anyOf", "oneOf")
_NAMED_SCHEMAS: Final = ("properties", "patternProperties", "dependentSchemas")
_DROPPED: Final = frozenset(
    {
        *(
            "$id",
            "id",
            "$schema",
            "$anchor",
            "$dynamicAnchor",
            "$recursiveAnchor",
            "$vocabulary",
            "$comment",
            "$defs",
        ),
        *(
            "definitions",
            "nullable",
            "x-nullable",
            "example",
            "dependencies",
            "additionalItems",
            "$dynamicRef",
        ),
        *("$recursiveRef", "xml", "externalDocs"),
    }
)

_STRUCTURE: Final = frozenset(
    {"$ref", "properties", "allOf", "anyOf", "oneOf", "x-remote"}
)

Json = dict[str, Any]


class Dialect:
    """Turns the schemas of one document into 2020-12 and collects what they refer to.

    Parameters
    ----------
    document : Any
        The whole document, where references are looked up that the schema itself does not hold.
    """

    def __init__(self, document: Any = None) -> None:
        self.document = document
        self.defs: dict[str, Any] = {}
        self._names: dict[int, str] = {}
        self._held: list[Any] = []
        self._pending: list[tuple[str, Any, Any]] = []

    def schema(self, source: Any) -> Any:
        """Return one schema, and with it every definition it needs, as 2020-12."""
        result = self._convert(source, source, 0)
        while self._pending:
            name, target, root = self._pending.pop()
            self.defs[name] = self._convert(target, root, 1)
        return result

    def _convert(self, source: Any, root: Any, depth: int) -> Any:
        if isinstance(source, bool):
            return source
        if not isinstance(source, dict) or depth > DEPTH:
            return True
        out: Json = {}
        deeper = self._deeper(root, depth)
        for key in source:
            if key not in _DROPPED and isinstance(key, str):
                self._keyword(out, key, source, deeper, root)
        self._old_words(out, source, deeper)
        ref = source.get("$ref", source.get("$recursiveRef", source.get("$dynamicRef")))
        out.update(
            self._reference(ref, root) if isinstance(ref, str) else self._meaning(out)
        )
        _collect_required(out, source)
        fit_type(out)
        if source.get("nullable") is True or source.get("x-nullable") is True:
            return _nullable(out)
        return out

    def _deeper(self, root: Any, depth: int) -> Callable[[Any], Any]:
        return lambda subschema: self._convert(subschema, root, depth + 1)

    def _keyword(
        self, out: Json, key: str, source: Json, deeper: Callable[[Any], Any], root: Any
    ) -> None:
        value = source[key]
        if key in _SINGLE_SCHEMA:
            if isinstance(value, dict | bool):
                out[key] = deeper(value)
        elif key in _MANY:
            if isinstance(value, list) and value and key == "allOf":
                out[key] = [deeper(part) for part in value]
            elif isinstance(value, list) and value:
                _branches(
                    out,
                    key,
                    source,
                    deeper,
                    lambda ref: next(self._lookup(ref, root), (None,))[0],
                )
        elif key in _NAMED_SCHEMAS:
            if isinstance(value, dict):
                out[key] = {
                    str(name): deeper(subschema) for name, subschema in value.items()
                }
        elif key in ("items", "prefixItems"):
            _items(out, key, value, deeper)
        else:
            keyword(out, key, value)

    def _old_words(self, out: Json, source: Json, deeper: Callable[[Any], Any]) -> None:
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
        binary(out)

    def _reference(self, ref: str, root: Any) -> Json:
        target = next(self._lookup(ref, root), None)
        if target is None:
            return {"x-remote": ref}
        return {"$ref": self._definition(*target)}

    def _meaning(self, out: Json) -> Json:
        """Return the reference that a format of the standard stands for, where nothing else says what is inside."""
        format = str(out.get("format"))
        standard = by_format(format) if out.get("type", "object") == "object" else None
        if standard is None or _STRUCTURE & out.keys():
            return {}
        return {"$ref": self._definition(standard, standard, format)}

    def _definition(self, target: Any, home: Any, name: str) -> str:
        definition = self._names.get(id(target))
        if definition is None:
            definition = self._names[id(target)] = self._free_name(name)
            self._held.append(target)  # its id stays its own while we live
            self._pending.append((definition, target, home))
        return f"#/$defs/{definition}"

    def _lookup(self, ref: str, root: Any) -> Iterator[tuple[Any, Any, str]]:
        address, _, fragment = ref.partition("#")
        name = ref.rstrip("/").rpartition("/")[2].rpartition("#")[2] or "root"
        if not address or address == _mapping(root).get("$id"):
            for home in (root, self.document):
                if (target := _resolve(home, fragment)) is not None:
                    yield target, home, name
            return
        for home in (root, self.document):
            if (target := _by_id(home, address)) is not None:
                yield target, home, name
        if (bundled := bundled_schema(ref)) is not None:
            yield bundled, bundled, name

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


def _mapping(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _resolve(home: Any, fragment: str) -> Any:
    """Return the target of a JSON Pointer or an anchor; None if there is none."""
    if fragment and not fragment.startswith("/"):
        return next(
            (
                s
                for s in _subschemas(home)
                if fragment in (s.get("$anchor"), s.get("$dynamicAnchor"))
            ),
            None,
        )
    target = home
    for part in fragment.split("/")[1:]:
        key = (
            part.replace("~1", "/")
            .replace("~0", "~")
            .replace("%25", "%")
            .replace("%20", " ")
        )
        if isinstance(target, dict) and key in target:
            target = target[key]
        elif isinstance(target, list) and key.isdigit() and int(key) < len(target):
            target = target[int(key)]
        else:
            return None
    return target if isinstance(target, dict | bool) else None


def _by_id(home: Any, address: str) -> Any:
    return next(
        (s for s in _subschemas(home) if s.get("$id", s.get("id")) == address), None
    )


def _subschemas(home: Any) -> Iterator[Json]:
    todo = [home]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            yield node
            todo.extend(node.values())
        elif isinstance(node, list):
            todo.extend(node)


def _by_media(branches: list[Any]) -> bool:
    """Alternatives told apart by media type overlap as JSON: a text fits each of them (section 8, mixed types)."""
    marks = ("contentMediaType", "contentEncoding", "contentSchema")
    return any(
        mark in branch
        for branch in branches
        if isinstance(branch, dict)
        for mark in marks
    )


def _items(out: Json, key: str, value: Any, deeper: Callable[[Any], Any]) -> None:
    if isinstance(value, list):
        out["prefixItems"] = [deeper(position) for position in value]
    elif key == "items" and isinstance(value, dict | bool):
        out["items"] = deeper(value)


def _readable_patterns(out: Json) -> None:
    """Remove patterns that cannot be read, and then allow any other name, as they may match it."""
    patterns = out.get("patternProperties", {})
    readable = {
        source: subschema
        for source, subschema in patterns.items()
        if compile_pattern(source)
    }
    if len(readable) < len(patterns):
        out["patternProperties"] = readable
        out.pop("additionalProperties", None)


def _collect_required(out: Json, source: Json) -> None:
    """Read ``required: true`` inside of a member, which is of draft 3 and a common slip."""
    members = [
        n
        for n, s in _mapping(source.get("properties")).items()
        if _mapping(s).get("required") is True
    ]
    if members:
        out["required"] = list(dict.fromkeys([*out.get("required", []), *members]))


def _branches(
    out: Json,
    key: str,
    source: Json,
    deeper: Callable[[Any], Any],
    target: Callable[[str], Any],
) -> None:
    """Add alternatives that are not ``false`` to a schema, with the value of the discriminator."""
    if key == "oneOf" and _by_media(source[key]):
        key, alternatives = "anyOf", source["oneOf"]
    else:
        alternatives = source[key]
    mark = _discriminator(out, source, target)
    branches = [
        mark(branch, deeper(branch)) for branch in alternatives if branch is not False
    ]
    if branches:
        out.setdefault(key, []).extend(branches)
    else:
        out["not"] = True


def _discriminator(
    out: Json, source: Json, target: Callable[[str], Any]
) -> Callable[[Any, Any], Any]:
    """Return what writes the value of ``discriminator`` into a branch, so that any validator can tell it apart.

    OpenAPI takes the name of a schema that no ``mapping`` has for the value; what the schema itself
    says goes first.
    """
    discriminator = _mapping(source.get("discriminator"))
    name = discriminator.get("propertyName")
    if not isinstance(name, str):
        return lambda _, branch: branch
    out["discriminator"] = {"propertyName": name}
    names = {
        ref: key
        for key, ref in _mapping(discriminator.get("mapping")).items()
        if isinstance(ref, str)
    }

    def mark(source_branch: Any, branch: Any) -> Any:
        ref = _mapping(source_branch).get("$ref")
        if not isinstance(ref, str) or not isinstance(branch, dict):
            return branch
        tail = ref.rpartition("/")[2]
        key = _only_value(target(ref), name) or names.get(ref, names.get(tail, tail))
        return {
            **branch,
            "properties": {name: {"const": key}},
            "required": [name],
            "x-key": key,
        }

    return mark


def _only_value(schema: Any, name: str) -> str:
    """Return the only text that a schema allows for a member, if it says so by itself."""
    member = _mapping(_mapping(_mapping(schema).get("properties")).get(name))
    values = [member["const"]] if "const" in member else member.get("enum")
    if isinstance(values, list) and len(values) == 1 and isinstance(values[0], str):
        return values[0]
    parts = _mapping(schema).get("allOf")
    if isinstance(parts, list):
        return next(filter(None, (_only_value(part, name) for part in parts)), "")
    return ""


def _nullable(out: Json) -> Json:
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

"""Any dialect of JSON Schema becomes 2020-12.

Descriptions hold OpenAPI 3.0 (``nullable``, boolean exclusive bounds, ``example``), drafts 4 to 2020-12, WPS words
for types, and plain slips. Afterwards every keyword has the shape that 2020-12 gives it, every ``$ref`` points into
``$defs`` of the same document, and nothing is left that a validator would stumble over. Keywords that no draft knows
stay as annotations: hints live there.

A reference is looked up in the schema that holds it, then in the whole document. Known documents of OGC and GeoJSON
are part of this package; any other remote reference is never fetched and allows anything, with its address noted as
``x-remote``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from ._known import by_format, known_schema
from ._patterns import compile_pattern
from ._words import text_of

#: Nesting that a schema can have; deeper down anything is allowed. JSON itself ends near 1,000.
DEPTH: Final = 80

_TYPES: Final = {
    **dict.fromkeys(("string", "str", "text", "varchar", "char", "literal"), ("string", None)),
    **dict.fromkeys(
        ("number", "float", "double", "decimal", "real", "numeric", "float64", "float32"), ("number", None)
    ),
    **dict.fromkeys(("integer", "int", "long", "short", "int32", "int64", "positiveinteger"), ("integer", None)),
    **dict.fromkeys(("nonnegativeinteger", "byte", "unsignedint"), ("integer", None)),
    **dict.fromkeys(("boolean", "bool"), ("boolean", None)),
    **dict.fromkeys(("array", "list", "sequence"), ("array", None)),
    **dict.fromkeys(("object", "dict", "map", "record"), ("object", None)),
    **dict.fromkeys(("null", "none"), ("null", None)),
    "date": ("string", "date"),
    "time": ("string", "time"),
    **dict.fromkeys(("datetime", "date-time", "timestamp"), ("string", "date-time")),
    **dict.fromkeys(("duration", "timedelta"), ("string", "duration")),
    **dict.fromkeys(("uri", "url", "anyuri"), ("string", "uri")),
    **dict.fromkeys(("file", "path"), ("string", None)),
}
_FORMATS: Final = {
    **dict.fromkeys(("dateTime", "datetime", "DateTime", "date_time", "timestamp"), "date-time"),
    **dict.fromkeys(("URL", "url", "URI", "anyURI", "iri", "uri-reference", "iri-reference"), "uri"),
    **dict.fromkeys(("UUID", "uuid4", "guid"), "uuid"),
    **dict.fromkeys(("colour", "colour-hex", "color-hex", "hex-color"), "color"),
    **dict.fromkeys(("bytes", "base64"), "byte"),
    **dict.fromkeys(("bbox", "ogc-bounding-box", "bounding-box"), "ogc-bbox"),
    **dict.fromkeys(("WKT", "wkt-geometry", "wkt1", "well-known-text"), "wkt"),
    **dict.fromkeys(("geojson-polygon", "geojson_geometry"), "geojson-geometry"),
    **dict.fromkeys(("epsg", "EPSG", "crs", "epsg_code"), "epsg-code"),
    **dict.fromkeys(("multi-line", "textarea", "long-text", "longtext"), "multiline"),
    "time-interval": "interval",
    "daterange": "interval",
    "cql2-text-filter": "cql2-text",
    "cql2-json-filter": "cql2-json",
}
_OGC_FORMAT: Final = re.compile(r"^https?://www\.opengis\.net/def/format/ogcapi-processes/\d+/")
_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_COUNTS: Final = (
    *("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"),
)
_ONE: Final = (
    *("additionalProperties", "unevaluatedProperties", "unevaluatedItems", "contains", "propertyNames", "not", "if"),
    *("then", "else"),
)
_MANY: Final = ("allOf", "anyOf", "oneOf")
_NAMED: Final = ("properties", "patternProperties", "dependentSchemas")
_DROPPED: Final = frozenset(
    {
        *("$id", "id", "$schema", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$comment", "$defs"),
        *("definitions", "nullable", "x-nullable", "example", "dependencies", "additionalItems", "$dynamicRef"),
        *("$recursiveRef", "xml", "externalDocs"),
    }
)

_STRUCTURE: Final = frozenset({"$ref", "properties", "allOf", "anyOf", "oneOf", "x-remote"})

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
        for key, value in source.items():
            if key not in _DROPPED and isinstance(key, str):
                self._keyword(out, key, value, deeper)
        self._old_words(out, source, deeper)
        if isinstance(ref := source.get("$ref", source.get("$recursiveRef", source.get("$dynamicRef"))), str):
            out.update(self._reference(ref, root))
        elif (
            (meant := by_format(str(out.get("format"))))
            and not _STRUCTURE & out.keys()
            and out.get("type", "object") == "object"
        ):
            out["$ref"] = self._definition(meant, meant, str(out["format"]))
        _required_members(out, source)
        _fit_type(out)
        _discriminate(out, source)
        return _nullable(out) if source.get("nullable") is True or source.get("x-nullable") is True else out

    def _deeper(self, root: Any, depth: int) -> Callable[[Any], Any]:
        return lambda below: self._convert(below, root, depth + 1)

    def _keyword(self, out: Json, key: str, value: Any, deeper: Callable[[Any], Any]) -> None:
        if key in _ONE:
            if isinstance(value, dict | bool):
                out[key] = deeper(value)
        elif key in _MANY:
            if isinstance(value, list) and value:
                key = "anyOf" if key == "oneOf" and _by_media(value) else key
                out.setdefault(key, []).extend(deeper(branch) for branch in value)
        elif key in _NAMED:
            if isinstance(value, dict):
                out[key] = {str(name): deeper(below) for name, below in value.items()}
        elif key in ("items", "prefixItems"):
            _items(out, key, value, deeper)
        else:
            _plain(out, key, value)

    def _old_words(self, out: Json, source: Json, deeper: Callable[[Any], Any]) -> None:
        """Give the words of older drafts and of OpenAPI 3.0 their place in 2020-12."""
        if "prefixItems" in out and "additionalItems" in source and "items" not in out:
            out["items"] = deeper(source["additionalItems"])
        for name, needs in _mapping(source.get("dependencies")).items():
            key = "dependentRequired" if isinstance(needs, list) else "dependentSchemas"
            out.setdefault(key, {})[name] = needs if isinstance(needs, list) else deeper(needs)
        _exclusive(out, "exclusiveMinimum", "minimum", max)
        _exclusive(out, "exclusiveMaximum", "maximum", min)
        if "examples" not in out and "example" in source:
            out["examples"] = [source["example"]]
        patterns = out.get("patternProperties")
        if patterns is not None:
            out["patternProperties"] = {p: s for p, s in patterns.items() if compile_pattern(p)}
        _binary(out)

    def _reference(self, ref: str, root: Any) -> Json:
        found = next(self._lookup(ref, root), None)
        if found is None:
            return {"x-remote": ref}
        return {"$ref": self._definition(*found)}

    def _definition(self, target: Any, home: Any, name: str) -> str:
        known = self._names.get(id(target))
        if known is None:
            known = self._names[id(target)] = self._free_name(name)
            self._held.append(target)  # its id stays its own while we live
            self._pending.append((known, target, home))
        return f"#/$defs/{known}"

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
        if (known := known_schema(ref)) is not None:
            yield known, known, name

    def _free_name(self, wish: str) -> str:
        wish = re.sub(r"\.(json|ya?ml)$", "", wish)
        base = wish if re.fullmatch(r"[A-Za-z][\w.-]*", wish) and wish not in ("constructor", "prototype") else "def"
        taken = set(self._names.values())
        return next(name for n in range(1, 10**9) if (name := base if n == 1 else f"{base}-{n}") not in taken)


def _mapping(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _resolve(home: Any, fragment: str) -> Any:
    """Follow a JSON Pointer or an anchor; None if there is nothing."""
    if fragment and not fragment.startswith("/"):
        return next((s for s in _subschemas(home) if fragment in (s.get("$anchor"), s.get("$dynamicAnchor"))), None)
    target = home
    for part in fragment.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~").replace("%25", "%").replace("%20", " ")
        if isinstance(target, dict) and key in target:
            target = target[key]
        elif isinstance(target, list) and key.isdigit() and int(key) < len(target):
            target = target[int(key)]
        else:
            return None
    return target if isinstance(target, dict | bool) else None


def _by_id(home: Any, address: str) -> Any:
    return next((s for s in _subschemas(home) if s.get("$id", s.get("id")) == address), None)


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
    return any(mark in branch for branch in branches if isinstance(branch, dict) for mark in marks)


def _items(out: Json, key: str, value: Any, deeper: Callable[[Any], Any]) -> None:
    if isinstance(value, list):
        out["prefixItems"] = [deeper(position) for position in value]
    elif key == "items" and isinstance(value, dict | bool):
        out["items"] = deeper(value)


def _plain(out: Json, key: str, value: Any) -> None:
    """Keep a keyword that holds no schema, if its value has a shape that makes sense."""
    if key == "type":
        _types(out, value)
    elif key in ("title", "description"):
        if text := text_of(value):
            out[key] = text
    elif key == "format":
        if isinstance(value, str):
            short = _OGC_FORMAT.sub("", value)
            out[key] = _FORMATS.get(short, short)
    elif key in _NUMBERS:
        if (number := _number(value)) is not None:
            out[key] = number
    elif key in _COUNTS:
        if (count := _number(value)) is not None and count >= 0:
            out[key] = int(count)
    elif key == "enum":
        values = list(value) if isinstance(value, list | tuple) else list(value) if isinstance(value, dict) else []
        if values:
            out[key] = values
    elif key == "pattern":
        if isinstance(value, str) and compile_pattern(value):
            out[key] = value
    elif key == "required":
        if isinstance(value, list | str):
            out[key] = list(
                dict.fromkeys(v for v in ([value] if isinstance(value, str) else value) if isinstance(v, str))
            )
    elif key == "examples":
        out[key] = _examples(value)
    elif key == "dependentRequired":
        out[key] = {k: v for k, v in _mapping(value).items() if isinstance(v, list)}
    elif key in ("uniqueItems", "readOnly", "writeOnly", "deprecated"):
        if value in (True, "true"):
            out[key] = True
    elif key not in ("$ref", "discriminator"):
        out[key] = value


def _types(out: Json, value: Any) -> None:
    names: list[str] = []
    for word in value if isinstance(value, list) else [value]:
        if isinstance(word, dict):  # a union written as Avro or CWL write it
            continue
        found = _TYPES.get(str(word).lower())
        tokens = [found] if found else [_TYPES[t] for t in re.findall(r"[a-z]+", str(word).lower()) if t in _TYPES]
        for name, form in tokens:
            names += [name] if name not in names else []
            if form:
                out.setdefault("format", form)
    if names:
        out["type"] = names[0] if len(names) == 1 else names


def _number(value: Any) -> int | float | None:
    if isinstance(value, bool):
        return value or None
    if isinstance(value, int | float):
        return value
    try:
        return int(value) if str(value).lstrip("+-").isdigit() else float(value)
    except (TypeError, ValueError):
        return None


def _exclusive(out: Json, key: str, bound: str, tighter: Callable[[Any, Any], Any]) -> None:
    """``exclusiveMinimum: true`` beside ``minimum`` is of OpenAPI 3.0; a number by itself of draft 6 and later."""
    if isinstance(out.get(bound), bool):
        del out[bound]
    if out.get(key) is True:
        del out[key]
        if bound in out:
            out[key] = out.pop(bound)


def _examples(value: Any) -> list[Any]:
    if isinstance(value, dict):  # OpenAPI: {name: {"value": …}}
        return [v["value"] if isinstance(v, dict) and "value" in v else v for v in value.values()]
    return list(value) if isinstance(value, list) else [value]


def _binary(out: Json) -> None:
    """``format: byte`` and ``binary`` of OpenAPI 3.0 both travel as base64 in JSON (section 7.11.2.3)."""
    if out.get("format") in ("byte", "binary"):
        out.setdefault("contentEncoding", "base64")
    if isinstance(out.get("contentEncoding"), str) and out["contentEncoding"].lower() in ("binary", "base64"):
        out["contentEncoding"] = "base64"
        out.setdefault("type", "string")


def _required_members(out: Json, source: Json) -> None:
    """``required: true`` inside of a member is of draft 3 and a common slip."""
    members = [n for n, s in _mapping(source.get("properties")).items() if _mapping(s).get("required") is True]
    if members:
        out["required"] = list(dict.fromkeys([*out.get("required", []), *members]))


def _fit_type(out: Json) -> None:
    """A type that none of the values of its own ``enum`` has would forbid everything: the values decide."""
    names = out.get("type")
    values = [out["const"]] if "const" in out else out.get("enum")
    if names is None or values is None:
        return
    allowed = [names] if isinstance(names, str) else names
    if not any(has_type(v, name) for v in values for name in allowed):
        del out["type"]


def has_type(value: Any, name: str) -> bool:
    """Tell whether a JSON value is of a type of JSON Schema; 1.0 counts as an integer."""
    if name == "boolean" or isinstance(value, bool):
        return name == "boolean" and isinstance(value, bool)
    if name == "integer":
        return isinstance(value, int) or (hasattr(value, "__float__") and value == value // 1)
    return {
        "null": value is None,
        "string": isinstance(value, str),
        "array": isinstance(value, list | tuple),
        "object": isinstance(value, dict),
        "number": hasattr(value, "__float__") and not isinstance(value, str),
    }.get(name, False)


def _discriminate(out: Json, source: Json) -> None:
    """Write what ``discriminator`` says into the branches, so that any validator can tell them apart."""
    told = _mapping(source.get("discriminator"))
    name = told.get("propertyName")
    if not isinstance(name, str):
        return
    out["discriminator"] = {"propertyName": name}
    names = {ref: key for key, ref in _mapping(told.get("mapping")).items() if isinstance(ref, str)}
    for word in ("oneOf", "anyOf"):
        refs = [_mapping(b).get("$ref") for b in source.get(word) or ()] if isinstance(source.get(word), list) else []
        for place, ref in enumerate(refs):
            if isinstance(ref, str):
                tail = ref.rpartition("/")[2]
                key = names.get(ref, names.get(tail, tail))
                branch = out[word][place]
                marked = {"properties": {name: {"const": key}}, "required": [name], "x-key": key}
                out[word][place] = {**branch, **marked} if isinstance(branch, dict) else branch


def _nullable(out: Json) -> Json:
    """Allow null as well; OpenAPI 3.0 wants null in ``enum`` for that, but hardly anybody writes it."""
    if "enum" in out and None not in out["enum"]:
        out["enum"] = [*out["enum"], None]
    if "type" in out:
        names = [out["type"]] if isinstance(out["type"], str) else out["type"]
        out["type"] = list(dict.fromkeys([*names, "null"]))
    if "const" in out and out["const"] is not None:
        out["enum"] = [out.pop("const"), None]
    if not any(word in out for word in ("$ref", "allOf", "anyOf", "oneOf", "not", "if")):
        return out
    notes = {k: out.pop(k) for k in list(out) if k in ANNOTATIONS or k.startswith(("x-", "ui"))}
    return {**notes, "anyOf": [out, {"type": "null"}]}


#: What a schema says about a value without limiting it.
ANNOTATIONS: Final = frozenset(
    {"title", "description", "default", "examples", "readOnly", "writeOnly", "deprecated", "uom", "unit", "units"}
)

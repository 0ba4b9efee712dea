"""One output as it came: a value, bytes, or a link, with what is known about it."""

from __future__ import annotations

import base64
import binascii
import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from ..._json import JsonValue
from ...models import Quirk
from .. import _json_values as _json
from .._answer import is_json


class _Absent(enum.Enum):
    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = _Absent.ABSENT
"""Stands for a value that did not come along; ``None`` is a value."""


@dataclass(frozen=True)
class Part:
    """One output of a process, in the form it came.

    Attributes
    ----------
    id : str
        Output id.
    value
        JSON value, or :data:`ABSENT` when the output came as bytes or as a link.
    body : bytes or None
        The bytes, base64 already undone.
    media_type : str or None
        Media type of the output.
    encoding : str or None
        Encoding that the output had on its way, such as ``"base64"``, or the character set of a
        text.
    href : str or None
        Where it is, when it came by reference; as the server wrote it where nothing is known to
        resolve it against.
    filename : str or None
        Name proposed by the server, without any folder.
    title, schema, size, checksum, rel
        What else the server said about it.
    """

    id: str
    value: Any = ABSENT
    body: bytes | None = field(default=None, repr=False)
    media_type: str | None = None
    encoding: str | None = None
    href: str | None = None
    filename: str | None = None
    title: str | None = None
    schema: Any = None
    size: int | None = None
    checksum: str | None = None
    rel: str | None = None


class Parts(dict[str, Part]):
    """Outputs by id, and what was odd about the answer that held them."""

    def __init__(
        self, parts: Mapping[str, Part] | None = None, quirks: tuple[Quirk, ...] = ()
    ) -> None:
        super().__init__(parts or {})
        self.quirks = quirks


_QUALIFIERS: Final = frozenset(
    {
        "mediaType",
        "encoding",
        "schema",
        "format",
        "type",
        "id",
        "title",
        "mimeType",
        "description",
    }
)
_HREFS: Final = ("href", "url", "uri", "location")


def part_of(id: str, value: JsonValue, schema: JsonValue = None) -> Part:
    """Return one member of a results document.

    A plain value, a qualified one, a link, or one in the other.

    Parameters
    ----------
    id : str
        Output id.
    value
        JSON value as received.
    schema : Schema or dict, optional
        Schema of the output; tells whether a text is JSON, and whether an object is meant as it is.
    """
    part = Part(id)
    for _ in range(
        4
    ):  # a qualified value in a qualified value happens, a link in one is common
        if is_link(value):
            return _by_reference(part, value)
        if not is_qualified(value):
            break
        part, value = _add_qualifiers(part, value), value["value"]
    return _inline(part, value, schema)


def is_link(value: JsonValue) -> bool:
    """Return whether a JSON value is a link to an output and nothing else."""
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("href"), str)
        and not ({"value", "coordinates"} & set(value))
    )


def is_qualified(value: JsonValue) -> bool:
    """Return whether a JSON value is a qualified value (``qualifiedInputValue.yaml``)."""
    if not isinstance(value, Mapping) or "value" not in value:
        return False
    return all(
        k == "value" or k in _QUALIFIERS or k.startswith(("file:", "x-", "$"))
        for k in value
    )


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and value else None


def _add_qualifiers(part: Part, value: Mapping[str, JsonValue]) -> Part:
    form = value.get("format")
    outer = form if isinstance(form, Mapping) else {}
    kind = _text(value.get("type"))
    media = next(
        (
            _text(m)
            for m in (
                value.get("mediaType"),
                value.get("mimeType"),
                outer.get("mediaType"),
                outer.get("mimeType"),
            )
            if m
        ),
        None,
    )
    return replace(
        part,
        media_type=media or (kind if kind and "/" in kind else None) or part.media_type,
        encoding=_text(value.get("encoding"))
        or _text(outer.get("encoding"))
        or part.encoding,
        schema=value.get("schema", outer.get("schema", part.schema)),
        title=_text(value.get("title")) or part.title,
    )


def _by_reference(part: Part, link: Mapping[str, JsonValue]) -> Part:
    sizes = (
        link.get(name) for name in ("file:size", "length", "size", "contentLength")
    )
    size = next((size for size in sizes if isinstance(size, int)), None)
    href = link["href"]
    if href[:5].lower() == "data:":
        return _from_data_uri(part, href)
    return replace(
        part,
        href=href,
        media_type=_text(link.get("type"))
        or _text(link.get("mediaType"))
        or part.media_type,
        title=_text(link.get("title")) or part.title,
        rel=_text(link.get("rel")),
        size=None if isinstance(size, bool) else size,
        checksum=_text(link.get("file:checksum")) or _text(link.get("checksum")),
        filename=safe_name(
            _text(link.get("file:local_path")) or _text(link.get("filename"))
        ),
    )


def _inline(part: Part, value: JsonValue, schema: JsonValue) -> Part:
    if not isinstance(value, str):
        return replace(part, value=value)
    if value[:5].lower() == "data:" and "," in value:
        return _from_data_uri(part, value)
    if (part.encoding or "").lower() in {"base64", "base64url"} or _is_binary(schema):
        body = from_base64(value)
        if body is not None:
            return replace(
                part,
                body=body,
                media_type=part.media_type or _media(schema),
                encoding=part.encoding or "base64",
            )
    if is_json(part.media_type or _media(schema)) or _type(schema) in {
        "object",
        "array",
    }:
        parsed = _parse_json(value)
        if isinstance(parsed, dict | list):
            return replace(part, value=parsed)
    return replace(part, value=value, media_type=part.media_type or _media(schema))


def _parse_json(value: str) -> JsonValue:
    try:
        return _json.loads(value) if value.lstrip()[:1] in ("{", "[") else None
    except ValueError:
        return None


def _keyword(schema: JsonValue, name: str) -> JsonValue:
    if isinstance(schema, Mapping):
        return schema.get(name)
    return getattr(schema, name, None)


def _type(schema: JsonValue) -> JsonValue:
    return _keyword(schema, "type")


def _media(schema: JsonValue) -> str | None:
    return _text(_keyword(schema, "contentMediaType"))


def _is_binary(schema: JsonValue) -> bool:
    return _keyword(schema, "contentEncoding") in {"base64", "binary"} or _keyword(
        schema, "format"
    ) in {
        "byte",
        "binary",
    }


def from_base64(text: str) -> bytes | None:
    """Return the bytes that a text in base64 stands for, or None for other text.

    It may use the URL alphabet, come in lines, or lack its padding.
    """
    standard = re.sub(r"\s+", "", text).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None


def _from_data_uri(part: Part, uri: str) -> Part:
    head, _, data = uri[5:].partition(",")
    kind, *parameters = head.split(";")
    encoded = any(p.strip().lower() == "base64" for p in parameters)
    raw = unquote_to_bytes(data)
    body = from_base64(raw.decode("ascii", "replace")) if encoded else raw
    return replace(
        part,
        body=raw if body is None else body,
        media_type=kind.strip() or part.media_type or "text/plain",
    )


def safe_name(name: str | None) -> str | None:
    """Return a file name without folders, control characters or leading dots.

    None when nothing is left of it.
    """
    last = re.split(r"[/\\]", name or "")[-1]
    printable = (
        "".join(c for c in last if c.isprintable() and c not in '<>:"|?*')
        .strip()
        .lstrip(".")
        .strip()
    )
    return printable[:200] or None

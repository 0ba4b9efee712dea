"""Whatever comes in - an output of a client, a plain Python value, a file - becomes a :class:`Source`.

What servers wrap around a value (a qualified value, even twice; base64; a ``data:`` URL) is taken
off here and nowhere else.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import re
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ._session_of import session_of
from ._source import ABSENT, Source
from .fetch._access import Streamed, access_to, target_source

_QUALIFIED_MEMBERS = {"value", "mediaType", "encoding", "schema", "format"}


def source_of(
    thing: Any, *, name: str | None = None, media_type: str | None = None
) -> Source:
    """Return the source of an output, a path, bytes or any JSON-able value."""
    if isinstance(thing, Source):
        return (
            dataclasses.replace(thing, media_type=media_type) if media_type else thing
        )
    if hasattr(thing, "stream") and hasattr(thing, "media_type"):
        source = _from_output(thing)
    elif isinstance(thing, Path):
        source = _from_path(thing)
    elif isinstance(thing, bytes | bytearray):
        source = Source(name or "value", body=bytes(thing), size=len(thing))
    else:
        source = Source(name or "value", value=thing)
    if media_type:
        source.media_type = media_type
    return _unwrapped(source)


def _from_output(output: Any) -> Source:
    part = getattr(output, "part", output)
    href = output.href
    source = Source(
        str(output.id),
        title=getattr(part, "title", None) or "",
        media_type=output.media_type,
        href=href,
        filename=getattr(part, "filename", None),
        size=output.size,
        checksum=getattr(part, "checksum", None),
        schema=_plain(getattr(part, "schema", None)),
        output=output,
        access=_access_of(output, href),
    )
    body = getattr(part, "body", None)
    if body is not None:
        source.body = body
    elif getattr(part, "has_value", not href):
        source.value = output.value
    encoding = getattr(part, "encoding", None)
    return _decoded(source, encoding) if encoding else source


def _access_of(output: Any, href: str | None) -> Any:
    """Return how the output is read: through its own session, or, without one, as it streams itself."""
    session = session_of(output)
    return (access_to(href, session) if href else None) or Streamed(output)


def _from_path(path: Path) -> Source:
    return target_source(path.stem, path)


def _plain(schema: Any) -> dict[str, Any]:
    if hasattr(schema, "to_json"):
        schema = schema.to_json()
    return schema if isinstance(schema, dict) else {}


def _unwrapped(source: Source) -> Source:
    """Take off what stands around the value, at most a few layers."""
    for _ in range(4):
        value = source.value
        if isinstance(value, bytes | bytearray):
            source.body, source.value = bytes(value), ABSENT
        elif (
            isinstance(value, Mapping)
            and "value" in value
            and set(value) <= _QUALIFIED_MEMBERS
        ):
            source.media_type = value.get("mediaType") or source.media_type
            source.value = value["value"]
            source = _decoded(source, value.get("encoding"))
        elif isinstance(value, str) and value[:5].lower() == "data:":
            source = _from_data_url(source, value)
        else:
            break
    _state_media_type(source)
    if (
        isinstance(source.value, str)
        and source.schema.get("contentEncoding") == "base64"
    ):
        source = _decoded(source, "base64")
    if source.inline and source.size is None and source.body is not None:
        source.size = len(source.body)
    return source


def _state_media_type(source: Source) -> None:
    stated = source.media_type or ""
    found = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", stated, re.IGNORECASE)
    source.charset = found[1] if found else source.charset
    source.media_type = stated.split(";")[0].strip().lower() or None


def _decoded(source: Source, encoding: str | None) -> Source:
    if encoding and encoding.lower() == "base64" and isinstance(source.value, str):
        data = from_base64(source.value)
        if data is not None:
            source.body, source.value, source.size = data, ABSENT, len(data)
    return source


def from_base64(text: str) -> bytes | None:
    """Return the bytes behind base64 text, with or without line breaks and padding; None when it is none."""
    compact = re.sub(r"\s+", "", text).replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _from_data_url(source: Source, url: str) -> Source:
    head, comma, payload = url.partition(",")
    if not comma:
        return source
    stated = head[5:]
    if stated.lower().endswith(";base64"):
        stated = stated[:-7]
        data = from_base64(urllib.parse.unquote(payload))
    else:
        data = urllib.parse.unquote_to_bytes(payload)
    if data is not None:
        source.body, source.value, source.size = data, ABSENT, len(data)
        source.media_type = stated or source.media_type
    return source

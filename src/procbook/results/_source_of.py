"""Any value as a :class:`Source`: an output of a client, a Python value, bytes or a file.

Whatever a server wraps around a value (a qualified value, even twice; base64; a ``data:`` URL) is
unwrapped here and nowhere else.
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

from .._json import JsonObject
from ._session_of import session_of
from ._source import ABSENT, Access, Source
from .fetch._access import Streamed, StreamedOutput, access_to, target_source

_QUALIFIED_MEMBERS = {"value", "mediaType", "encoding", "schema", "format"}
"""Members of a qualified value (OGC 18-062r2, ``qualifiedInputValue``), with those of older
servers."""
_MAX_LAYERS = 4


def source_of(
    output: object, *, name: str | None = None, media_type: str | None = None
) -> Source:
    """Return the source of an output, a path, bytes or any JSON-able value.

    Parameters
    ----------
    output
        The value.
    name : str, optional
        The id of a value that has none.
    media_type : str, optional
        The media type, when it is known better than stated.
    """
    if isinstance(output, Source):
        if media_type:
            return dataclasses.replace(output, media_type=media_type)
        return output
    if hasattr(output, "stream") and hasattr(output, "media_type"):
        source = _from_output(output)
    elif isinstance(output, Path):
        source = target_source(output.stem, output)
    elif isinstance(output, bytes | bytearray):
        source = Source(name or "value", body=bytes(output), size=len(output))
    else:
        source = Source(name or "value", value=output)
    if media_type:
        source.media_type = media_type
    return _unwrap(source)


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
        schema=_schema_json(getattr(part, "schema", None)),
        output=output,
        access=_access_of(output, href),
    )
    body = getattr(part, "body", None)
    if body is not None:
        source.body = body
    elif not href:
        source.value = output.value
    encoding = getattr(part, "encoding", None)
    if encoding:
        return _decode(source, encoding)
    return source


def _access_of(output: StreamedOutput, href: str | None) -> Access:
    """Return the access of the output's session; without a session that of its stream."""
    session = session_of(output)
    access = access_to(href, session) if href else None
    return access or Streamed(output)


def _schema_json(schema: object) -> JsonObject:
    if hasattr(schema, "to_json"):
        schema = schema.to_json()
    if isinstance(schema, dict):
        return schema
    return {}


def _unwrap(source: Source) -> Source:
    """Return the source with at most a few layers around its value taken off."""
    for _ in range(_MAX_LAYERS):
        value = source.value
        if isinstance(value, bytes | bytearray):
            source.body = bytes(value)
            source.value = ABSENT
        elif _is_qualified(value):
            source.media_type = value.get("mediaType") or source.media_type
            source.value = value["value"]
            source = _decode(source, value.get("encoding"))
        elif isinstance(value, str) and value[:5].lower() == "data:":
            source = _from_data_url(source, value)
        else:
            break
    _split_media_type(source)
    if source.schema.get("contentEncoding") == "base64":
        source = _decode(source, "base64")
    if source.size is None and source.body is not None:
        source.size = len(source.body)
    return source


def _is_qualified(value: object) -> bool:
    if not isinstance(value, Mapping) or "value" not in value:
        return False
    return set(value) <= _QUALIFIED_MEMBERS


def _split_media_type(source: Source) -> None:
    """Take the character set from the media type, and drop its other parameters."""
    media_type = source.media_type or ""
    match = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", media_type, re.IGNORECASE)
    if match:
        source.charset = match[1]
    source.media_type = media_type.split(";")[0].strip().lower() or None


def _decode(source: Source, encoding: str | None) -> Source:
    """Return the source with its string decoded, if the encoding is base64 and it can be."""
    if encoding and encoding.lower() == "base64" and isinstance(source.value, str):
        data = from_base64(source.value)
        if data is not None:
            source.set_body(data)
    return source


def from_base64(text: str) -> bytes | None:
    """Return the bytes behind base64 text, with or without line breaks and padding.

    The result is None when it is none.
    """
    compact = re.sub(r"\s+", "", text).replace("-", "+").replace("_", "/")
    padding = "=" * (-len(compact) % 4)
    try:
        return base64.b64decode(compact + padding, validate=True)
    except (binascii.Error, ValueError):
        return None


def _from_data_url(source: Source, url: str) -> Source:
    """Return the source with the bytes of a ``data:`` URL (RFC 2397)."""
    head, comma, payload = url.partition(",")
    if not comma:
        return source
    media_type = head[5:]
    if media_type.lower().endswith(";base64"):
        media_type = media_type[:-7]
        data = from_base64(urllib.parse.unquote(payload))
    else:
        data = urllib.parse.unquote_to_bytes(payload)
    if data is not None:
        source.set_body(data)
        source.media_type = media_type or source.media_type
    return source

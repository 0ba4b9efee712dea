"""Multipart answers: one part for each output (section 7.11.4; RFC 2387).

The standard library splits them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..._json import JsonObject, JsonValue
from .. import _json_values as _json
from .._answer import Answer, Headers, is_json
from .._links import resolve
from ._part import Part, part_of, safe_name

if TYPE_CHECKING:
    from email.message import Message


def multipart_parts(
    answer: Answer, ids: Sequence[str], schemas: JsonObject
) -> dict[str, Part]:
    """Return the parts of a multipart answer by output id.

    The id is the ``Content-ID`` with or without brackets and host, else the name of the part, else
    the stem of its file name if that is an output, else the output at its place.
    """
    parts: dict[str, Part] = {}
    for index, message in enumerate(_messages(answer)):
        headers = Headers([(name, str(value)) for name, value in message.items()])
        name = _id(headers, message, index, ids)
        while name in parts:
            name += "-2"
        parts[name] = _part(name, message, headers, answer, schemas.get(name))
    return parts


def _messages(answer: Answer) -> Iterator[Message]:
    from email import message_from_bytes, policy

    kind = answer.headers.get("content-type", "")
    if "boundary" not in kind.lower():
        kind = f'{kind.rstrip("; ")}; boundary="{_boundary(answer.body)}"'
    head = f"Content-Type: {kind}\r\nMIME-Version: 1.0\r\n\r\n".encode(
        "latin-1", "replace"
    )
    # compat32 leaves header fields alone; the modern policies parse, and stumble over, what servers
    # write there.
    envelope = message_from_bytes(head + answer.body, policy=policy.compat32)
    for message in envelope.walk():
        if not message.is_multipart() and message is not envelope:
            yield message


def _boundary(body: bytes) -> str:
    """Return the boundary of a body whose label does not name it.

    Its first line that starts with two dashes.
    """
    match = re.search(
        rb"^--([^\r\n]{1,70}?)(?:--)?[ \t]*\r?$", body[:4000], re.MULTILINE
    )
    return match[1].decode("latin-1") if match else "-"


def _id(headers: Headers, message: Message, index: int, ids: Sequence[str]) -> str:
    content_id = unquote(
        headers.get("content-id", "").strip().strip("<>").removeprefix("cid:")
    )
    if content_id and content_id not in ids and "@" in content_id:
        content_id = content_id.partition("@")[0]
    if content_id:
        return content_id
    part_name = message.get_param(
        "name", header="content-disposition"
    ) or message.get_param("name")
    if isinstance(part_name, str) and part_name:
        return part_name
    file_name = _filename(message) or ""
    stem = file_name.partition(".")[0]
    if stem and stem in ids:
        return stem
    return ids[index] if index < len(ids) else stem or f"output_{index + 1}"


def _filename(message: Message) -> str | None:
    try:
        return safe_name(message.get_filename())
    except (LookupError, ValueError, TypeError):
        return None


def _part(
    name: str, message: Message, headers: Headers, answer: Answer, schema: JsonValue
) -> Part:
    media_type = headers.get("content-type", "").split(";")[0].strip().lower() or None
    body = _bytes(message)
    target = headers.get("content-location", "").strip()
    title, filename = headers.get("content-description") or None, _filename(message)
    if target and not body.strip():
        href = resolve(answer.url, target)
        return Part(
            name, media_type=media_type, href=href, filename=filename, title=title
        )
    value = _value(body, media_type)
    if value is not None:
        part = part_of(name, value, schema)
        if part.href or part.media_type:
            return part
        return Part(
            name,
            part.value,
            body,
            media_type or "application/json",
            None,
            None,
            filename,
            title,
        )
    return Part(
        name,
        body=body,
        media_type=media_type,
        filename=filename,
        title=title,
        encoding=_charset(message),
    )


def _value(body: bytes, media_type: str | None) -> JsonValue:
    if not is_json(media_type):
        return None
    try:
        return _json.loads(body)
    except ValueError:
        return None


def _bytes(message: Message) -> bytes:
    try:
        body = message.get_payload(decode=True)
    except (LookupError, ValueError, TypeError):
        body = None
    if isinstance(body, bytes):
        return body
    return str(message.get_payload()).encode("utf-8", "surrogateescape")


def _charset(message: Message) -> str | None:
    charset = message.get_param("charset")
    return charset if isinstance(charset, str) else None

"""The value of an output, whichever way it came: of JSON, of bytes, and back."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from ...protocol import ABSENT, Part, is_json, text_of


def has_value(part: Part) -> bool:
    """Return whether an output came as a JSON value."""
    return part.value is not ABSENT


def decode(body: bytes, media_type: str | None, charset: str | None) -> Any:
    """Return bytes as the value they hold: JSON, text, or the bytes themselves."""
    bare_type = (media_type or "").partition(";")[0].strip().lower()
    if is_json(bare_type):
        try:
            return json.loads(body)
        except ValueError:
            return body
    if (
        bare_type.startswith("text/")
        or bare_type.endswith("+xml")
        or bare_type in {"application/xml", "application/yaml"}
    ):
        return text_of(body, charset)
    return body


def encode(value: Any, encoding: str | None) -> bytes:
    """Return a JSON value as bytes; text of base64 as the bytes it stands for."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        if (encoding or "").lower() in {"base64", "binary"}:
            try:
                return base64.b64decode(value, validate=True)
            except (binascii.Error, ValueError):
                pass
        return value.encode()
    return json.dumps(value, ensure_ascii=False).encode()


def document_of(part: Part) -> Any:
    """Return an output as JSON, with links as links; nothing is fetched."""
    if has_value(part):
        return part.value
    if part.href is not None:
        return {
            "href": part.href,
            **({"type": part.media_type} if part.media_type else {}),
        }
    body = part.body or b""
    decoded = decode(body, part.media_type, part.encoding)
    if isinstance(decoded, bytes):
        return {
            "value": base64.b64encode(body).decode(),
            "encoding": "base64",
            "mediaType": part.media_type,
        }
    return decoded

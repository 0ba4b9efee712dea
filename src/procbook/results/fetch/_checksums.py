"""Checksums as servers state them: multihash (STAC ``file:checksum``), ``Content-MD5``, ``Digest``, ``Repr-Digest``."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_MULTIHASH = {
    0x11: "sha1",
    0x12: "sha256",
    0x13: "sha512",
    0xD5: "md5",
    0x16: "sha3_256",
}
_LENGTHS = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
_NAMES = {
    "md5": "md5",
    "sha": "sha1",
    "sha-1": "sha1",
    "sha1": "sha1",
    "sha-256": "sha256",
    "sha256": "sha256",
    "sha-512": "sha512",
    "sha512": "sha512",
}


class Checksum(NamedTuple):
    """An algorithm of :mod:`hashlib` and the digest that is expected."""

    algorithm: str
    digest: bytes

    def new(self) -> Any:
        """Return an empty hash."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def parse(text: str | None) -> Checksum | None:
    """Return a checksum written as ``sha256:hex``, bare hex, base64 of MD5, or multihash in hex; None if unknown."""
    if not text:
        return None
    stated = text.strip()
    named = re.fullmatch(r"([A-Za-z0-9-]+)[:=](.+)", stated)
    if named and named[1].lower() in _NAMES:
        digest = _digest(named[2])
        return Checksum(_NAMES[named[1].lower()], digest) if digest else None
    if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", stated):
        if (algorithm := _LENGTHS.get(len(stated))) is not None:
            return Checksum(algorithm, bytes.fromhex(stated))
        return _multihash(bytes.fromhex(stated))
    digest = _digest(stated)
    return Checksum("md5", digest) if digest and len(digest) == 16 else None


def _digest(text: str) -> bytes | None:
    text = text.strip().strip(":").strip('"')
    if re.fullmatch(r"[0-9a-fA-F]+", text) and len(text) in _LENGTHS:
        return bytes.fromhex(text)
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None


def _multihash(data: bytes) -> Checksum | None:
    """Read the two varints in front of the digest: code of the algorithm, and length."""
    code, rest = _varint(data)
    length, digest = _varint(rest)
    algorithm = _MULTIHASH.get(code)
    return Checksum(algorithm, digest) if algorithm and length == len(digest) else None


def _varint(data: bytes) -> tuple[int, bytes]:
    value = 0
    for n, byte in enumerate(data[:9]):
        value |= (byte & 0x7F) << (7 * n)
        if byte < 0x80:
            return value, data[n + 1 :]
    return -1, b""


def stated(headers: Mapping[str, str]) -> Iterator[Checksum]:
    """Yield the checksums of the whole body that an answer states in its headers (RFC 9530, RFC 3230, RFC 1864)."""
    for header in ("repr-digest", "digest"):
        for part in (headers.get(header) or "").split(","):
            if found := parse(part):
                yield found
    if found := parse(headers.get("content-md5")):
        yield found
    # S3 gives the MD5 as ETag of what was put in one piece, so a plain hex ETag proves nothing
    # elsewhere: not used.

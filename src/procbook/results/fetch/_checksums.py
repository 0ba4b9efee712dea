"""Checksums as servers state them.

Multihash (STAC ``file:checksum``), ``Content-MD5``, ``Digest``, ``Repr-Digest``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hashlib import _Hash

_MULTIHASH = {
    0x11: "sha1",
    0x12: "sha256",
    0x13: "sha512",
    0xD5: "md5",
    0x16: "sha3_256",
}
"""Algorithm by multicodec (https://github.com/multiformats/multicodec/blob/master/table.csv)."""
_LENGTHS = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
"""Algorithm by number of hexadecimal digits."""
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

    def new(self) -> _Hash:
        """Return an empty hash."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def parse_checksum(text: str | None) -> Checksum | None:
    """Return a checksum written as ``sha256:hex``, hex, base64 of MD5, or multihash in hex.

    The result is None if unknown.
    """
    if not text:
        return None
    checksum = text.strip()
    match = re.fullmatch(r"([A-Za-z0-9-]+)[:=](.+)", checksum)
    if match and match[1].lower() in _NAMES:
        digest = _decode_digest(match[2])
        if digest:
            return Checksum(_NAMES[match[1].lower()], digest)
        return None
    if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", checksum):
        algorithm = _LENGTHS.get(len(checksum))
        if algorithm is not None:
            return Checksum(algorithm, bytes.fromhex(checksum))
        return _decode_multihash(bytes.fromhex(checksum))
    digest = _decode_digest(checksum)
    if digest and len(digest) == 16:
        return Checksum("md5", digest)
    return None


def _decode_digest(text: str) -> bytes | None:
    text = text.strip().strip(":").strip('"')
    if re.fullmatch(r"[0-9a-fA-F]+", text) and len(text) in _LENGTHS:
        return bytes.fromhex(text)
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None


def _decode_multihash(data: bytes) -> Checksum | None:
    """Return the checksum behind two varints.

    The code of the algorithm, and the length of the digest.
    """
    code, length_and_digest = _read_varint(data)
    length, digest = _read_varint(length_and_digest)
    algorithm = _MULTIHASH.get(code)
    if algorithm and length == len(digest):
        return Checksum(algorithm, digest)
    return None


def _read_varint(data: bytes) -> tuple[int, bytes]:
    """Return an unsigned varint and the bytes behind it; -1 where there is none."""
    value = 0
    for position, byte in enumerate(data[:9]):
        value |= (byte & 0x7F) << (7 * position)
        if byte < 0x80:
            return value, data[position + 1 :]
    return -1, b""


def header_checksums(headers: Mapping[str, str]) -> Iterator[Checksum]:
    """Yield the checksums of the complete body in header fields (RFC 9530, RFC 3230, RFC 1864).

    S3 gives the MD5 as ETag of an object that was uploaded in one piece, so a hexadecimal ETag
    proves nothing elsewhere: it is not used
    (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html).
    """
    fields = []
    for name in ("repr-digest", "digest"):
        fields += (headers.get(name) or "").split(",")
    fields.append(headers.get("content-md5") or "")
    for field in fields:
        checksum = parse_checksum(field)
        if checksum:
            yield checksum

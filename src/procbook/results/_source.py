"""One output: its description, and its value or the means to read its bytes."""

from __future__ import annotations

import dataclasses
import io
import json
import urllib.parse
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

from .._json import JsonObject, JsonValue
from ..protocol.errors import ResultError
from . import _limits
from ._parse import decode_text, parse_json, parse_json_string, parse_yaml

HEAD = 64 * 1024
"""Bytes from which a format is detected."""


class _Absent:
    """Stands for "there is no inline value"; null is a value."""

    def __repr__(self) -> str:
        return "absent"


ABSENT: Any = _Absent()


Folder = MutableMapping[str, bytes]
"""A folder as a mapping of relative paths to bytes, as fsspec and zarr have it."""


class Access(Protocol):
    """How the bytes of one output are read."""

    def stream(self) -> Iterator[bytes]:
        """Yield all bytes."""

    def head(self, count: int) -> bytes:
        """Return the first bytes."""

    def path(self) -> Path | None:
        """Return the path on this machine's disk, if there is one."""

    def file(self) -> BinaryIO | None:
        """Return a seekable file that fetches only the parts that are read, or None."""

    def mapper(self) -> Folder:
        """Return the folder behind the link as a mapping."""

    def follow(self, name: str, link: Mapping[str, Any]) -> Source | None:
        """Return the target of a link in the output, or None where it may not be followed."""


@dataclasses.dataclass
class Source:
    """One output: its description, and its value, its bytes or the access to them.

    Attributes
    ----------
    name, title : str
        Id of the output, and its label.
    media_type : str or None
        The stated one, in lower case, without parameters.
    value
        The inline JSON value, or ``ABSENT``.
    body : bytes or None
        The inline bytes.
    href : str or None
        Absolute URL of an output given by reference.
    size : int or None
        The stated length in bytes.
    checksum : str or None
        The stated one (``file:checksum``, ``Content-MD5`` …); see ``fetch/_checksums``.
    schema : dict
        JSON Schema of the output as the process describes it.
    output
        The client's object behind this, if any.
    access : Access or None
        How the bytes of an output by reference are read.
    limit : int or None
        Most bytes that openers read into memory.
    """

    name: str
    title: str = ""
    media_type: str | None = None
    charset: str | None = None
    value: JsonValue = ABSENT
    body: bytes | None = None
    href: str | None = None
    filename: str | None = None
    size: int | None = None
    checksum: str | None = None
    schema: JsonObject = dataclasses.field(default_factory=dict)
    output: Any = None
    access: Access | None = None
    limit: int | None = _limits.READ
    _head: bytes | None = None
    _document: JsonValue = ABSENT

    @property
    def inline(self) -> bool:
        """Whether the value or the bytes came with the output."""
        return self.value is not ABSENT or self.body is not None

    @property
    def file_name(self) -> str:
        """The file name, or the path of the URL, whichever has a suffix; else nothing."""
        url_path = urllib.parse.urlsplit(self.href or "").path
        for name in (self.filename or "", url_path):
            if PurePosixPath(name.rstrip("/")).suffix:
                return name
        return ""

    @property
    def extension(self) -> str:
        """Suffix of the file name or of the path of the URL, in lower case and without the dot."""
        return PurePosixPath(self.file_name.rstrip("/")).suffix[1:].lower()

    @property
    def is_empty(self) -> bool:
        """Whether the output is known to have no bytes at all."""
        return self.value is ABSENT and b"" in (self.body, self._head)

    def set_body(self, body: bytes) -> None:
        """Replace the value by its bytes."""
        self.body = body
        self.value = ABSENT
        self.size = len(body)

    def head(self, count: int = HEAD) -> bytes:
        """Return the first bytes; of a reference no more than these are fetched."""
        if self.inline:
            return self.content()[:count]
        if self._head is None or len(self._head) < count:
            self._head = self._access().head(count)
        return self._head[:count]

    def content(self) -> bytes:
        """Return the inline bytes; an inline JSON value as JSON text, a string as itself."""
        if self.body is None:
            text = self.value
            if not isinstance(text, str):
                text = json.dumps(text, ensure_ascii=False, default=str)
            self.body = text.encode("utf-8", "surrogatepass")
        return self.body

    def stream(self) -> Iterator[bytes]:
        """Yield the bytes, from memory or from the server."""
        if self.inline:
            return iter((self.content(),))
        return self._access().stream()

    def _access(self) -> Access:
        if self.access is None:
            raise ResultError(f"Output {self.name!r} holds neither a value nor a link.")
        return self.access

    def file(self) -> BinaryIO:
        """Return the bytes as a seekable file.

        Of a remote one only the parts that are read are fetched.
        """
        if self.inline:
            return io.BytesIO(self.content())
        access = self._access()
        path = access.path()
        if path is not None:
            return path.open("rb")
        return access.file() or io.BytesIO(self.read(_limits.VIEW))

    def path(self) -> Path | None:
        """Return the path on this machine's disk, if the output lies there."""
        if self.inline or self.access is None:
            return None
        return self.access.path()

    def mapper(self) -> Folder:
        """Return the folder behind the link as a mapping of relative paths to bytes."""
        return self._access().mapper()

    def beside(self, name: str, link: Mapping[str, Any]) -> Source | None:
        """Return the target of a link inside this output as a source.

        The result is None when it may not be followed.
        """
        if self.access is None:
            return None
        return self.access.follow(name, link)

    def read(self, limit: int | None = _limits.READ) -> bytes:
        """Return all bytes; raise :class:`~procbook.ResultError` if they are more than `limit`."""
        if self.inline:
            return self.content()
        if limit is not None and self.size is not None and self.size > limit:
            raise _limits.too_large(self.name, self.size, limit)
        content = bytearray()
        for chunk in self.stream():
            content += chunk
            if limit is not None and len(content) > limit:
                raise _limits.too_large(self.name, self.size, limit)
        self.body = bytes(content)
        self.size = len(content)
        return self.body

    def text(self, limit: int | None = _limits.READ) -> str:
        """Return the content as text.

        The stated charset, a byte order mark, UTF-8, and at last Latin-1.
        """
        if isinstance(self.value, str):
            return self.value
        return decode_text(self.read(limit), self.charset)

    def json(self, limit: int | None = _limits.READ) -> JsonValue:
        """Return the content as parsed JSON.

        JSON that is too deep for Python is a :class:`~procbook.ResultError`.
        """
        if self.value is not ABSENT and not isinstance(self.value, str):
            return self.value
        if self._document is ABSENT:
            if isinstance(self.value, str):
                self._document = parse_json_string(self.value)
            else:
                self._document = self._parse_json(self.text(limit))
        return self._document

    def _parse_json(self, text: str) -> JsonValue:
        if self.is_empty:
            raise ResultError(f"Output {self.name!r} is empty.")
        try:
            return parse_json(text)
        except RecursionError:
            raise ResultError(
                f"The JSON of output {self.name!r} is nested too deeply to be opened."
            ) from None
        except ValueError as error:
            raise ResultError(
                f"Output {self.name!r} says it is JSON, but is not: {error}"
            ) from None

    def yaml(self, limit: int | None = _limits.READ) -> JsonValue:
        """Return the content as parsed YAML."""
        if self._document is ABSENT:
            text = self.text(limit)
            if limit is not None and len(text) > limit:
                raise _limits.too_large(self.name, len(text), limit)
            self._document = parse_yaml(text)
        return self._document


def first_bytes(chunks: Iterator[bytes], count: int) -> bytes:
    """Return at least `count` first bytes, if there are as many, and close the stream."""
    content = bytearray()
    try:
        for chunk in chunks:
            content += chunk
            if len(content) >= count:
                break
    finally:
        close = getattr(chunks, "close", None)
        if close:
            close()
    return bytes(content)


def add_link_metadata(source: Source, link: Mapping[str, Any]) -> Source:
    """Return the source with type, title, size and checksum as a link or asset states them."""
    media_type = link.get("type")
    source.media_type = None
    if isinstance(media_type, str):
        source.media_type = media_type.split(";")[0].strip().lower()
    source.title = str(link.get("title") or "")
    size = link.get("file:size", link.get("length"))
    if isinstance(size, int) and not isinstance(size, bool) and size >= 0:
        source.size = size
    checksum = link.get("file:checksum")
    source.checksum = checksum if isinstance(checksum, str) else None
    return source

"""One output as the rest of this package sees it: what is known about it, and its bytes as far as they are needed."""

from __future__ import annotations

import codecs
import contextlib
import dataclasses
import gc
import io
import json
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

from ..protocol.errors import ResultError
from . import _limits

HEAD = 64 * 1024
_DEEPEST = 200


class _Absent:
    """Stands for "there is no inline value"; null is a value."""

    def __repr__(self) -> str:
        return "absent"


ABSENT: Any = _Absent()


class Access(Protocol):
    """How the bytes of one output are read."""

    def stream(self) -> Iterator[bytes]:
        """Yield all bytes."""

    def head(self, count: int) -> bytes:
        """Return the first bytes."""

    def path(self) -> Path | None:
        """Return the place on this machine's disk, if there is one."""

    def file(self) -> BinaryIO | None:
        """Return a seekable file that reads where it is looked at, or None when that is not possible."""

    def mapper(self) -> Any:
        """Return the folder there as a mapping of relative paths to bytes."""

    def follow(self, name: str, link: Mapping[str, Any]) -> Source | None:
        """Return what a link in the output points to."""


@dataclasses.dataclass
class Source:
    """One output: its description, and its value, its bytes or the place where they are.

    Attributes
    ----------
    name, title : str
        Id of the output, and its label.
    media_type : str or None
        As stated, in lower case, without parameters.
    value
        The inline JSON value, or ``ABSENT``.
    body : bytes or None
        The inline bytes.
    href : str or None
        Absolute URL of an output given by reference.
    size, checksum : int, str or None
        As stated (``length``, ``file:size``, ``file:checksum``, ``Content-MD5`` …).
    schema : dict
        JSON Schema of the output as the process describes it.
    output
        The client's object behind this, if any.
    """

    name: str
    title: str = ""
    media_type: str | None = None
    charset: str | None = None
    value: Any = ABSENT
    body: bytes | None = None
    href: str | None = None
    filename: str | None = None
    size: int | None = None
    checksum: str | None = None
    schema: dict[str, Any] = dataclasses.field(default_factory=dict)
    output: Any = None
    access: Access | None = None
    limit: int | None = _limits.READ
    _head: bytes | None = None
    _parsed: Any = ABSENT

    @property
    def inline(self) -> bool:
        """Whether the value is here already."""
        return self.value is not ABSENT or self.body is not None

    @property
    def file_name(self) -> str:
        """The file name, or the path of the URL, whichever has a suffix; else nothing."""
        for name in (
            self.filename,
            self.href and urllib.parse.urlsplit(self.href).path,
        ):
            if name and PurePosixPath(name.rstrip("/")).suffix:
                return name
        return ""

    @property
    def extension(self) -> str:
        """Suffix of the file name or of the path of the URL, in lower case and without the dot."""
        return PurePosixPath(self.file_name.rstrip("/")).suffix[1:].lower()

    @property
    def is_empty(self) -> bool:
        """Whether it is known to have no bytes at all."""
        return self.value is ABSENT and b"" in (self.body, self._head)

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
            text = (
                self.value
                if isinstance(self.value, str)
                else json.dumps(self.value, ensure_ascii=False, default=str)
            )
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
        """Return the bytes as a seekable file; a remote one is read only where it is looked at, if the server can."""
        if self.inline:
            return io.BytesIO(self.content())
        access = self._access()
        path = access.path()
        if path is not None:
            return path.open("rb")
        return access.file() or io.BytesIO(self.read(_limits.VIEW))

    def path(self) -> Path | None:
        """Return the place on this machine's disk, if the output lies there."""
        return None if self.inline or self.access is None else self.access.path()

    def mapper(self) -> Any:
        """Return the folder behind the link as a mapping of relative paths to bytes."""
        return self._access().mapper()

    def beside(self, name: str, link: Mapping[str, Any]) -> Source | None:
        """Return what a link inside this output points to, as a source of its own; None when it may not be followed."""
        return None if self.access is None else self.access.follow(name, link)

    def read(self, limit: int | None = _limits.READ) -> bytes:
        """Return all bytes, or raise :class:`~procbook.ResultError` above `limit` before memory is full."""
        if self.inline:
            return self.content()
        if limit is not None and self.size is not None and self.size > limit:
            raise _limits.too_large(self.name, self.size, limit)
        taken = bytearray()
        for chunk in self.stream():
            taken += chunk
            if limit is not None and len(taken) > limit:
                raise _limits.too_large(self.name, self.size, limit)
        self.body = bytes(taken)
        self.size = len(taken)
        return self.body

    def text(self, limit: int | None = _limits.READ) -> str:
        """Return the content as text: the stated charset, a byte order mark, UTF-8, and at last Latin-1."""
        if isinstance(self.value, str):
            return self.value
        return decode_text(self.read(limit), self.charset)

    def json(self, limit: int | None = _limits.READ) -> Any:
        """Return the content as parsed JSON; JSON that is too deep for Python is a :class:`~procbook.ResultError`."""
        if self.value is not ABSENT and not isinstance(self.value, str):
            return self.value
        if self._parsed is not ABSENT:
            return self._parsed
        if isinstance(self.value, str):
            self._parsed = _document_in(self.value)
            return self._parsed
        text = self.text(limit)
        if self.is_empty:
            raise ResultError(f"Output {self.name!r} is empty.")
        try:
            self._parsed = _parsed_json(text)
        except RecursionError:
            raise ResultError(
                f"The JSON of output {self.name!r} is nested too deeply to be opened."
            ) from None
        except ValueError as error:
            raise ResultError(
                f"Output {self.name!r} says it is JSON, but is not: {error}"
            ) from None
        return self._parsed

    def yaml(self, limit: int | None = _limits.READ) -> Any:
        """Return the content as parsed YAML."""
        if self._parsed is ABSENT:
            text = self.text(limit)
            if limit is not None and len(text) > limit:
                raise _limits.too_large(self.name, len(text), limit)
            self._parsed = _parsed_yaml(text)
        return self._parsed


def _depths(yaml: Any, text: str, loader: Any) -> Iterator[int]:
    """Yield how deep each event of a YAML text lies."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(
            event, yaml.CollectionEndEvent
        )
        yield depth


def _nesting(text: str) -> int:
    """Return about how deep a YAML text is nested, whether or not it can be parsed."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    # Lists and keys that begin on one line: "- - - x".
    return max(deepest, *(len(run) // 2 for run in re.findall(r"(?:[-?:] )+", text)), 0)


def _parsed_yaml(text: str) -> Any:
    """Parse YAML; several documents in one text become a list. Nothing but plain data is ever made of it."""
    import yaml

    # The safe loader still unfolds aliases ("billion laughs") when the value is walked; trees walk
    # one level only.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # The loader in C builds nested values on the stack of the process, which ends with it.
        if any(depth > _DEEPEST for depth in _depths(yaml, text, loader)):
            raise ResultError("This YAML is nested too deeply to be opened.")
        with _no_collector():
            found = list(yaml.load_all(text, Loader=loader))
    except yaml.YAMLError as error:
        # The library has a limit of its own, and each version of it other words.
        if _nesting(text) > _DEEPEST:
            raise ResultError("This YAML is nested too deeply to be opened.") from None
        raise ResultError(f"This is no YAML: {str(error).splitlines()[0]}") from None
    return found[0] if len(found) == 1 else found or None


def _document_in(value: str) -> Any:
    """Return the document in a string, as in ``{"value": "{…}", "mediaType": "application/json"}``, else the string."""
    if value.lstrip().startswith(("{", "[")):
        with contextlib.suppress(ValueError, RecursionError):
            return _parsed_json(value)
    return value


def _parsed_json(text: str) -> Any:
    # The parser holds the interpreter lock from beginning to end, so that no other thread notices.
    with _no_collector():
        return json.loads(text)


@contextlib.contextmanager
def _no_collector() -> Iterator[None]:
    """Turn the garbage collector off: it would look at every new list again and again, for half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def decode_text(data: bytes, charset: str | None = None, *, whole: bool = True) -> str:
    """Return bytes as text without ever failing.

    Unless they are the whole, a character that is cut off at their end is left out.
    """
    for name in (*charsets_of(data, charset), "cp1252"):
        try:
            return codecs.getincrementaldecoder(name)().decode(data, final=whole)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")


def charsets_of(data: bytes, stated: str | None = None) -> list[str]:
    """Return in which character sets these bytes can be: what is stated, what their byte order mark says, UTF-8."""
    marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else None
    return [name for name in (stated, marked, "utf-8-sig") if name]


def first_bytes(chunks: Iterator[bytes], count: int) -> bytes:
    """Return that many first bytes, or a little more, and let go of the rest."""
    taken = bytearray()
    try:
        for chunk in chunks:
            taken += chunk
            if len(taken) >= count:
                break
    finally:
        close = getattr(chunks, "close", None)
        if close:
            close()
    return bytes(taken)


def described(source: Source, link: Mapping[str, Any]) -> Source:
    """Add what a link or asset says about its target: type, title, size, checksum."""
    stated = link.get("type")
    source.media_type = (
        stated.split(";")[0].strip().lower() if isinstance(stated, str) else None
    )
    source.title = str(link.get("title") or "")
    size = link.get("file:size", link.get("length"))
    source.size = (
        size
        if isinstance(size, int) and not isinstance(size, bool) and size >= 0
        else source.size
    )
    checksum = link.get("file:checksum")
    source.checksum = checksum if isinstance(checksum, str) else None
    return source

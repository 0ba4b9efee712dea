"""Bytes as text, and text as JSON or YAML, also of deep, large or oddly encoded documents."""

from __future__ import annotations

import codecs
import contextlib
import gc
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .._json import JsonValue
from .._lazy import lazy_module
from ..protocol.errors import ResultError

if TYPE_CHECKING:
    import yaml
else:
    yaml = lazy_module("yaml")

_MAX_DEPTH = 200


def parse_yaml(text: str) -> JsonValue:
    """Return the data in a YAML text; several documents in one text become a list.

    Only the plain types of YAML are created. The safe loader still unfolds aliases ("billion
    laughs") when the value is walked; the tree view walks one level only.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # The loader in C builds nested values on the stack of the process, which ends with it.
        if any(depth > _MAX_DEPTH for depth in _event_depths(text, loader)):
            raise ResultError("This YAML is nested too deeply to be opened.")
        with _no_garbage_collection():
            documents = list(yaml.load_all(text, Loader=loader))
    except yaml.YAMLError as error:
        # The library has a limit of its own, and each version of it another message.
        if _bracket_depth(text) > _MAX_DEPTH:
            raise ResultError("This YAML is nested too deeply to be opened.") from None
        raise ResultError(f"This is no YAML: {str(error).splitlines()[0]}") from None
    if len(documents) == 1:
        return documents[0]
    return documents or None


def _event_depths(text: str, loader: Any) -> Iterator[int]:
    """Yield the depth at each event of a YAML text."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield depth


def _bracket_depth(text: str) -> int:
    """Return about how deep a YAML text is nested, whether or not it can be parsed."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    # Lists and keys that begin on one line: "- - - x".
    for indicators in re.findall(r"(?:[-?:] )+", text):
        deepest = max(deepest, len(indicators) // 2)
    return deepest


def parse_json_string(value: str) -> JsonValue:
    """Return the JSON document that a string holds, else the string itself."""
    if value.lstrip().startswith(("{", "[")):
        with contextlib.suppress(ValueError, RecursionError):
            return parse_json(value)
    return value


def parse_json(text: str) -> JsonValue:
    """Return the value of a JSON text.

    ValueError or RecursionError where it is none, or too deep.
    """
    # The parser holds the interpreter lock from beginning to end, so no other thread notices.
    with _no_garbage_collection():
        return json.loads(text)


@contextlib.contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Turn the garbage collector off.

    It would visit every new list many times, for half of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def decode_text(
    data: bytes, charset: str | None = None, *, is_complete: bool = True
) -> str:
    """Return bytes as text without ever failing.

    Parameters
    ----------
    data : bytes
        The bytes, or the first of them.
    charset : str, optional
        The stated character set.
    is_complete : bool
        Whether the text ends here; if not, a character that is cut off at the end is left out.
    """
    for name in (*charsets_of(data, charset), "cp1252"):
        try:
            decoder = codecs.getincrementaldecoder(name)()
            return decoder.decode(data, final=is_complete)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")


def charsets_of(data: bytes, charset: str | None = None) -> list[str]:
    """Return the character sets to try: the stated one, that of the byte order mark, UTF-8."""
    charsets = [charset] if charset else []
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        charsets.append("utf-16")
    return [*charsets, "utf-8-sig"]

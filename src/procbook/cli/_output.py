"""Data on stdout as simple text, JSON or YAML; everything else on stderr; on any terminal.

A terminal that cannot show a character gets an escape instead of an exception: JSON and YAML stay
valid, because both have escapes; other text is written with backslashes.
"""

from __future__ import annotations

import contextlib
import os
import sys
from decimal import Decimal
from enum import StrEnum
from typing import Any, TextIO


class Format(StrEnum):
    """How data is written."""

    simple = "simple"
    json = "json"
    yaml = "yaml"


def escape_unencodable(*streams: TextIO) -> None:
    """Make streams write escapes for characters that they cannot encode."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def write(text: str) -> None:
    """Write data to stdout."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def say(text: str) -> None:
    """Write progress, hints and errors to stderr."""
    # Both streams come in order where they go to the same terminal.
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def emit(data: object, form: Format, simple: str | None = None) -> None:
    """Write a document to stdout in the form that was asked for.

    Parameters
    ----------
    data
        Data that JSON can hold.
    form : Format
        Simple text, JSON or YAML.
    simple : str, optional
        The simple text; without it, YAML is written instead.
    """
    if form is Format.simple and simple is not None:
        write(simple)
    elif form is Format.json:
        write(as_json(data))
    else:
        write(as_yaml(data))


def as_json(data: object) -> str:
    """Return JSON, with escapes for characters that the terminal cannot show."""
    import json  # not needed for --help

    text = json.dumps(data, indent=2, ensure_ascii=False, default=_json_value)
    if is_encodable(text):
        return text
    return json.dumps(data, indent=2, default=_json_value)


def _json_value(value: object) -> float | str:
    return float(value) if isinstance(value, Decimal) else str(value)


def as_yaml(data: object) -> str:
    """Return YAML with sorted keys, with escapes for characters that the terminal cannot show."""
    text = _dump_yaml(data, allow_unicode=True)
    if is_encodable(text):
        return text
    return _dump_yaml(data, allow_unicode=False)


def _dump_yaml(data: object, *, allow_unicode: bool) -> str:
    import yaml  # not needed for --help

    base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    dumper: Any = type("Dumper", (base,), {})
    dumper.add_representer(Decimal, _represent_decimal)
    dumper.add_multi_representer(object, _represent_object)
    text: str = yaml.dump(
        data, Dumper=dumper, allow_unicode=allow_unicode, sort_keys=True, width=100
    )
    return text.removesuffix("...\n")


def _represent_decimal(dumper: Any, value: Decimal) -> object:
    return dumper.represent_scalar("tag:yaml.org,2002:float", str(value))


def _represent_object(dumper: Any, value: object) -> object:
    return dumper.represent_str(str(value))


def is_encodable(text: str, stream: TextIO | None = None) -> bool:
    """Return whether a stream, stdout by default, can show a text as it is."""
    encoding = getattr(stream or sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def flush() -> None:
    """Write buffered output; a reader that has closed the pipe, such as ``head``, is no error."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes again at its end, and would report the broken pipe
        # (https://docs.python.org/3/library/signal.html#note-on-sigpipe).
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

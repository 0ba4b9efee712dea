"""Data on stdout as simple text, JSON or YAML; everything else on stderr; on any terminal.

A terminal that cannot show a character gets an escape instead of an exception: JSON and YAML stay
valid, because both know escapes; other text is written with backslashes.
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


def forgive(*streams: TextIO) -> None:
    """Have streams write escapes for what they cannot encode."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def put(text: str) -> None:
    """Write data."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def say(text: str) -> None:
    """Write what is no data: progress, hints, errors."""
    sys.stdout.flush()  # so that both streams come in order where they go to one place
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def emit(data: Any, form: Format, simple: str | None = None) -> None:
    """Write a document in the form that was asked for.

    Parameters
    ----------
    data
        JSON-able data.
    form : Format
        Simple text, JSON or YAML.
    simple : str, optional
        The simple text; without one, YAML stands in.
    """
    if form is Format.simple and simple is not None:
        put(simple)
    elif form is Format.json:
        put(as_json(data))
    else:
        put(as_yaml(data))


def as_json(data: Any) -> str:
    """Return JSON, with escapes if the terminal cannot show what is in it."""
    import json

    text = json.dumps(data, indent=2, ensure_ascii=False, default=_plain)
    return text if encodable(text) else json.dumps(data, indent=2, default=_plain)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def as_yaml(data: Any) -> str:
    """Return YAML with sorted keys, with escapes if the terminal cannot show what is in it."""
    import yaml

    base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    dumper: Any = type("Dumper", (base,), {})
    dumper.add_representer(
        Decimal,
        lambda into, value: into.represent_scalar(
            "tag:yaml.org,2002:float", str(value)
        ),
    )
    dumper.add_multi_representer(
        object, lambda into, value: into.represent_str(str(value))
    )

    def dump(*, allow_unicode: bool) -> str:
        text: str = yaml.dump(
            data, Dumper=dumper, allow_unicode=allow_unicode, sort_keys=True, width=100
        )
        return text.removesuffix("...\n")

    text = dump(allow_unicode=True)
    return text if encodable(text) else dump(allow_unicode=False)


def encodable(text: str, stream: TextIO | None = None) -> bool:
    """Tell whether a stream can show a text as it is."""
    try:
        text.encode(getattr(stream or sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def flush() -> None:
    """Write what is left; a reader that has gone away, such as ``head``, is no error."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more at its end, and would complain.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

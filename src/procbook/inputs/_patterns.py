"""Regular expressions of JSON Schema (ECMA-262) as Python understands them."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

_TOKEN = re.compile(r"\\.|\[|\]|\$|\(\?<(?![=!])", re.DOTALL)


@lru_cache(maxsize=1024)
def compile_pattern(source: str) -> re.Pattern[str] | None:
    r"""Return the compiled pattern, or None for one that Python cannot read, which then limits nothing.

    ``$`` matches at the very end only, ``\d`` and ``\w`` are ASCII, and groups are named ``(?<name>…)``.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(_translated(source), re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return None


def matches(source: str, text: str) -> bool:
    r"""Tell whether a pattern occurs in a text, as ECMA-262 reads it or as Python does.

    Servers check with either, and what the server takes should not be refused here: Python finds other digits than
    ASCII in ``\d``, and ``$`` before a final newline. A pattern that cannot be read occurs everywhere.
    """
    pattern = compile_pattern(source)
    return pattern is None or bool(pattern.search(text)) or bool(_as_python(source).search(text))


@lru_cache(maxsize=1024)
def _as_python(source: str) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(source)
    except (re.error, OverflowError, RecursionError):
        return re.compile(r"(?!)")


def _translated(source: str) -> str:
    inside = False

    def replace(found: re.Match[str]) -> str:
        nonlocal inside
        part = found.group()
        if part in "[]":
            was, inside = inside, part == "["
            return "\\[" if was and part == "[" else part
        if inside:
            return part
        return {"$": r"\Z", "(?<": "(?P<", r"\/": "/", r"\Z": "Z", r"\z": "z"}.get(part, part)

    return _TOKEN.sub(replace, source)

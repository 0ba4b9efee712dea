"""Regular expressions of JSON Schema (ECMA-262) as Python understands them."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]  # the tree of a pattern, which has no public name
from typing import Any

_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT"})
_MANY = 20
_TOKEN = re.compile(r"\\.|\[|\]|\$|\(\?<(?![=!])", re.DOTALL)


@lru_cache(maxsize=1024)
def compile_pattern(source: str) -> re.Pattern[str] | None:
    r"""Return the compiled pattern, or None for one that Python cannot read, which then limits nothing.

    ``$`` matches at the very end only, ``\d`` and ``\w`` are ASCII, and groups are named ``(?<name>…)``.
    A pattern that may take for ever is not read either: what a server writes must not stop a kernel or a page.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            translated = _translated(source)
            return None if _explodes(_parser.parse(translated)) else re.compile(translated, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return None


def _explodes(parts: Any, *, repeated: bool = False) -> bool:
    """Tell whether a repetition holds nothing but repetitions, as ``(a+)+`` does: each can then stop in many places."""
    if repeated and len(parts) and all(_loose(op, more) for op, more in parts):
        return True
    return any(_explodes(inner, repeated=again) for op, more in parts for inner, again in _inside(str(op), more))


def _loose(op: Any, more: Any) -> bool:
    if str(op) == "SUBPATTERN":
        return all(_loose(*part) for part in more[-1])
    return str(op) in _REPEATS and more[1] > _MANY


def _inside(op: str, more: Any) -> list[tuple[Any, bool]]:
    if op in _REPEATS:
        return [(more[2], more[1] > _MANY)]
    if op == "SUBPATTERN":
        return [(more[-1], False)]
    if op == "BRANCH":
        return [(branch, False) for branch in more[1]]
    return [(more[1], False)] if op in ("ASSERT", "ASSERT_NOT") else []


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

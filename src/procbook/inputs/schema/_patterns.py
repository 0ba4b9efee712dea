"""Regular expressions of JSON Schema (ECMA-262) as Python understands them."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Final

from ._backtracking import explodes

_TOKEN: Final = re.compile(r"\\.|\[|\]|\$|\(\?<(?![=!])", re.DOTALL)
_FLAG: Final = re.compile(r"^\(\?([a-z]+)\)")
_LETTER: Final = re.compile(
    r"\\[pPuxck](?:\{[^}]*\})?|\\.|\(\?<\w+>|[a-z]-[a-z]|[A-Z]-[A-Z]|[A-Za-z]|.",
    re.DOTALL,
)
_SPACE: Final = r"\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What ``\\s`` stands for in ECMA-262; Python has a few other characters."""
_NO_SPACE: Final = (
    r"\x00-\x08\x0e-\x1f!-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e"
    r"\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\U0010ffff"
)
_CLOSED: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]", re.DOTALL)
_REPEAT: Final = re.compile(r"[*+]|\{\d*,\d*\}")

LENGTHS: Final = (None, 6000, 500, 150, 75, 50, 40, 30)
"""Most characters that a text may have to be matched, by the number of repetitions in the pattern.

The time can grow with the length to the power of that number. The page has the same figures.
"""


@lru_cache(maxsize=1024)
def compile_pattern(source: str) -> re.Pattern[str] | None:
    r"""Return the compiled pattern, or None, which limits nothing, if Python cannot read it.

    ``$`` matches at the very end only, ``\d`` and ``\w`` are ASCII, and groups are named
    ``(?<name>…)``. A pattern that may take for ever is not read either: what a server writes must
    not stop a kernel or a page.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            translated = _translate(source)
            if explodes(translated):
                return None
            return re.compile(translated, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return None


def without_flags(source: str) -> str | None:
    """Return a pattern without ``(?i)`` at its start, which ECMA-262 does not have, in other words.

    None stands for a pattern with other flags, which no page could search for.
    """
    flags = _FLAG.match(source)
    if flags is None:
        return source
    if flags[1] != "i":
        return None
    inside = False

    def both_cases(match: re.Match[str]) -> str:
        nonlocal inside
        part = match.group()
        if part in "[]":
            inside = part == "["
        if len(part) == 1 and not part.isalpha():
            return part
        if len(part) == 3 and part[1] == "-" and not inside:
            return "-".join(f"[{c}{c.swapcase()}]" for c in (part[0], part[2]))
        if part.startswith(("\\", "(?<")):
            return part
        return part + part.swapcase() if inside else f"[{part}{part.swapcase()}]"

    return _LETTER.sub(both_cases, source[flags.end() :])


def matches(source: str, text: str) -> bool:
    r"""Return whether a pattern of ECMA-262, or else of Python, occurs in a text.

    Servers check with either, and what the server takes should not be refused here: Python finds
    other digits than ASCII in ``\d``, and ``$`` before a final newline. A pattern that cannot be
    read occurs everywhere, and every one in a text that is too long for it (:func:`longest`): that
    is for the server to check.
    """
    pattern = compile_pattern(source)
    most = longest(source)
    return (
        pattern is None
        or (most is not None and len(text) > most)
        or bool(pattern.search(text))
        or bool(_as_python(source).search(text))
    )


@lru_cache(maxsize=1024)
def longest(source: str) -> int | None:
    """Return the length of the longest text that a pattern is looked for in; None for any."""
    repeats = len(_REPEAT.findall(_CLOSED.sub("", source)))
    return LENGTHS[min(repeats, len(LENGTHS) - 1)]


@lru_cache(maxsize=1024)
def _as_python(source: str) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(source)
    except (re.error, OverflowError, RecursionError):
        return re.compile(r"(?!)")


def _translate(source: str) -> str:
    inside = False

    def replace(match: re.Match[str]) -> str:
        nonlocal inside
        part = match.group()
        if part in "[]":
            was_inside, inside = inside, part == "["
            return "\\[" if was_inside and part == "[" else part
        if part in (r"\s", r"\S"):
            members = _SPACE if part == r"\s" else _NO_SPACE
            return members if inside else f"[{members}]"
        if inside:
            return part
        return {"$": r"\Z", "(?<": "(?P<", r"\/": "/", r"\Z": "Z", r"\z": "z"}.get(
            part, part
        )

    return _TOKEN.sub(replace, source)

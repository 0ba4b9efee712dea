r"""Whether a regular expression can take a time that grows exponentially with the text.

It can when a loop leaves open how a text is cut into rounds: when something of variable length in
it can be followed by what it holds itself, as in ``(a+)+`` and ``(\w+\s?)*`` but not in
``(\w+,)*``; or when two of its alternatives begin alike, as in ``(a|aa)+``. The answer errs on the
side of yes. Characters stand for all that are like them: those of ASCII, and one for the rest.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, Final

try:
    # The tree of a pattern has no public name (tested on every Python that is supported).
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # another implementation, or a Python that is to come
    _parser = None

_LOOPS: Final = frozenset({"MAX_REPEAT", "MIN_REPEAT"})
_FEW: Final = 3
"""Rounds of a loop that cannot do harm."""
_NON_ASCII: Final = "\u4e2d"
_ALL: Final = frozenset(map(chr, range(128))) | {_NON_ASCII}
_CATEGORIES: Final = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}

_TOKEN: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\|", re.DOTALL)

_LOOP_IN_A_LOOP: Final = re.compile(
    r"[+*}][^()]*\)(?:[+*]|\{\d*,)|\|[^()]*\)(?:[+*]|\{\d*,)"
)
"""A group with a loop or a choice in it that is itself repeated.

It is the most careful test, used where Python gives no tree of a pattern.
"""

Chars = frozenset[str]


def explodes(source: str) -> bool:
    """Return whether matching a pattern can take exponential time.

    The pattern is written for Python; the time grows with the length of the text.
    """
    if _parser is None:
        return _LOOP_IN_A_LOOP.search(source) is not None
    parts = _parser.parse(_TOKEN.sub(_separate_branches, source))
    return any(
        _ambiguous(argument[2])
        for op, argument in _nodes(parts)
        if str(op) in _LOOPS and argument[1] > _FEW
    )


def _separate_branches(match: re.Match[str]) -> str:
    """Return a token so that Python does not merge ``a|a``; other engines do not merge it."""
    return "|(?=)" if match.group() == "|" else match.group()


def _nodes(parts: Any) -> Iterator[tuple[Any, Any]]:
    for op, argument in parts:
        yield op, argument
        for child in _inside(str(op), argument):
            yield from _nodes(child)


def _inside(op: str, argument: Any) -> list[Any]:
    if op in _LOOPS:
        return [argument[2]]
    if op == "SUBPATTERN":
        return [argument[-1]]
    if op == "BRANCH":
        return list(argument[1])
    return [argument[1]] if op in ("ASSERT", "ASSERT_NOT") else []


def _ambiguous(body: Any) -> bool:
    """Return whether one text can be split in several ways into rounds of a loop over `body`."""
    return _follows(list(body), _first(body)[0])


def _follows(parts: list[Any], after: Chars) -> bool:
    """Return whether a part of variable length can also match the beginning of what follows it."""
    for index, (op, argument) in enumerate(parts):
        following, empty = _first(parts[index + 1 :])
        next_ = following | after if empty else following
        if _open(str(op), argument, next_):
            return True
    return False


def _open(op: str, argument: Any, next_: Chars) -> bool:
    if op in _LOOPS:
        low, high, body = argument
        first = _first(body)[0]
        return (low < high and bool(_characters_in(body) & next_)) or _follows(
            list(body), next_ | first if high > 1 else next_
        )
    if op == "BRANCH":
        branches = list(argument[1])
        alike = any(_alike(a, b) for n, a in enumerate(branches) for b in branches[:n])
        skipped = any(_first(branch)[1] for branch in branches) and bool(
            _first_of(op, argument)[0] & next_
        )
        return (
            alike
            or skipped
            or any(_follows(list(branch), next_) for branch in argument[1])
        )
    return op == "SUBPATTERN" and _follows(list(argument[-1]), next_)


def _alike(left: Any, right: Any) -> bool:
    """Return whether two alternatives can match the same beginning of a text."""
    (a, a_empty), (b, b_empty) = _first(left), _first(right)
    if not (a & b):
        return a_empty and b_empty
    prefixes = sorted((_literal_prefix(left), _literal_prefix(right)), key=len)
    return not all(prefixes) or prefixes[1].startswith(prefixes[0])


def _literal_prefix(parts: Any) -> str:
    """Return the letters with which something begins."""
    fixed = itertools.takewhile(
        lambda node: str(node[0]) == "LITERAL",
        (n for n in parts if str(n[0]) != "ASSERT"),
    )
    return "".join(chr(argument) for _, argument in fixed)


def _first(parts: Any) -> tuple[Chars, bool]:
    """Return with which characters something can begin, and whether it can be empty."""
    characters: Chars = frozenset()
    for op, argument in parts:
        chars, empty = _first_of(str(op), argument)
        characters |= chars
        if not empty:
            return characters, False
    return characters, True


def _first_of(op: str, argument: Any) -> tuple[Chars, bool]:
    if op in _LOOPS:
        chars, empty = _first(argument[2])
        return chars, empty or argument[0] == 0
    if op == "SUBPATTERN":
        return _first(argument[-1])
    if op == "BRANCH":
        firsts = [_first(branch) for branch in argument[1]]
        return frozenset().union(*(chars for chars, _ in firsts)), any(
            empty for _, empty in firsts
        )
    if op in ("AT", "ASSERT", "ASSERT_NOT"):
        return frozenset(), True
    return _single(op, argument), op == "GROUPREF"


def _characters_in(parts: Any) -> Chars:
    return frozenset().union(
        *(
            _single(str(op), argument)
            for op, argument in _nodes(parts)
            if not _inside(str(op), argument)
        )
    )


def _single(op: str, argument: Any) -> Chars:
    """Return the characters that a node for one character matches.

    A node of an unknown kind matches all of them.
    """
    if op == "AT":
        return frozenset()
    if op == "LITERAL":
        return frozenset({chr(argument) if argument < 128 else _NON_ASCII})
    if op == "NOT_LITERAL":
        return _ALL - {chr(argument)}
    if op == "ANY":
        return _ALL - {"\n"}
    return _class(argument) if op == "IN" else _ALL


def _class(items: Any) -> Chars:
    negated = bool(items) and str(items[0][0]) == "NEGATE"
    characters: Chars = frozenset().union(
        *(_of_class(str(op), argument) for op, argument in items if str(op) != "NEGATE")
    )
    # What stands for all other characters stays when some of them are excluded.
    return _ALL - (characters - {_NON_ASCII}) if negated else characters


def _of_class(op: str, argument: Any) -> Chars:
    if op == "RANGE":
        low, high = argument
        return frozenset(map(chr, range(low, min(high, 127) + 1))) | (
            {_NON_ASCII} if high > 127 else frozenset()
        )
    if op == "CATEGORY":
        _, _, name = str(argument).partition("CATEGORY_")
        kind = _CATEGORIES.get(name.removeprefix("NOT_"))
        matching = frozenset(
            c for c in _ALL if kind is None or re.fullmatch(kind, c, re.ASCII)
        )
        return _ALL - matching if name.startswith("NOT_") else matching
    return _single(op, argument)

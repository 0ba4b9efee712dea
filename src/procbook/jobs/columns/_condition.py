"""Conditions on rows, such as ``duration > 2 and not fail``.

Read by a grammar of our own, never evaluated as Python.

::

    condition  = all { "or" all }
    all        = term { "and" term }
    term       = "not" term | "(" condition ")" | comparison
    comparison = name [ operator value | ["not"] "in" "(" value { "," value } ")" ]
    operator   = "=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">=" | "~"
    value      = number | "text" | 'text' | true | false | null | word

A name stands for a column; ``~`` asks whether a text contains another one. A name alone asks
whether the value is true. A row without the value fulfils no comparison but those with null.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Row: TypeAlias = Mapping[str, Any]
Test: TypeAlias = Callable[[Row], bool]

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.:-]))
      | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<operator><=|>=|==|!=|<>|[=<>~(),])
      | (?P<name>[^\W\d][\w.-]*|`[^`]+`|[\w.:+-]+)
    )""",
    re.VERBOSE,
)
_CONSTANTS: Final = {"true": True, "false": False, "null": None, "none": None}
LONGEST = 2000
"""Characters of a condition."""


class ConditionError(ValueError):
    """A condition that cannot be read, or that names a column that there is not."""


@dataclass(frozen=True)
class Condition:
    """A condition on rows.

    Attributes
    ----------
    text : str
        As it was written.
    names : frozenset of str
        The columns that it looks at.
    """

    text: str
    names: frozenset[str]
    test: Test

    def check_names(self, columns: Collection[str]) -> None:
        """Refuse a name that is no column.

        Raises
        ------
        ConditionError
            With the names that there are.
        """
        for name in sorted(self.names - set(columns)):
            near = difflib.get_close_matches(name, columns, n=1)
            hint = f"did you mean {near[0]}?" if near else _list(columns)
            raise ConditionError(f"There is no column {name!r}; {hint}")


def _list(columns: Collection[str]) -> str:
    return f"there are {', '.join(columns)}." if columns else "there are none."


def read_condition(text: str) -> Condition:
    """Read a condition.

    Raises
    ------
    ConditionError
        That says what was expected, and where.
    """
    if len(text) > LONGEST:
        raise ConditionError(f"A condition has at most {LONGEST} characters.")
    reader = _Reader(text)
    test = reader.read_all()
    return Condition(text, frozenset(reader.names), test)


class _Reader:
    """Reads the grammar above, one function a rule."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0
        self.names: set[str] = set()

    def read_all(self) -> Test:
        test = self._either()
        if self._peek() != ("", ""):
            raise self._error("'and', 'or' or the end")
        return test

    def _either(self) -> Test:
        tests = [self._every()]
        while self._take_word("or"):
            tests.append(self._every())
        return tests[0] if len(tests) == 1 else lambda row: any(t(row) for t in tests)

    def _every(self) -> Test:
        tests = [self._term()]
        while self._take_word("and"):
            tests.append(self._term())
        return tests[0] if len(tests) == 1 else lambda row: all(t(row) for t in tests)

    def _term(self) -> Test:
        self._depth += 1
        if self._depth > 50:
            raise ConditionError("The condition is nested too deeply.")
        try:
            if self._take_word("not"):
                test = self._term()
                return lambda row: not test(row)
            if self._take("("):
                test = self._either()
                self._expect(")")
                return test
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Test:
        name = self._name()
        negated = self._peek_words("not", "in")
        if negated:
            self._at += 1
        if self._take_word("in"):
            values = self._values()
            return lambda row: _is_in(row.get(name), values) != negated
        kind, operator = self._peek()
        if kind == "operator" and operator in _OPERATORS:
            self._at += 1
            value, compare = self._value(), _OPERATORS[operator]
            return lambda row: compare(row.get(name), value)
        return lambda row: row.get(name) in (True, "true")

    def _name(self) -> str:
        kind, token = self._peek()
        if kind != "name" or token.lower() in {"and", "or", "in"}:
            raise self._error("the name of a column")
        self._at += 1
        name = token.strip("`")
        self.names.add(name)
        return name

    def _values(self) -> list[Any]:
        self._expect("(")
        values = [self._value()]
        while self._take(","):
            values.append(self._value())
        self._expect(")")
        return values

    def _value(self) -> Any:
        kind, token = self._peek()
        if kind not in {"number", "text", "name"}:
            raise self._error("a value")
        self._at += 1
        if kind == "number":
            return float(token) if re.search(r"[.eE]", token) else int(token)
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", token[1:-1])
        return _CONSTANTS.get(token.lower(), token.strip("`"))

    # -- tokens

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at][:2] if self._at < len(self._tokens) else ("", "")

    def _peek_words(self, *keywords: str) -> bool:
        following = self._tokens[self._at : self._at + len(keywords)]
        return [token.lower() for _, token, _ in following] == list(keywords)

    def _take(self, operator: str) -> bool:
        is_next = self._peek() == ("operator", operator)
        self._at += is_next
        return is_next

    def _take_word(self, keyword: str) -> bool:
        kind, token = self._peek()
        is_next = kind == "name" and token.lower() == keyword
        self._at += is_next
        return is_next

    def _expect(self, operator: str) -> None:
        if not self._take(operator):
            raise self._error(repr(operator))

    def _error(self, expected: str) -> ConditionError:
        if self._at < len(self._tokens):
            _, token, position = self._tokens[self._at]
            came = f"not {token!r} at character {position + 1}"
        else:
            came = "and it ends there"
        return ConditionError(
            f"In the condition {self._text!r}, {expected} should come, {came}."
        )


def _tokens(text: str) -> list[tuple[str, str, int]]:
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise ConditionError(
                f"In the condition {text!r}, character {at + 1} cannot be read."
            )
        tokens.append(
            (match.lastgroup, match[match.lastgroup], match.start(match.lastgroup))
        )
        at = match.end()
    return tokens


def _equal(
    cell: Any,
    value: Any,
) -> bool:
    if isinstance(cell, bool) or isinstance(value, bool):
        return cell is value
    cell, value = _align(cell, value)
    return bool(cell == value)


def _align(
    cell: Any,
    value: Any,
) -> tuple[Any, Any]:
    """Return both as what can be compared: a time with a time."""
    if isinstance(cell, dt.datetime) and isinstance(value, str):
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            return str(cell), value
        return cell, moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    if isinstance(value, str) and not isinstance(cell, str) and cell is not None:
        return str(cell), value
    return cell, value


def _make_ordering(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def test(
        cell: Any,
        value: Any,
    ) -> bool:
        if cell is None or value is None:
            return False
        if isinstance(cell, str) and isinstance(value, int | float):
            return False
        try:
            return bool(compare(*_align(cell, value)))
        except TypeError:
            return False

    return test


def _contains(
    cell: Any,
    value: Any,
) -> bool:
    return cell is not None and str(value).lower() in str(cell).lower()


def _is_in(
    cell: Any,
    values: list[Any],
) -> bool:
    return any(_equal(cell, value) for value in values)


_OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": _equal,
    "==": _equal,
    "!=": lambda cell, value: not _equal(cell, value),
    "<>": lambda cell, value: not _equal(cell, value),
    "<": _make_ordering(lambda cell, value: cell < value),
    "<=": _make_ordering(lambda cell, value: cell <= value),
    ">": _make_ordering(lambda cell, value: cell > value),
    ">=": _make_ordering(lambda cell, value: cell >= value),
    "~": _contains,
}

"""Patterns of ECMA-262, and patterns that must not stop anybody."""

from __future__ import annotations

import time

import pytest

from procbook.inputs import validate
from procbook.inputs.schema._patterns import compile_pattern, matches


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        (r"^\d+$", "12", True),
        (r"^[a-z$]+$", "a$", True),
        (r"^(?<year>\d{4})$", "2025", True),
        (r"^a\/b$", "a/b", True),
        (r"[[]", "[", True),
        (r"^([a-z]+,)*[a-z]+$", "a,b,c", True),
        (r"^([a-z]+,)*[a-z]+$", "a,,c", False),
        (r"^(\d+\.)*\d+$", "1.2.3", True),
        (r"^(ab?)+$", "aab", True),
        (r"\p{L}", "1", True),
        ("(", "1", True),
        ("^x$", "x\n", True),
        ("^x$", "xy", False),
    ],
)
def test_matches(source, text, found):
    assert matches(source, text) is found


@pytest.mark.parametrize(
    "source",
    [
        *(
            "^(a+)+$",
            "(a*)*b",
            r"^(\s*\w+\s*)*$",
            "((a+)+)+x",
            "(?:(?:a+)){2,}b",
            "(x|(a+)+)y",
        ),
        *(
            r"^(\w+\s?)*$",
            "^(a|aa)+$",
            "^(ab|abc|c)+$",
            "^(a|a)*$",
            r"^(\w|a)*$",
            "(a{0,5})*b",
            "^(.*,)*x",
            r"^([a\W]+|a)+$",
        ),
        *(
            "^(a+b?){9}$",
            r"^[a-zA-Z]+(([',. -][a-zA-Z ])?[a-zA-Z]*)*$",
            r"^(\d{3}|\d{4})+$",
            "^((a+,?)+;)*$",
        ),
    ],
)
def test_a_pattern_that_takes_for_ever_limits_nothing(source):
    assert compile_pattern(source) is None
    assert validate({"type": "object"}, {}) == []  # what it imports is imported
    start = time.thread_time()
    schema = {
        "type": "object",
        "properties": {"x": {"type": "string", "pattern": source}},
        "patternProperties": {source: {}},
    }
    assert validate(schema, {"x": "a" * 60 + "!"}) == []
    assert time.thread_time() - start < 1


@pytest.mark.parametrize(
    "source",
    [
        *(
            r"^\d+(,\d+)*$",
            r"^([a-z]+\.)+[a-z]{2,}$",
            r"^[\w.+-]+@([\w-]+\.)+[\w-]+$",
            "^(mon|tue|thu)*$",
            "^(.|\n)*$",
        ),
        *(
            "^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$",
            "^([^,]*,)*[^,]*$",
            r"^(-?\d+(\.\d+)?,){3}-?\d+(\.\d+)?$",
        ),
        *(
            r"^P(?!$)(\d+Y)?(\d+M)?(T(\d+H)?)?$",
            "^https?://[^/]+(/[^/]+)*$",
            r"^(/[a-z]+\d*)+$",
            r"(\s*\(\w+\))*",
        ),
    ],
)
def test_a_pattern_that_is_no_danger_is_checked(source):
    assert compile_pattern(source) is not None


@pytest.mark.parametrize(
    "source",
    [
        "a*a*a*a*a*a*a*b",
        ".*.*.*=",
        r"\s*\w*\s*\w*$x",
        "(.*)(.*)(.*)(.*)y",
        r"^\d+[0-9]+\d+$",
        "x+y",
    ],
)
@pytest.mark.parametrize("letter", ["a", " ", "1", "x"])
def test_no_pattern_takes_long(source, letter):
    start = time.thread_time()
    for size in (30, 40, 50, 75, 150, 500, 6000, 100_000):
        matches(source, letter * size + "!")
    assert time.thread_time() - start < 2

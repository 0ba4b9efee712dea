"""Patterns of ECMA-262, and patterns that must not stop anybody."""

from __future__ import annotations

import time

import pytest

from procbook.inputs import validate
from procbook.inputs._patterns import compile_pattern, matches


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
    "source", ["^(a+)+$", "(a*)*b", r"^(\s*\w+\s*)*$", "((a+)+)+x", "(?:(?:a+)){2,}b", "(x|(a+)+)y"]
)
def test_a_pattern_that_takes_for_ever_limits_nothing(source):
    assert compile_pattern(source) is None
    start = time.perf_counter()
    schema = {
        "type": "object",
        "properties": {"x": {"type": "string", "pattern": source}},
        "patternProperties": {source: {}},
    }
    assert validate(schema, {"x": "a" * 60 + "!"}) == []
    assert time.perf_counter() - start < 1

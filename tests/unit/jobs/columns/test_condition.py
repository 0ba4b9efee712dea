"""Conditions on rows: read by a grammar, never evaluated."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from procbook.jobs import ConditionError, read_condition

ROWS = [
    {"duration": 1, "fail": True, "name": "a b", "when": None},
    {"duration": 3.5, "fail": False, "name": "lake", "when": 2},
    {"name": "sea", "at": dt.datetime(2026, 5, 1, tzinfo=dt.UTC)},
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("duration > 2", [1]),
        ("duration>=1 and not fail", [1]),
        ("fail = true", [0]),
        ("fail", [0]),
        ("fail = 1", []),
        ("name ~ LAKE or duration = 1", [0, 1]),
        ("name in (lake, 'a b')", [0, 1]),
        ("name not in (lake)", [0, 2]),
        ("when = null", [0, 2]),
        ("when != null", [1]),
        ("duration > 2 and (fail or name = 'lake')", [1]),
        ("`duration` <> 1", [1, 2]),
        ("duration > name", []),
        ("name > 2", []),
        ("at > 2026-04-30", [2]),
        ("at < '2026-05-01T00:00:01Z'", [2]),
        ('name = "a b"', [0]),
        ("duration < 1e1 and duration > -.5", [0, 1]),
    ],
)
def test_rows_are_selected(text: str, expected: list[int]) -> None:
    condition = read_condition(text)
    assert [n for n, row in enumerate(ROWS) if condition.test(row)] == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the name of a column should come, and it ends there"),
        ("duration >", "a value should come, and it ends there"),
        ("duration > 2 or", "the name of a column"),
        ("(a = 1", "'\\)' should come"),
        ("a b", "'and', 'or' or the end should come, not 'b' at character 3"),
        ("__import__('os').system('x')", "should come, not '\\(' at character 11"),
        ("1 > 2", "the name of a column should come"),
        ("a = 'x", "character 4 cannot be read"),
        ("(" * 60 + "a" + ")" * 60, "nested too deeply"),
        ("a" * 3000, "at most 2000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ConditionError, match=message):
        read_condition(text)


def test_a_column_that_there_is_not_is_refused() -> None:
    condition = read_condition("duratoin > 2")
    with pytest.raises(ConditionError, match=r"no column 'duratoin'; did you mean dur"):
        condition.check_names(["duration", "fail"])


@given(st.text(max_size=60))
def test_no_text_does_harm(text: str) -> None:
    try:
        condition = read_condition(text)
    except ConditionError:
        return
    for row in ROWS:
        assert condition.test(row) in {True, False}

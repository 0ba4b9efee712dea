"""Conditions on rows: read by a grammar, never evaluated."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from procbook.jobs import ConditionError, read_condition

CASES = json.loads(Path(__file__).with_name("conditions.json").read_text("utf-8"))
"""Cases that the page's half is tested with, too: js/tests/jobs_condition.test.ts."""


def _content(value: Any) -> Any:
    return (
        dt.datetime.fromisoformat(value["time"]) if isinstance(value, dict) else value
    )


ROWS = [{name: _content(value) for name, value in row.items()} for row in CASES["rows"]]


@pytest.mark.parametrize(("text", "expected"), CASES["selected"].items())
def test_rows_are_selected(text: str, expected: list[int]) -> None:
    condition = read_condition(text)
    assert [n for n, row in enumerate(ROWS) if condition.test(row)] == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        *CASES["refused"].items(),
        ("(" * 60 + "a" + ")" * 60, "nested too deeply"),
        ("a" * 3000, "at most 2000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ConditionError, match=re.escape(message)):
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

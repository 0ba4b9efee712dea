"""Numbers in texts for people: one of a thing is called so."""

from __future__ import annotations

import pytest

from procbook.display import count


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [(1, "job", "1 job"), (0, "job", "0 jobs"), (2000, "process", "2,000 processes")],
)
def test_counts(number: int, noun: str, words: str) -> None:
    assert count(number, noun) == words

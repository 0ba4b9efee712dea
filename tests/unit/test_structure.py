"""What a stranger relies on: folders that can be read at a glance, names that say something, one list of verbs.

Circles and imports that go up are kept out by the contracts of import-linter. The limits here may only be tightened.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import measure_structure
import pytest

import procbook

SOURCE = Path(procbook.__file__).parent

MODULES_IN_A_FOLDER = 15
VAGUE_NAMES = 1.0
"""Per cent of stored names."""
PARTICIPLES = 1.5
"""Per cent of functions."""
NESTED_CONDITIONALS = 0
NODES_A_LINE = 4.9
"""Syntax nodes; the goal is 4.5."""


@pytest.fixture(scope="module")
def measures() -> measure_structure.Measures:
    return measure_structure.measure(SOURCE)


def test_folders_can_be_read_at_a_glance() -> None:
    folders = [SOURCE, *(path for path in SOURCE.rglob("*") if path.is_dir())]
    full = {path.name: measure_structure.modules_in(path) for path in folders}
    assert {
        name: count for name, count in full.items() if count > MODULES_IN_A_FOLDER
    } == {}


def test_names_say_something(measures: measure_structure.Measures) -> None:
    share = 100 * len(measures.vague) / len(measures.stored)
    assert share <= VAGUE_NAMES, Counter(measures.vague).most_common(20)


def test_functions_are_verbs(measures: measure_structure.Measures) -> None:
    share = 100 * len(measures.participles) / len(measures.functions)
    assert share <= PARTICIPLES, Counter(measures.participles).most_common(20)


def test_expressions_can_be_read_at_one_go(
    measures: measure_structure.Measures,
) -> None:
    assert measures.nested_conditional <= NESTED_CONDITIONALS
    assert measures.nodes / measures.code_lines <= NODES_A_LINE


def test_modules_and_folders_have_names_of_their_own() -> None:
    drawers = re.compile(r"_?(utils?|helpers?|common|misc)$")
    assert [path for path in SOURCE.rglob("*.py") if drawers.fullmatch(path.stem)] == []

"""Expressions of hints are trees, or nothing."""

from __future__ import annotations

import pytest

from procbook.inputs.fields._expressions import compile_expression


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("a", {"var": "a"}),
        ("a.b", {"get": [{"var": "a"}, {"lit": "b"}]}),
        ("a['x y'][0]", {"get": [{"get": [{"var": "a"}, {"lit": "x y"}]}, {"lit": 0}]}),
        ("!a", {"op": "!", "args": [{"var": "a"}]}),
        ("a === 1.5", {"op": "==", "args": [{"var": "a"}, {"lit": 1.5}]}),
        ("a !== null", {"op": "!=", "args": [{"var": "a"}, {"lit": None}]}),
        (
            "a || b && c",
            {
                "op": "||",
                "args": [
                    {"var": "a"},
                    {"op": "&&", "args": [{"var": "b"}, {"var": "c"}]},
                ],
            },
        ),
        ("(a)", {"var": "a"}),
        (
            "'x' in [\"x\", $value]",
            {
                "op": "in",
                "args": [{"lit": "x"}, {"list": [{"lit": "x"}, {"var": "$value"}]}],
            },
        ),
        ("a ? 1 : 2", {"op": "?:", "args": [{"var": "a"}, {"lit": 1}, {"lit": 2}]}),
        (
            "$index % 2 == 0",
            {
                "op": "==",
                "args": [
                    {"op": "%", "args": [{"var": "$index"}, {"lit": 2}]},
                    {"lit": 0},
                ],
            },
        ),
        (
            "a - 1 - 2",
            {
                "op": "-",
                "args": [{"op": "-", "args": [{"var": "a"}, {"lit": 1}]}, {"lit": 2}],
            },
        ),
        (r"a == 'it\'s'", {"op": "==", "args": [{"var": "a"}, {"lit": "it's"}]}),
    ],
)
def test_trees(source, tree):
    assert compile_expression(source) == tree


@pytest.mark.parametrize(
    "source",
    [
        "",
        "a(",
        "f(1)",
        "a = 1",
        "a; b",
        "a ==",
        "1 2",
        "`x`",
        "a ? b",
        "(" * 90 + "a" + ")" * 90,
        "!" * 5000,
        "[1",
        "a.1",
    ],
)
def test_what_is_outside_of_the_subset_is_left_out(source):
    assert compile_expression(source) is None

"""One form, many jobs."""

from __future__ import annotations

import pytest

from procbook.inputs import expand_sweep
from procbook.protocol.errors import InputError


@pytest.mark.parametrize(
    ("spec", "values"),
    [
        ([1, "x", None], [1, "x", None]),
        ({"from": 0, "to": 0.3, "step": 0.1}, [0.0, 0.1, 0.2, 0.3]),
        ({"from": 1, "to": 10, "step": 4}, [1, 5, 9]),
        ({"from": 3, "to": 1, "step": -1}, [3, 2, 1]),
        ({"from": 0, "to": 1, "count": 5}, [0.0, 0.25, 0.5, 0.75, 1.0]),
        ({"from": 0, "to": 4, "count": 3}, [0, 2, 4]),
        (
            {"from": 1, "to": 1000, "count": 4, "scale": "log"},
            [1.0, 10.0, 100.0, 1000.0],
        ),
        (
            {"from": "2025-01-30", "to": "2025-02-01"},
            ["2025-01-30", "2025-01-31", "2025-02-01"],
        ),
        ({"from": 1, "to": 1, "count": 1}, [1]),
    ],
)
def test_ranges(spec, values):
    assert [job["x"] for job in expand_sweep({}, {"x": spec})] == values


def test_every_combination_and_nothing_shared():
    value = {"a": 0, "b": {"c~/": [1, 2]}}
    jobs = expand_sweep(value, {"a": [1, 2], "/b/c~0~1/1": [8, 9]})
    assert [(job["a"], job["b"]["c~/"]) for job in jobs] == [
        (1, [1, 8]),
        (1, [1, 9]),
        (2, [1, 8]),
        (2, [1, 9]),
    ]
    jobs[0]["b"]["c~/"].append(3)
    assert jobs[1]["b"]["c~/"] == [1, 9]
    assert value == {"a": 0, "b": {"c~/": [1, 2]}}
    assert expand_sweep(value, {}) == [value]


@pytest.mark.parametrize(
    "spec",
    [{"from": 0, "to": 1, "step": 0}, {"from": 0, "to": 1, "step": -1}, {"from": 0}, {"from": 0, "to": 1e9}, 3,
     {"from": -1, "to": 1, "count": 3, "scale": "log"}, {"from": "x", "to": "y"}, {"from": 0, "to": 1, "count": 10**9}],
)  # fmt: skip
def test_ranges_that_make_no_sense(spec):
    with pytest.raises(InputError):
        expand_sweep({}, {"x": spec})


def test_too_many_jobs():
    with pytest.raises(InputError, match="1,000,000 jobs"):
        expand_sweep({}, {name: list(range(100)) for name in "abc"})

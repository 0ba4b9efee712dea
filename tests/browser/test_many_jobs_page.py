"""Many runs in a job table, in a bare page: inputs and outputs as columns, conditions, groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jobspage import mount, row, snap
from labdriver import Browser

pytestmark = pytest.mark.browser
STATES = ["successful", "successful", "failed", "running", "accepted"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(size=(1100, 700)) as made:
        yield made


@pytest.fixture
def page(browser: Browser) -> Iterator[Any]:
    made = browser.new_page()
    yield made
    made.close()


def sweep(n: int, group: str | None = None) -> dict[str, Any]:
    """So many jobs of one process, by key: `duration` and `fail` vary, and ended ones have `mean`."""
    jobs: dict[str, Any] = {"_0": {"name": "example.org", "has_list": True}}
    for i in range(n):
        inputs = {"duration": 1 + i % 8, "fail": i % 3 == 0, "unit": "s"}
        job = row(
            i,
            id=f"job_{i}",
            p="sleep_a_while",
            s=STATES[i % 5],
            g=None,
            m=None,
            gr=group,
        )
        job |= {"i": inputs, "b": job["c"], "f": None}
        if i % 5 < 3:
            job["f"] = job["c"] + 1000 * (1 + i % 8)
        if i % 5 < 2:
            job["o"] = {"mean": (i % 8) / 3}
        jobs[f"k{i}"] = job
    return jobs


def columns(page: Any) -> list[str]:
    return [
        text.strip()
        for text in page.get_by_role("columnheader")
        .get_by_role("button")
        .all_inner_texts()
    ]


SHOWN = """() => [...document.querySelectorAll('[role=row][aria-label]')]
    .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex).map((r) => r.ariaLabel.split(' ')[1])"""


def search(page: Any, text: str) -> None:
    page.get_by_role("searchbox", name="Search jobs").fill(text)


def test_what_varies_is_a_column(page: Any, pictures: Path) -> None:
    mount(page)
    snap(page, sweep(15))
    page.get_by_role("columnheader", name="mean").wait_for()
    assert columns(page)[:7] == [
        "Status", "Process", "Job", "duration", "fail", "Progress", "mean",
    ]  # fmt: skip
    line = page.get_by_role("row", name=re.compile("job_14$"))
    assert line.get_by_role("cell").all_inner_texts()[4:6] == ["7", "false"]
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("checkbox", name="unit").check()
    page.get_by_role("columnheader", name="unit").wait_for()
    page.get_by_role("checkbox", name="duration").uncheck()
    assert page.get_by_role("columnheader", name="duration").count() == 0
    page.screenshot(path=pictures / "columns.png")


def test_rows_are_sorted_by_an_output_and_filtered_by_a_condition(page: Any) -> None:
    mount(page)
    snap(page, sweep(15))
    mean = page.get_by_role("columnheader", name="mean")
    mean.get_by_role("button").click()
    page.wait_for_function(f"({SHOWN})().slice(0, 2).join() === 'job_0,job_1'")
    assert mean.get_attribute("aria-sort") == "ascending"
    search(page, "duration > 6 and not fail")
    page.wait_for_function(f"({SHOWN})().join() === 'job_7,job_14'")
    page.get_by_role("button", name="1 failed").wait_for()
    page.get_by_role("status").filter(
        has_text="2 of 15 jobs: 1 accepted, 1 failed"
    ).wait_for(state="attached")
    assert "duration" in columns(page), "a column that is filtered by stays"
    search(page, "duratoin > 6")
    page.get_by_text("There is no column duratoin; did you mean duration?").wait_for()
    search(page, "duration >")
    page.get_by_text("a value should come").wait_for()
    assert page.get_by_role("row", name=re.compile("sleep_a_while")).count() > 5


def test_outputs_are_asked_for_once_and_become_a_column(page: Any) -> None:
    jobs = sweep(3)
    del jobs["k0"]["o"], jobs["k1"]["o"]
    mount(page)
    page.evaluate("() => { window.answers.outputs = () => null; }")
    snap(page, jobs)
    page.wait_for_function("window.sent.some((m) => m.verb === 'outputs')")
    asked = "window.sent.filter((m) => m.verb === 'outputs').map((m) => m.args.keys.toSorted())"
    assert page.evaluate(asked) == [["k0", "k1"]]
    page.evaluate("delta(1, {k0: {o: {mean: 0.5}}})")
    page.get_by_role("columnheader", name="mean").wait_for()
    page.get_by_role("cell", name="0.5", exact=True).wait_for()
    assert page.evaluate(asked) == [["k0", "k1"]]


def test_a_group_says_how_far_it_is(page: Any, pictures: Path) -> None:
    mount(page)
    jobs = sweep(40, group="naps")
    now = page.evaluate("Date.now()")
    for job in jobs.values():
        if job.get("s") == "running":
            job |= {"b": now - 1000, "g": 50}
    snap(page, jobs)
    group = page.get_by_role("row", name="Group naps, 40 jobs")
    group.get_by_text(re.compile(r"24 of 40 ended.*≈ \d+ s left")).wait_for()
    bar = group.get_by_role("progressbar", name="Progress of naps")
    assert bar.get_attribute("aria-valuenow") == "70"
    group.get_by_role(
        "img", name=re.compile("Durations: 1.0 s to 8.0 s, median")
    ).wait_for()
    group.get_by_role("button", name="naps").click()
    page.get_by_role("row", name=re.compile("job_39$")).wait_for()
    page.screenshot(path=pictures / "group.png")


@pytest.mark.parametrize(("theme", "width"), [("light", "auto"), ("dark", "700px")])
def test_looks(page: Any, theme: str, width: str, pictures: Path) -> None:
    mount(page, theme=theme, width=width)
    snap(page, sweep(30))
    page.get_by_role("row", name=re.compile("job_29$")).wait_for()
    search(page, "duration > 2 and fail = false")
    page.get_by_role("row", name=re.compile("job_28$")).wait_for()
    page.screenshot(path=pictures / f"{theme}.png")

"""Comparison and chart below a job table, in a bare page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jobspage import STATIC, mount, row, snap
from labdriver import Browser

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

PICTURE = """(colour) => { const canvas = document.createElement('canvas');
  canvas.width = 60; canvas.height = 40; const context = canvas.getContext('2d');
  context.fillStyle = colour; context.fillRect(0, 0, 60, 40);
  return Uint8Array.from(atob(canvas.toDataURL().split(',')[1]), (c) => c.charCodeAt(0)); }"""

COMPARED = {
    "runs": [
        {
            "id": f"job_{n}",
            "process": "ndvi",
            "version": "1.0",
            "server": "example.org",
            "status": "successful",
            "label": "the lake" if n == 2 else None,
            "created": f"2026-05-0{n}T10:00:00+00:00",
            "took": 2.5 * n,
        }
        for n in (1, 2)
    ],
    "inputs": [
        {"name": "threshold", "values": [0.3, 0.45], "differs": True},
        {"name": "tile", "values": ["T32TMS", "T32TMS"], "differs": False},
    ],
    "facts": [
        {"name": "process", "values": ["ndvi", "ndvi"], "differs": False},
        {"name": "took", "values": [2.5, 5.0], "differs": True},
    ],
    "outputs": [
        {
            "name": "mean",
            "kind": "number",
            "values": [0.5, 0.625],
            "differs": True,
            "differences": [None, 0.125],
            "ratios": [None, 1.25],
        },
        {
            "name": "report",
            "kind": "json",
            "values": ["{…}", "{…}"],
            "differs": True,
            "changes": [{"path": "/tiles/0/cloud", "values": [3, 8]}],
        },
        {
            "name": "map",
            "kind": "raster",
            "values": ["raster", "raster"],
            "differs": True,
            "pictures": [True, True],
            "difference": True,
        },
    ],
}
for output in COMPARED["outputs"]:
    for name in ("differences", "ratios", "changes", "lines", "pictures"):
        output.setdefault(name, [])
    output.setdefault("difference", False)
    output.setdefault("note", None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(size=(1100, 1250)) as made:
        yield made


@pytest.fixture
def page(browser: Browser) -> Iterator[Any]:
    made = browser.new_page()
    yield made
    made.close()


def draw_table(page: Any, jobs: dict[str, Any], **options: Any) -> None:
    """Draw a table whose kernel answers with scripts and comparisons."""
    mount(page, **options)
    sources = {
        name: (STATIC / f"{name}.js").read_text() for name in ("chart", "compare")
    }
    page.evaluate(
        """([sources, compared]) => {
          window.answers.module = ({name}) => ({source: sources[name]});
          window.answers.compare = () => compared;
          window.answers.outputs = () => null; }""",
        [sources, COMPARED],
    )
    # Pictures come as buffers, which the stub of the kernel does not send by itself.
    page.evaluate(
        f"""() => {{ const draw = {PICTURE}; const say = window.say;
          const colours = {{0: '#264', 1: '#48a', [-1]: '#a33'}};
          window.answers.picture = (args) => args.number;
          window.say = (message, buffers) => message.t === 'done' && typeof message.value === 'number'
            ? say({{...message, value: 'image/png'}}, [new DataView(draw(colours[message.value]).buffer)])
            : say(message, buffers); }}"""
    )
    snap(page, {"_0": {"name": "example.org", "has_list": True}, **jobs})


def sweep(n: int) -> dict[str, Any]:
    jobs = {}
    for i in range(n):
        x, method = i // 2, "ab"[i % 2]
        job = row(i, id=f"job_{i}", p="ndvi", s="successful", m=None)
        job |= {"i": {"x": x, "method": method}, "f": job["b"] + 1000 * (i % 7)}
        job["o"] = {"mean": x**2 / 10 + (i % 2) * 3}
        jobs[f"k{i}"] = job
    return jobs


def check_accessibility(page: Any) -> None:
    page.add_script_tag(path=str(AXE))
    found = page.evaluate(
        """async () => (await axe.run('#place', {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']}))
          .violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 200))])"""
    )
    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_two_jobs_are_compared(page: Any, theme: str, pictures: Path) -> None:
    draw_table(page, sweep(4), theme=theme)
    for name in ("job_1", "job_0"):
        page.get_by_role("checkbox", name=f"Select {name}").check()
    page.get_by_role("button", name="Compare").click()
    pane = page.get_by_role("region", name="Comparison of 2 jobs")
    pane.get_by_text("the lake", exact=True).first.wait_for()
    asked = "window.sent.find((m) => m.verb === 'compare').args.keys"
    assert page.evaluate(asked) == ["k0", "k1"], "the earlier one comes first"
    mean = pane.get_by_role("row", name=re.compile("^mean"))
    assert mean.get_by_role("cell").all_inner_texts() == [
        "0.5",
        "0.625",
        "≠ +0.125, × 1.25",
    ]
    pane.get_by_text("report: what differs").click()
    pane.get_by_role("row", name="/tiles/0/cloud 3 8").wait_for()
    pane.get_by_role("img", name="map of the lake").wait_for()
    page.wait_for_function(
        "[...document.images].every((img) => img.naturalWidth === 60)"
    )
    check_accessibility(page)
    page.screenshot(path=pictures / "side.png", full_page=True)

    pane.get_by_role("button", name="One over the other").click()
    slider = pane.get_by_role("slider", name="Left of it job_1, right of it the lake")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert (
        page.locator(".pc-stack").evaluate(
            "(stack) => stack.style.getPropertyValue('--pc-at')"
        )
        == "51%"
    )
    pane.get_by_role("combobox", name="Left").select_option(label="the lake")
    page.screenshot(path=pictures / "swipe.png", full_page=True)
    pane.get_by_role("button", name="Difference").click()
    pane.get_by_role("img", name="Difference").wait_for()

    pane.get_by_role("checkbox", name="Only what differs").check()
    assert pane.get_by_role("row", name=re.compile("^tile")).count() == 0
    pane.get_by_role("button", name="Close").click()
    assert pane.count() == 0


def test_a_comparison_that_fails_says_why(page: Any) -> None:
    draw_table(page, sweep(2))
    page.evaluate(
        "() => { window.answers.compare = () => { throw {problem: {title: 'No results.'}}; }; }"
    )
    page.get_by_role("checkbox", name="Select all jobs shown").check()
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("alert").filter(has_text="No results.").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_results_are_drawn_over_inputs(page: Any, theme: str, pictures: Path) -> None:
    draw_table(page, sweep(24), theme=theme)
    page.get_by_role("button", name="Chart").click()
    chart = page.get_by_role("region", name="Chart")
    chart.get_by_role("group", name="mean over x").wait_for()
    marks = chart.get_by_role("button", name=re.compile(r"^job_\d+: x "))
    assert marks.count() == 24
    check_accessibility(page)
    page.screenshot(path=pictures / "points.png", full_page=True)

    chart.get_by_role("combobox", name="Chart").select_option(label="Lines")
    chart.get_by_role("combobox", name="Panels").select_option(label="method")
    chart.get_by_text("method = b").wait_for()
    page.screenshot(path=pictures / "panels.png", full_page=True)
    chart.get_by_role("combobox", name="Chart").select_option(label="Parallel axes")
    chart.get_by_role("group", name="Parallel axes: x, method, mean").wait_for()
    page.screenshot(path=pictures / "parallel.png", full_page=True)


def test_a_mark_leads_to_its_row_with_the_keyboard(page: Any) -> None:
    draw_table(page, sweep(60))
    page.get_by_role("button", name="Chart").click()
    chart = page.get_by_role("region", name="Chart")
    first = chart.get_by_role("button", name=re.compile("^job_0: x 0"))
    first.wait_for()
    first.focus()
    page.keyboard.press("End")
    told = chart.get_by_role("status")
    told.filter(has_text=re.compile(r"job_5[89]: x 29, mean")).wait_for()
    page.keyboard.press("Home")
    told.filter(has_text="job_0: x 0, mean 0, method a").wait_for()
    page.evaluate("() => { window.answers.details = () => new Promise(() => {}); }")
    page.keyboard.press("Enter")
    page.get_by_role("row", name="ndvi job_0").wait_for()
    page.wait_for_function(
        "window.sent.some((m) => m.verb === 'details' && m.args.key === 'k0')"
    )
    chart.get_by_text("As a table").click()
    chart.get_by_role("row", name="job_3 1 3.1 b").wait_for()


def test_the_chart_follows_the_search_and_new_outputs(page: Any) -> None:
    jobs = sweep(10)
    del jobs["k9"]["o"]
    draw_table(page, jobs)
    page.get_by_role("button", name="Chart").click()
    chart = page.get_by_role("region", name="Chart")
    marks = chart.get_by_role("button", name=re.compile(r"^job_\d+: x "))
    marks.nth(8).wait_for()
    assert marks.count() == 9
    page.evaluate("delta(1, {k9: {o: {mean: 4}}})")
    marks.nth(9).wait_for()
    page.get_by_role("searchbox").fill("x > 2")
    marks.nth(4).wait_for(state="detached")
    assert marks.count() == 4


def test_python_says_what_is_drawn(page: Any) -> None:
    choice = {"x": "mean", "y": "took", "colour": "none", "panels": "colour of it"}
    draw_table(page, sweep(6), _chart=choice)
    chart = page.get_by_role("region", name="Chart")
    chart.get_by_role("group", name="took (s) over mean").wait_for()
    chart.get_by_text("No job has colour of it so far.").wait_for()
    button = page.get_by_role("button", name="Chart", exact=True)
    assert button.get_attribute("aria-expanded") == "true"
    button.click()
    chart.wait_for(state="detached")

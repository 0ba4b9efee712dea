"""The workbench in a real JupyterLab: from the list of processes to a result without a mouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from labdriver import Browser, JupyterServer, LabNotebook, write_notebook

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CELLS = [
    "from procbook import Client\nclient = Client.local()",
    "bench = client.workbench()\nbench",
]


@pytest.fixture(scope="module")
def lab(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[JupyterServer, Browser]]:
    env = {"PROCBOOK_HOME": str(tmp_path_factory.mktemp("home"))}
    with (
        JupyterServer(tmp_path_factory.mktemp("lab"), env=env) as server,
        Browser(size=(1400, 1300)) as browser,
    ):
        yield server, browser


def opened(lab: tuple[JupyterServer, Browser], name: str, width: int) -> LabNotebook:
    server, browser = lab
    write_notebook(server.root / name, CELLS)
    notebook = LabNotebook(browser.new_page(), server, name)
    notebook.page.set_viewport_size({"width": width, "height": 1300})
    notebook.open()
    notebook.run_all()
    return notebook


def axe(page: Any) -> list[Any]:
    page.evaluate(AXE.read_text("utf-8"))
    places = page.evaluate(
        "[...document.querySelectorAll('.procbook')].map((el, i) => (el.id ||= `place-${i}`, el.id))"
    )
    found = page.evaluate(
        "([ids, only]) => axe.run(ids.map((id) => `#${id}`), {runOnly: only})",
        [places, RULES],
    )
    return [
        (v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found["violations"]
    ]


def chosen_by_keyboard(page: Any, process: str) -> None:
    page.get_by_label("Search processes").focus()
    page.keyboard.type(process)
    page.get_by_text(re.compile("^1 of ")).wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Run", exact=True).wait_for()


def test_from_a_process_to_its_result_by_keyboard(
    lab: tuple[JupyterServer, Browser], pictures: Path
) -> None:
    notebook = opened(lab, "wide.ipynb", 1400)
    page = notebook.page
    page.get_by_label("Search processes").wait_for()
    notebook.screenshot(pictures / "1-opened.png")
    chosen_by_keyboard(page, "sleep")
    assert page.locator("[aria-current=true]").count() == 1
    assert (
        page.evaluate("document.activeElement.getAttribute('aria-current')") == "true"
    )
    page.get_by_label("Duration", exact=True).fill("1")
    page.get_by_role("button", name="Run", exact=True).press("Enter")
    # The result opens by itself, in one place; the jobs are listed in one place, too.
    result = page.get_by_role("region", name="Result of sleep_a_while")
    result.get_by_text(re.compile(r"^1\.\d+$|^1$")).first.wait_for(timeout=20_000)
    assert page.get_by_role("row", name=re.compile("sleep_a_while")).count() == 1
    assert page.get_by_role("table", name="Jobs of this form").count() == 0
    notebook.screenshot(pictures / "2-result.png")
    assert axe(page) == []
    page.get_by_role("button", name="Close result").press("Enter")
    result.wait_for(state="hidden")
    assert page.evaluate(
        "document.activeElement.closest('[aria-label=\"Jobs of the server\"]') !== null"
    )
    row = page.get_by_role("row", name=re.compile("sleep_a_while"))
    row.get_by_role("button", name="Open result").press("Enter")
    result.get_by_text(re.compile(r"^1\.\d+$|^1$")).first.wait_for()
    assert page.locator(".pj-details:visible").count() == 0


def test_head_and_edges(lab: tuple[JupyterServer, Browser], pictures: Path) -> None:
    notebook = opened(lab, "head.ipynb", 1200)
    page = notebook.page
    page.get_by_text("procbook demo server").wait_for()
    page.get_by_text("Not signed in.").wait_for()
    page.get_by_role("status").get_by_text("Choose a process in the list.").wait_for()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("User name").or_(
        page.get_by_label("Access token")
    ).first.wait_for()
    page.get_by_role("button", name="Close sign-in").click()
    page.get_by_role("region", name="Sign-in").wait_for(state="hidden")
    edges = page.evaluate(
        """() => {
            const box = (name) => document.querySelector(`[aria-label="${name}"]`).getBoundingClientRect();
            const [list, table] = [box("Search processes"), box("Search jobs")];
            return Math.abs(list.left - table.left);
        }"""
    )
    assert edges < 1
    # A description unfolds, and is whole.
    more = page.get_by_role("button", name="More about Sleep Processor")
    more.press("Enter")
    page.get_by_role(
        "button", name="More about Sleep Processor", expanded=True
    ).wait_for()
    whole = page.locator(".pb-whole")
    whole.get_by_text("Returns the effective amount of sleep in seconds.").wait_for()
    notebook.screenshot(pictures / "head.png")
    assert axe(page) == []


def test_keys_within_belong_to_the_workbench(
    lab: tuple[JupyterServer, Browser],
) -> None:
    notebook = opened(lab, "keys.ipynb", 1200)
    page = notebook.page
    page.get_by_label("Search processes").wait_for()
    cells = page.locator(".jp-Notebook .jp-Cell")
    before = cells.count()
    page.get_by_role("button", name=re.compile("^Sleep Processor")).focus()
    for key in ("ArrowDown", "b", "a", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    focused = page.evaluate("document.activeElement.textContent")
    assert focused.startswith("Prime Processor")
    page.get_by_role("button", name="Refresh").focus()
    page.keyboard.press("b")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Refresh"
    assert cells.count() == before


def test_a_job_is_changed_and_run_again(
    lab: tuple[JupyterServer, Browser], pictures: Path
) -> None:
    notebook = opened(lab, "again.ipynb", 1200)
    page = notebook.page
    page.get_by_label("Search processes").wait_for()
    chosen_by_keyboard(page, "prime")
    page.get_by_label("Min val").or_(page.get_by_label("min_val")).first.fill("20")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("region", name="Result of primes_between").wait_for()
    page.get_by_label("Search processes").fill("")
    page.get_by_role("button", name=re.compile("^Sleep Processor")).click()
    page.get_by_label("Duration", exact=True).wait_for()
    page.get_by_role("button", name="Edit and run again").click()
    field = page.get_by_label("Min val").or_(page.get_by_label("min_val")).first
    field.wait_for()
    assert field.input_value() == "20"
    page.get_by_role("status").get_by_text(re.compile("inputs of the job")).wait_for()
    notebook.screenshot(pictures / "again.png")


def test_a_narrow_window_has_everything_below_each_other(
    lab: tuple[JupyterServer, Browser], pictures: Path
) -> None:
    notebook = opened(lab, "narrow.ipynb", 700)
    page = notebook.page
    page.get_by_label("Search processes").wait_for()
    chosen_by_keyboard(page, "sleep")
    notebook.screenshot(pictures / "narrow.png")
    wide = page.evaluate(
        "[...document.querySelectorAll('.jp-OutputArea-output .procbook')].filter((el) => el.getBoundingClientRect().right > innerWidth).length"
    )
    assert wide == 0
    assert axe(page) == []

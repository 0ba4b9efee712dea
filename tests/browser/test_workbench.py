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
    jobs = page.locator(".procbook.pb-jobs")  # the form has a short list of its own
    row = jobs.get_by_role("row", name=re.compile("sleep_a_while")).first
    row.get_by_text("successful").wait_for(timeout=20_000)
    row.get_by_role("button", name="Open result").press("Enter")
    page.locator(".pb-results").get_by_text(
        re.compile(r"^1\.\d+$|^1$")
    ).first.wait_for()
    assert page.locator(".pj-details:visible").count() == 0
    notebook.screenshot(pictures / "2-result.png")
    assert axe(page) == []


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

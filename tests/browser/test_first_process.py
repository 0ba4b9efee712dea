"""The main job, as a person does it: notebook 01 in a real JupyterLab, driven by what a screen reader would read."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from labdriver import Browser, JupyterServer, LabNotebook, values_of, write_notebook

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lab(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[JupyterServer, Browser]]:
    root = tmp_path_factory.mktemp("lab")
    shutil.copy(ROOT / "notebooks" / "01-first-process.ipynb", root)
    env = {"PROCBOOK_HOME": str(tmp_path_factory.mktemp("home"))}
    with JupyterServer(root, env=env) as server, Browser(size=(1280, 1400)) as browser:
        yield server, browser


def opened(
    lab: tuple[JupyterServer, Browser], name: str, cells: list[str] | None = None
) -> LabNotebook:
    server, browser = lab
    if cells is not None:
        write_notebook(server.root / name, cells)
    notebook = LabNotebook(browser.new_page(), server, name)
    notebook.open()
    return notebook


FORM = [
    "from procbook import Client\nclient = Client.local()",
    "form = client.processes['sleep_a_while'].form()\nform",
    "table = client.job_table()\ntable",
    "import time; time.sleep(15)",
]


def newest_row(page: Any) -> Any:
    """The first data row of the job table: newest first."""
    return (
        page.get_by_role("table", name="Jobs")
        .get_by_role("row", name=re.compile(r"sleep_a_while"))
        .first
    )


def test_a_scientist_runs_a_process(
    lab: tuple[JupyterServer, Browser], pictures: Path
) -> None:
    notebook = opened(lab, "01-first-process.ipynb")
    page = notebook.page
    notebook.run_all()
    field = page.get_by_label("Duration", exact=True).first
    field.wait_for()
    notebook.screenshot(pictures / "1-opened.png")

    field.fill("3")
    notebook.screenshot(pictures / "2-filled.png")
    page.get_by_role("button", name="Run", exact=True).click()
    row = newest_row(page)
    row.get_by_text("running").first.wait_for()
    notebook.screenshot(pictures / "3-running.png")
    assert len(values_of(row.get_by_role("progressbar"), page, count=3)) == 3
    row.get_by_text("successful").wait_for(timeout=20_000)
    row.get_by_role("button", name="Open result").click()
    page.get_by_text(re.compile(r"^3\.\d+$|^3$")).first.wait_for()
    notebook.screenshot(pictures / "4-result.png")


def test_a_failing_job_says_why(
    lab: tuple[JupyterServer, Browser], pictures: Path
) -> None:
    notebook = opened(lab, "fail.ipynb", [*FORM[:3], "job = form.job\njob"])
    page = notebook.page
    for cell in range(3):
        notebook.run_cell(cell)
    page.get_by_label("Duration", exact=True).fill("1")
    page.get_by_label("Fail", exact=True).check()
    page.get_by_role("button", name="Run", exact=True).click()
    row = newest_row(page)
    row.get_by_text("failed").wait_for(timeout=20_000)
    row.get_by_text("Woke up too early").first.wait_for()
    notebook.run_cell(3)
    page.get_by_text(re.compile("Traceback")).first.wait_for()
    notebook.screenshot(pictures / "failed.png")


def test_cancel_is_answered_while_a_cell_runs(
    lab: tuple[JupyterServer, Browser], pictures: Path
) -> None:
    notebook = opened(lab, "busy.ipynb", FORM)
    page = notebook.page
    for cell in range(3):
        notebook.run_cell(cell)
    page.get_by_label("Duration", exact=True).fill("30")
    page.get_by_role("button", name="Run", exact=True).click()
    row = newest_row(page)
    row.get_by_text("running").first.wait_for()
    page.wait_for_timeout(1200)  # the first hello after drawing has been answered
    notebook.run_cell(3, wait=False)
    assert (
        len(values_of(row.get_by_role("progressbar"), page, count=3, timeout=8000)) == 3
    )
    page.evaluate(
        """() => { window.__answered = null; let at = 0;
        document.addEventListener('click', () => at ||= performance.now(), {capture: true});
        new MutationObserver(() => {
          if (at && /dismissed/.test(document.querySelector('[role=table][aria-label=Jobs]').innerText))
            window.__answered ??= [performance.now() - at, window.__run];
        }).observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true}); }"""
    )
    row.get_by_role("button", name="Cancel").click()
    page.wait_for_function("() => window.__answered !== null", timeout=15_000)
    # Not the kernel's status: a subshell that answers a click says "idle" while the cell goes on.
    answered, run = page.evaluate("window.__answered")
    assert run == "pending"
    notebook.screenshot(pictures / "busy-cancel.png")
    print(f"Cancel answered in {answered:.0f} ms while a cell blocks")


def test_mistakes_show_at_the_field(
    lab: tuple[JupyterServer, Browser], pictures: Path
) -> None:
    notebook = opened(lab, "mistakes.ipynb", FORM)
    page = notebook.page
    for cell in range(2):
        notebook.run_cell(cell)
    field, run = (
        page.get_by_label("Duration", exact=True),
        page.get_by_role("button", name=re.compile("^Run( anyway…)?$")),
    )
    for wrong, word in (("-1", "Run anyway…"), ("soon", "Run")):
        field.fill(wrong)
        page.wait_for_timeout(100)
        described = field.get_attribute("aria-describedby") or ""
        shown = page.evaluate(
            "ids => ids.split(' ').map(id => document.getElementById(id)).filter(e => e && e.offsetParent)"
            ".map(e => e.innerText).join(' ')",
            described,
        )
        assert field.get_attribute("aria-invalid") == "true", wrong
        assert shown.strip(), wrong
        assert run.inner_text() == word
        assert run.get_attribute("aria-disabled") == ("true" if word == "Run" else None)
        notebook.screenshot(pictures / f"mistake-{wrong}.png")
    field.fill("2")
    page.wait_for_timeout(100)
    assert field.get_attribute("aria-invalid") != "true"
    assert run.is_enabled()

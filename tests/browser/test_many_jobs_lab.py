"""Many runs in a real JupyterLab: what varies, conditions, chart and comparison, while a cell blocks the kernel."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from labdriver import Browser, JupyterServer, LabNotebook, write_notebook

pytestmark = pytest.mark.browser

REGISTRY = """from procbook import Client
from procbook.server import ProcessRegistry
registry = ProcessRegistry()
@registry.process(id="grow")
def grow(size: int = 1, doubled: bool = False) -> float:
    "Return a number."
    return size**2 * (2.0 if doubled else 1.0)
client = Client.local(registry)"""

# A cell that ends when the test has seen everything.
BLOCK = """import pathlib, time
while not pathlib.Path("seen").exists():
    time.sleep(0.05)"""


def test_many_runs_are_one_thing(tmp_path: Path, pictures: Path) -> None:
    cells = [
        REGISTRY,
        'jobs = client.processes["grow"].sweep("growth", size=range(1, 13), doubled=[False, True])\njobs.wait()\nNone',
        "client.job_table()",
        BLOCK,
    ]
    write_notebook(tmp_path / "many.ipynb", cells)
    env = {"PROCBOOK_HOME": str(tmp_path / "home")}
    with (
        JupyterServer(tmp_path, env=env) as lab,
        Browser(size=(1500, 1300)) as browser,
    ):
        notebook = LabNotebook(browser.new_page(), lab, "many.ipynb")
        notebook.open()
        for cell in (0, 1, 2):
            notebook.run_cell(cell)
        notebook.raise_on_cell_error()
        page = notebook.page
        group = page.get_by_role("row", name="Group growth, 24 jobs")
        group.get_by_text("24 of 24 ended: 24 successful").wait_for()
        group.get_by_role("button", name="growth").click()
        # Outputs come as their rows are seen. Once they are here, the kernel has answered the page, which a cell that
        # begins with the drawing would delay.
        for name in ("size", "doubled", "return_value"):
            page.get_by_role("columnheader", name=name).wait_for(timeout=15_000)
        notebook.run_cell(3, wait=False)
        page.wait_for_function("window.__run === 'pending'")
        page.get_by_role("searchbox").fill("size > 2 and doubled = true")
        page.get_by_role("row", name="Group growth, 10 jobs").wait_for()
        page.get_by_role("button", name="10 successful").wait_for()
        heading = page.get_by_role("columnheader", name="return_value")
        heading.get_by_role("button").click()
        rows = page.get_by_role("row", name=re.compile("^grow "))
        cell = rows.first.get_by_role("cell", name="18", exact=True)
        cell.wait_for(timeout=15_000)

        page.get_by_role("button", name="Chart").click()
        chart = page.get_by_role("region", name="Chart")
        chart.get_by_role("group", name="return_value over size").wait_for()
        marks = chart.get_by_role(
            "button", name=re.compile(r"size \d+, return_value \d")
        )
        marks.nth(9).wait_for(timeout=15_000)
        assert marks.count() == 10

        for row in (rows.nth(0), rows.nth(1)):
            row.get_by_role("checkbox").check()
        page.get_by_role("button", name="Compare").click()
        pane = page.get_by_role("region", name="Comparison of 2 jobs")
        result = pane.get_by_role("row", name=re.compile("^return_value"))
        result.wait_for(timeout=15_000)
        words = result.get_by_role("cell").all_inner_texts()
        # The earlier job comes first, and a sweep sends several at once.
        assert words in (
            ["18", "32", "≠ +14, × 1.778"],
            ["32", "18", "≠ -14, × 0.5625"],
        )
        running = page.evaluate("window.__run")
        assert running == "pending", "nothing of all this waited for the cell"
        notebook.screenshot(pictures / "many.png")
        (tmp_path / "seen").touch()
        page.wait_for_function("window.__run === 'done'")
        notebook.raise_on_cell_error()

"""Clicks and ticks while a cell runs, with the newest ipykernel and with the last one that has no subshells."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from labdriver import lab, values_of, write_notebook

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
import peers

pytestmark = pytest.mark.browser

CELLS = [
    "import time\nfrom procbook import Client\nclient = Client.local()\nsleep = client.processes['sleep_a_while']",
    "table = client.job_table()\ntable",
    "job = sleep(duration=30)",
    "time.sleep(15)",
]
# Times of the click, of what the row says next, and of the end of the cell, as the page sees them.
WATCH = """() => { window.__times = {};
  // The table may draw the row anew, so it is looked up each time.
  const said = () =>
    document.querySelector('.pb-jobs [role=row][aria-label^=sleep_a_while]')?.innerText ?? '';
  const note = (name) => window.__times[name] ??= performance.now();
  new MutationObserver(() => {
    if (!window.__times.click) return;
    if (/queued/.test(said())) note('queued');
    if (/dismissed/.test(said())) note('answered');
  }).observe(document.querySelector('.pb-jobs'), {subtree: true, childList: true, characterData: true, attributes: true});
  document.addEventListener('click', () => note('click'), {capture: true}); }"""
RUN = """() => { const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.deselectAll(); notebook.activeCellIndex = 3; window.__run = 'pending';
  window.jupyterapp.commands.execute('notebook:run-cell').finally(() => {
    window.__times.ended = performance.now(); window.__run = 'done'; }); }"""


@pytest.mark.parametrize("kernel", ["python3", "ipykernel-6"])
def test_a_click_while_a_cell_runs(kernel: str, tmp_path: Path, pictures: Path) -> None:
    env = {"PROCBOOK_HOME": str(tmp_path / "home")}
    if kernel != "python3":
        env["JUPYTER_PATH"] = str(peers.older_kernel(tmp_path / "jupyter"))
    write_notebook(tmp_path / "busy.ipynb", CELLS, kernel=kernel)
    with lab(tmp_path, "busy.ipynb", env=env) as notebook:
        page = notebook.page
        for cell in range(3):
            notebook.run_cell(cell)
        row = page.get_by_role("row", name=re.compile("sleep_a_while")).first
        row.get_by_text("running").first.wait_for()
        page.wait_for_timeout(
            1500
        )  # the second hello, one second after drawing, has been answered
        page.evaluate(WATCH)
        page.evaluate(RUN)
        bar = row.get_by_role("progressbar")
        assert len(values_of(bar, page, count=3, timeout=8000)) == 3, (
            "progress must move while a cell runs"
        )
        # Not the kernel's status: a subshell that answers a click says "idle" while the cell goes on.
        assert page.evaluate("window.__run") == "pending"
        row.get_by_role("button", name="Cancel").click()
        if kernel != "python3":
            page.wait_for_function("() => window.__times.queued", timeout=10_000)
            notebook.screenshot(pictures / "queued.png")
        page.wait_for_function("() => window.__times.answered", timeout=30_000)
        answered_meanwhile = page.evaluate("window.__run") == "pending"
        page.wait_for_function("() => window.__run !== 'pending'", timeout=30_000)
        times = page.evaluate("window.__times")
        if kernel == "python3":
            assert answered_meanwhile
            waited = times["answered"] - times["click"]
            print(
                f"{kernel}: answered {waited:.0f} ms after the click, while the cell ran"
            )
        else:
            said = times["queued"] - times["click"]
            waited = times["answered"] - times["ended"]
            print(
                f"{kernel}: queued {said:.0f} ms after the click, answered {waited:.0f} ms after the cell ended"
            )
            assert said > 250, "only a click that waits says so"

"""Clicks and ticks while a cell runs, with the newest ipykernel and with the last one that has no subshells."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from labdriver import lab, write_notebook

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
import peers

pytestmark = pytest.mark.browser

CELLS = [
    "import time\nfrom procbook import Client\nclient = Client.local()\nsleep = client.processes['sleep_a_while']",
    "table = client.job_table()\ntable",
    "job = sleep(duration=30)",
    "time.sleep(10)",
]
WATCH = """() => { window.__answered = null; window.__at = null;
  new MutationObserver(() => { if (window.__at && /dismissed/.test(document.querySelector('.jp-Notebook').innerText))
    { window.__answered ??= [window.__at, performance.now()]; } })
  .observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
  document.addEventListener('click', () => window.__at ??= performance.now(), {capture: true}); }"""


@pytest.mark.parametrize("kernel", ["python3", "ipykernel-6"])
def test_a_click_while_a_cell_runs(kernel: str, tmp_path: Path, pictures: Path) -> None:
    env = {"PROCBOOK_HOME": str(tmp_path / "home")}
    if kernel != "python3":
        env["JUPYTER_PATH"] = str(peers.older_kernel())
    write_notebook(tmp_path / "busy.ipynb", CELLS, kernel=kernel)
    with lab(tmp_path, "busy.ipynb", env=env) as notebook:
        page = notebook.page
        for cell in range(3):
            notebook.run_cell(cell)
        row = page.get_by_role("row", name=re.compile("sleep_a_while")).first
        row.get_by_text("running").first.wait_for()
        page.wait_for_timeout(1500)  # the second hello, one second after drawing, has been answered
        page.evaluate(WATCH)
        notebook.run_cell(3, wait=False)
        page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'busy'"
        )
        bar = row.get_by_role("progressbar")
        ticks = set()
        for _ in range(30):
            ticks.add(bar.get_attribute("aria-valuenow"))
            page.wait_for_timeout(50)
        assert len(ticks) >= 3, "progress must move while a cell runs"
        row.get_by_role("button", name="Cancel").click()
        page.wait_for_timeout(350)
        if kernel == "python3":
            page.wait_for_function("() => window.__answered", timeout=3000)
            assert notebook.kernel_status() == "busy"
        else:
            assert re.search("queued", row.inner_text()), "a click that waits must say so"
            notebook.screenshot(pictures / "queued.png")
            page.wait_for_function("() => window.__run !== 'pending'", timeout=20_000)
            ended = page.evaluate("performance.now()")
            page.wait_for_function("() => window.__answered", timeout=3000)
        at, answered = page.evaluate("window.__answered")
        waited = answered - (at if kernel == "python3" else ended)
        print(f"{kernel}: answered {waited:.0f} ms after {'the click' if kernel == 'python3' else 'the cell ended'}")
        assert waited < 300

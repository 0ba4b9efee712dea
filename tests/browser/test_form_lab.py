"""The form in a real JupyterLab: what was typed survives a reload, and nothing waits for a running cell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from labdriver import Browser, JupyterServer, LabNotebook, write_notebook

pytestmark = pytest.mark.browser

CELLS = [
    "from procbook import Client\nclient = Client.local()\nform = client.processes['sleep_a_while'].form()",
    "form",
    "import time; time.sleep(5)",
    "print('kept', form.value)",
]
# Types letter by letter while the cell runs, and notes how long each took to be told as a mistake.
TYPE = """async ([id, texts]) => {
  const field = document.getElementById(id), took = [];
  for (const text of texts) {
    const at = performance.now();
    field.value = text;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    const wrong = text !== '' && !(Number(text) >= 0);
    while ((field.getAttribute('aria-invalid') === 'true') !== wrong) await new Promise((r) => setTimeout(r, 1));
    took.push(performance.now() - at);
  }
  return took; }"""
RUN = """() => { const row = '.pb-form [role=row]';
  window.__answered = null;
  const at = performance.now();
  const seen = new MutationObserver(() => {
    if (!document.querySelector(row)) return;
    window.__answered ??= [performance.now() - at, window.__run];
    seen.disconnect();
  });
  seen.observe(document.querySelector('.pb-form'), {subtree: true, childList: true, attributes: true});
  [...document.querySelectorAll('.pb-form button')].find((b) => b.innerText === 'Run').click(); }"""


@pytest.fixture(scope="module")
def lab(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[JupyterServer, Browser]]:
    env = {"PROCBOOK_HOME": str(tmp_path_factory.mktemp("home"))}
    root = tmp_path_factory.mktemp("lab")
    with JupyterServer(root, env=env) as server, Browser(size=(1000, 900)) as browser:
        yield server, browser


def opened(lab: tuple[JupyterServer, Browser], name: str) -> tuple[LabNotebook, Any]:
    server, browser = lab
    write_notebook(server.root / name, CELLS)
    notebook = LabNotebook(browser.new_page(), server, name)
    notebook.open()
    for cell in (0, 1):
        notebook.run_cell(cell)
    field = notebook.page.get_by_label("Duration", exact=True)
    field.wait_for()
    return notebook, field


def kept(notebook: LabNotebook) -> str:
    """What the kernel holds, once the pause is over after which the page sends what was typed."""
    notebook.page.wait_for_timeout(300)
    notebook.run_cell(3)
    return str(notebook.outputs("stream")[-1]["text"]).strip()


def test_what_was_typed_survives_a_reload(
    lab: tuple[JupyterServer, Browser], pictures: Path
) -> None:
    notebook, field = opened(lab, "reload.ipynb")
    page = notebook.page
    field.fill("3.25")
    page.get_by_label("Fail", exact=True).check()
    assert kept(notebook) == "kept {'duration': 3.25, 'fail': True}"
    notebook.save()
    page.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
    )
    page.reload()
    page.wait_for_function(
        "() => window.jupyterapp && window.jupyterapp.restored", timeout=60_000
    )
    field = page.get_by_label("Duration", exact=True)
    field.wait_for(timeout=60_000)
    notebook.screenshot(pictures / "reloaded.png")
    assert field.input_value() == "3.25"
    assert page.get_by_label("Fail", exact=True).is_checked()
    field.fill("1")
    assert kept(notebook) == "kept {'duration': 1, 'fail': True}"
    page.close()


def test_mistakes_and_run_do_not_wait_for_a_cell(
    lab: tuple[JupyterServer, Browser], pictures: Path
) -> None:
    notebook, field = opened(lab, "busy.ipynb")
    page = notebook.page
    page.wait_for_timeout(
        1500
    )  # the second hello, one second after drawing, has been answered
    notebook.run_cell(2, wait=False)
    page.wait_for_function("() => window.__run === 'pending'")
    took = page.evaluate(
        TYPE,
        [field.get_attribute("id"), ["-1", "1", "-", "s", "so", "soon", "", "0.5"]],
    )
    page.evaluate(RUN)
    page.wait_for_function("() => window.__answered !== null", timeout=20_000)
    answered, run = page.evaluate("window.__answered")
    notebook.screenshot(pictures / "busy.png")
    print(
        f"while a cell blocks: mistakes after {max(took):.0f} ms at most, Run answered after {answered:.0f} ms"
    )
    assert max(took) < 1000
    assert run == "pending", "Run must not wait for the cell"
    page.get_by_role("row").get_by_text("successful").wait_for(timeout=20_000)
    page.close()


def test_a_job_is_run_again_with_a_change(
    lab: tuple[JupyterServer, Browser], pictures: Path
) -> None:
    notebook, field = opened(lab, "again.ipynb")
    page = notebook.page
    field.fill("0.25")
    page.get_by_role("button", name="Run", exact=True).click()
    row = page.get_by_role("row", name="sleep_a_while").first
    row.get_by_text("successful").wait_for(timeout=30_000)
    field.fill("7")
    row.get_by_role("button", name="Details").click()
    group = page.get_by_role("group", name="What can be done with the job")
    group.get_by_role("button", name="Edit and run again").click()
    page.get_by_text("Filled in as job").wait_for()
    assert field.input_value() == "0.25"
    notebook.screenshot(pictures / "details.png")
    group.get_by_role("button", name="Rerun").click()
    page.get_by_text("Submitted again as").wait_for()
    page.wait_for_function("() => document.querySelectorAll('.pb-job').length === 2")
    group.get_by_role("button", name="Save results").click()
    page.get_by_text("Saved 1 file:").wait_for()
    page.close()

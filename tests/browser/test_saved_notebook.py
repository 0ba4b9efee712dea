"""A notebook that is saved holds what its widgets showed, and shows it again without a kernel; after a restart it reconnects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbconvert
import nbformat
import pytest
from labdriver import Browser, JupyterServer, LabNotebook, write_notebook

pytestmark = pytest.mark.browser

CELLS = [
    "from procbook import Client\nclient = Client.local()\nsleep = client.processes['sleep_a_while']",
    "sleep.form(duration=3.5)",
    "job = sleep(duration=2)\njob",
    "client.job_table()",
    "client.processes['plot'].run()",
    "client.workbench()",
]
# What each output shows while it is alive, and must show in the saved notebook.
SHOWN = {
    1: ("Sleep Processor", "Duration", "7.25"),
    2: ("sleep_a_while", "successful", "Slept 2.0 s", "return_value"),
    3: ("sleep_a_while", "plot", "successful"),
    4: ("image/png",),
    5: ("procbook demo server", "Prime Processor", "sleep_a_while"),
}
PICTURE = 4
MOST = 30_000
"""Bytes that a widget may add to the notebook beyond what it shows."""


@pytest.fixture(scope="module", params=["lab", "notebook"])
def hosts(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[JupyterServer, Browser]]:
    env = {"PROCBOOK_HOME": str(tmp_path_factory.mktemp("home"))}
    root = tmp_path_factory.mktemp("saved")
    with (
        JupyterServer(root, request.param, env=env) as server,
        Browser(size=(1100, 2400)) as browser,
    ):
        yield server, browser


@pytest.fixture(scope="module")
def alive(hosts: tuple[JupyterServer, Browser]) -> LabNotebook:
    """A notebook with a widget of each kind, after something happened in it, saved."""
    server, browser = hosts
    write_notebook(server.root / "alive.ipynb", CELLS)
    notebook = LabNotebook(browser.new_page(), server, "alive.ipynb")
    notebook.open()
    notebook.run_all()
    duration = notebook.page.get_by_label("Duration", exact=True).first
    duration.fill("7.25")
    until_held(notebook, 1, "7.25")
    until_held(notebook, 2, "return_value")
    until_held(notebook, 5, "successful")
    save(notebook)
    return notebook


def until_held(notebook: LabNotebook, cell: int, text: str) -> None:
    """Wait until the notebook's model holds a text in the output of a cell; it follows the widgets after a pause."""
    notebook.page.wait_for_function(
        """([cell, text]) => {
          const cells = window.jupyterapp.shell.currentWidget.content.model.cells;
          return JSON.stringify(cells.get(cell).outputs.toJSON()).includes(text);
        }""",
        arg=[cell, text],
        timeout=30_000,
    )


def save(notebook: LabNotebook) -> None:
    notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.save()")


def html_of(notebook: LabNotebook, cell: int) -> str:
    """The HTML of a cell's outputs in the saved file."""
    saved = nbformat.read(notebook.server.root / notebook.path, as_version=4)
    outputs = saved.cells[cell].outputs
    return "".join(o.data.get("text/html", "") for o in outputs if "data" in o)


def shown(page: Any, cell: int) -> str:
    """What a reader sees of a cell's outputs."""
    return str(
        page.locator(".jp-Cell").nth(cell).locator(".jp-OutputArea").inner_text()
    )


def await_shown(page: Any, cell: int, text: str) -> None:
    output = page.locator(".jp-Cell").nth(cell).locator(".jp-OutputArea")
    output.get_by_text(text).first.wait_for()


def test_what_is_saved_is_what_was_shown(alive: LabNotebook, pictures: Path) -> None:
    alive.screenshot(pictures / f"saved-alive-{alive.server.kind}.png")
    for cell, texts in SHOWN.items():
        html = html_of(alive, cell)
        for text in texts:
            assert text in html, (cell, text)
    assert "data:image/png" in html_of(alive, PICTURE)
    # A job that has ended reads so, whatever it was when the cell ran.
    assert "accepted" not in html_of(alive, 2)
    assert "running" not in html_of(alive, 2)


def test_a_converted_notebook_shows_it_too(alive: LabNotebook) -> None:
    page, _ = nbconvert.HTMLExporter().from_filename(
        str(alive.server.root / alive.path)
    )
    for texts in SHOWN.values():
        for text in texts:
            assert text in page


def test_a_widget_adds_little_beyond_what_it_shows(alive: LabNotebook) -> None:
    saved = nbformat.read(alive.server.root / alive.path, as_version=4)
    state = json.dumps(saved.metadata.get("widgets", {}))
    assert "_esm" not in state
    assert len(state) < MOST
    for cell in SHOWN:
        html = html_of(alive, cell)
        without_pictures = re.sub(r'"data:image/[^"]*"', "", html)
        assert len(without_pictures) < MOST, cell
        assert "widget-view" not in json.dumps(saved.cells[cell].outputs)


def test_nothing_is_shown_twice_while_the_widget_is_alive(alive: LabNotebook) -> None:
    assert "As it was" not in shown(alive.page, 1)
    assert shown(alive.page, 1).count("Sleep Processor") == 1


def test_a_page_that_is_loaded_again_has_the_widgets_again(alive: LabNotebook) -> None:
    page = alive.page.context.new_page()
    again = LabNotebook(page, alive.server, alive.path)
    again.open()
    duration = page.get_by_label("Duration", exact=True).first
    duration.wait_for()
    assert duration.input_value() == "7.25"
    page.close()


@pytest.mark.parametrize("trusted", [True, False])
def test_a_notebook_without_a_kernel_shows_what_was_there(
    alive: LabNotebook, trusted: bool, pictures: Path
) -> None:
    server = alive.server
    name = f"reopened-{trusted}.ipynb"
    saved = nbformat.read(server.root / alive.path, as_version=4)
    if not trusted:  # the signature holds for the outputs that were signed
        saved.cells[0].source += "\n# from elsewhere"
    # No kernel of this name: the page asks for one and gets none.
    saved.metadata["kernelspec"] = {"name": "gone", "display_name": "gone"}
    nbformat.write(saved, server.root / name)
    page = alive.page.context.new_page()
    reopened = LabNotebook(page, server, name)
    reopened.open(kernel=False)
    for cell, texts in SHOWN.items():
        for text in texts:
            await_shown(page, cell, text)
    picture = page.locator(".jp-Cell").nth(PICTURE).locator("img").first
    picture.wait_for()
    page.screenshot(path=pictures / f"reopened-{server.kind}-{trusted}.png")
    assert page.get_by_text("Error displaying widget").count() == 0
    before = html_of(reopened, 2)
    for _ in range(2):
        save(reopened)
    assert html_of(reopened, 2) == before
    page.close()


def reconnect(cell: Any) -> None:
    """Press the button, and wait until the widget of the new kernel stands in the cell."""
    cell.get_by_role("button", name="Reconnect").click()
    cell.get_by_role("status").filter(has_text="econnect").wait_for(state="detached")


def test_after_a_restart_the_widgets_say_so_and_reconnect(
    alive: LabNotebook, pictures: Path
) -> None:
    page = alive.page
    page.bring_to_front()
    alive.restart()
    form = page.locator(".jp-Cell").nth(1)
    form.get_by_text("The kernel was restarted").wait_for()
    page.screenshot(path=pictures / f"restarted-{alive.server.kind}.png")
    form.get_by_label("Duration", exact=True).fill("0.5")
    reconnect(form)
    duration = form.get_by_label("Duration", exact=True)
    duration.wait_for()
    assert duration.input_value() == "0.5"
    form.get_by_role("button", name="Run", exact=True).click()
    form.get_by_text("successful").first.wait_for(timeout=30_000)
    card = page.locator(".jp-Cell").nth(2)
    reconnect(card)
    card.get_by_role("button", name="Open result").wait_for()
    until_held(alive, 1, "successful")

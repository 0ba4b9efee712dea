"""Take pictures of what a notebook shows in JupyterLab, and of what a terminal shows."""

from __future__ import annotations

import contextlib
import html
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from _cards import Step
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from labdriver import (  # noqa: E402 - found on the path above
    CHROMIUM,
    CHROMIUM_ARGS,
    JupyterServer,
    LabNotebook,
    write_notebook,
)

LARGEST = 120_000
"""Bytes of a picture at most."""
SCALE = 1.5
FRESH_HOME = "import os, tempfile\nos.environ['PROCBOOK_HOME'] = tempfile.mkdtemp()"
HIDE_CHROME = """
.jp-Toolbar, #jp-top-panel, #jp-menu-panel, #jp-bottom-panel, .jp-SideBar { visibility: hidden }
.jp-OutputArea-output { scrollbar-width: none; padding: 10px !important }
* { caret-color: transparent !important }
"""


class Camera:
    """A JupyterLab and a browser that take pictures; a context manager.

    Parameters
    ----------
    folder
        Where notebooks are written for the time being.
    dark
        Whether JupyterLab has its dark theme.
    """

    def __init__(self, folder: Path, *, dark: bool) -> None:
        theme = "JupyterLab Dark" if dark else "JupyterLab Light"
        keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        self.dark = dark
        self._server = JupyterServer(folder, theme=theme, env=keyring)
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGS
        )
        self._context = self._browser.new_context(
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            device_scale_factor=SCALE,
        )

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._browser.close()
        self._playwright.stop()
        self._server.stop()

    def new_page(self, width: int, height: int) -> Any:
        """Return an empty page of this size in pixels."""
        page = self._context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        return page

    @contextlib.contextmanager
    def notebook(
        self, cells: list[str], *, width: int, height: int = 1500
    ) -> Iterator[LabNotebook]:
        """Open a notebook in a session of its own, with a home of its own for procbook; nothing has run yet.

        Parameters
        ----------
        cells
            Code; the first cell of the notebook stands before them.
        width, height
            Size of the window in pixels.
        """
        write_notebook(self._server.root / "picture.ipynb", [FRESH_HOME, *cells])
        with self._open("picture.ipynb", width, height) as notebook:
            yield notebook

    @contextlib.contextmanager
    def tutorial(self, source: Path, *, width: int) -> Iterator[LabNotebook]:
        """Open a copy of a notebook; nothing has run yet, and the first cell is :data:`FRESH_HOME`."""
        document = json.loads(source.read_text("utf-8"))
        first = {"cell_type": "code", "id": "fresh", "metadata": {}, "outputs": []}
        first |= {"execution_count": None, "source": FRESH_HOME}
        document["cells"].insert(0, first)
        path = self._server.root / source.name
        path.write_text(json.dumps(document), "utf-8")
        # So high that JupyterLab draws all cells.
        with self._open(source.name, width, 20_000) as notebook:
            yield notebook

    @contextlib.contextmanager
    def _open(self, name: str, width: int, height: int) -> Iterator[LabNotebook]:
        page = self.new_page(width, height)
        notebook = LabNotebook(page, self._server, name)
        notebook.open()
        page.add_style_tag(content=HIDE_CHROME)
        try:
            yield notebook
        finally:
            page.close()
            for running in self._server.api("sessions"):
                self._server.api(f"sessions/{running['id']}", "DELETE")

    def terminal(self, text: str, *, width: int = 900) -> bytes:
        """Return a PNG of a terminal with this text."""
        colours = ("#15191d", "#d7dde2") if self.dark else ("#ffffff", "#1f2933")
        page = self.new_page(width, 900)
        lines = "\n".join(
            f"<b>{html.escape(line)}</b>"
            if line.startswith("$ ")
            else html.escape(line)
            for line in text.splitlines()
        )
        page.set_content(
            f"<body style='margin:0;background:{colours[0]}'><pre style='margin:0;padding:18px 22px;color:{colours[1]};"
            f"font:14px/1.45 monospace;white-space:pre-wrap'>{lines}</pre>"
        )
        shot: bytes = page.locator("pre").screenshot()
        page.close()
        return shot


def last_output(notebook: LabNotebook) -> Any:
    """Return the last widget that the last cell shows, or its last output."""
    cell = notebook.page.locator(".jp-Notebook .jp-CodeCell").last
    widgets = cell.locator(".jp-OutputArea-output:has(.procbook)")
    return (
        widgets.last if widgets.count() else cell.locator(".jp-OutputArea-output").last
    )


def carry_out(notebook: LabNotebook, steps: tuple[Step, ...]) -> None:
    """Do what a person does."""
    page, output = notebook.page, last_output(notebook)
    for step in steps:
        if step.act == "fill":
            output.get_by_label(step.target, exact=True).first.fill(step.value)
        elif step.act == "click":
            page.get_by_role("menuitem", name=step.target).or_(
                page.get_by_role("button", name=step.target)
            ).first.click()
        elif step.act == "click-text":
            output.get_by_text(step.target).first.click()
        elif step.act == "menu":
            field = output.locator(".pb-field").filter(
                has=page.get_by_label(step.target, exact=True)
            )
            field.first.hover()
            field.locator(".pb-dots").first.click()
        else:
            output.get_by_text(step.target).first.wait_for(timeout=20_000)


def settle(notebook: LabNotebook) -> None:
    """Wait until nothing on the page has changed for a while, and no notice of waiting is left."""
    notebook.page.evaluate(
        """() => new Promise((done) => {
          let timer = setTimeout(done, 700);
          const end = setTimeout(done, 6000);
          new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(done, 700); })
            .observe(document.body, {subtree: true, childList: true, attributes: true});
        })"""
    )


def shoot(notebook: LabNotebook, output: Any, *, height: int) -> bytes:
    """Return a PNG of an output, cut off at a height in pixels."""
    output.scroll_into_view_if_needed()
    box = output.bounding_box()
    clip = {**box, "height": min(box["height"], height)}
    picture: bytes = notebook.page.screenshot(clip=clip)
    return picture


def save(picture: bytes, path: Path) -> int:
    """Write a PNG as WebP, as good as :data:`LARGEST` allows, and return its size in bytes."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    content = b""
    for quality in (86, 76, 66, 50, 35):
        file = io.BytesIO()
        image.save(file, "WEBP", quality=quality, method=6)
        content = file.getvalue()
        if len(content) <= LARGEST:
            break
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return len(content)

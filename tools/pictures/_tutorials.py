"""Pictures of the widgets in the tutorials, for the pages that are built without a browser."""

from __future__ import annotations

import json
from pathlib import Path

from _camera import ROOT, Camera, save, settle, shoot

HEIGHT = 560
"""Pixels of a picture at most; what is below is cut off."""


def take_tutorials(camera: Camera, folder: Path, theme: str) -> None:
    """Run each tutorial, and take a picture of each output whose cell names one.

    Parameters
    ----------
    camera
        The JupyterLab.
    folder
        Where the pictures are kept, as ``NAME-THEME.webp``; the metadata of a cell has ``picture:
        NAME``.
    theme
        ``light`` or ``dark``.
    """
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        named = [
            (index, cell["metadata"]["picture"])
            for index, cell in enumerate(cells)
            if "picture" in cell["metadata"]
        ]
        if not named:
            continue
        with camera.tutorial(path, width=1000) as notebook:
            notebook.run_all()
            settle(notebook)
            rows = notebook.page.locator(".jp-Notebook .jp-Cell")
            for index, name in named:
                cell = rows.nth(index + 1)  # the first cell is not of the tutorial
                output = cell.locator(".jp-OutputArea-output:has(.procbook)").last
                target = folder / f"{name}-{theme}.webp"
                size = save(shoot(notebook, output, height=HEIGHT), target)
                print(f"{name} {theme}: {size / 1000:.0f} kB", flush=True)

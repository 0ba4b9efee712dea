"""Every notebook is a test: it is kept without output, runs from top to bottom, and reads well without a kernel."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


def with_code(cell: Any) -> list[Any]:
    """The cell, and behind a text the code in it, such as the solution of an exercise."""
    from nbformat.v4 import new_code_cell

    if cell.cell_type != "markdown":
        return [cell]
    fenced = re.findall(
        r"^```python\n(.*?)^```$", cell.source, re.DOTALL | re.MULTILINE
    )
    return [cell, *map(new_code_cell, fenced)]


@pytest.fixture(scope="module")
def executed(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The notebook as nbclient leaves it, widget state and all."""
    import nbformat
    from nbclient import NotebookClient

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROCBOOK_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("PROCBOOK_TEST_SECRET", "correct-horse-battery")
        patch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [each for cell in notebook.cells for each in with_code(cell)]
        folder = tmp_path_factory.mktemp("notebook")
        NotebookClient(
            notebook, timeout=240, resources={"metadata": {"path": str(folder)}}
        ).execute()
    return notebook


def test_is_kept_without_output(path: Path) -> None:
    notebook = json.loads(path.read_text())
    assert "widgets" not in notebook["metadata"]
    for cell in notebook["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_runs(executed: Any) -> None:
    errors = [
        out
        for cell in executed.cells
        for out in cell.get("outputs", [])
        if out.output_type == "error"
    ]
    assert not errors


def test_reads_well_as_html(executed: Any) -> None:
    from nbconvert import HTMLExporter

    bare = executed.copy()
    bare.metadata = {k: v for k, v in executed.metadata.items() if k != "widgets"}
    html, _ = HTMLExporter().from_notebook_node(bare)
    assert "not find renderer" not in html
    assert "widget not found" not in html.lower()
    for cell in executed.cells:
        for out in cell.get("outputs", []):
            data = out.get("data", {})
            if "application/vnd.jupyter.widget-view+json" in data:
                assert data["text/html"].strip()
                assert data["text/plain"].strip()


def test_widget_state_holds_no_rows_and_no_secrets(executed: Any) -> None:
    state = (
        executed.metadata.get("widgets", {})
        .get("application/vnd.jupyter.widget-state+json", {})
        .get("state", {})
    )
    kept = {
        id: {k: v for k, v in model["state"].items() if k not in {"_esm", "_css"}}
        for id, model in state.items()
    }
    text = json.dumps(kept)
    assert "correct-horse-battery" not in text
    for model in kept.values():
        preview = model.get("_preview") or {}
        assert len(preview.get("rows", [])) <= 20
        others = {k: v for k, v in model.items() if k not in {"_preview", "layout"}}
        assert not re.search(
            r'"(status|inputs|duration|min_val)"', json.dumps(others)
        ), others

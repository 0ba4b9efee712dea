"""In a notebook an error is shown once, with the traceback folded; a program that runs it gets the traceback."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

CODE = """
from procbook import Client
client = Client.local()
client.get_process("nope")
"""
AS_A_PAGE = """
from procbook.client.notebook import _error_card
_error_card.is_recorded = lambda: False
"""


def run(tmp_path: Path, *cells: str) -> list[dict[str, object]]:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
    )
    with pytest.raises(CellExecutionError):
        NotebookClient(
            notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}
        ).execute()
    outputs: list[dict[str, object]] = notebook.cells[len(cells) - 1].outputs
    return outputs


def test_a_page_shows_one_card(tmp_path: Path) -> None:
    card, error = run(tmp_path, AS_A_PAGE, CODE)
    html = card["data"]["text/html"]  # type: ignore[index]
    assert (
        html.count("There is no process") == 2
    )  # once in the box, once in the traceback
    assert html.index("<details><summary>Python traceback") < html.rindex(
        "There is no process"
    )
    assert "\x1b[" not in html
    assert (error["output_type"], error["ename"]) == ("error", "ResponseError")
    assert "There is no process" not in "".join(error["traceback"])  # type: ignore[arg-type]


def test_a_program_gets_the_traceback_and_no_card(tmp_path: Path) -> None:
    # A kernel on a busy machine may warn about itself, which is no output of the program.
    outputs = [out for out in run(tmp_path, CODE) if out["output_type"] != "stream"]
    (error,) = outputs
    assert "There is no process" in "".join(error["traceback"])  # type: ignore[arg-type]
    assert "get_process" in "".join(error["traceback"])  # type: ignore[arg-type]

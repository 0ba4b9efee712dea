"""10,000 jobs in the job table and in the tables of others, in one JupyterLab each: opening, changing, sorting.

The others come from an environment of their own, ``.venvs/tables``, which is made here; without it they are left out.
None of them changes single rows, so each gets its new data the way that it offers.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
sys.path.insert(0, str(Path(__file__).parent))
from bench_jobs import SETUP
from labdriver import lab, write_notebook

VENV = Path(__file__).parents[2] / ".venvs" / "tables"
WANTED = [
    "ipykernel==7.4.0",
    "quak==0.3.5",
    "itables==2.9.1",
    "ipydatagrid==1.4.0",
    "pandas",
]

FRAME = """
import pandas as pd
STATES = ["accepted", "successful", "successful", "failed", "dismissed"]
def frame(step):
    n = range(10_000)
    message = [f"Tile T32T{i % 60:02d} processed, writing COG" for i in n]
    message[:100] = [f"Tile T32T{step:02d} changed" for _ in range(100)]
    return pd.DataFrame({"status": [STATES[i % 5] for i in n], "process": [f"ndvi-{i % 12}" for i in n],
        "job": [f"job-{i * 2654435761 % 2**32:08x}" for i in n], "progress": [i % 101 for i in n], "message": message,
        "created": pd.to_datetime([1.79e9 + i for i in n], unit="s")})
df, df2 = frame(0), frame(1)
"""
CHANGE = """
keys = [key for key, _ in table.stream.items() if not key.startswith("_")][-100:]
table.stream.update({key: {"m": "Tile T32T01 changed"} for key in keys})
table.refresh()
"""


class Table(NamedTuple):
    """One table: what makes it, what changes 100 rows, and how a column is sorted by hand."""

    name: str
    setup: str
    show: str
    change: str
    header: str | None = None  # selector of what is clicked, None without one
    canvas: bool = False


OURS = Table(
    "procbook",
    SETUP,
    "table = client.job_table()\ntable",
    CHANGE,
    ".pj-head [data-column=process] button",
)
OTHERS = (
    Table(
        "itables",
        FRAME,
        "from itables.widget import ITable\ntable = ITable(df, maxBytes=0)\ntable",
        "table.update(df2, maxBytes=0)",
        "th:nth-of-type(3) .dt-column-order",
    ),
    Table("quak", FRAME, "import quak\nquak.Widget(df)", "quak.Widget(df2)"),
    Table(
        "ipydatagrid",
        FRAME,
        "from ipydatagrid import DataGrid\ntable = DataGrid(df)\ntable",
        "table.data = df2",
        canvas=True,
    ),
)

# Looks into shadow trees too, and for canvases where no text is drawn.
WATCH = """(canvas) => {
  const each = function* (root) { for (const e of root.querySelectorAll('*')) { yield e; if (e.shadowRoot) yield* each(e.shadowRoot); } };
  window.elements = () => [...document.querySelectorAll('.jp-OutputArea-output')].flatMap((area) => [...each(area)]);
  window.cells = () => window.elements().filter((e) => !e.childElementCount && /^(ndvi-|Tile T32T)/.test(e.textContent));
  window.drawn = null;
  const look = () => {
    const seen = canvas ? window.elements().some((e) => e.localName === 'canvas' && e.width > 1) : window.cells().length > 3;
    if (seen) requestAnimationFrame(() => window.drawn = performance.now());
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
RUN = """async ([i]) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.deselectAll();
  notebook.activeCellIndex = i;
  const start = performance.now();
  await window.jupyterapp.commands.execute('notebook:run-cell');
  return [start, performance.now()];
}"""
CLOCK = """() => {
  window.sorted = null;
  const first = () => window.cells().slice(0, 12).map((e) => e.textContent).join();
  document.addEventListener('mouseup', () => {
    const before = first(), start = performance.now();
    const look = () => first() === before ? requestAnimationFrame(look) : (window.sorted = performance.now() - start);
    requestAnimationFrame(look);
  }, {once: true, capture: true});
}"""


def sorting(page: Any, header: str) -> float | None:
    """Milliseconds from a click on a header to other rows; the middle of four, or None if nothing happened."""
    times = []
    for _ in range(4):
        page.evaluate(CLOCK)
        page.locator(header).first.click(force=True)
        page.wait_for_timeout(1500)
        if took := page.evaluate("window.sorted"):
            times.append(took)
    return statistics.median(times) if times else None


def prepared() -> bool:
    """Make the environment where it is missing; tell whether there is one now."""
    if (VENV / "ready").exists():
        return True
    made = (
        subprocess.run([sys.executable, "-m", "venv", VENV], check=False).returncode
        == 0
    )
    install = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet", *WANTED]
    if not made or subprocess.run(install, check=False).returncode:
        return False
    folder = VENV / "jupyter" / "kernels" / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    argv = [
        str(VENV / "bin" / "python"),
        "-m",
        "ipykernel_launcher",
        "-f",
        "{connection_file}",
    ]
    (folder / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "tables", "language": "python"})
    )
    extensions = VENV / "jupyter" / "labextensions"
    if not extensions.exists():
        extensions.symlink_to(VENV / "share" / "jupyter" / "labextensions")
    (VENV / "ready").touch()
    return True


def measure(table: Table) -> None:
    """Print one line about one table."""
    kernel = "python3" if table is OURS else "tables"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_notebook(
            folder / "table.ipynb",
            [table.setup, table.show, table.change],
            kernel=kernel,
        )
        env = {
            "PROCBOOK_HOME": str(folder / "home"),
            "JUPYTER_PATH": str(VENV / "jupyter"),
        }
        with lab(folder, "table.ipynb", env=env) as notebook:
            page: Any = notebook.page
            notebook.run_cell(0)
            notebook.raise_on_cell_error()
            page.evaluate(WATCH, table.canvas)
            before = notebook.ws_bytes["in"]
            start, ended = page.evaluate(RUN, [1])
            page.wait_for_function("window.drawn", timeout=60_000)
            drawn = page.evaluate("window.drawn")
            page.wait_for_timeout(2000)
            opened = notebook.ws_bytes["in"] - before
            nodes = page.evaluate("window.elements().length")
            took = sorting(page, table.header) if table.header else None
            before = notebook.ws_bytes["in"]
            notebook.run_cell(2)
            notebook.raise_on_cell_error()
            page.wait_for_timeout(2000)
            changed = notebook.ws_bytes["in"] - before
    after = max(0.0, drawn - ended)
    sort = f"{took:7.0f} ms" if took is not None else "         –"
    print(
        f"{table.name:12} {drawn - start:8,.0f} ms {after:8,.0f} ms {opened / 1000:9,.0f} kB {nodes:8,} {sort}"
        f" {changed / 1000:10,.1f} kB",
        flush=True,
    )


def main() -> None:
    """Print a line for each table."""
    print(
        "10,000 rows   first paint  after cell   to open     nodes       sort   100 rows changed"
    )
    for table in (OURS, *(OTHERS if prepared() else ())):
        measure(table)
    if not (VENV / "ready").exists():
        print("The tables of others are left out: they could not be installed.")


if __name__ == "__main__":
    main()

"""An hour of a job table at 10 Hz, shortened: what page and kernel hold must not grow.

``PROCBOOK_BENCH_MINUTES`` says how long it takes; 6 unless set, a tenth of the hour.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
sys.path.insert(0, str(Path(__file__).parent))
from bench_jobs import MISSED, SETUP, told
from labdriver import lab, write_notebook

MINUTES = float(os.environ.get("PROCBOOK_BENCH_MINUTES", "6"))
LOOKS = 12
WARM = 20.0
"""Seconds at first that do not count: caches fill and functions are compiled."""

TICK = """
import gc, pathlib, psutil
def tick():
    keys = [key for key, _ in table.stream.items() if not key.startswith("_")][-100:]
    for step in range(1_000_000):
        state = "running" if step % 20 else "accepted"
        message = f"Tile {step} processed, writing COG"
        table.stream.update({key: {"g": step % 100, "m": message, "s": state} for key in keys})
        table.refresh()
        if step % 20 == 0:
            gc.collect()
            pathlib.Path("memory").write_text(str(psutil.Process().memory_info().rss))
        time.sleep(0.1)
threading.Thread(target=tick, daemon=True).start()
"""


def held(page: Any, folder: Path) -> tuple[float, float]:
    """MB that the page's objects take after a collection, and that the kernel takes."""
    session = page.context.new_cdp_session(page)
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used / 1e6, int((folder / "memory").read_text() or 0) / 1e6


def growth(values: list[float]) -> float:
    """By how many per cent the last third is above the first."""
    third = max(1, len(values) // 3)
    return 100 * (
        statistics.median(values[-third:]) / statistics.median(values[:third]) - 1
    )


def main() -> None:
    """Print both figures; end with an error when something grew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_notebook(
            folder / "hour.ipynb", [SETUP, "table = client.job_table()\ntable", TICK]
        )
        with lab(
            folder, "hour.ipynb", env={"PROCBOOK_HOME": str(folder / "home")}
        ) as notebook:
            page: Any = notebook.page
            for cell in range(3):
                notebook.run_cell(cell)
            notebook.raise_on_cell_error()
            page.wait_for_timeout(WARM * 1000)
            before, looks = notebook.ws_bytes["in_n"], []
            for _ in range(LOOKS):
                page.wait_for_timeout(MINUTES * 60_000 / LOOKS)
                looks.append(held(page, folder))
            came = notebook.ws_bytes["in_n"] - before
    pages, kernels = ([look[i] for look in looks] for i in (0, 1))
    print(
        f"{MINUTES:g} minutes, {came} messages; page {pages[-1]:.1f} MB, kernel {kernels[-1]:.1f} MB"
    )
    print("MB in the kernel:", *(f"{mb:.0f}" for mb in kernels))
    told("memory of the page, growth", growth(pages), 10, "%")
    told("memory of the kernel, growth", growth(kernels), 10, "%")
    if MISSED:
        sys.exit(f"{len(MISSED)} goals missed: {'; '.join(MISSED)}")


if __name__ == "__main__":
    main()

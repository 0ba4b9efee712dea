"""Page and kernel name the same mistakes: thousands of values, checked by the page's own code in Node."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from recorded_processes import CORPUS, recorded_processes

ROOT = Path(__file__).resolve().parents[3]
make = runpy.run_path(str(Path(__file__).with_name("page_agreement.py")))


def _descriptions() -> list[dict]:
    """Return the process descriptions beside the checkout, if there are any."""
    folder = ROOT.parent / "shared"
    patterns = (CORPUS, "faults/forms/*.json")
    return [
        row for pattern in patterns for _, row in recorded_processes(folder, pattern)
    ]


@pytest.mark.skipif(
    not (ROOT / "node_modules" / "vitest").exists() or not shutil.which("npx"),
    reason="the page's tools are not installed",
)
def test_page_and_kernel_agree(tmp_path):
    path = tmp_path / "cases.json"
    text = make["written"](_descriptions())
    path.write_text(text, encoding="utf-8")
    rows = json.loads(text)
    assert len(rows) >= 750
    assert sum(len(row["cases"]) for row in rows) >= 7000
    command = ["npx", "vitest", "run", "--dir", "js", "page_agreement"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "VITE_PAGE_AGREEMENT_CASES": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]

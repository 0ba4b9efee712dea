"""What the command line does to import less, with versions of libraries that do not expect it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

IMPORT = """
from procbook.cli._session import _skip_command_line_of_httpx
_skip_command_line_of_httpx()
import httpx
print(httpx.main)
"""


def test_an_httpx_that_needs_its_command_line_is_imported_whole(tmp_path: Path) -> None:
    package = tmp_path / "httpx"
    package.mkdir()
    (package / "__init__.py").write_text("from ._main import main\n", encoding="utf-8")
    (package / "_main.py").write_text("main = 'command line'\n", encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", IMPORT],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == "command line", run.stderr

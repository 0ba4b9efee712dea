"""A notebook with our widgets, built into a page by MyST and Sphinx: tables, not blanks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOK = """---
kernelspec: {name: python3, display_name: Python 3}
---
# Jobs

```{code-cell} python3
from procbook import Client
client = Client.local()
client.processes["primes_between"].run(min_val=10, max_val=80)
```

```{code-cell} python3
client.job_table()
```

```{code-cell} python3
client.processes["sleep_a_while"].form()
```
"""
# What docs/how-to/hosts.md tells users to set.
CONFIGURATION = """
extensions = ["myst_nb"]
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_mime_priority_overrides = [("html", "text/html", 0)]
"""


def test_a_page_of_myst_shows_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    (tmp_path / "index.md").write_text(
        "---\nfile_format: mystnb\n" + NOTEBOOK.removeprefix("---\n")
    )
    (tmp_path / "conf.py").write_text(CONFIGURATION)
    built = tmp_path / "html"
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-b",
        "html",
        str(tmp_path),
        str(built),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    page = (built / "index.html").read_text()
    assert "<th" in page
    assert "primes_between" in page
    assert "successful" in page
    assert "Duration" in page
    assert "79" in page, "the result"

"""The documentation has a page for everything that its navigation names; the notebooks are run by tests of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build = [
        Path(sys.executable).parent / "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "--site-dir",
        folder,
    ]
    env = {**os.environ, "PROCBOOK_DOCS_EXECUTE": "false", "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(
        build, cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_every_tutorial_is_a_page_with_a_title(site: Path) -> None:
    notebooks = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert sorted(path.name for path in (site / "tutorial").iterdir()) == notebooks
    for name in notebooks:
        page = (site / "tutorial" / name / "index.html").read_text(encoding="utf-8")
        heading = re.search(r"<h1[^>]*>([^<]+)", page)
        assert heading is not None, name
        assert "from procbook import" in re.sub(r"<[^>]+>", "", page)


def test_nothing_is_called_none(site: Path) -> None:
    pages = [
        path
        for path in site.rglob("*.html")
        if re.search(r">\s*None\s*<", path.read_text(encoding="utf-8"))
    ]
    assert [
        path.relative_to(site).as_posix()
        for path in pages
        if "reference" not in path.parts
    ] == []

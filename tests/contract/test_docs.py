"""The documentation is built without a warning, and nothing in it leads nowhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from check_site import problems_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as ``make docs`` builds it; the notebooks are run."""
    folder = tmp_path_factory.mktemp("site")
    build = [
        sys.executable,
        "-m",
        "sphinx",
        "--quiet",
        "--fail-on-warning",
        "--keep-going",
        "-d",
        str(tmp_path_factory.mktemp("doctrees")),
        str(ROOT / "docs"),
        str(folder),
    ]
    built = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_nothing_is_broken(site: Path) -> None:
    assert problems_of(site) == []


def test_every_tutorial_is_an_executed_page(site: Path) -> None:
    notebooks = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert sorted(path.stem for path in (site / "tutorial").iterdir()) == notebooks
    for name in notebooks:
        page = (site / "tutorial" / f"{name}.html").read_text("utf-8")
        assert re.search(r"<h1[^>]*>\s*[^<\s]", page), name
        assert 'class="cell_output' in page, name


def test_the_reference_has_public_names_only(site: Path) -> None:
    pages = {path.stem for path in (site / "reference" / "generated").glob("*.html")}
    assert "procbook.Client" in pages
    assert [name for name in pages if re.search(r"\._|\.__", name)] == []


def test_every_page_can_be_searched_for(site: Path) -> None:
    index = (site / "searchindex.js").read_text("utf-8")
    for page in ("index", "gallery", "tutorial/01-first-process", "how-to/errors"):
        assert f'"{page}"' in index
    assert str(ROOT) not in "".join(
        path.read_text("utf-8") for path in site.rglob("*.html")
    )

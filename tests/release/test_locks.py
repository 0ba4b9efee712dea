"""The locks, and the files beside pyproject.toml that repeat what it says."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import environments
import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import procbook

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]
LOCKS = sorted(environments.LOCKS.rglob("*.txt"))
PYTHONS = ["3.11", "3.12", "3.13"]


def locked(name: str, python: str) -> dict[str, str]:
    """The versions that a lock has for a Python, by package."""
    lines = (environments.LOCKS / name).read_text(encoding="utf-8").splitlines()
    here = {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.0",
    }
    return {
        canonicalize_name(requirement.name): str(requirement.specifier).removeprefix(
            "=="
        )
        for requirement in map(Requirement, lines)
        if requirement.marker is None or requirement.marker.evaluate(here)
    }


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_locks_hold_names_and_versions_only(lock: Path) -> None:
    for line in lock.read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[a-z0-9-]+(\[[a-z]+\])?==[\w.!+]+( ; [^/@]+)?", line), (
            line
        )


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_has_what_the_project_declares(python: str) -> None:
    versions = locked("dev.txt", python)
    extras = [
        line for lines in PROJECT["optional-dependencies"].values() for line in lines
    ]
    for line in [*PROJECT["dependencies"], *extras, "hatchling"]:
        requirement = Requirement(line)
        if requirement.name != "procbook":
            version = versions[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version), (
                f"{line}, but {version}: make lock"
            )


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lowest_lock_has_the_lowest_versions_of_the_core(python: str) -> None:
    versions = locked("lowest.txt", python)
    for requirement in map(Requirement, PROJECT["dependencies"]):
        lowest = str(requirement.specifier).removeprefix(">=")
        version = versions[canonicalize_name(requirement.name)]
        assert re.fullmatch(rf"{re.escape(lowest)}(\.0)*", version), (
            f"{requirement}: make lock"
        )


def test_the_recipe_and_the_citation_repeat_what_the_project_says() -> None:
    recipe = (ROOT / "recipe" / "meta.yaml").read_text(encoding="utf-8")
    assert f'set version = "{procbook.__version__}"' in recipe
    run = recipe.partition("\n  run:\n")[2].partition("\n\n")[0]
    stated = {
        line.strip().removeprefix("- ").replace(" ", "") for line in run.splitlines()
    }
    needed = {f"python{PROJECT['requires-python']}", *PROJECT["dependencies"]}
    assert stated == needed
    citation: Any = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == procbook.__version__
    heading = f"## {procbook.__version__} - {citation['date-released']}"
    assert heading in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()


def test_node_comes_with_the_environment_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "environment"
    monkeypatch.setattr(environments.shutil, "which", lambda name, **_: None)
    monkeypatch.setattr(environments, "find_exactly", lambda _: sys.executable)
    dev = locked("dev.txt", f"{sys.version_info.major}.{sys.version_info.minor}")
    backend = [f"{name}=={dev[name]}" for name in ("hatchling", "editables")]
    environments.make(folder, "python3", *backend, project=True)
    alone = {"PATH": str(folder / "bin"), "HOME": str(tmp_path)}
    npm = subprocess.run(
        [folder / "bin" / "npm", "--version"],
        env=alone,
        capture_output=True,
        text=True,
        check=True,
    )
    assert npm.stdout[0].isdigit()

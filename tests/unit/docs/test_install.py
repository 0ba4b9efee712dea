"""The page that says what to install names the extras of the project."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_every_extra_is_named_and_exists() -> None:
    page = (ROOT / "docs" / "install.md").read_text("utf-8")
    named = set(re.findall(r"^\| `\.\[(\w+)\]`", page, re.MULTILINE))
    assert named == set(PROJECT["optional-dependencies"]) - {"dev"}


def test_what_all_leaves_out_is_said() -> None:
    extras = PROJECT["optional-dependencies"]
    in_all = set(re.findall(r"\w+", extras["all"][0].partition("[")[2]))
    left_out = set(extras) - in_all - {"all", "dev"}
    page = (ROOT / "docs" / "install.md").read_text("utf-8")
    line = re.search(r"`\.\[all\]` \|.*except (.*) \|", page)
    assert line is not None
    assert set(re.findall(r"`(\w+)`", line[1])) == left_out

"""What is released: the source distribution and the wheel, and what works with nothing but the wheel."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import environments
import pytest

import procbook

ROOT = Path(__file__).parents[2]
LARGEST_WHEEL = 1_000_000
"""Bytes."""

USE = """
import sys
from procbook import Client
client = Client(api_url=sys.argv[1])
form = client.processes["primes_between"].form(min_val=10, max_val=30)
assert not form.errors, form.errors
assert "application/vnd.jupyter.widget-view+json" in form._repr_mimebundle_()[0]
job = form.submit()
print(client.job(job.id).wait(timeout=60).results()["return_value"].open())
"""


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("released")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def wheel(released: Path) -> Path:
    return next(released.glob("*.whl"))


def test_the_checkout_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    build = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--wheel",
        "--outdir",
        tmp_path,
        ROOT,
    ]
    subprocess.run(build, check=True, capture_output=True)
    from_checkout, from_sdist = contents(next(tmp_path.glob("*.whl"))), contents(wheel)
    assert sorted(from_checkout) == sorted(from_sdist)
    assert [
        name for name in from_sdist if from_sdist[name] != from_checkout[name]
    ] == []


def test_the_wheel_is_complete_and_small(wheel: Path) -> None:
    names = contents(wheel)
    assert wheel.stat().st_size <= LARGEST_WHEEL
    assert {
        f"procbook/widgets/static/{bundle}.js"
        for bundle in ("form", "jobs", "card", "results", "map")
    } <= set(names)
    assert {
        "procbook/py.typed",
        "procbook/__init__.pyi",
        "procbook/inputs/schema/_string_formats.json",
    } <= set(names)
    assert [
        name for name in names if re.search(r"__pycache__|(^|/)tests?/|\.ts$", name)
    ] == []


def test_the_checkers_find_nothing(released: Path, wheel: Path) -> None:
    for argv in (
        ["twine", "check", "--strict", *map(str, released.iterdir())],
        ["check-wheel-contents", str(wheel)],
    ):
        checked = subprocess.run(
            [Path(sys.executable).parent / argv[0], *argv[1:]],
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_wheel_works_alone(wheel: Path, tmp_path: Path) -> None:
    """In an empty environment, without Node and git: the version, the server, a form and one run."""
    folder = tmp_path / "environment"
    lock = environments.LOCKS / "dev.txt"
    environments.make(folder, sys.executable, f"{wheel}[server]", "--constraint", lock)
    python, program = folder / "bin" / "python", folder / "bin" / "procbook"
    env = {
        "PATH": str(folder / "bin"),
        "HOME": str(tmp_path),
        "PROCBOOK_HOME": str(tmp_path / "home"),
        "LANG": "C.UTF-8",
    }
    assert shutil.which("node", path=env["PATH"]) is None
    version = subprocess.run(
        [program, "--version"],
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (
        version.stdout.split()[-1] == procbook.__version__ == wheel.name.split("-")[1]
    )
    with serving(program, env, tmp_path) as url:
        run = subprocess.run(
            [python, "-c", USE, url],
            env=env,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "[11, 13, 17, 19, 23, 29]"


@contextlib.contextmanager
def serving(program: Path, env: dict[str, str], folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [program, "serve", "--port", str(port)],
        env=env,
        cwd=folder,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 60
        while not answers(url):
            assert process.poll() is None
            assert time.monotonic() < end, "the server did not come up"
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/processes?f=json", timeout=5) as answer:
            return bool(json.load(answer)["processes"])
    except OSError:
        return False


def test_one_place_names_the_version() -> None:
    named = re.escape(f'"{procbook.__version__}"')
    files = [
        *(ROOT / "src").rglob("*.py"),
        ROOT / "pyproject.toml",
        ROOT / "package.json",
    ]
    assert [
        path.name
        for path in files
        if re.search(named, path.read_text(encoding="utf-8"))
    ] == ["_version.py"]
    assert os.environ.get("PROCBOOK_SKIP_BUNDLES") is None

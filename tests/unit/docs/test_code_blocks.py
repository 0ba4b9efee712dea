"""Every code block of the documentation runs, from the top of its page to the bottom."""

from __future__ import annotations

import ast
import asyncio
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from code_blocks import Block, blocks_of

from procbook import Client

ROOT = Path(__file__).parents[3]
PAGES = sorted(
    path
    for path in [
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "docs").rglob("*.rst"),
        ROOT / "README.md",
    ]
    if not {"generated", "_templates"} & set(path.parts) and blocks_of(path)
)


@pytest.fixture(scope="module")
def server() -> Iterator[Client]:
    """The server that commands and ``Client()`` ask."""
    with Client.local(store=None) as client:
        client.processes["primes_between"].run(min_val=10, max_val=20)
        yield client


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Client) -> Path:
    """An empty folder to work in, with modules of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PROCBOOK_API_URL", server.api_url)
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv(
        "PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    return tmp_path


@pytest.mark.parametrize(
    "page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_code_runs(page: Path, folder: Path, server: Client) -> None:
    known = set(sys.modules)
    names: dict[str, Any] = {"__name__": "__main__"}
    with asyncio.Runner() as runner:
        for block in blocks_of(page):
            try:
                run_python(block.before, names, runner)
                if not block.reason:
                    run_block(block, names, runner, server)
            except BaseException as error:
                error.add_note(f"in {page.relative_to(ROOT)}, line {block.line}")
                raise
    for value in list(names.values()):
        if isinstance(value, Client):
            value.close()
    for name in set(sys.modules) - known:
        if getattr(sys.modules[name], "__file__", None) and str(folder) in str(
            sys.modules[name].__file__
        ):
            del sys.modules[name]


def run_block(
    block: Block, names: dict[str, Any], runner: asyncio.Runner, server: Client
) -> None:
    if block.file:
        Path(block.file).write_text(block.code, "utf-8")
    elif block.language == "python":
        run_python(block.code, names, runner)
    else:
        assert block.language == "console"
        job = server.get_jobs().jobs[0].jobID
        script = re.sub(r"\bJOB\b", job, block.code)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"


def run_python(code: str, names: dict[str, Any], runner: asyncio.Runner) -> None:
    """Run a block as a notebook cell does, with ``await`` at the top."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    compiled = compile(code, "<block>", "exec", flags=flags, dont_inherit=True)
    if compiled.co_flags & inspect.CO_COROUTINE:
        runner.run(eval(compiled, names))
    else:
        exec(compiled, names)


def test_a_block_that_is_not_run_says_why() -> None:
    reasons = [block.reason for page in PAGES for block in blocks_of(page)]
    assert all(len(reason.split()) > 2 for reason in reasons if reason)
    assert sum(bool(reason) for reason in reasons) < len(reasons) / 3


def test_every_fence_is_code_that_runs_or_text() -> None:
    languages = {
        word
        for page in PAGES
        for word in re.findall(
            r"^`{3,}([^\s`{]+)", page.read_text("utf-8"), re.MULTILINE
        )
    }
    assert languages <= {"python", "console", "text"}

"""Modules written from descriptions: typed, formatted, and never with a server's own code in them."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from procbook import Client, ProcessDescription
from procbook.client.process._generated_module import module_source, quoted
from procbook.protocol import read

NASTY = '"""\nimport os; os.abort()\n\\" \t{x} \x00 ü'
DESCRIPTIONS: list[dict[str, Any]] = [
    {"id": "plain", "version": "1"},
    {
        "id": "a-b.c",
        "version": "1",
        "title": NASTY,
        "description": NASTY,
        "inputs": {
            "class": {"schema": {"type": "string"}, "description": NASTY},
            "many": {
                "schema": {"type": "integer"},
                "maxOccurs": "unbounded",
                "minOccurs": 0,
            },
            "o'b\"j": {"schema": {"type": "object"}},
            "any": {"schema": {}},
            "rows": {"schema": {"type": "array"}, "minOccurs": 0},
            "x" * 90: {"schema": {"type": "number", "default": 0.5}},
        },
        "outputs": {"out": {"schema": {"type": "number"}}},
    },
    {"id": "a_b_c", "version": "1"},
    {"id": "218", "version": "1"},
    {"id": "list", "version": "1"},
    {
        "id": "Any",
        "version": "1",
        "inputs": {"list": {"schema": {}}, "many": {"schema": {"type": "array"}}},
    },
    {"id": NASTY, "version": "1"},
]


@pytest.fixture
def source() -> str:
    return module_source(
        "https://x.example/" + "y" * 90,
        NASTY,
        [read(ProcessDescription, d) for d in DESCRIPTIONS],
    )


def test_it_is_a_module_with_a_method_a_process(source: str) -> None:
    made = next(
        node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)
    )
    names = [node.name for node in made.body if isinstance(node, ast.FunctionDef)]
    assert names[2:6] == ["plain", "a_b_c", "a_b_c_", "process_218"]
    assert len(set(names)) == 9
    assert not [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import)
    ]


def test_it_runs(fake: Any, source: str) -> None:
    fake.answers |= {
        "GET /processes/plain": {
            "id": "plain",
            "version": "1",
            "outputs": {"out": {"schema": {}}},
        },
        "POST /processes/plain/execution": {"out": 3},
    }
    space: dict[str, Any] = {}
    exec(compile(source, "made", "exec"), space)
    processes = space["Processes"](Client("https://x.example", transport=fake))
    assert processes.plain()["out"].value == 3
    with pytest.raises(TypeError):
        processes.a_b_c(many=[1])


@pytest.mark.parametrize("length", ["88", "120", "320"])
def test_ruff_has_nothing_to_add(source: str, tmp_path: Path, length: str) -> None:
    ruff = shutil.which("ruff") or str(Path(sys.executable).with_name("ruff"))
    file = tmp_path / "made.py"
    file.write_text(source)
    check = [
        ruff,
        "format",
        "--isolated",
        "--check",
        "--diff",
        "--line-length",
        length,
        str(file),
    ]
    done = subprocess.run(check, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_mypy_is_content(source: str, tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    file = tmp_path / "made.py"
    file.write_text(source)
    check = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "--follow-imports=silent",
        str(file),
    ]
    done = subprocess.run(
        check, check=False, capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "text", ["", "a", "it's", 'a "b"', "both ' and \"", "\\n", "\n", "ü"]
)
def test_quotes(text: str) -> None:
    assert ast.literal_eval(quoted(text)) == text

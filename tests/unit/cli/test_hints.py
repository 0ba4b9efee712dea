"""Errors advise what can be typed where they are read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import procbook
from procbook.cli._hints import _REPLACEMENTS, translate_hint

_PACKAGE = Path(procbook.__file__).parent
_PYTHON = re.compile(r"(client|job)\.\w+\(|Client\(|\.save\(path\)|error\.job")


ASKS = (
    "Run 'crops login' in a terminal, which asks for it; without one, set it as a variable or in "
    "the profile."
)


@pytest.mark.parametrize(
    ("python", "shell"),
    [
        (
            "Come back to it with client.job('a-1').wait().",
            "Come back to it with crops wait-job a-1.",
        ),
        ("Give it to Client(token=…), set the variable, or call client.login().", ASKS),
        ("Wait for it: job.wait().", "Wait for it: crops wait-job JOB."),
        ("Run it again with job.rerun(…).", "Run it again with crops rerun JOB."),
        ("Keep it as a file: .save(path).", "Keep it: crops save-results JOB."),
        ("Ask its operators.", "Ask its operators."),
    ],
)
def test_a_hint_in_a_shell(python: str, shell: str) -> None:
    assert translate_hint(python, "crops") == shell


def test_no_hint_of_client_or_protocol_is_left_in_python() -> None:
    folders = ("client", "operations", "auth", "settings", "transport", "protocol")
    sources = [
        path for folder in folders for path in _PACKAGE.glob(f"{folder}/**/*.py")
    ]
    hints = [
        hint
        for path in sources
        for hint in re.findall(r'hint=f?"([^"]+)"', path.read_text(encoding="utf-8"))
    ]
    # With the id of a job put in, as it is when somebody reads it.
    hints = [
        re.sub(r"\{name\}", "token", re.sub(r"\{job_id!r\}", "'a-1'", hint))
        for hint in hints
    ]
    assert len(hints) > 10
    assert [
        shell_hint
        for hint in hints
        if _PYTHON.search(shell_hint := translate_hint(hint, "procbook"))
    ] == []


def literals(path: Path) -> Iterator[str]:
    """The texts in a module, with an id or a name in place of what is put in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(map(literal, node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def literal(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    return "'a-1'" if part.conversion == ord("r") else "token"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    modules = [
        path
        for path in _PACKAGE.rglob("*.py")
        if path.relative_to(_PACKAGE).parts[0] not in {"cli", "widgets"}
    ]
    return [text for path in modules for text in literals(path)]


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in _REPLACEMENTS])
def test_what_is_replaced_is_what_errors_say(pattern: str, texts: list[str]) -> None:
    """An error with other words would be read in a shell as it is written for Python."""
    assert any(re.search(pattern, text) for text in texts)

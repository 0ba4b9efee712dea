"""The list of commands is written down once more, so that showing it imports none of them; here both are compared."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from procbook.cli.commands import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_with_the_first_line_of_its_docstring(name: str) -> None:
    module, summary = COMMANDS[name]
    command = getattr(
        importlib.import_module(f"procbook.cli.commands.{module}"),
        name.replace("-", "_"),
    )
    assert summary == " ".join(command.__doc__.strip().split("\n\n")[0].split())


def test_help_imports_no_command() -> None:
    code = "import sys\ntry:\n    from procbook.cli import new_cli; new_cli()(['--help'])\nfinally:\n    print(*sys.modules)"
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    ).stdout
    assert "list-processes" in output
    assert "procbook.cli.commands._look" not in output

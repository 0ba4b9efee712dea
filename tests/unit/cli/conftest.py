"""A server for the command line, and the program run as in a terminal but in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from procbook.cli import new_cli
from procbook.server import LocalServer

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with LocalServer() as running:
        yield running.url


@pytest.fixture
def run(server: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PROCBOOK_API_URL", server)
    runner = CliRunner()

    def invoke(*arguments: str, **options: Any) -> Result:
        return runner.invoke(new_cli(), list(arguments), **options)

    return invoke

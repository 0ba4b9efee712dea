"""Finding a registry, serving it in this process, and the command line of a branded server."""

from __future__ import annotations

import gc
import tempfile
import threading
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from procbook.server import (
    LocalServer,
    ProcessRegistry,
    local_server,
    new_cli,
    registry_from,
    serve,
)
from procbook.server.jobs._lock import only_server


def test_a_registry_by_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(registry_from("procbook.server.demo:registry")) > 10
    (tmp_path / "own_processes.py").write_text(
        "from procbook import ProcessRegistry\nmine = ProcessRegistry('Mine')\n"
    )
    monkeypatch.chdir(tmp_path)
    assert registry_from("own_processes:mine").title == "Mine"


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("procbook.server.demo", "MODULE:REGISTRY"),
        ("no_such_module:registry", "no_such_module"),
        ("procbook.server.demo:nothing", "nothing"),
        ("procbook.server.demo:ProcessRegistry", "not a ProcessRegistry"),
    ],
)
def test_references_that_lead_nowhere(reference: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        registry_from(reference)


def test_a_local_server_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    registry = ProcessRegistry("Mine")
    server = local_server(registry)
    assert httpx.get(server.url).json()["title"] == "Mine"
    assert list(tmp_path.glob("procbook-*/jobs.db"))
    server.stop()
    server.stop()
    assert "stopped" in repr(server)
    assert "procbook server" not in {
        thread.name for thread in threading.enumerate() if thread is server._thread
    }
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)
    assert not list(tmp_path.iterdir())
    gc.collect()


def test_half_a_character_is_a_mistake_of_the_client() -> None:
    with LocalServer() as server:
        answer = httpx.post(
            server.url + "processes/first_workflow/execution",
            content=b'{"inputs": {"id": "\\ud800"}}',
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code == 400
        assert "half a character" in answer.json()["detail"]


def test_two_local_servers_are_apart() -> None:
    with LocalServer() as first, LocalServer() as second:
        httpx.post(first.url + "processes/primes_between/execution", json={})
        assert len(httpx.get(first.url + "jobs").json()["jobs"]) == 1
        assert httpx.get(second.url + "jobs").json()["jobs"] == []


def test_a_store_that_cannot_be_opened_says_so() -> None:
    with pytest.raises(RuntimeError, match="did not start"):
        LocalServer(store="sqlite:////no/such/folder/jobs.db")


def test_names_that_lead_here_from_elsewhere_are_refused() -> None:
    with LocalServer() as server:
        assert (
            httpx.get(server.url, headers={"Host": "evil.example"}).status_code == 400
        )


def test_a_branded_command_line() -> None:
    cli, runner = (
        new_cli(
            "my-server", "Serves me.", "1.2", registry="procbook.server.demo:registry"
        ),
        CliRunner(),
    )
    assert runner.invoke(cli, ["--version"]).output == "my-server 1.2\n"
    assert "Serves me." in runner.invoke(cli, ["--help"]).output
    assert (
        "primes_between: Prime Processor\n"
        in runner.invoke(cli, ["list-processes"]).output
    )
    for command in ("run", "serve"):
        assert "--executor" in runner.invoke(cli, [command, "--help"]).output


def test_a_branded_command_line_of_a_registry_at_hand() -> None:
    registry = ProcessRegistry()

    @registry.process
    def greet(name: str) -> str:
        """Greet somebody."""
        return f"Hello {name}"

    ended = CliRunner().invoke(
        new_cli("my-server", "Serves me.", "1.2", registry), ["list-processes"]
    )
    assert ended.output == "greet\n"


def test_a_store_serves_one_server_at_a_time(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'jobs.db'}"
    with (
        LocalServer(store=store),
        pytest.raises(ValueError, match=r"another server.*--store"),
        only_server(store),
    ):
        pass
    with only_server(store), only_server(None), only_server("sqlite://"):
        pass


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"executor": "proces"}, "no executor 'proces'"),
        ({"store": "nonsense://x"}, "no URL of a database"),
        ({"host": "300.1.1.1", "store": "sqlite://"}, None),
    ],
)
def test_what_cannot_be_served_is_told_before_anything_starts(
    options: dict[str, str], reason: str | None
) -> None:
    with pytest.raises((ValueError, OSError), match=reason):
        serve(**options)


def test_a_module_that_fails_is_told_from_one_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "failing_processes.py").write_text("\n1 / 0\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        ValueError, match=r"ZeroDivisionError: .* \(failing_processes.py, line 2\)"
    ):
        registry_from("failing_processes:registry")

"""configure, login, logout, and two brands in one process."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
import yaml
from pydantic_settings import SettingsConfigDict
from typer.testing import CliRunner

from procbook import ClientConfig
from procbook.cli import new_cli


def test_configure_without_a_terminal_asks_nothing(tmp_path: Path) -> None:
    file = tmp_path / "made" / "profile.yaml"
    ended = CliRunner().invoke(new_cli(), ["configure", "-c", str(file)])
    assert (ended.exit_code, ended.stdout) == (
        0,
        f"Client configuration written to {file}\n",
    )
    assert file.stat().st_mode & 0o777 == 0o600


def test_configure_flat_and_profiles() -> None:
    arguments = [
        "--profile",
        "weather",
        "configure",
        "--api-url",
        "https://h/ogc",
        "-a",
        "login",
        "--auth-url",
        "https://h/login",
        "-u",
        "me",
    ]
    ended = CliRunner().invoke(new_cli(), arguments)
    assert ended.exit_code == 0, ended.stderr
    path = Path(ended.stdout.removeprefix("Client configuration written to ").strip())
    saved = yaml.safe_load(path.read_text("utf-8"))
    assert path.name == "weather.yaml"
    assert (
        saved["auth"].items()
        >= {
            "auth_type": "login",
            "login_url": "https://h/login",
            "username": "me",
        }.items()
    )


def test_what_was_configured_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    first = [
        "configure",
        "--api-url",
        "https://h",
        "-a",
        "basic",
        "-u",
        "me",
        "-p",
        "hunter2",
    ]
    path = Path(
        CliRunner()
        .invoke(new_cli(), first)
        .stdout.removeprefix("Client configuration written to ")
        .strip()
    )
    monkeypatch.setenv("PROCBOOK_TOKEN", "from-the-shell")
    assert (
        CliRunner()
        .invoke(new_cli(), ["configure", "--api-url", "https://other"])
        .exit_code
        == 0
    )
    saved = yaml.safe_load(path.read_text("utf-8"))
    assert saved["api_url"] == "https://other"
    assert (
        saved["auth"].items()
        >= {"auth_type": "basic", "username": "me", "password": "hunter2"}.items()
    )
    assert CliRunner().invoke(new_cli(), ["configure", "-a", "none"]).exit_code == 0
    assert "hunter2" not in path.read_text("utf-8")
    assert "from-the-shell" not in path.read_text("utf-8")


def test_what_is_missing_is_said() -> None:
    ended = CliRunner().invoke(
        new_cli(), ["configure", "--api-url", "https://h", "-a", "login"]
    )
    assert ended.exit_code == 1
    assert "Missing option: --login-url" in ended.stderr


@pytest.mark.parametrize("arguments", [["-a", "bogus"], ["--api-url", "ftp://h"]])
def test_settings_that_make_no_sense(arguments: list[str]) -> None:
    ended = CliRunner().invoke(new_cli(), ["configure", *arguments])
    assert ended.exit_code == 1
    assert "Traceback" not in ended.stderr


def test_a_password_is_not_shown() -> None:
    arguments = [
        "configure",
        "--api-url",
        "https://h",
        "-u",
        "me",
        "-p",
        "hunter2",
        "-a",
        "basic",
    ]
    ended = CliRunner().invoke(new_cli(), arguments)
    assert ended.exit_code == 0, ended.stderr
    assert "hunter2" not in ended.output


def test_two_brands_do_not_disturb_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class One(ClientConfig):
        model_config = SettingsConfigDict(env_prefix="ONE_")
        cli_name: ClassVar[str] = "one"
        default_path: ClassVar[Path | str | None] = tmp_path / "one"
        api_url: str = "http://127.0.0.1:9/one"

    class Two(One):
        model_config = SettingsConfigDict(env_prefix="TWO_")
        default_path: ClassVar[Path | str | None] = tmp_path / "two"
        api_url: str = "http://127.0.0.1:9/two"

    first, second = (
        new_cli("one", version="1.0", config_type=One),
        new_cli("two", "Second.", "2.0", Two),
    )
    assert (
        CliRunner().invoke(first, ["--version"]).stdout.startswith("one 1.0 (procbook ")
    )
    assert "Second." in CliRunner().invoke(second, ["--help"]).stdout
    CliRunner().invoke(first, ["configure"])
    CliRunner().invoke(second, ["configure"])
    assert yaml.safe_load((tmp_path / "one").read_text())["api_url"].endswith("/one")
    assert yaml.safe_load((tmp_path / "two").read_text())["api_url"].endswith("/two")
    monkeypatch.setenv("ONE_API_URL", "http://127.0.0.1:9/changed")
    assert "/changed/processes" in CliRunner().invoke(first, ["lp"]).stderr
    assert "/two/processes" in CliRunner().invoke(second, ["lp"]).stderr

"""Settings: profile file < environment < config < keyword arguments, and brands."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic_settings import SettingsConfigDict

from procbook import Client, ClientConfig, ConfigError, ProcessDescription
from procbook.settings import AuthSettings, LoginAuth, profile_names, profile_path


def write(text: str, profile: str = "default") -> Path:
    path = profile_path(profile=profile)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_without_anything() -> None:
    config = Client().config
    assert config.api_url == "http://127.0.0.1:8008/"
    assert config.timeout == 30
    assert set(config.sources.values()) == {"default"}


def test_each_layer_is_stronger_than_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write(
        "api_url: https://file.example\ntimeout: 1\nretries: 1\nverify: false\n"
    )
    monkeypatch.setenv("PROCBOOK_TIMEOUT", "2")
    monkeypatch.setenv("PROCBOOK_RETRIES", "2")
    monkeypatch.setenv("PROCBOOK_VERIFY", "true")
    config = Client(config=ClientConfig(retries=3, verify="ca.pem"), verify=True).config
    monkeypatch.setenv("PROCBOOK_TIMEOUT", "4")
    assert (config.api_url, config.timeout, config.retries, config.verify) == (
        "https://file.example",
        2,
        3,
        True,
    )
    assert {
        name: config.sources[name]
        for name in ("api_url", "timeout", "retries", "verify")
    } == {
        "api_url": str(path),
        "timeout": "config",
        "retries": "config",
        "verify": "argument",
    }


FLAT = """
auth_type: login
auth_url: https://a.example/login
username: me
password: pw
use_bearer: false
token_header: X-Auth-Token
token:
api_key: null
api_key_header: X-API-Key
"""
NESTED = """
auth:
  auth_type: login
  login_url: https://a.example/login
  username: me
  password: pw
  access_token_header: X-Auth-Token
"""
AS_JSON = """{"auth": {"auth_type": "login", "login_url": "https://a.example/login", "username": "me",
"password": "pw", "access_token_header": "X-Auth-Token"}}"""


@pytest.mark.parametrize(
    "text", [FLAT, NESTED, AS_JSON], ids=["flat", "nested", "JSON"]
)
def test_profile_files_of_the_family(text: str) -> None:
    auth: Any = Client(config_path=write(text)).config.auth
    assert (auth.auth_type, auth.login_url, auth.username) == (
        "login",
        "https://a.example/login",
        "me",
    )
    assert auth.password.get_secret_value() == "pw"
    assert auth.access_token_header == "X-Auth-Token"


def test_variables_flat_and_nested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCBOOK_USERNAME", "flat")
    monkeypatch.setenv("PROCBOOK_AUTH__PASSWORD", "nested")
    config = Client().config
    assert config.auth.auth_type == "basic"
    assert config.to_dict(secrets=True)["auth"] == {
        "auth_type": "basic",
        "username": "flat",
        "password": "nested",
    }
    assert config.sources["auth.username"] == "PROCBOOK_USERNAME"
    assert config.sources["auth.password"] == "PROCBOOK_AUTH__PASSWORD"


def test_another_kind_of_sign_in_replaces_the_one_of_the_file() -> None:
    write("auth: {auth_type: basic, username: me, password: pw}")
    assert (
        Client(password="other").config.to_dict(secrets=True)["auth"]["password"]
        == "other"
    )
    assert Client(password="other").config.auth.username == "me"  # type: ignore[union-attr]
    assert Client(token="t").config.to_dict(secrets=True)["auth"] == {
        "auth_type": "token",
        "access_token": "t",
    }
    assert Client(auth_type="none").config.auth.auth_type == "none"
    assert Client(auth={"auth_type": "none"}).config.auth.auth_type == "none"


def test_profiles_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    write("api_url: https://one.example", "one")
    write("api_url: https://two.example", "two")
    assert Client(profile="one").api_url == "https://one.example"
    monkeypatch.setenv("PROCBOOK_PROFILE", "two")
    assert Client().api_url == "https://two.example"
    assert profile_names() == ["one", "two"]
    with pytest.raises(ConfigError, match="no profile") as missing:
        Client(profile="three")
    assert "procbook --profile three configure" in str(missing.value)
    with pytest.raises(ConfigError, match="no profile") as missing:
        Client(config_path="other.yaml")
    assert "procbook configure --config other.yaml" in str(missing.value)
    with pytest.raises(ConfigError, match="cannot be the name"):
        Client(profile="../etc/passwd")


@pytest.mark.parametrize(
    "text", ["api_url: [", "- a\n- b", "password: 's3cr3t\n  : : {"]
)
def test_a_file_that_makes_no_sense(text: str) -> None:
    write(text)
    with pytest.raises(ConfigError) as error:
        Client()
    assert "s3cr3t" not in str(error.value)


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"api_ulr": "https://x.example"}, "did you mean api_url"),
        ({"timeout": "s3cr3t"}, "timeout"),
        ({"api_url": "ftp://x.example"}, "address"),
        ({"api_url": ""}, "address"),
        (
            {"auth_type": "xyz"},
            r"auth\.auth_type: there is no sign-in of this kind; there are none, basic",
        ),
        ({"auth_type": "basc"}, "did you mean basic"),
        ({"auth_type": "basic"}, r"auth\.username: is needed"),
        ({"retries": "s3cr3t"}, "should be a whole number"),
        ({"ledger": "s3cr3t"}, "should be true or false"),
        ({"auth": {"auth_type": "basic", "username": ["s3cr3t"]}}, "username"),
        (
            {"auth": {"auth_type": "basic", "pasword": "s3cr3t"}},
            "did you mean password",
        ),
    ],
)
def test_mistakes_are_told_without_values(settings: dict[str, Any], word: str) -> None:
    with pytest.raises(ConfigError, match=word) as error:
        Client(**settings)
    assert "s3cr3t" not in str(error.value)


def test_a_variable_that_makes_no_sense_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROCBOOK_TIMEOUT", "soon")
    with pytest.raises(ConfigError, match="from PROCBOOK_TIMEOUT"):
        Client()
    monkeypatch.setenv("PROCBOOK_TIMEOUT", "1")
    monkeypatch.setenv("PROCBOOK_AUTH", "{not json")
    with pytest.raises(ConfigError, match="auth"):
        Client()


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PROCBOOK_LEDGER", "PROCBOOK_TIMEOUT", "PROCBOOK_USERNAME"):
        monkeypatch.setenv(name, "")
    config = Client().config
    assert (config.ledger, config.timeout, config.auth.auth_type) == (True, 30, "none")


def test_addresses_as_people_write_them() -> None:
    assert Client("localhost:8008").api_url == "http://localhost:8008"
    assert Client("example.org/ogc ").api_url == "https://example.org/ogc"
    assert Client(api_url="http://127.0.01:8008").api_url == "http://127.0.01:8008"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_writing_a_profile() -> None:
    config = Client(
        "https://x.example", username="me", password="s3cr3t", timeout=5
    ).config
    path = config.write()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "s3cr3t" not in path.read_text()
    assert Client().config.to_dict() == {
        **config.to_dict(),
        "auth": {"auth_type": "basic", "username": "me"},
    }
    config.write(secrets=True)
    assert Client().config.to_dict(secrets=True) == config.to_dict(secrets=True)
    assert list(path.parent.iterdir()) == [path]


def test_secrets_are_masked_wherever_settings_show() -> None:
    config = Client(username="me", password="s3cr3t").config
    for shown in (
        repr(config),
        str(config),
        config._repr_html_(),
        str(config.to_dict()),
        repr(config.auth),
    ):
        assert "s3cr3t" not in shown
    assert "********" in repr(config)
    assert config.secret_values() == ("s3cr3t",)


# -- brands


class One(ClientConfig):
    model_config = SettingsConfigDict(env_prefix="ONE_", extra="allow")
    display_name: ClassVar[str] = "One"
    default_path: ClassVar[Path | str | None] = "~/.one-client"

    api_url: str = "https://one.example/process"
    auth: AuthSettings = LoginAuth(
        login_url="https://one.example/login", access_token_header="X-Auth-Token"
    )


class Two(ClientConfig):
    model_config = SettingsConfigDict(env_prefix="TWO_")
    api_url: str = "https://two.example"


class LongDescription(ProcessDescription):
    @property
    def length(self) -> int:
        return len(self.description or "")


def test_two_brands_do_not_disturb_each_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fake: Any
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ONE_USERNAME", "me")
    monkeypatch.setenv("PROCBOOK_TIMEOUT", "99")
    one, two = Client(config_type=One).config, Client(config_type=Two).config
    assert (one.api_url, one.timeout, two.api_url) == (
        "https://one.example/process",
        30,
        "https://two.example",
    )
    assert one.auth.username == "me"
    assert one.auth.login_url == "https://one.example/login"
    assert two.auth.auth_type == "none"
    assert one.path == tmp_path / ".one-client"
    one.write()
    assert Client(config_type=One, profile="default").config.sources[
        "auth.login_url"
    ] == str(tmp_path / ".one-client")
    assert "One client of one.example" in Client(config_type=One)._repr_html_()

    take_back = One.register_job_result_opener("an opener")
    assert One.extra_job_result_openers == ["an opener"]
    assert Two.extra_job_result_openers == ClientConfig.extra_job_result_openers == []
    take_back()
    assert One.extra_job_result_openers == []

    One.return_type_map[ProcessDescription] = LongDescription
    fake.answers["GET /processes/a"] = {
        "id": "a",
        "version": "1",
        "description": "four",
    }
    made = Client(
        "https://x.example", config_type=One, transport=fake, auth={"auth_type": "none"}
    ).get_process("a")
    assert made.length == 4  # type: ignore[attr-defined]
    assert (
        type(Client("https://x.example", transport=fake).get_process("a"))
        is ProcessDescription
    )


def test_a_brand_hides_processes(fake: Any) -> None:
    class Few(ClientConfig):
        @classmethod
        def accept_process(cls, process: Any) -> bool:
            return not process.id.startswith("_")

    fake.answers["GET /processes"] = {
        "processes": [{"id": "a", "version": "1"}, {"id": "_b", "version": "1"}],
        "links": [],
    }
    client = Client("https://x.example", config_type=Few, transport=fake)
    assert [process.id for process in client.get_processes().processes] == ["a"]
    assert list(client.processes) == ["a"]


def test_what_reads_variables_is_imported_when_there_are_some(tmp_path: Path) -> None:
    code = "import sys; from procbook import Client; Client(); print('pydantic_settings' in sys.modules)"
    bare = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PROCBOOK_")
    }
    for said, expected in (
        ({"PROCBOOK_HOME": str(tmp_path)}, "False"),
        ({"PROCBOOK_TIMEOUT": "3"}, "True"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=bare | said,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == expected

"""Where sign-ins are kept."""

from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from procbook import Client
from procbook.auth import Vault, _credential_store as _vault, vault_key
from procbook.settings import config_folder, data_folder, write_private

keyring = pytest.importorskip("keyring")
SECRETS = {"access_token": "s3cr3t" * 1000, "refresh_token": "r"}


class Memory(keyring.backend.KeyringBackend):
    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked or len(password) > 1280:
            raise keyring.errors.PasswordSetError
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Memory:
    made = Memory()
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(keyring, name, getattr(made, name))
    return made


def test_a_keyring_that_works(memory: Memory) -> None:
    assert Vault().store("k", SECRETS) == "keyring"
    assert Vault().get("k") == SECRETS
    assert len(memory.kept) == 6
    assert Vault().store("k", {"access_token": "short"}) == "keyring"
    assert len(memory.kept) == 1
    Vault().forget("k")
    assert memory.kept == {}
    assert not (data_folder() / "sign-ins.json").exists()


def test_a_keyring_that_is_locked(memory: Memory) -> None:
    memory.locked = True
    assert Vault().store("k", SECRETS) == "file"
    assert Vault().get("k") == SECRETS


def test_no_keyring() -> None:
    assert Vault().store("k", SECRETS) == "file"
    path = data_folder() / "sign-ins.json"
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Vault().get("other") is None
    Vault().forget("k")
    assert not path.exists()


def test_kernels_that_sign_in_at_once_lose_nothing() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda n: Vault().store(f"k{n}", {"n": n}), range(12))) == {
            "file"
        }
    assert [Vault().get(f"k{n}") for n in range(12)] == [{"n": n} for n in range(12)]


def test_nowhere_to_write(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PROCBOOK_HOME", str(tmp_path / "file" / "below"))
    assert Vault().store("k", SECRETS) == "session"
    assert "session" in _vault.STORAGE_LABELS["session"]


def test_keys_tell_servers_and_accounts_apart() -> None:
    keys = {
        vault_key(Client(url, **settings).config)
        for url in ("https://a.example", "https://b.example")
        for settings in ({"token": "1"}, {"username": "me", "password": "2"})
    }
    assert len(keys) == 4
    same = [
        vault_key(Client(url, token=token).config)
        for url, token in [("https://a.example", "1"), ("https://a.example/", "2")]
    ]
    assert same[0] == same[1]


def test_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROCBOOK_HOME", str(tmp_path))
    assert config_folder() == data_folder() == tmp_path
    monkeypatch.delenv("PROCBOOK_HOME")
    assert "procbook" in str(config_folder()).lower()


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deep" / "file"
    write_private(path, "one")
    monkeypatch.setattr(
        "os.fsync", lambda _descriptor: (_ for _ in ()).throw(OSError("full"))
    )
    with pytest.raises(OSError, match="full"):
        write_private(path, "two")
    assert path.read_text() == "one"
    assert list(path.parent.iterdir()) == [path]

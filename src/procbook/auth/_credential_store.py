"""The store of sign-ins.

The system's keyring where one works, else a file that only its owner can read.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .._lazy import lazy_module
from ..settings import alone, data_folder, write_private

if TYPE_CHECKING:
    import keyring

    from ..settings import ClientConfig
else:
    keyring = lazy_module("keyring")

Storage = Literal["keyring", "file", "session"]

STORAGE_LABELS: dict[Storage, str] = {
    "keyring": "kept in the system's keyring",
    "file": "kept in a file that only you can read",
    "session": "not kept: it ends with this session",
}
_SERVICE = "procbook"
_ENTRY_LENGTH = 1200
"""Characters of one entry: the credential store of Windows takes 2,560 bytes
(``CRED_MAX_CREDENTIAL_BLOB_SIZE``)."""


def vault_key(config: ClientConfig) -> str:
    """Return the key of the sign-in of these settings."""
    auth = config.auth
    address = ""
    for name in ("login_url", "token_url", "issuer_url"):
        address = getattr(auth, name, address)
    identity = [
        config.api_url.rstrip("/"),
        auth.auth_type,
        address,
        getattr(auth, "client_id", None),
    ]
    text = json.dumps(identity)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Vault:
    """Secrets by key; the storage is chosen at each call, as keyrings are unlocked and locked."""

    def get(self, key: str) -> dict[str, Any] | None:
        """Return the secrets of a key, or None."""
        return _from_keyring(key) or _read_file().get(key)

    def storage_of(self, key: str) -> Storage:
        """Return the storage that holds the secrets of a key."""
        if _from_keyring(key):
            return "keyring"
        if key in _read_file():
            return "file"
        return "session"

    def offers(self) -> Storage:
        """Return the storage that :meth:`store` would use."""
        if _keyring() is not None:
            return "keyring"
        return "file"

    def store(self, key: str, secrets: dict[str, Any]) -> Storage:
        """Store secrets, and return the storage that holds them."""
        if _to_keyring(key, secrets):
            return "keyring"
        try:
            with alone(_file()):
                _write_file({**_read_file(), key: secrets})
        except OSError:
            return "session"
        return "file"

    def forget(self, key: str) -> None:
        """Delete the secrets of a key from all storages."""
        _drop_from_keyring(key)
        if key not in _read_file():
            return
        with alone(_file()):
            entries = _read_file()
            entries.pop(key, None)
            _write_file(entries)


def _file() -> Path:
    return data_folder() / "sign-ins.json"


def _read_file() -> dict[str, Any]:
    try:
        entries = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if isinstance(entries, dict):
        return entries
    return {}


def _write_file(entries: dict[str, Any]) -> None:
    if entries:
        write_private(_file(), json.dumps(entries))
    else:
        _file().unlink(missing_ok=True)


def _keyring() -> Any:
    """Return the keyring, or None where none is usable."""
    try:
        is_usable = keyring.get_keyring().priority > 0
    except Exception:  # noqa: BLE001 - a broken keyring raises whatever its backend raises
        return None
    if is_usable:
        return keyring
    return None


def _from_keyring(key: str) -> dict[str, Any] | None:
    backend = _keyring()
    if backend is None:
        return None
    try:
        pieces: list[str] = []
        while piece := backend.get_password(_SERVICE, f"{key}.{len(pieces)}"):
            pieces.append(piece)
        secrets = json.loads("".join(pieces)) if pieces else None
    except Exception:  # noqa: BLE001 - see above
        return None
    if isinstance(secrets, dict):
        return secrets
    return None


def _to_keyring(key: str, secrets: dict[str, Any]) -> bool:
    backend = _keyring()
    if backend is None:
        return False
    _drop_from_keyring(key)
    text = json.dumps(secrets)
    try:
        for number, start in enumerate(range(0, len(text), _ENTRY_LENGTH)):
            backend.set_password(
                _SERVICE, f"{key}.{number}", text[start : start + _ENTRY_LENGTH]
            )
    except Exception:  # noqa: BLE001 - see above
        return False
    return _from_keyring(key) == secrets


def _drop_from_keyring(key: str) -> None:
    backend = _keyring()
    if backend is None:
        return
    number = 0
    try:
        while backend.get_password(_SERVICE, f"{key}.{number}"):
            backend.delete_password(_SERVICE, f"{key}.{number}")
            number += 1
    except Exception:  # noqa: BLE001 - see above
        return

"""Sign-ins that are kept: in the system's keyring where one works, else in a file that only its owner can read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..settings import alone, data_folder, write_private

if TYPE_CHECKING:
    from ..settings import ClientConfig

Place = Literal["keyring", "file", "session"]

WORDS: dict[Place, str] = {
    "keyring": "kept in the system's keyring",
    "file": "kept in a file that only you can read",
    "session": "not kept: it ends with this session",
}
_SERVICE = "procbook"
_PIECE = 1200
"""Characters in one entry: the credential store of Windows takes no more than 1,280."""


def vault_key(config: ClientConfig) -> str:
    """Return under which name the sign-in of these settings is kept."""
    auth = config.auth
    address = next(
        (
            getattr(auth, n)
            for n in ("issuer_url", "token_url", "login_url")
            if hasattr(auth, n)
        ),
        "",
    )
    text = json.dumps(
        [
            config.api_url.rstrip("/"),
            auth.auth_type,
            address,
            getattr(auth, "client_id", None),
        ]
    )
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Vault:
    """Secrets by key; the place is found anew each time, as keyrings are unlocked and locked."""

    def get(self, key: str) -> dict[str, Any] | None:
        """Return what is kept, or None."""
        return _from_keyring(key) or _read_file().get(key)

    def place(self, key: str) -> Place:
        """Tell where the secrets of a key are kept."""
        if _from_keyring(key):
            return "keyring"
        return "file" if key in _read_file() else "session"

    def offers(self) -> Place:
        """Tell where secrets would be kept."""
        return "keyring" if _keyring() is not None else "file"

    def put(self, key: str, secrets: dict[str, Any]) -> Place:
        """Keep secrets and tell where."""
        if _to_keyring(key, secrets):
            return "keyring"
        try:
            with alone(_file()):
                _write_file({**_read_file(), key: secrets})
        except OSError:
            return "session"
        return "file"

    def forget(self, key: str) -> None:
        """Keep them no longer, wherever they are."""
        _drop_from_keyring(key)
        if key not in _read_file():
            return
        with alone(_file()):
            _write_file(
                {name: secrets for name, secrets in _read_file().items() if name != key}
            )


def _file() -> Path:
    return data_folder() / "sign-ins.json"


def _read_file() -> dict[str, Any]:
    try:
        entries = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}


def _write_file(entries: dict[str, Any]) -> None:
    if entries:
        write_private(_file(), json.dumps(entries))
    else:
        _file().unlink(missing_ok=True)


def _keyring() -> Any:
    """Return the keyring, or None where there is none that works."""
    try:
        import keyring

        works = keyring.get_keyring().priority > 0
    except Exception:  # noqa: BLE001 - a broken keyring raises whatever its backend raises
        return None
    return keyring if works else None


def _from_keyring(key: str) -> dict[str, Any] | None:
    keyring = _keyring()
    if keyring is None:
        return None
    try:
        pieces: list[str] = []
        while piece := keyring.get_password(_SERVICE, f"{key}.{len(pieces)}"):
            pieces.append(piece)
        secrets = json.loads("".join(pieces)) if pieces else None
    except Exception:  # noqa: BLE001 - see above
        return None
    return secrets if isinstance(secrets, dict) else None


def _to_keyring(key: str, secrets: dict[str, Any]) -> bool:
    keyring = _keyring()
    if keyring is None:
        return False
    _drop_from_keyring(key)
    text = json.dumps(secrets)
    try:
        for number, start in enumerate(range(0, len(text), _PIECE)):
            keyring.set_password(
                _SERVICE, f"{key}.{number}", text[start : start + _PIECE]
            )
    except Exception:  # noqa: BLE001 - see above
        return False
    return _from_keyring(key) == secrets


def _drop_from_keyring(key: str) -> None:
    keyring = _keyring()
    if keyring is None:
        return
    number = 0
    try:
        while keyring.get_password(_SERVICE, f"{key}.{number}"):
            keyring.delete_password(_SERVICE, f"{key}.{number}")
            number += 1
    except Exception:  # noqa: BLE001 - see above
        return

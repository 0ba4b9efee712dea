"""Settings as JSON-able data, with secrets masked."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, SecretStr

MASK = "********"


def export_value(value: object, *, secrets: bool, drop: bool = False) -> Any:
    """Return a setting as JSON-able data.

    Parameters
    ----------
    value
        The setting.
    secrets : bool
        Whether secrets are shown; else they are masked.
    drop : bool
        Whether secrets are left out.
    """
    if isinstance(value, SecretStr):
        if secrets:
            return value.get_secret_value()
        return MASK
    if not isinstance(value, BaseModel):
        return value
    members = {}
    for name, member in value:
        is_dropped = drop and isinstance(member, SecretStr)
        if member is not None and not is_dropped:
            members[name] = export_value(member, secrets=secrets, drop=drop)
    return members


def flatten(data: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested settings by dotted path."""
    flat: dict[str, Any] = {}
    for name, value in data.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            flat |= flatten(value, f"{path}.")
        else:
            flat[path] = value
    return flat

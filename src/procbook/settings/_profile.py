"""Profile files: settings in YAML (or JSON) that only their owner can read."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._lazy import lazy_module
from ..protocol.errors import ConfigError
from .folders import config_folder, write_private

if TYPE_CHECKING:
    import yaml
else:
    yaml = lazy_module("yaml")


def profile_path(
    *, profile: str | None = None, default_path: Path | str | None = None
) -> Path:
    """Return the path of a profile.

    Parameters
    ----------
    profile : str, optional
        Its name; None or "default" for the default profile.
    default_path : path, optional
        The file of a brand's default profile; other profiles lie beside it.
    """
    name = profile or "default"
    if not re.fullmatch(r"\w[\w.-]*", name):
        raise ConfigError(
            f"{name!r} cannot be the name of a profile: letters, digits, '-', '_' and '.' can."
        )
    if default_path is None:
        return config_folder() / "profiles" / f"{name}.yaml"
    path = Path(default_path).expanduser()
    if name == "default":
        return path
    return path.with_name(f"{path.name}.{name}")


def profile_names() -> list[str]:
    """Return the names of the profiles that exist."""
    return sorted(path.stem for path in (config_folder() / "profiles").glob("*.yaml"))


def read_profile(path: Path) -> dict[str, Any] | None:
    """Return the settings in a profile file, or None when there is no such file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"The profile {path} cannot be read: {type(error).__name__}."
        ) from None
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        # Only the line number: its text may be a password.
        mark = getattr(error, "problem_mark", None)
        position = f" in line {mark.line + 1}" if mark else ""
        raise ConfigError(
            f"The profile {path} is not YAML{position}.",
            hint="Mend it, or write it anew.",
        ) from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ConfigError(f"The profile {path} should hold names and values.")
    return {str(key): value for key, value in data.items()}


def write_profile(path: Path, data: dict[str, Any]) -> None:
    """Write a profile file completely or not at all; only its owner can read it."""
    try:
        write_private(path, yaml.safe_dump(data, sort_keys=False, allow_unicode=True))
    except OSError as error:
        raise ConfigError(
            f"The profile {path} cannot be written: {os.strerror(error.errno or 0)}."
        ) from None

"""Values of a form that the user keeps by name, per server and process.

They are files in the data folder of the user.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from ..._json import JsonValue
from ...inputs import Plan, dumps, loads
from ...settings import alone, data_folder, write_private


class Presets:
    """The presets of one process of one server. What is secret is never kept."""

    def __init__(self, server: str, plan: Plan) -> None:
        self._plan = plan
        readable = re.sub(r"[^\w.-]+", "-", plan.id)[:40]
        digest = hashlib.sha256(f"{server}\n{plan.id}".encode()).hexdigest()[:12]
        self._file = f"{readable}-{digest}.json"

    @property
    def path(self) -> Path:
        """The file; it may not exist yet."""
        return data_folder() / "presets" / self._file

    def names(self) -> list[str]:
        """Return the names, sorted."""
        return sorted(self._all())

    def get(self, name: str) -> dict[str, Any]:
        """Return the value kept under a name.

        Raises
        ------
        KeyError
            If there is none.
        """
        value = self._all()[name]
        return value if isinstance(value, dict) else {}

    def save(self, name: str, value: dict[str, Any]) -> None:
        """Keep a value, in place of what has this name; secrets are left out."""
        with alone(self.path):
            self._write({**self._all(), name: self._without_secrets(value)})

    def drop(self, name: str) -> None:
        """Forget one."""
        with alone(self.path):
            self._write(
                {key: value for key, value in self._all().items() if key != name}
            )

    def _all(self) -> dict[str, Any]:
        try:
            presets = loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return presets if isinstance(presets, dict) else {}

    def _write(self, presets: dict[str, Any]) -> None:
        write_private(self.path, dumps(presets, indent=2))

    def _without_secrets(self, value: JsonValue) -> Any:
        names = {
            f.name
            for f in self._plan.walk()
            if f.kind == "password" or f.hints.get("secret") or f.hints.get("writeOnly")
        }
        return _without(value, names - {""})


def _without(value: JsonValue, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {
            name: _without(member, names)
            for name, member in value.items()
            if name not in names
        }
    return (
        [_without(item, names) for item in value] if isinstance(value, list) else value
    )

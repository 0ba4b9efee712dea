"""What is too large to travel between page and kernel on each key stroke.

The page holds a handle in its place.

A handle is ``{"$big": id, "size": characters, "name"?: file name}``. Files come in pieces of at
most 4 MiB.
"""

from __future__ import annotations

import base64
import secrets
import threading
from typing import Any

from ..._json import JsonValue
from ..wire._records import LargeText

LARGE = 256 * 1024
"""Characters above which a text stays in the kernel."""


class Files:
    """Large texts of one form by handle, and files that are on their way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._coming: dict[str, bytearray] = {}

    def piece(
        self, name: str, offset: int, total: int, data: bytes, *, encoding: str
    ) -> LargeText | None:
        """Take the next piece of a file; return its handle with the last one."""
        with self._lock:
            if offset == 0:
                self._coming[name] = bytearray()
            content = self._coming.get(name)
            if content is None or len(content) != offset:
                self._coming.pop(name, None)
                raise ValueError(
                    f"A piece of {name} was lost on the way. Choose the file again."
                )
            content += data
            if len(content) < total:
                return None
            del self._coming[name]
        text = (
            base64.b64encode(content).decode()
            if encoding == "base64"
            else content.decode("utf-8", "replace")
        )
        return self._keep(text, name)

    def _keep(self, text: str, name: str = "") -> LargeText:
        key = next(
            (key for key, content in self._texts.items() if content == text), None
        ) or secrets.token_hex(8)
        self._texts[key] = text
        if name:
            self._names[key] = name
        handle: LargeText = {"$big": key, "size": len(text)}
        if key in self._names:
            handle["name"] = self._names[key]
        return handle

    def shrunk(self, value: JsonValue) -> Any:
        """Return the value as the page gets it: handles in place of large texts."""
        if isinstance(value, str):
            return self._keep(value) if len(value) > LARGE else value
        if isinstance(value, dict):
            return {name: self.shrunk(member) for name, member in value.items()}
        return (
            [self.shrunk(item) for item in value]
            if isinstance(value, list | tuple)
            else value
        )

    def grown(self, value: JsonValue) -> Any:
        """Return the value with the texts that its handles stand for."""
        if isinstance(value, dict):
            key = value.get("$big")
            if isinstance(key, str) and key in self._texts:
                return self._texts[key]
            return {name: self.grown(member) for name, member in value.items()}
        return (
            [self.grown(item) for item in value] if isinstance(value, list) else value
        )

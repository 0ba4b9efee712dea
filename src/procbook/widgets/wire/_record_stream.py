"""The state of one widget as records by key, with numbered deltas.

No I/O and no knowledge of widgets.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from typing import Any


class Stream:
    """Records by key that remember what changed since the last delta was taken.

    The last value of a field wins; a field that is set to what it already was does not count as a
    change. All methods may be called from any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: dict[str, dict[str, Any]] = {}
        self._changed: dict[str, dict[str, Any]] = {}
        self._gone: set[str] = set()
        self.seq = 0

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, key: object) -> bool:
        return key in self._records

    def __getitem__(self, key: str) -> dict[str, Any]:
        return self._records[key]

    def get(self, key: str) -> dict[str, Any] | None:
        """Return the record of that key, or None."""
        return self._records.get(key)

    def items(self) -> list[tuple[str, dict[str, Any]]]:
        """Return keys and records as they are now."""
        with self._lock:
            return list(self._records.items())

    def update(
        self, changes: Mapping[str, Mapping[str, Any]], *, gone: Iterable[str] = ()
    ) -> bool:
        """Merge fields into records, remove others; tell whether anything is different now."""
        with self._lock:
            for key, fields in changes.items():
                self._merge(key, fields)
            for key in gone:
                if self._records.pop(key, None) is not None:
                    self._changed.pop(key, None)
                    self._gone.add(key)
            return bool(self._changed or self._gone)

    def _merge(self, key: str, fields: Mapping[str, Any]) -> None:
        record = self._records.get(key)
        self._gone.discard(key)
        if record is None:
            self._records[key] = dict(fields)
            self._changed[key] = dict(fields)
            return
        new = {
            name: value
            for name, value in fields.items()
            if name not in record or record[name] != value
        }
        if new:
            record.update(new)
            self._changed.setdefault(key, {}).update(new)

    def take(self) -> tuple[int, dict[str, dict[str, Any]], list[str]] | None:
        """Return number, changed fields and removed keys since the last call.

        It is None when nothing changed.
        """
        with self._lock:
            if not self._changed and not self._gone:
                return None
            changed, gone = self._changed, sorted(self._gone)
            self._changed, self._gone = {}, set()
            self.seq += 1
            return self.seq, changed, gone

    def snapshot(self) -> tuple[int, bytes]:
        """Return the number and all records as JSON.

        Nothing that it holds is sent again as a delta.
        """
        with self._lock:
            if self._changed or self._gone:
                # Other pages of the same widget must notice that they missed something, and ask.
                self._changed, self._gone = {}, set()
                self.seq += 1
            blob = json.dumps(
                self._records, separators=(",", ":"), ensure_ascii=False, default=str
            )
            return self.seq, blob.encode("utf-8", "replace")

"""Process descriptions of real servers, which lie beside the checkout and are not part of the project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CORPUS = "corpus/dev/process-*/*.json"


def recorded_processes(
    shared: Path, pattern: str = CORPUS
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield file name and description of each process; files that are no JSON are left out."""
    for path in sorted(shared.glob(pattern)):
        try:
            document = json.loads(path.read_text("utf-8"))
        except ValueError:
            continue
        rows = (
            document.get("processes", [document])
            if isinstance(document, dict)
            else document
        )
        yield from ((path.name, row) for row in rows if isinstance(row, dict))

"""Numbers, texts and JSON side by side."""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence
from typing import Any

from ._output_comparison import Change, OutputComparison

MOST = 200
"""Differences that are listed."""
_CELL = 100


def compare_numbers(
    name: str,
    values: Sequence[float | None],
) -> OutputComparison:
    """Compare numbers: differences from the first, and ratios to it."""
    first = next((value for value in values if value is not None), None)
    differences: list[float | None] = []
    ratios: list[float | None] = []
    for value in values:
        has_both = value is not None and first is not None
        differences.append(value - first if has_both else None)  # type: ignore[operator]
        ratios.append(value / first if has_both and first else None)  # type: ignore[operator]
    return OutputComparison(
        name,
        "number",
        list(values),
        differs=any(not is_same(value, first) for value in values),
        differences=differences,
        ratios=ratios,
    )


def is_same(
    first: Any,
    second: Any,
) -> bool:
    """Return whether two values are the same; a number that is none is the same as another one."""
    if _is_nan(first) and _is_nan(second):
        return True
    return type(first) is type(second) and bool(first == second)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def compare_texts(
    name: str,
    texts: Sequence[str | None],
) -> OutputComparison:
    """Compare texts line by line, each with the first."""
    first = texts[0] or ""
    lines: list[str] = []
    for text in texts[1:]:
        changed = difflib.unified_diff(
            first.splitlines(),
            (text or "").splitlines(),
            lineterm="",
            n=1,
        )
        lines += list(changed)[2 : MOST + 2]
    return OutputComparison(
        name,
        "text",
        [text if text is None else text[:_CELL] for text in texts],
        differs=any(text != texts[0] for text in texts),
        lines=lines[:MOST],
    )


def compare_json(
    name: str,
    documents: Sequence[Any],
) -> OutputComparison:
    """Compare JSON documents place by place."""
    flat = [_flatten(document) for document in documents]
    paths = dict.fromkeys(path for values in flat for path in values)
    missing = object()
    changes = []
    for path in paths:
        found = [values.get(path, missing) for values in flat]
        if any(not is_same(value, found[0]) for value in found):
            values = [None if value is missing else value for value in found]
            changes.append(Change(path or "/", values))
    return OutputComparison(
        name,
        "json",
        [summarize_json(document) for document in documents],
        differs=bool(changes),
        changes=changes[:MOST],
    )


def summarize_json(document: Any) -> str | None:
    """Return what a document is, in a few words."""
    if isinstance(document, dict):
        return f"object with {len(document)} members"
    if isinstance(document, list):
        return f"list of {len(document)} items"
    return None if document is None else str(document)[:_CELL]


def _flatten(
    document: Any,
    path: str = "",
) -> dict[str, Any]:
    """Return the scalars of a document by their JSON Pointers."""
    if isinstance(document, dict):
        items = [(str(key), value) for key, value in document.items()]
    elif isinstance(document, list):
        items = [(str(number), value) for number, value in enumerate(document)]
    else:
        return {path: document}
    flat: dict[str, Any] = {} if items else {path: type(document)()}
    for key, value in items:
        step = key.replace("~", "~0").replace("/", "~1")
        flat.update(_flatten(value, f"{path}/{step}"))
    return flat

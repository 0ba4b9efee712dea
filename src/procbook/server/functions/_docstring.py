"""Titles and descriptions from docstrings: the summary, and parameters in NumPy or Google style."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field

_NUMPY = re.compile(r"^(\w[\w ]*)\n-{3,}\s*$", re.MULTILINE)
_GOOGLE = re.compile(
    r"^(Args|Arguments|Parameters|Returns|Return|Yields|Raises|Notes?|Examples?):[ \t]*$",
    re.MULTILINE,
)
_NUMPY_ENTRY = re.compile(r"^(\*{0,2}\w+(?:\s*,\s*\w+)*)\s*(?::.*)?$")
_GOOGLE_ENTRY = re.compile(r"^(\*{0,2}\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$")

_LINE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")


@dataclass(frozen=True)
class Docs:
    """What a docstring says: description without the sections, and one text for each parameter."""

    description: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)


def read(function: object) -> Docs:
    """Read the docstring of a function; nothing in it is required."""
    text = inspect.getdoc(function) or ""
    for pattern, entries in ((_NUMPY, _numpy_entries), (_GOOGLE, _google_entries)):
        heads = list(pattern.finditer(text))
        if heads:
            sections = _sections(text, heads)
            body = (
                sections.get("parameters")
                or sections.get("args")
                or sections.get("arguments")
                or ""
            )
            return Docs(text[: heads[0].start()].strip() or None, entries(body))
    return Docs(text.strip() or None)


def _sections(text: str, heads: list[re.Match[str]]) -> dict[str, str]:
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return {
        head[1].strip().lower(): text[head.end() : end]
        for head, end in zip(heads, ends, strict=True)
    }


def _numpy_entries(body: str) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in body.strip("\n").splitlines():
        if line and not line[0].isspace() and (entry := _NUMPY_ENTRY.match(line)):
            names = [name.strip().lstrip("*") for name in entry[1].split(",")]
        for name in names if line[:1].isspace() or not line else []:
            found.setdefault(name, []).append(line.strip())
    return _joined(found)


def _google_entries(body: str) -> dict[str, str]:
    lines = body.strip("\n").splitlines()
    indent = min(
        (len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0
    )
    found: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        text = line[indent:]
        entry = _GOOGLE_ENTRY.match(text)
        if entry and not text[:1].isspace():
            name = entry[1].lstrip("*")
            text = entry[2]
        if name:
            found.setdefault(name, []).append(text.strip())
    return _joined(found)


def _joined(found: dict[str, list[str]]) -> dict[str, str]:
    texts = {
        name: _LINE_BREAK.sub(" ", "\n".join(lines).strip())
        for name, lines in found.items()
    }
    return {name: text for name, text in texts.items() if text}

"""Titles and descriptions from docstrings: the summary, and parameters in NumPy or Google style."""

from __future__ import annotations

import inspect
import re
import textwrap
from dataclasses import dataclass, field

_NUMPY = re.compile(r"^(\w[\w ]*)\n-{3,}\s*$", re.MULTILINE)
_GOOGLE = re.compile(
    r"^(Args|Arguments|Parameters|Returns|Return|Yields|Raises|Notes?|Examples?):[ \t]*$",
    re.MULTILINE,
)
_NUMPY_ENTRY = re.compile(r"^(\*{0,2}\w+(?:\s*,\s*\w+)*)\s*(?::.*)?$")
_GOOGLE_ENTRY = re.compile(r"^(\*{0,2}\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$")

_PARAMETER_HEADINGS = frozenset({"parameters", "args", "arguments"})
_LINE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")


@dataclass(frozen=True)
class Docs:
    """The parts of a docstring: description without the sections, and a text for each parameter."""

    description: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)


def read(function: object) -> Docs:
    """Read the docstring of a function; every part of it may be missing."""
    text = inspect.getdoc(function) or ""
    for pattern, read_entries in ((_NUMPY, _numpy_entries), (_GOOGLE, _google_entries)):
        headings = list(pattern.finditer(text))
        if headings:
            description = text[: headings[0].start()].strip()
            section = _parameters_section(text, headings)
            return Docs(description or None, read_entries(section))
    return Docs(text.strip() or None)


def _parameters_section(text: str, headings: list[re.Match[str]]) -> str:
    """Return the text below the heading of the parameters; an empty one if there is none."""
    ends = [heading.start() for heading in headings[1:]]
    ends.append(len(text))
    for heading, end in zip(headings, ends, strict=True):
        if heading[1].strip().lower() in _PARAMETER_HEADINGS:
            return text[heading.end() : end]
    return ""


def _numpy_entries(section: str) -> dict[str, str]:
    lines_of: dict[str, list[str]] = {}
    names: list[str] = []
    for line in section.strip("\n").splitlines():
        is_text = not line or line[0].isspace()
        if is_text:
            for name in names:
                lines_of.setdefault(name, []).append(line.strip())
            continue
        entry = _NUMPY_ENTRY.match(line)
        if entry:
            names = _parameter_names(entry[1])
    return _join(lines_of)


def _parameter_names(text: str) -> list[str]:
    """Return the names in ``x, *args``."""
    return [name.strip().lstrip("*") for name in text.split(",")]


def _google_entries(section: str) -> dict[str, str]:
    lines_of: dict[str, list[str]] = {}
    name = ""
    for line in textwrap.dedent(section).strip("\n").splitlines():
        text = line
        entry = _GOOGLE_ENTRY.match(line)
        if entry:
            name, text = entry[1].lstrip("*"), entry[2]
        if name:
            lines_of.setdefault(name, []).append(text.strip())
    return _join(lines_of)


def _join(lines_of: dict[str, list[str]]) -> dict[str, str]:
    """Return one text a parameter, the lines of a paragraph joined."""
    texts = {}
    for name, lines in lines_of.items():
        text = "\n".join(lines).strip()
        if text:
            texts[name] = _LINE_BREAK.sub(" ", text)
    return texts

"""Words of a shell: written so that they arrive as they are, and read back. bash and zsh, and PowerShell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Final, Literal

Shell = Literal["bash", "zsh", "powershell"]

#: PowerShell takes typographic quotes for plain ones.
_TICKS: Final = "'\u2018\u2019\u201a\u201b"
_PLAIN: Final = re.compile(r"[A-Za-z0-9_./:-]+(?<!:)|https?://[A-Za-z0-9_./:-]+")
_POWERSHELL: Final = re.compile(
    rf"[{_TICKS}](?P<raw>(?:[^{_TICKS}]|[{_TICKS}]{{2}})*)[{_TICKS}]|(?P<word>[^\s|{_TICKS}\"]+)"
)


def quote(word: str, shell: Shell = "bash") -> str:
    """Return a word so that the shell hands it on unchanged."""
    if shell == "powershell":
        if _PLAIN.fullmatch(word):
            return word
        return "'" + re.sub(f"([{_TICKS}])", r"\1\1", word) + "'"
    # zsh takes a leading "=" for the place of a command.
    return f"'{word}'" if word.startswith("=") and "'" not in word else shlex.quote(word)


def passes(word: str, shell: Shell = "bash") -> bool:
    """Tell whether a word can be handed to a program at all.

    Windows PowerShell drops double quotes inside of arguments, and its consoles have alphabets of
    their own.
    """
    if "\x00" in word or any("\ud800" <= c <= "\udfff" for c in word):
        return False
    return shell != "powershell" or (
        word.isascii() and word.isprintable() and '"' not in word and not word.endswith("\\")
    )


def split(line: str) -> tuple[list[str], str | None]:
    """Return the words of a command line, and what is piped or written into its standard input.

    Raises
    ------
    ValueError
        If a quote is left open.
    """
    if re.match(rf"\s*[{_TICKS}]", line) and re.search(rf"[{_TICKS}]\s*\|\s*[\w.&-]", line):
        first, *rest = _powershell(line)
        return rest, first
    joined = re.sub(r"\\\r?\n|`\r?\n", " ", line)
    words = shlex.split(joined, posix=True)
    if "<<<" in words[:-1]:
        place = words.index("<<<")
        return words[:place] + words[place + 2 :], words[place + 1]
    if _doubled_ticks(line):
        return list(_powershell(re.sub(r"`\r?\n", " ", line))), None
    return words, None


def _doubled_ticks(line: str) -> bool:
    """Tell PowerShell from bash by what is a quote only there."""
    return bool(re.search(r"\w''\w|curl\.exe|`\r?\n", line))


def _powershell(line: str) -> Iterator[str]:
    parts: list[str] = []
    place = 0
    for found in _POWERSHELL.finditer(line):
        if line[place : found.start()].strip(" \t\r\n|") == "" and found.start() > place and parts:
            yield "".join(parts)
            parts = []
        raw = found.group("raw")
        parts.append(
            found.group("word") if raw is None else re.sub(f"([{_TICKS}])[{_TICKS}]", r"\1", raw)
        )
        place = found.end()
    if parts:
        yield "".join(parts)

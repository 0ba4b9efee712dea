"""Words of a shell, written so that they arrive as they are, and read back.

The shells are bash, zsh and PowerShell.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Final, Literal

Shell = Literal["bash", "zsh", "powershell"]

_TICKS: Final = "'\u2018\u2019\u201a\u201b"
"""PowerShell takes typographic quotes for plain ones."""
_UNQUOTED: Final = re.compile(r"[A-Za-z0-9_./:-]+(?<!:)|https?://[A-Za-z0-9_./:-]+")
_POWERSHELL: Final = re.compile(
    rf"[{_TICKS}](?P<raw>(?:[^{_TICKS}]|[{_TICKS}]{{2}})*)[{_TICKS}]|(?P<word>[^\s|{_TICKS}\"]+)"
)


def quote(argument: str, shell: Shell = "bash") -> str:
    """Return a word so that the shell hands it on unchanged."""
    if shell == "powershell":
        if _UNQUOTED.fullmatch(argument):
            return argument
        return "'" + re.sub(f"([{_TICKS}])", r"\1\1", argument) + "'"
    # zsh takes a leading "=" for the place of a command.
    if argument.startswith("=") and "'" not in argument:
        return f"'{argument}'"
    return shlex.quote(argument)


def passes(argument: str, shell: Shell = "bash") -> bool:
    """Return whether the shell can pass a word to a program unchanged.

    Windows PowerShell drops double quotes inside of arguments, and its consoles have alphabets of
    their own.
    """
    if "\x00" in argument or any("\ud800" <= c <= "\udfff" for c in argument):
        return False
    return shell != "powershell" or (
        argument.isascii()
        and argument.isprintable()
        and '"' not in argument
        and not argument.endswith("\\")
    )


def split(line: str) -> tuple[list[str], str | None]:
    """Return the words of a command line, and what is piped or written into its standard input.

    Raises
    ------
    ValueError
        If a quote is left open.
    """
    if re.match(rf"\s*[{_TICKS}]", line) and re.search(
        rf"[{_TICKS}]\s*\|\s*[\w.&-]", line
    ):
        first, *others = _powershell(line)
        return others, first
    joined = re.sub(r"\\\r?\n|`\r?\n", " ", line)
    arguments = shlex.split(joined, posix=True)
    if "<<<" in arguments[:-1]:
        index = arguments.index("<<<")
        return arguments[:index] + arguments[index + 2 :], arguments[index + 1]
    if _has_powershell_quotes(line):
        return list(_powershell(re.sub(r"`\r?\n", " ", line))), None
    return arguments, None


def _has_powershell_quotes(line: str) -> bool:
    """Return whether a line has quotes or line ends that only PowerShell uses."""
    return bool(re.search(r"\w''\w|curl\.exe|`\r?\n", line))


def _powershell(line: str) -> Iterator[str]:
    parts: list[str] = []
    end = 0
    for match in _POWERSHELL.finditer(line):
        if (
            line[end : match.start()].strip(" \t\r\n|") == ""
            and match.start() > end
            and parts
        ):
            yield "".join(parts)
            parts = []
        raw = match.group("raw")
        parts.append(
            match.group("word")
            if raw is None
            else re.sub(f"([{_TICKS}])[{_TICKS}]", r"\1", raw)
        )
        end = match.end()
    if parts:
        yield "".join(parts)

"""How much of a result is read without being asked twice; a server may send anything, a kernel has one memory."""

from __future__ import annotations

from ..protocol.errors import ResultError

MIB = 1024 * 1024

READ = 512 * MIB
"""Most bytes that ``open()`` reads into memory; ``max_bytes`` changes it."""
VIEW = 160 * MIB
"""Most bytes that are read to show something."""
TO_PAGE = 1_000_000
"""Most bytes that one first look sends to the page."""
PIXELS = 60_000_000
"""Most pixels of a picture that is unpacked as a whole."""
STATIC = 50_000
"""Most characters of the static HTML of one output."""


def human(size: int | None) -> str:
    """Return a number of bytes as people write it: ``"2.3 GB"``; ``"unknown size"`` for None."""
    if size is None:
        return "unknown size"
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return (
                f"{amount:.0f} {unit}"
                if unit == "B" or amount >= 100
                else f"{amount:.1f} {unit}"
            )
        amount /= 1000
    return f"{amount:.1f} TB"


def too_large(name: str, size: int | None, limit: int) -> ResultError:
    """Return the error for an output that does not fit in memory."""
    what = human(size) if size is not None else f"more than {human(limit)}"
    return ResultError(
        f"Output {name!r} is {what}: more than the {human(limit)} that are read into memory.",
        hint="Keep it as a file with .save(path), or say .open(max_bytes=…) if your memory is large enough.",
    )

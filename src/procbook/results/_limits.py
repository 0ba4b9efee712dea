"""How many bytes of a result are read without a second request.

A server may send anything, memory is limited.
"""

from __future__ import annotations

from ..protocol.errors import ResultError

MIB = 1024 * 1024

READ = 512 * MIB
"""Most bytes that ``open()`` reads into memory; ``max_bytes`` changes it."""
VIEW = 160 * MIB
"""Most bytes that are read to show something."""
TO_PAGE = 1_000_000
"""Most bytes that the first message of a view sends to the page."""
PIXELS = 60_000_000
"""Most pixels of a picture that is decoded completely."""
STATIC = 50_000
"""Most characters of the static HTML of one output."""


def human(size: int | None) -> str:
    """Return a number of bytes as people write it: ``"2.3 GB"``; ``"unknown size"`` for None."""
    if size is None:
        return "unknown size"
    if size < 1000:
        return f"{size} B"
    amount = float(size)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 100:
            return f"{amount:.1f} {unit}"
        if amount < 1000:
            return f"{amount:.0f} {unit}"
    return f"{amount / 1000:.1f} TB"


def too_large(name: str, size: int | None, limit: int) -> ResultError:
    """Return the error for an output that does not fit in memory."""
    amount = human(size) if size is not None else f"more than {human(limit)}"
    return ResultError(
        f"Output {name!r} is {amount}: more than the {human(limit)} that are read into memory.",
        hint=(
            "Keep it as a file with .save(path), or say .open(max_bytes=…) if your "
            "memory is large enough."
        ),
    )

"""A remote file that is read where it is looked at: the footer of a Parquet file, the directory of a ZIP, one tile."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable

BLOCK = 256 * 1024
_KEPT = 64

Fetch = Callable[[int, int], bytes]
"""Returns the bytes from the first to before the second position."""


class RangeFile(io.RawIOBase):
    """A seekable file over HTTP ranges, read in blocks of which the last few are kept.

    Parameters
    ----------
    fetch : callable
        Returns the bytes between two positions.
    size : int
        Length of the file in bytes.
    """

    def __init__(self, fetch: Fetch, size: int) -> None:
        super().__init__()
        self._fetch = fetch
        self._size = size
        self._position = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self.fetched = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a position."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[
            whence
        ]
        self._position = max(0, start + offset)
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes."""
        end = (
            self._size
            if size is None or size < 0
            else min(self._size, self._position + size)
        )
        if end <= self._position:
            return b""
        data = self._between(self._position, end)
        self._position = end
        return data

    def readinto(self, buffer: object) -> int:
        """Fill a buffer with the next bytes."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def _between(self, start: int, end: int) -> bytes:
        first, last = start // BLOCK, (end - 1) // BLOCK
        self._load(first, last)
        joined = b"".join(self._blocks[i] for i in range(first, last + 1))
        part = joined[start - first * BLOCK : end - first * BLOCK]
        while len(self._blocks) > _KEPT:
            self._blocks.popitem(last=False)
        return part

    def _load(self, first: int, last: int) -> None:
        """Fetch the blocks that are missing, those side by side with one request."""
        missing = [i for i in range(first, last + 1) if i not in self._blocks]
        for i in set(range(first, last + 1)) - set(missing):
            self._blocks.move_to_end(i)
        while missing:
            run = [missing.pop(0)]
            while missing and missing[0] == run[-1] + 1:
                run.append(missing.pop(0))
            start, end = run[0] * BLOCK, min(self._size, (run[-1] + 1) * BLOCK)
            data = self._fetch(start, end)
            self.fetched += len(data)
            for n, i in enumerate(run):
                self._blocks[i] = data[n * BLOCK : (n + 1) * BLOCK]

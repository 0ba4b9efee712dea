"""A remote file of which only those parts are fetched that are read, such as a footer."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable

BLOCK = 256 * 1024
"""Bytes that are fetched together."""
_MAX_BLOCKS = 64

Fetch = Callable[[int, int], bytes]
"""Returns the bytes from the first to before the second position."""


class RangeFile(io.RawIOBase):
    """A seekable file over HTTP range requests, read in blocks of which the last few are cached.

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
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a position."""
        if whence == io.SEEK_CUR:
            offset += self._position
        elif whence == io.SEEK_END:
            offset += self._size
        self._position = max(0, offset)
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes."""
        end = self._size
        if size is not None and size >= 0:
            end = min(end, self._position + size)
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
        while len(self._blocks) > _MAX_BLOCKS:
            self._blocks.popitem(last=False)
        offset = first * BLOCK
        return joined[start - offset : end - offset]

    def _load(self, first: int, last: int) -> None:
        """Fetch the blocks that are missing, neighbours with one request."""
        missing: list[int] = []
        for number in range(first, last + 1):
            if number in self._blocks:
                self._blocks.move_to_end(number)
            else:
                missing.append(number)
        while missing:
            count = 1
            while count < len(missing) and missing[count] == missing[0] + count:
                count += 1
            self._fetch_blocks(missing[0], count)
            del missing[:count]

    def _fetch_blocks(self, first: int, count: int) -> None:
        """Fetch some blocks with one request."""
        start = first * BLOCK
        end = min(self._size, start + count * BLOCK)
        data = self._fetch(start, end)
        self.fetched += len(data)
        for i in range(count):
            self._blocks[first + i] = data[i * BLOCK : (i + 1) * BLOCK]

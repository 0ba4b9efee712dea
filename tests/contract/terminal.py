"""A program in a terminal of its own, typed at and read like a person does; standard library only."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator

ROWS, COLUMNS = 30, 100


class Terminal:
    """What runs in a terminal.

    Attributes
    ----------
    seen : str
        Everything that was shown, colours and movements of the cursor included.
    """

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self.process = process
        self.seen = ""
        self._screen = screen
        self._read = 0

    def expect(self, pattern: str, seconds: float = 30) -> str:
        """Read until a pattern is shown after what was expected before; return what was shown up to there."""
        end = time.monotonic() + seconds
        while (found := re.search(pattern, self.seen[self._read :])) is None:
            assert time.monotonic() < end, (
                f"{pattern!r} did not come, but:\n{self.seen[self._read :][-2000:]}"
            )
            assert self._more(0.2) or self.process.poll() is None, (
                f"ended before {pattern!r}:\n{self.seen[-2000:]}"
            )
        shown = self.seen[self._read : self._read + found.end()]
        self._read += found.end()
        return shown

    def type(self, text: str) -> None:
        os.write(self._screen, text.encode())

    def enter(self, text: str = "") -> None:
        self.type(text + "\r")

    def interrupt(self) -> None:
        self.type("\x03")

    def end(self, seconds: float = 30) -> int:
        """Wait until the program has ended, and return its exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, f"did not end:\n{self.seen[-2000:]}"
            self._more(0.1)
        while self._more(0):
            pass
        return self.process.returncode

    def _more(self, seconds: float) -> bool:
        if not select.select([self._screen], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._screen, 65536)
        except OSError:  # how Linux says that the other side is closed
            return False
        self.seen += data.decode(errors="replace")
        return bool(data)


@contextlib.contextmanager
def terminal(*argv: str, **env: str) -> Iterator[Terminal]:
    """Run a program in a terminal; whatever is left of it when the block ends is killed."""
    screen, program = pty.openpty()
    fcntl.ioctl(program, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def own_terminal() -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C arrives

    process = subprocess.Popen(
        argv,
        stdin=program,
        stdout=program,
        stderr=program,
        preexec_fn=own_terminal,  # noqa: PLW1509 - two system calls, no lock
        env={**os.environ, "TERM": "xterm-256color", **env},
    )
    os.close(program)
    try:
        yield Terminal(process, screen)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(screen)

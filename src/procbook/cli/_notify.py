"""Telling a person at another window that something is over."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress

from ..display import visible

_SECONDS = 5


def notify(title: str, text: str) -> None:
    """Ring the bell of the terminal, and show a notification where the terminal or the desktop can.

    Parameters
    ----------
    title, text : str
        What it says; control characters are written out.
    """
    title, text = visible(title), visible(text)
    if sys.stderr is not None and sys.stderr.isatty():
        # OSC 9, which iTerm2, kitty, WezTerm and Windows Terminal show; others ignore it.
        sys.stderr.write(f"\a\x1b]9;{title}: {text}\x1b\\")
        sys.stderr.flush()
    program = shutil.which("notify-send")
    if program is not None:
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(  # noqa: S603 - no shell, and the text is an argument
                [program, "--", title, text],
                check=False,
                capture_output=True,
                timeout=_SECONDS,
            )

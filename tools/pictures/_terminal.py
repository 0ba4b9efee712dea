"""What a terminal shows when commands are typed into it, against an embedded server."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

WIDTH = 100


def session_of(commands: str) -> str:
    """Run commands of procbook one after the other, and return them with their standard output.

    Parameters
    ----------
    commands
        One a line, each beginning with ``procbook``.
    """
    from procbook import Client

    lines = []
    with tempfile.TemporaryDirectory() as home:
        client = Client.local(store=None)
        environment = {
            **os.environ,
            "PROCBOOK_HOME": home,
            "PROCBOOK_API_URL": client.api_url,
            "COLUMNS": str(WIDTH),
            "NO_COLOR": "1",
        }
        for command in commands.splitlines():
            program = [str(Path(sys.executable).parent / "procbook")]
            done = subprocess.run(
                [*program, *shlex.split(command)[1:]],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                check=False,
            )
            lines += [f"$ {command}", done.stdout.rstrip(), ""]
        client.close()
    return "\n".join(lines).rstrip()

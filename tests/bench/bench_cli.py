"""What a command costs, from the shell and back, beside the client of another family."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = Path(sys.executable).with_name("procbook")
THEIRS = ROOT / ".venvs" / "eozilla" / "bin" / "cuiman"
ROUNDS = 9
SERVER = """
from procbook.server import LocalServer
with LocalServer() as server:
    print(server.url, flush=True)
    input()
"""


def seconds(program: Path, *words: str) -> float:
    start = time.perf_counter()
    subprocess.run(
        [program, *words],
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - start


def compare(goal: float, *words: str) -> None:
    ours, theirs = [], []
    for _ in range(ROUNDS):  # in turn, so that a slow moment of the machine hits both
        ours.append(seconds(OURS, *words))
        theirs.append(seconds(THEIRS, *words))
    mine, other = statistics.median(ours), statistics.median(theirs)
    line = f"{' '.join(words):16} procbook {mine * 1000:7.0f} ms   cuiman {other * 1000:7.0f} ms"
    print(f"{line}   {mine / other:.2f}x (goal {goal}x)")


def main() -> None:
    if not THEIRS.exists():
        print("cuiman is not installed: python tests/contract/peers.py")
        return
    # A server in a process of its own: its work must not slow down the clock.
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, PROCBOOK_HOME=home)
        url = server.stdout.readline().strip()
        for program in (OURS, THEIRS):
            subprocess.run(
                [program, "configure", "--api-url", url, "-a", "none"],
                stdout=subprocess.DEVNULL,
                check=True,
            )
        compare(0.35, "--help")
        compare(0.4, "list-processes")
    server.communicate("\n")


if __name__ == "__main__":
    main()

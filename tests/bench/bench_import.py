"""What an import costs, in fresh interpreters, beside the libraries that nobody can do without."""

from __future__ import annotations

import statistics
import subprocess
import sys

ROUNDS = 9


def seconds(statement: str) -> float:
    code = f"import time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t)"
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def main() -> None:
    floor, ours = [], []
    for _ in range(ROUNDS):  # in turn, so that a slow moment of the machine hits both
        floor.append(seconds("import httpx, pydantic"))
        ours.append(seconds("from procbook import Client"))
    base, client = statistics.median(floor), statistics.median(ours)
    print(f"import httpx, pydantic       {base * 1000:7.1f} ms")
    print(f"from procbook import Client  {client * 1000:7.1f} ms   {client / base:.2f}x (goal 1.6x)")


if __name__ == "__main__":
    main()

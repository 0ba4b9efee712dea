"""What an import costs, in fresh interpreters, beside the libraries that nobody can do without."""

from __future__ import annotations

import statistics
import subprocess
import sys

ROUNDS = 9


def seconds(statement: str) -> float:
    code = f"import time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t)"
    return float(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
    )


def main() -> None:
    floor = "import httpx, pydantic"
    ours = [
        "from procbook import Client",
        "from procbook import Client; Client('http://127.0.0.1:9/')",
    ]
    times: dict[str, list[float]] = {statement: [] for statement in (floor, *ours)}
    for _ in range(ROUNDS):  # in turn, so that a slow moment of the machine hits all
        for statement, taken in times.items():
            taken.append(seconds(statement))
    base = statistics.median(times[floor])
    print(f"{base * 1000:7.1f} ms  1.00x  {floor}")
    for statement, goal in zip(ours, ("  (goal 1.6x)", ""), strict=True):
        taken = statistics.median(times[statement])
        print(f"{taken * 1000:7.1f} ms  {taken / base:.2f}x  {statement}{goal}")


if __name__ == "__main__":
    main()

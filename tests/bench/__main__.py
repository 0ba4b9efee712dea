"""Run every benchmark, one process each, and print what it prints: ``python -m tests.bench [name …]``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
wanted = sys.argv[1:]
failed = []
for script in sorted(HERE.glob("bench_*.py")):
    name = script.stem.removeprefix("bench_")
    if wanted and name not in wanted:
        continue
    print(f"\n## {name}", flush=True)
    if subprocess.run([sys.executable, str(script)], check=False).returncode:
        failed.append(name)
if failed:
    sys.exit(f"failed: {', '.join(failed)}")

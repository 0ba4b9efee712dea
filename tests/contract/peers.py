"""Software of others that the contract tests run, each in an environment of its own under ``.venvs/``.

``make peers`` (part of ``make test``) makes the environments that are missing, from the locks in ``requirements/peers``.
pygeoapi 0.24 needs Python 3.12: where there is none, an older one is installed, and its version is printed.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENVS = ROOT / ".venvs"


def python_of(name: str) -> Path:
    """The interpreter of a peer's environment, or skip the test."""
    python = VENVS / name / "bin" / "python"
    if not python.exists():
        if os.environ.get("PROCBOOK_PEERS") == "required":
            pytest.fail(f"{name} is not installed: make peers")
        pytest.skip(f"{name} is not installed: make peers")
    return python


def older_kernel(folder: Path) -> Path:
    """Write a Jupyter path into `folder` with a kernel ``ipykernel-6``: this environment, but with ipykernel 6.31."""
    python = python_of("ipykernel-6")
    packages = folder / "packages"
    packages.mkdir(parents=True)
    for path in python.parents[1].glob("lib/python*/site-packages/ipykernel*"):
        (packages / path.name).symlink_to(
            path
        )  # pure Python: any interpreter can run it
    kernel = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "ipykernel 6",
        "language": "python",
        "env": {"PYTHONPATH": str(packages)},
    }
    specification = folder / "kernels" / "ipykernel-6"
    specification.mkdir(parents=True)
    (specification / "kernel.json").write_text(json.dumps(kernel))
    return folder


def cuiman() -> Path:
    """The interpreter that has cuiman 0.3, or skip the test: it wants Python 3.12."""
    python = python_of("eozilla")
    if not (python.parent / "cuiman").exists():
        pytest.skip("cuiman 0.3 wants Python 3.12, which is not on this machine")
    return python


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
        process = subprocess.Popen(
            argv,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **options,
        )  # type: ignore[call-overload]
    try:
        if not _answers(url, process):
            pytest.fail(
                f"{argv[0]} did not come up:\n{log.read_text(errors='replace')[-2000:]}"
            )
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
    python, port, here = (
        python_of("pygeoapi"),
        free_port(),
        Path(__file__).parent / "pygeoapi",
    )
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
        generate = [
            str(python.parent / "pygeoapi"),
            "openapi",
            "generate",
            env["PYGEOAPI_CONFIG"],
        ]
        subprocess.run(generate, env=env, stdout=out, check=True)
    serve = f"from pygeoapi.flask_app import APP; APP.run('127.0.0.1', {port}, threaded=True)"
    with running(
        [str(python), "-c", serve],
        f"{url}/processes?f=json",
        folder / "pygeoapi.log",
        env=env,
    ):
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

"""``procbook lab``: JupyterLab beside an embedded server, both on loopback, both gone afterwards."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from peers import free_port
from terminal import terminal

PROCBOOK = str(Path(sys.executable).with_name("procbook"))


def test_help() -> None:
    done = subprocess.run(
        [PROCBOOK, "lab", "--help"], capture_output=True, text=True, check=True
    )
    assert "JupyterLab" in done.stdout
    assert {"--port", "--no-browser"} <= set(done.stdout.replace(",", " ").split())


@pytest.fixture
def jupyter_home(tmp_path: Path) -> dict[str, str]:
    names = (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "IPYTHONDIR",
    )
    return {name: str(tmp_path / name.lower()) for name in names}


@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM"])
def test_it_starts_and_ends_cleanly(
    how: str,
    tmp_path: Path,
    jupyter_home: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    port = free_port()
    with terminal(
        PROCBOOK, "lab", "--no-browser", "--port", str(port), **jupyter_home
    ) as shown:
        server = shown.expect(r"http://127\.0\.0\.1:\d+/").rpartition(" ")[2]
        page = shown.expect(
            rf"http://127\.0\.0\.1:{port}/lab\?token=\w+", seconds=90
        ).rpartition(" ")[2]
        for url in (f"{server}processes", page):
            with urllib.request.urlopen(url, timeout=10) as answer:
                assert answer.status == 200, url
        if how == "Ctrl-C":  # JupyterLab asks whether it is meant
            shown.interrupt()
            shown.expect(r"Shut\s?down this Jupyter server")
            shown.enter("y")
        else:
            shown.process.terminate()
        assert shown.end(60) == 0
        assert "Traceback" not in shown.seen
    for number in (port, urlsplit(server).port):
        assert not listens(number), number


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

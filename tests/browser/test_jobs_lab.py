"""Jobs that outlive the kernel, and a server that goes and comes back, in a real JupyterLab."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from labdriver import (
    Browser,
    JupyterServer,
    LabNotebook,
    free_port,
    wait_http,
    write_notebook,
)

pytestmark = pytest.mark.browser


class Server:
    """The embedded server in a process of its own, so that it outlives kernels and can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        command = [
            "serve",
            "--port",
            str(self.port),
            "--store",
            f"sqlite:///{self.folder}/jobs.db",
        ]
        self.process = subprocess.Popen(
            [str(Path(sys.executable).with_name("procbook")), *command], cwd=self.folder
        )
        wait_http(self.url)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    made.start()
    yield made
    made.stop()


def test_jobs_outlive_the_kernel_and_the_server(
    server: Server, tmp_path: Path, pictures: Path
) -> None:
    cells = [
        f"from procbook import Client\nclient = Client({server.url!r})",
        "jobs = [client.processes['sleep_a_while'](duration=60) for _ in range(3)]\njobs[0].annotate(label='The lake')",
        "table = client.job_table()\ntable",
    ]
    write_notebook(tmp_path / "jobs.ipynb", cells)
    env = {"PROCBOOK_HOME": str(tmp_path / "home")}
    with JupyterServer(tmp_path, env=env) as lab, Browser(size=(1280, 900)) as browser:
        notebook = LabNotebook(browser.new_page(), lab, "jobs.ipynb")
        notebook.open()
        page = notebook.page
        for cell in (0, 1):
            notebook.run_cell(cell)
        notebook.raise_on_cell_error()

        notebook.restart()
        for cell in (0, 2):
            notebook.run_cell(cell)
        rows = page.get_by_role("row", name=re.compile("sleep_a_while"))
        rows.nth(2).wait_for(timeout=20_000)
        page.get_by_role("button", name="The lake").wait_for()
        rows.filter(has_text="The lake").get_by_role("button", name="The lake").click()
        page.get_by_text('"duration": 60').wait_for()
        notebook.screenshot(pictures / "1-new-kernel.png")

        server.stop()
        page.get_by_text(re.compile("server unreachable since")).wait_for(
            timeout=30_000
        )
        notebook.screenshot(pictures / "2-server-gone.png")
        server.start()
        page.get_by_text(re.compile("server unreachable since")).wait_for(
            state="detached", timeout=60_000
        )
        notebook.screenshot(pictures / "3-server-back.png")
        notebook.raise_on_cell_error()

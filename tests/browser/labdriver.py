"""Drive notebook front-ends without a screen: start a server on loopback, open a notebook, run it, look at it.

One module that does not need pytest, so that it serves scripts and fixtures alike::

    with JupyterServer(root) as server, Browser() as browser:
        nb = LabNotebook(browser.new_page(), server, "demo.ipynb")
        nb.open(); nb.run_all()
        nb.page.wait_for_selector(".pb-table")
        nb.screenshot("shot.png")

Every process started here is ended here, by its own pid.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from typing import Any, Self

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
"""Where the browser is; None when this machine has none."""
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]


def free_port() -> int:
    """A port that stays free until it is used: not of those that the system hands out to whoever asks for any."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_http(url: str, timeout: float = 60.0) -> None:
    """Poll `url` until it answers with a status below 500."""
    end = time.monotonic() + timeout
    last: Exception | None = None
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2) as r:
                if r.status < 500:
                    return
        except urllib.error.HTTPError as e:
            if e.code < 500:
                return
            last = e
        except OSError as e:
            last = e
        time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer in {timeout:g} s: {last}")


@dataclasses.dataclass
class _Process:
    """A child process in its own session, ended by pid (and its own group only)."""

    argv: list[str]
    cwd: pathlib.Path
    env: dict[str, str]
    log: pathlib.Path
    proc: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("wb") as log:
            self.proc = subprocess.Popen(
                self.argv,
                cwd=self.cwd,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self) -> None:
        if self.proc is None or self.proc.poll() is not None:
            return
        for sig, grace in ((signal.SIGTERM, 8), (signal.SIGKILL, 4)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.proc.pid, sig)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.proc.wait(grace)
                return


class JupyterServer:
    """JupyterLab / Notebook 7 on 127.0.0.1 with a token and a private home.

    `kind` is "lab", "notebook", "voila" or "marimo".
    """

    def __init__(
        self,
        root: str | pathlib.Path,
        kind: str = "lab",
        *,
        theme: str | None = None,
        env: dict[str, str] | None = None,
        target: str | None = None,
    ) -> None:
        self.root = pathlib.Path(root).resolve()
        self.kind = kind
        self.port = free_port()
        self.token = secrets.token_hex(16)
        self.home = pathlib.Path(tempfile.mkdtemp(prefix=f"jd-{kind}-"))
        self._write_settings(theme)
        e = dict(os.environ)
        e.update(
            HOME=str(self.home),
            JUPYTER_CONFIG_DIR=str(self.home / "config"),
            JUPYTER_DATA_DIR=str(self.home / "data"),
            JUPYTER_RUNTIME_DIR=str(self.home / "runtime"),
            JUPYTERLAB_SETTINGS_DIR=str(self.home / "settings"),
            JUPYTERLAB_WORKSPACES_DIR=str(self.home / "workspaces"),
            IPYTHONDIR=str(self.home / "ipython"),
            JUPYTER_PREFER_ENV_PATH="1",
            JUPYTER_NO_CONFIG="",
            PYTHONUNBUFFERED="1",
            **(env or {}),
        )
        self.log = self.home / "server.log"
        self._p = _Process(self._argv(target), self.root, e, self.log)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _write_settings(self, theme: str | None) -> None:
        """Silence the prompts that would cover the notebook in a fresh profile."""

        def put(plugin: str, data: dict[str, Any]) -> None:
            f = self.home / "settings" / f"{plugin}.jupyterlab-settings"
            f.parent.mkdir(parents=True, exist_ok=True)
            f.write_text(json.dumps(data))

        put(
            "@jupyterlab/apputils-extension/notification",
            {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
        )
        if theme:
            put(
                "@jupyterlab/apputils-extension/themes",
                {"theme": theme, "adaptive-theme": False},
            )
        # widget state is saved into the notebook only when this is on
        put("@jupyter-widgets/jupyterlab-manager/plugin", {"saveState": True})

    def _argv(self, target: str | None) -> list[str]:
        py = sys.executable
        common = [
            "--no-browser",
            "--ip=127.0.0.1",
            f"--port={self.port}",
            "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={self.token}",
            f"--ServerApp.root_dir={self.root}",
            "--ServerApp.allow_root=True"
            if os.geteuid() == 0
            else "--ServerApp.allow_root=False",
            "--KernelSpecManager.ensure_native_kernel=True",
        ]
        if self.kind == "lab":
            return [
                py,
                "-m",
                "jupyterlab",
                *common,
                "--LabApp.expose_app_in_browser=True",
            ]
        if self.kind == "notebook":
            return [
                py,
                "-m",
                "notebook",
                *common,
                "--JupyterNotebookApp.expose_app_in_browser=True",
            ]
        if self.kind == "voila":
            return [
                py,
                "-m",
                "voila",
                target or ".",
                "--no-browser",
                f"--port={self.port}",
                "--Voila.ip=127.0.0.1",
                "--VoilaConfiguration.file_allowlist=['.*']",
                f"--token={self.token}",
            ]
        if self.kind == "marimo":
            return [
                py,
                "-m",
                "marimo",
                "run",
                target or ".",
                "--headless",
                "--host",
                "127.0.0.1",
                "--port",
                str(self.port),
                "--token",
                "--token-password",
                self.token,
            ]
        raise ValueError(self.kind)

    def start(self) -> Self:
        self._p.start()
        probe = {"lab": "/api/status", "notebook": "/api/status"}.get(self.kind, "/")
        try:
            wait_http(f"{self.url}{probe}?token={self.token}")
        except Exception:
            sys.stderr.write(self.log.read_text()[-3000:])
            self.stop()
            raise
        return self

    def stop(self) -> None:
        self._p.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    __enter__ = start

    def __exit__(self, *_: object) -> None:
        self.stop()

    def api(self, path: str, method: str = "GET", body: Any = None) -> Any:
        req = urllib.request.Request(
            f"{self.url}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"token {self.token}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(req, timeout=30) as r:
            raw = r.read()
        return json.loads(raw) if raw else None


class Browser:
    """Chromium through playwright, with its own profile and no network but loopback."""

    def __init__(
        self,
        *,
        color_scheme: str = "light",
        reduced_motion: str = "no-preference",
        size: tuple[int, int] = (1280, 900),
        offline_guard: bool = True,
    ) -> None:
        from playwright.sync_api import sync_playwright

        self._profile = tempfile.mkdtemp(prefix="jd-chrome-")
        self._pw = sync_playwright().start()
        self.context = self._pw.chromium.launch_persistent_context(
            self._profile,
            executable_path=CHROMIUM,
            headless=True,
            args=CHROMIUM_ARGS,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=color_scheme,
            reduced_motion=reduced_motion,
        )
        self.blocked: list[str] = []
        if offline_guard:
            self.context.route("**/*", self._guard)

    def _guard(self, route: Any) -> None:
        url = route.request.url
        if url.startswith(
            ("http://127.0.0.1", "ws://127.0.0.1", "file:", "data:", "blob:")
        ):
            route.continue_()
        else:
            self.blocked.append(url)
            route.abort()

    def new_page(self) -> Any:
        page = self.context.new_page()
        page.console_log = []  # type: ignore[attr-defined]
        page.on("console", lambda m: page.console_log.append((m.type, m.text)))
        page.on("pageerror", lambda e: page.console_log.append(("pageerror", str(e))))
        return page

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.context.close()
        self._pw.stop()
        shutil.rmtree(self._profile, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class LabNotebook:
    """One notebook open in JupyterLab (simple document mode) or Notebook 7."""

    def __init__(self, page: Any, server: JupyterServer, path: str) -> None:
        self.page, self.server, self.path = page, server, path
        self.ws_bytes = {"in": 0, "out": 0, "in_n": 0, "out_n": 0}
        page.on("websocket", self._on_ws)

    def _on_ws(self, ws: Any) -> None:
        def size(p: Any) -> int:
            return len(p) if isinstance(p, (bytes, bytearray)) else len(p.encode())

        def rx(p: Any) -> None:
            self.ws_bytes["in"] += size(p)
            self.ws_bytes["in_n"] += 1

        def tx(p: Any) -> None:
            self.ws_bytes["out"] += size(p)
            self.ws_bytes["out_n"] += 1

        ws.on("framereceived", rx)
        ws.on("framesent", tx)

    def open(self, timeout: float = 90.0, *, kernel: bool = True) -> None:
        prefix = {"lab": "doc/tree", "notebook": "notebooks"}[self.server.kind]
        self.page.goto(
            f"{self.server.url}/{prefix}/{self.path}?token={self.server.token}"
        )
        ms = timeout * 1000
        self.page.wait_for_function(
            "() => window.jupyterapp && window.jupyterapp.restored", timeout=ms
        )
        self.page.evaluate("() => window.jupyterapp.restored.then(() => true)")
        self.page.wait_for_selector(
            ".jp-NotebookPanel .jp-Notebook .jp-Cell", timeout=ms
        )
        if kernel:
            self.wait_kernel_idle(timeout)

    # the panel that is current; the one expression that all the others are built on
    _PANEL = "window.jupyterapp.shell.currentWidget"

    def kernel_status(self) -> str:
        return self.page.evaluate(
            f"() => {{ const p = {self._PANEL}; const s = p && p.sessionContext && p.sessionContext.session;"
            " return (s && s.kernel && s.kernel.status) || 'none'; }"
        )

    def wait_kernel_idle(self, timeout: float = 60.0) -> None:
        self.page.wait_for_function(
            f"() => {{ const p = {self._PANEL}; const k = p && p.sessionContext && p.sessionContext.session"
            " && p.sessionContext.session.kernel; return k && k.status === 'idle'; }",
            timeout=timeout * 1000,
        )

    def command(self, name: str, args: dict | None = None) -> None:
        self.page.evaluate(
            "([n, a]) => { window.jupyterapp.commands.execute(n, a || {}); }",
            [name, args or {}],
        )

    def run_all(self, timeout: float = 120.0, wait: bool = True) -> None:
        self.page.evaluate(
            "() => { window.__run = 'pending';"
            " window.jupyterapp.commands.execute('notebook:run-all-cells')"
            "   .then(() => window.__run = 'done', e => window.__run = 'error ' + e); }"
        )
        if wait:
            self.page.wait_for_function(
                "() => window.__run !== 'pending'", timeout=timeout * 1000
            )
            state = self.page.evaluate("() => window.__run")
            if state != "done":
                raise RuntimeError(f"run-all: {state}")
            self.raise_on_cell_error()

    def run_cell(self, i: int, wait: bool = True, timeout: float = 120.0) -> None:
        """Run the i-th cell only, by index."""
        self.page.evaluate(
            f"(i) => {{ const p = {self._PANEL}; p.content.deselectAll(); p.content.activeCellIndex = i;"
            " window.__run = 'pending';"
            " window.jupyterapp.commands.execute('notebook:run-cell')"
            "  .then(() => window.__run='done', e => window.__run='error '+e); }",
            i,
        )
        if wait:
            self.page.wait_for_function(
                "() => window.__run !== 'pending'", timeout=timeout * 1000
            )

    def raise_on_cell_error(self) -> None:
        errs = self.outputs("error")
        if errs:
            raise RuntimeError(
                "cell error: "
                + "\n".join(
                    e.get("ename", "") + ": " + e.get("evalue", "") for e in errs
                )
            )

    def outputs(self, kind: str | None = None) -> list[dict]:
        """All outputs of the model (not the DOM), as nbformat dicts."""
        outs = self.page.evaluate(
            f"() => {{ const nb = {self._PANEL}.content.model; const r = [];"
            " for (const c of nb.cells) { if (c.type !== 'code') continue; const o = c.outputs;"
            "  for (let i = 0; i < o.length; i++) r.push(o.get(i).toJSON()); } return r; }"
        )
        return [o for o in outs if kind is None or o["output_type"] == kind]

    def save(self) -> None:
        self.page.evaluate(f"() => {self._PANEL}.context.save()")

    def restart(self) -> None:
        self.page.evaluate(
            f"() => {self._PANEL}.sessionContext.session.kernel.restart()"
        )
        self.wait_kernel_idle()

    def screenshot(self, path: str | pathlib.Path, selector: str | None = None) -> None:
        if selector:
            self.page.locator(selector).first.screenshot(path=str(path))
        else:
            self.page.screenshot(path=str(path))


def write_notebook(
    path: str | pathlib.Path, cells: list[str], kernel: str = "python3"
) -> pathlib.Path:
    """A notebook from code strings; a string that starts with '# %% [markdown]' becomes markdown."""
    import nbformat.v4 as v4

    out = []
    for i, src in enumerate(cells):
        if src.startswith("# %% [markdown]"):
            out.append(v4.new_markdown_cell(src.split("\n", 1)[1], id=f"c{i}"))
        else:
            out.append(v4.new_code_cell(src, id=f"c{i}"))
    nb = v4.new_notebook(
        cells=out,
        metadata={
            "kernelspec": {"name": kernel, "display_name": kernel, "language": "python"}
        },
    )
    p = pathlib.Path(path)
    p.write_text(json.dumps(nb, indent=1))
    return p


@contextlib.contextmanager
def lab(
    root: str | pathlib.Path, notebook: str, *, kind: str = "lab", **browser: Any
) -> Iterator[LabNotebook]:
    """Server + browser + open notebook, all ended on exit."""
    theme = browser.pop("theme", None)
    env = browser.pop("env", None)
    with JupyterServer(root, kind, theme=theme, env=env) as s, Browser(**browser) as b:
        nb = LabNotebook(b.new_page(), s, notebook)
        nb.browser = b  # type: ignore[attr-defined]
        nb.open()
        yield nb


def values_of(bar: Any, page: Any, *, count: int, timeout: float = 20_000) -> list[str]:
    """Different values that a progress bar shows, until there are `count` of them."""
    seen: list[str] = []
    end = page.evaluate("performance.now()") + timeout
    while len(seen) < count and page.evaluate("performance.now()") < end:
        value = (
            bar.get_attribute("aria-valuenow", timeout=timeout) if bar.count() else None
        )
        if value is not None and value not in seen:
            seen.append(value)
        page.wait_for_timeout(50)
    return seen

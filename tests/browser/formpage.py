"""A form in a bare page: the built bundle with a stub in place of the kernel, which remembers what it is asked."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from labdriver import CHROMIUM, CHROMIUM_ARGS

from procbook import inputs
from procbook.widgets.form._process_form import _with_help

STATIC = Path(__file__).parents[2] / "src" / "procbook" / "widgets" / "static"

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Form</title>%(policy)s
<link rel="stylesheet" href="/form.css"><style>%(style)s</style></head>
<body %(body)s><main><h1 style="font:600 15px system-ui">Form</h1><h2 hidden>x</h2><div id="form"></div></main>
<script type="module" src="/page.js"></script></body></html>"""

STUB = (Path(__file__).parent / "formpage.js").read_text("utf-8")


def records_of(
    plan: inputs.Plan, value: dict[str, Any] | None = None, *, can_run: bool = True
) -> dict[str, Any]:
    """The records that a kernel would send for a plan."""
    told = plan.to_json()
    _with_help(told)
    return {
        "plan": {"text": inputs.dumps(told)},
        "meta": {"title": plan.title or plan.id, "canRun": can_run},
        "value": {"text": inputs.dumps(value or {}), "by": "", "n": 0, "base": True},
        "errors": {"mistakes": [], "by": "", "n": 0},
    }


class _Handler(http.server.SimpleHTTPRequestHandler):
    pages: dict[str, str]

    def __init__(self, *args: Any, pages: dict[str, str], **kwargs: Any) -> None:
        self.pages = pages
        super().__init__(*args, directory=str(STATIC), **kwargs)

    def do_GET(self) -> None:
        page = self.pages.get(self.path.split("?")[0])
        if page is None:
            return super().do_GET()
        self.send_response(200)
        self.send_header(
            "Content-Type",
            "text/javascript" if self.path.endswith(".js") else "text/html",
        )
        self.end_headers()
        self.wfile.write(page.encode())
        return None

    def log_message(self, *args: Any) -> None: ...


class Site:
    """Serves one form at a time on loopback."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(_Handler, pages=self.pages)
        )
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def put(
        self,
        records: dict[str, Any],
        *,
        strict: bool = True,
        style: str = "",
        body: str = "",
    ) -> None:
        """Serve the form from now on; `strict` sets the policy that anywidget itself needs, and no more."""
        policy = (
            '<meta http-equiv="Content-Security-Policy" content="script-src \'self\' blob:">'
            if strict
            else ""
        )
        self.pages["/"] = PAGE % {"policy": policy, "style": style, "body": body}
        self.pages["/page.js"] = f"const records = {json.dumps(records)};\n{STUB}"

    def show(self, page: Any, records: dict[str, Any], **options: Any) -> None:
        """Open the form in a page."""
        self.put(records, **options)
        page.goto(self.url)
        page.locator(".pb-run").wait_for(state="attached")


@contextlib.contextmanager
def site() -> Iterator[Site]:
    """A site that ends with the block."""
    made = Site()
    try:
        yield made
    finally:
        made.close()


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Chromium by playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGS
        )
        try:
            yield browser
        finally:
            browser.close()

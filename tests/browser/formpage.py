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

from procbook import inputs
from procbook.widgets._process_form import _with_help

STATIC = Path(__file__).parents[2] / "src" / "procbook" / "widgets" / "static"

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Form</title>%(policy)s
<link rel="stylesheet" href="/form.css"><style>%(style)s</style></head>
<body %(body)s><main><h1 style="font:600 15px system-ui">Form</h1><h2 hidden>x</h2><div id="form"></div></main>
<script type="module" src="/page.js"></script></body></html>"""

SCRIPT = """
const handlers = new Set();
const answers = {run: () => 'Submitted as job_1.', set: () => null, code: (args) => 'client.run()', presets: () => [],
  paste: () => ({text: '{"a": 1}', note: 'Filled in.'}), file: (args) => args.offset + %(piece)d >= args.total ? {$big: 'x', size: args.total, name: args.name} : null};
window.sent = [];
const records = %(records)s;
const say = (message, buffers) => { for (const handler of [...handlers]) handler(message, buffers); };
window.say = (message) => say(message, []);
const model = {
  get: () => ({}), off: (_event, handler) => handlers.delete(handler), on: (event, handler) => { if (event === 'msg:custom') handlers.add(handler); },
  send: (message, _callbacks, buffers) => {
    window.sent.push({...message, bytes: (buffers ?? []).map((b) => b.byteLength)});
    if (message.t === 'hello' && message.seq === null) {
      const bytes = new TextEncoder().encode(JSON.stringify(records));
      setTimeout(() => say({t: 'snap', seq: 0, part: 0, parts: 1, at: Date.now()}, [new DataView(bytes.buffer)]), 0);
    }
    if (message.t === 'do') setTimeout(() => {
      const answer = window.answers[message.verb];
      if (answer) try { say({t: 'done', id: message.id, value: answer(message.args)}, []); } catch (error) { say({t: 'done', id: message.id, error: error.problem ?? {title: String(error)}}, []); }
    }, 0);
  },
};
window.answers = answers;
window.lastValue = () => { const sets = window.sent.filter((m) => m.verb === 'set'); return sets.length ? sets.at(-1).args.text : null; };
const widget = (await import('/form.js')).default;
window.remount = () => { window.unmount?.(); document.getElementById('form').replaceChildren(); window.started = performance.now(); window.unmount = widget.render({model, el: document.getElementById('form')}); };
window.remount();
window.ready = true;
"""


def records_of(plan: inputs.Plan, value: dict[str, Any] | None = None, *, can_run: bool = True) -> dict[str, Any]:
    """The records that a kernel would send for a plan."""
    told = plan.to_json()
    _with_help(told)
    return {
        "plan": {"text": inputs.dumps(told)},
        "meta": {"title": plan.title or plan.id, "canRun": can_run},
        "value": {"text": inputs.dumps(value or {}), "by": "", "n": 0, "base": True},
        "errors": {"list": [], "by": "", "n": 0},
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
        self.send_header("Content-Type", "text/javascript" if self.path.startswith("/page.js") else "text/html")
        self.end_headers()
        self.wfile.write(page.encode())
        return None

    def log_message(self, *args: Any) -> None: ...


class Site:
    """Serves one form at a time on loopback."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, pages=self.pages))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def show(self, page: Any, records: dict[str, Any], *, strict: bool = False, style: str = "", body: str = "") -> None:
        """Open the form in a page; `strict` sets the policy that anywidget itself needs, and no more."""
        policy = (
            "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self' blob:\">" if strict else ""
        )
        self.pages["/"] = PAGE % {"policy": policy, "style": style, "body": body}
        self.pages["/page.js"] = SCRIPT % {"records": json.dumps(records), "piece": 4 * 1024 * 1024}
        page.goto(self.url)
        page.wait_for_function("window.ready && document.querySelector('.pb-run')")


@contextlib.contextmanager
def site() -> Iterator[Site]:
    """A site that ends with the block."""
    made = Site()
    try:
        yield made
    finally:
        made.close()


def chromium() -> Any:
    """Chromium by playwright, as a context manager that yields the browser."""
    import os
    import shutil

    from playwright.sync_api import sync_playwright

    @contextlib.contextmanager
    def started() -> Iterator[Any]:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
            try:
                yield browser
            finally:
                browser.close()

    return started()

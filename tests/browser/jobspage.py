"""A job table or card in a bare page: the built bundle, and a stub in place of the kernel that the test speaks for."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parents[2] / "src" / "procbook" / "widgets" / "static"

SCRIPT = """async ([code, traits]) => {
  const handlers = new Set();
  window.sent = [];
  window.answers = {};
  window.done = ({keys}) => ({done: keys, failed: {}});
  window.say = (message, buffers = []) => { for (const handler of [...handlers]) handler(message, buffers); };
  window.snap = (records, seq = 0) => {
    const bytes = new TextEncoder().encode(JSON.stringify(records));
    const view = new DataView(bytes.buffer);
    window.say({t: 'snap', seq, part: 0, parts: 1, at: performance.timeOrigin + performance.now()}, [view]);
  };
  window.delta = (seq, d, gone) => window.say({t: 'd', seq, d, gone, at: performance.timeOrigin + performance.now()});
  const model = {
    get: (name) => traits[name],
    on: (event, handler) => { if (event === 'msg:custom') handlers.add(handler); },
    off: (_event, handler) => handlers.delete(handler),
    send: (message) => {
      window.sent.push(message);
      const alive = {t: 'alive', seq: window.seq ?? 0, at: Date.now()};
      if (message.t === 'hello' && window.alive !== false) setTimeout(() => window.say(alive), 0);
      const answer = window.answers[message.verb];
      if (message.t === 'do' && answer) setTimeout(() => {
        try { window.say({t: 'done', id: message.id, value: answer(message.args)}); }
        catch (error) { window.say({t: 'done', id: message.id, error: error.problem ?? {title: String(error)}}); }
      }, 0);
    },
  };
  const widget = (await import(URL.createObjectURL(new Blob([code], {type: 'text/javascript'})))).default;
  const el = document.getElementById('place');
  window.unmount = widget.render({model, el, host: window.host});
}"""

LAB_DARK = """color:#fff;background:#111;
--jp-layout-color1:#111;--jp-layout-color2:#222;--jp-content-font-color1:#fff;--jp-content-font-color2:#bdbdbd;
--jp-border-color2:#424242;--jp-brand-color1:#64b5f6;--jp-ui-inverse-font-color1:#000;--jp-ui-font-size1:13px"""

# "JupyterLab Dark High Contrast", as 4.6 has it.
LAB_CONTRAST = """color:#fff;background:#111;
--jp-layout-color1:#111;--jp-layout-color2:#424242;--jp-content-font-color1:#fff;
--jp-content-font-color2:rgba(255,255,255,.7);--jp-border-color2:#e0e0e0;--jp-brand-color1:#319bf2;
--jp-ui-inverse-font-color1:black;--jp-ui-font-size1:13px"""
STYLES = {"dark": LAB_DARK, "contrast": LAB_CONTRAST}

PAGE = """<!doctype html><html lang="en"><head><title>Jobs</title><style>{css}</style></head>
<body data-jp-theme-light="{light}" style="margin:12px;{style}"><main><h1 style="font:600 14px system-ui">Jobs</h1>
<h2 hidden>Jobs</h2><div id="place" style="width:{width}"></div></main></body></html>"""


def mount(
    page: Any,
    bundle: str = "jobs",
    *,
    theme: str = "light",
    width: str = "auto",
    **traits: Any,
) -> None:
    """Draw the widget; it has no rows until ``snap`` is called in the page.

    The theme is "light", "dark", "contrast", or "forced": the system's own colours instead of the page's.
    """
    page.emulate_media(forced_colors="active" if theme == "forced" else "none")
    page.set_content(
        PAGE.format(
            css=(STATIC / f"{bundle}.css").read_text(),
            light="false" if theme in STYLES else "true",
            style=STYLES.get(theme, ""),
            width=width,
        )
    )
    page.evaluate(SCRIPT, [(STATIC / f"{bundle}.js").read_text(), traits])


STATES = ["accepted", "running", "successful", "failed", "dismissed"]


def row(i: int, **fields: Any) -> dict[str, Any]:
    """One job as the kernel sends it."""
    created = 1_790_000_000_000 + i * 1000
    made = {
        "id": str(uuid.UUID(int=(i * 2654435761) % 2**128 + 2**100)),
        "p": f"sentinel2-ndvi-{i % 12}",
        "s": STATES[i % 5],
        "g": i % 101,
        "m": f"Tile T32T{i % 60:02d} processed, writing COG",
        "c": created,
        "b": created + 500,
        "f": created + 60_000 if i % 5 > 1 else None,
        **fields,
    }
    return {name: value for name, value in made.items() if value is not None}


def records(n: int) -> dict[str, Any]:
    """So many jobs of one server, by key."""
    return {
        "_0": {"name": "example.org", "has_list": True},
        **{f"{i:x}": row(i) for i in range(n)},
    }


def snap(page: Any, rows: dict[str, Any], seq: int = 0) -> None:
    """Send all rows to the page."""
    page.evaluate(
        "([text, seq]) => snap(JSON.parse(text), seq)", [json.dumps(rows), seq]
    )

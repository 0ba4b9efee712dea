"""The form beside React JSON Schema Form 6 with Ajv, in the same Chromium in the same run: size, drawing, key strokes.

Both draw the same schema, each in a fresh page that has loaded its own code and has not run it yet. Drawn is when the
frame after the last change of the document ends; RJSF comes without a style sheet, which spares it work.

Both check while somebody types, and a key that makes a mistake come or go is settled with the last change of the
document: the value is taken, checked, and the mistake told or taken away. It is timed from the ``input`` event on, where a
form's work begins. What the browser does before, from the key on, no form can be faster at; so that is told beside, with
the figure of a page that holds one bare control. RJSF is installed into ``tests/bench/rivals`` and is no part of the
project.
"""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RIVALS = HERE / "rivals"
ROUNDS = 7
FIGURES = ("drawn", "key settled", "with browser")
sys.path.insert(0, str(ROOT / "tests" / "browser"))

MEASURE = """
window.drawn = (start) => new Promise((done) => {
  const at = performance.now();
  let last = at, quiet;
  const wait = () => { clearTimeout(quiet); quiet = setTimeout(() => { seen.disconnect(); done(last - at); }, 400); };
  const seen = new MutationObserver(() => {
    requestAnimationFrame(() => setTimeout(() => { last = performance.now(); wait(); }));
  });
  seen.observe(document.getElementById('form'), {subtree: true, childList: true, attributes: true, characterData: true});
  start();
});
window.watch = () => {
  window.settled = [];
  let pressed = 0, typed = 0, last = 0, quiet;
  addEventListener('input', () => { typed = performance.now(); }, true);
  addEventListener('keydown', () => { pressed = performance.now(); }, true);
  new MutationObserver(() => {
    last = performance.now();
    clearTimeout(quiet);
    quiet = setTimeout(() => pressed && window.settled.push([last - pressed, last - typed]), 60);
  }).observe(document.getElementById('form'), {subtree: true, childList: true, attributes: true, characterData: true});
};
"""
RIVAL = """<!doctype html><html lang="en"><body><div id="form"></div><script type="module">
import mount from '/rjsf.js';
window.remount = () => mount(document.getElementById('form'), %s);
window.ready = true;
</script></body></html>"""
BARE = """<!doctype html><html lang="en"><body><div id="form"><label>Field 10 <input id="control"></label><p></p></div>
<script>control.oninput = () => { document.querySelector('p').textContent = control.value; }</script></body></html>"""
# Where each tells a mistake in the field that is typed in.
TOLD = {
    "ours": "[data-pointer='/f0010'] .pb-error",
    "rjsf": "#root_f0010__error",
    "bare": "p:text-is('a1')",
}


def schema(fields: int) -> dict[str, Any]:
    """The same schema for all: ten kinds of field in turn."""
    kinds: list[dict[str, Any]] = [
        {"type": "string", "pattern": "^[a-z]*$"},
        {"type": "string", "minLength": 1},
        {"type": "integer", "minimum": 0, "maximum": 1_000_000},
        {"type": "number"},
        {"type": "boolean"},
        {"enum": ["one", "two", "three", "four", "five"]},
        {"type": "string", "format": "date"},
        {"type": "string", "format": "email"},
        {"type": "array", "items": {"type": "string"}},
        {
            "oneOf": [
                {"title": "Text", "type": "string"},
                {"title": "Number", "type": "number"},
            ]
        },
    ]
    properties = {
        f"f{n:04d}": {"title": f"Field {n}", **kinds[n % 10]} for n in range(fields)
    }
    return {
        "title": "Bench",
        "type": "object",
        "properties": properties,
        "required": ["f0001"],
    }


def rival() -> str:
    """The bundle of RJSF; installed on the first run."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed")
    if not (RIVALS / "node_modules").exists():
        subprocess.run(
            [npm, "install", "--no-audit", "--no-fund", "--silent"],
            cwd=RIVALS,
            check=True,
        )
    command = [
        ROOT / "node_modules" / ".bin" / "esbuild",
        "rjsf.jsx",
        "--bundle",
        "--minify",
        "--format=esm",
    ]
    command += ["--define:process.env.NODE_ENV='production'", "--log-level=error"]
    return subprocess.run(
        command, cwd=RIVALS, check=True, capture_output=True, text=True
    ).stdout


def keys(page: Any, told: str) -> tuple[float, float]:
    """Type letters and figures in turn into a field with a pattern of letters.

    Returns medians in milliseconds, from the input event and from the key to the last change.
    """
    page.get_by_label("Field 10", exact=True).first.focus()
    page.keyboard.press("a")
    page.evaluate("watch()")
    for n, key in enumerate(["1", "Backspace"] * 5):
        page.keyboard.press(key)
        page.wait_for_function("n => window.settled.length > n", arg=n)
        if page.locator(told).count() != 1 - n % 2:
            sys.exit(f"the mistake is not told, or not taken away: {told}")
    figures = page.evaluate("window.settled")[2:]
    return statistics.median(own for _, own in figures), statistics.median(
        key for key, _ in figures
    )


def opened(browser: Any, site: Any, fields: int, engine: str) -> Any:
    """A fresh page that has loaded an engine and has come to rest."""
    from formpage import records_of

    from procbook import inputs

    page = browser.new_page(viewport={"width": 900, "height": 900})
    site.put(records_of(inputs.plan(schema(fields))), strict=False, body="data-wait")
    if engine == "rjsf":
        site.pages["/"] = RIVAL % json.dumps(schema(fields))
    page.goto(site.url)
    page.wait_for_function("window.ready")
    page.evaluate(MEASURE)
    page.wait_for_timeout(500)
    return page


def measured(
    browser: Any, site: Any, fields: int, engine: str
) -> tuple[float, float, float]:
    """Milliseconds to draw, and from a letter and from its key to the last change, in a fresh page."""
    page = opened(browser, site, fields, engine)
    draw = page.evaluate("drawn(() => window.remount())")
    text = page.locator("#form").text_content()
    if any(f"Field {n}" not in text for n in range(fields)):
        sys.exit(f"not all fields are drawn: {engine}")
    own, key = keys(page, TOLD[engine])
    page.close()
    return draw, own, key


def bare(browser: Any, site: Any) -> float:
    """Milliseconds from a key to the last change in a page without any form."""
    page = browser.new_page()
    site.pages["/"] = BARE
    page.goto(site.url)
    page.evaluate(MEASURE)
    _, key = keys(page, TOLD["bare"])
    page.close()
    return key


def compared(browser: Any, site: Any, fields: int) -> dict[str, list[float]]:
    """The best rounds of both engines, measured in turn: what else the machine does only adds to a figure."""
    rounds: dict[str, list[tuple[float, float, float]]] = {"ours": [], "rjsf": []}
    for _ in range(ROUNDS):
        for engine, figures in rounds.items():
            figures.append(measured(browser, site, fields, engine))
    return {
        engine: [min(column) for column in zip(*f, strict=True)]
        for engine, f in rounds.items()
    }


def main() -> None:
    """Print the figures."""
    from formpage import STATIC, chromium, site

    bundle = rival()
    ours = len(gzip.compress((STATIC / "form.js").read_bytes())) / 1000
    theirs = len(gzip.compress(bundle.encode())) / 1000
    print(
        f"bundle, gzipped        ours {ours:7.1f} kB   RJSF {theirs:7.1f} kB   {ours / theirs:.2f}x (goal 45 kB)"
    )
    with chromium() as browser, site() as pages:
        pages.pages["/rjsf.js"] = bundle
        floor = min(bare(browser, pages) for _ in range(ROUNDS))
        for fields in (100, 1000):
            figures = compared(browser, pages, fields)
            notes = [
                " (goal 0.50x)",
                " (goal 0.25x)",
                f" (one bare control {floor:.1f} ms)",
            ]
            for what, ours, theirs, note in zip(
                FIGURES, figures["ours"], figures["rjsf"], notes, strict=True
            ):
                ratio = f"{ours / theirs:.2f}x{note}"
                print(
                    f"{fields:5} fields, {what:12}    ours {ours:7.1f} ms   RJSF {theirs:7.1f} ms   {ratio}"
                )


if __name__ == "__main__":
    main()

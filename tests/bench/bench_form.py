"""The form beside React JSON Schema Form 6 with Ajv, in the same Chromium in the same run: size, drawing, key strokes.

Drawn is when the frame after the last change of the document ends; settled is the last change after a key stroke that
makes a mistake come or go. RJSF is installed into ``tests/bench/rivals`` and is no part of the project.
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
ROUNDS = 5
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
  addEventListener('keydown', () => { pressed = performance.now(); last = 0; }, true);
  new MutationObserver(() => {
    last = performance.now();
    clearTimeout(quiet);
    quiet = setTimeout(() => pressed && window.settled.push([last - pressed, last - typed]), 60);
  }).observe(document.getElementById('form'), {subtree: true, childList: true, attributes: true, characterData: true});
};
"""
RIVAL = "import mount from '/rjsf.js'; window.remount = () => mount(document.getElementById('form'), %s); window.ready = true;"


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
        {"oneOf": [{"title": "Text", "type": "string"}, {"title": "Number", "type": "number"}]},
    ]
    properties = {f"f{n:04d}": {"title": f"Field {n}", **kinds[n % 10]} for n in range(fields)}
    return {"title": "Bench", "type": "object", "properties": properties, "required": ["f0001"]}


def rival() -> str:
    """The bundle of RJSF; installed on the first run."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed")
    if not (RIVALS / "node_modules").exists():
        subprocess.run([npm, "install", "--no-audit", "--no-fund", "--silent"], cwd=RIVALS, check=True)
    command = [ROOT / "node_modules" / ".bin" / "esbuild", "rjsf.jsx", "--bundle", "--minify", "--format=esm"]
    command += ["--define:process.env.NODE_ENV='production'", "--log-level=error"]
    return subprocess.run(command, cwd=RIVALS, check=True, capture_output=True, text=True).stdout


def keys(page: Any) -> tuple[float, float]:
    """Type letters and figures in turn into a field with a pattern.

    Returns medians in milliseconds: from the key to the last change, and from the moment on when the browser has put the
    letter into the field, which is where a form's own work begins.
    """
    page.evaluate("watch()")
    page.get_by_label("Field 10", exact=True).first.focus()
    for key in ["a", "1", "Backspace", "2", "Backspace", "3", "Backspace", "4", "Backspace"]:
        page.keyboard.press(key)
        page.wait_for_timeout(150)
    figures = page.evaluate("window.settled")[1:]
    return statistics.median(key for key, _ in figures), statistics.median(own for _, own in figures)


def measured(browser: Any, site: Any, fields: int, engine: str) -> tuple[float, float, float]:
    """Milliseconds to draw, and from a key to the last change, in a fresh page."""
    from formpage import records_of

    from procbook import inputs

    page = browser.new_page(viewport={"width": 900, "height": 900})
    site.show(page, records_of(inputs.plan(schema(fields))), strict=False)
    page.evaluate("window.unmount(); document.getElementById('form').replaceChildren()")
    if engine == "rjsf":
        page.add_script_tag(type="module", content=RIVAL % json.dumps(schema(fields)))
        page.wait_for_function("String(window.remount).includes('mount(')")
    page.evaluate(MEASURE)
    page.wait_for_timeout(500)  # both start on an empty page that has come to rest
    draw = page.evaluate("drawn(() => window.remount())")
    key, own = keys(page)
    page.close()
    return draw, key, own


def compared(browser: Any, site: Any, fields: int) -> dict[str, list[float]]:
    """Medians of both engines, measured in turn so that a slow moment of the machine hits both."""
    rounds: dict[str, list[tuple[float, float, float]]] = {"ours": [], "rjsf": []}
    for _ in range(ROUNDS):
        for engine, figures in rounds.items():
            figures.append(measured(browser, site, fields, engine))
    return {engine: [statistics.median(column) for column in zip(*f, strict=True)] for engine, f in rounds.items()}


def main() -> None:
    """Print the figures."""
    from formpage import STATIC, chromium, site

    bundle = rival()
    ours = len(gzip.compress((STATIC / "form.js").read_bytes())) / 1000
    theirs = len(gzip.compress(bundle.encode())) / 1000
    print(f"bundle, gzipped        ours {ours:7.1f} kB   RJSF {theirs:7.1f} kB   {ours / theirs:.2f}x (goal 45 kB)")
    with chromium() as browser, site() as pages:
        pages.pages["/rjsf.js"] = bundle
        for fields in (100, 1000):
            figures = compared(browser, pages, fields)
            for at, (what, goal) in enumerate(
                [("drawn      ", "0.50x"), ("a key      ", "0.25x"), ("own part   ", "0.25x")]
            ):
                ours, theirs = figures["ours"][at], figures["rjsf"][at]
                print(
                    f"{fields:5} fields, {what}    ours {ours:7.1f} ms   RJSF {theirs:7.1f} ms   {ours / theirs:.2f}x (goal {goal})"
                )


if __name__ == "__main__":
    main()

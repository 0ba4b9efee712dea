"""The result viewer in Chromium: the built bundle in a bare page, joined to a real widget in this process."""

from __future__ import annotations

import base64
import io
import json
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from labdriver import CHROMIUM, CHROMIUM_ARGS

from procbook.widgets._base import STATIC
from procbook.widgets.results._result_viewer import ResultViewer

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>results</title>
<style>%s</style><body style="margin:12px"%s><main id="here"></main><script type="module">
const handlers = new Set();
window.fromKernel = (message, buffers) => {
  const views = buffers.map((text) => { const b = Uint8Array.from(atob(text), (c) => c.charCodeAt(0)); return new DataView(b.buffer); });
  for (const handler of handlers) handler(message, views);
};
const model = { get: (name) => window.traits[name], send: (m) => window.toKernel(JSON.stringify(m)), on: (_, f) => handlers.add(f), off: (_, f) => handlers.delete(f) };
const url = URL.createObjectURL(new Blob([window.bundle], { type: "text/javascript" }));
const { default: widget } = await import(url);
widget.render({ model, el: document.getElementById("here") });
window.ready = true;
</script></body></html>"""
DARK = {
    "--jp-layout-color1": "#111",
    "--jp-layout-color2": "#222",
    "--jp-content-font-color1": "#eee",
    "--jp-content-font-color2": "#bbb",
    "--jp-border-color2": "#444",
    "--jp-brand-color1": "#64b5f6",
}


class Viewer:
    """A page and the widget it shows; messages are carried between them whenever a condition is waited for."""

    def __init__(self, page: Any, results: Any, *, dark: bool = False) -> None:
        self.page = page
        self.widget = ResultViewer(results)
        self.sent = 0
        self._out: queue.Queue[tuple[Any, list[Any]]] = queue.Queue()
        self.widget.post = lambda message, buffers=None: self._out.put(
            (message, buffers or [])
        )  # type: ignore[method-assign]
        page.expose_function(
            "toKernel", lambda text: self.widget._on_message(None, json.loads(text), [])
        )
        script = f"window.bundle = {json.dumps((STATIC / 'results.js').read_text())}; window.traits = {json.dumps({'_preview': self.widget._preview})};"
        page.add_init_script(script)
        style = (STATIC / "results.css").read_text()
        if dark:
            style += (
                "body{background:#111;"
                + "".join(f"{k}:{v};" for k, v in DARK.items())
                + "}"
            )
        page.route(
            "http://results.test/",
            lambda route: route.fulfill(
                body=PAGE % (style, ' data-jp-theme-light="false"' if dark else ""),
                content_type="text/html",
            ),
        )
        page.goto("http://results.test/")
        self.until(lambda: page.evaluate("window.ready === true"))

    def carry(self) -> None:
        while not self._out.empty():
            message, buffers = self._out.get()
            data = [base64.b64encode(bytes(b)).decode() for b in buffers]
            self.sent = max(
                self.sent, len(json.dumps(message)) + sum(map(len, buffers))
            )
            self.page.evaluate("([m, b]) => window.fromKernel(m, b)", [message, data])

    def until(self, condition: Callable[[], Any], timeout: float = 20) -> Any:
        end = time.monotonic() + timeout
        while True:
            self.carry()
            if value := condition():
                return value
            assert time.monotonic() < end, self.page.inner_text("body")[:2000]
            self.page.wait_for_timeout(20)

    def shows(self, text: str) -> None:
        self.until(lambda: text in self.page.inner_text("body"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGS
        )
        yield browser
        browser.close()


@pytest.fixture
def show(chromium: Any) -> Iterator[Callable[..., Viewer]]:
    contexts = []

    def make(results: Any, *, width: int = 1000, dark: bool = False) -> Viewer:
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        return Viewer(context.new_page(), results, dark=dark)

    yield make
    for context in contexts:
        context.close()


def output(
    id: str, value: Any = None, media_type: str | None = None, **more: Any
) -> Any:
    """An output as a client hands it over."""
    inline = not isinstance(value, bytes)
    part = SimpleNamespace(
        has_value=inline,
        body=None if inline else value,
        schema=None,
        checksum=None,
        filename=None,
        title=more.pop("title", None),
        encoding=None,
    )
    size = None if inline else len(value)
    return SimpleNamespace(
        id=id,
        value=value,
        media_type=media_type,
        href=None,
        size=size,
        part=part,
        stream=lambda: iter(()),
        **more,
    )


class Several(dict[str, Any]):
    """Results by output id; not a plain dict, which is a value."""


def results(*outputs: Any) -> Any:
    from collections import UserDict

    return UserDict({o.id: o for o in outputs})


def png(width: int = 120, height: int = 80) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture.save(file, "PNG")
    return file.getvalue()


def geotiff(path: Path) -> bytes:
    import numpy as np
    import rasterio
    from affine import Affine

    y, x = np.mgrid[0:300, 0:400]
    data = (np.sin(x / 40) * np.cos(y / 30) * 100 + x).astype("float32")
    data[:60, :80] = -9999
    profile = {
        "driver": "GTiff",
        "width": 400,
        "height": 300,
        "count": 2,
        "dtype": "float32",
        "crs": "EPSG:4326",
        "nodata": -9999,
    }
    with rasterio.open(
        path / "x.tif",
        "w",
        transform=Affine(10 / 400, 0, 5, 0, -7 / 300, 52),
        **profile,
    ) as file:
        file.write(data, 1)
        file.write(data[::-1], 2)
    return (path / "x.tif").read_bytes()


FEATURES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "ham",
            "properties": {"name": "Hamburg", "people": 1_900_000},
            "geometry": {"type": "Point", "coordinates": [10.0, 53.55]},
        },
        {
            "type": "Feature",
            "properties": {"name": "Alps <b>", "area": 2.5},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[6, 45], [14, 46], [15, 48], [10, 47.5], [6, 45]]],
            },
        },
        {
            "type": "Feature",
            "properties": {"name": "Rhine"},
            "geometry": {
                "type": "LineString",
                "coordinates": [
                    [8.6, 46.6],
                    [9.5, 47.5],
                    [7.6, 47.6],
                    [8.2, 49.5],
                    [6.9, 51],
                    [4.5, 51.9],
                ],
            },
        },
    ],
}


def everything(folder: Path) -> Any:
    table = "city;people;height;note\n" + "\n".join(
        f"City {i};{i * 977 % 9999};{i / 7:.3f};=HYPERLINK(1)" for i in range(950)
    )
    item = {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": "S2A_32",
        "bbox": [9, 47, 10, 48],
        "geometry": None,
        "properties": {"datetime": "2026-05-04T10:20:30Z", "eo:cloud_cover": 12.5},
        "links": [],
        "assets": {
            "B04": {
                "href": "https://example.org/B04.tif",
                "type": "image/tiff; application=geotiff",
                "title": "Red",
                "file:size": 12_345_678,
            }
        },
    }
    return results(
        output("count", 42),
        output("word", "plain text"),
        output(
            "tree",
            {
                "threshold": 0.2,
                "names": ["a", "b"],
                "nested": {"deep": {"deeper": [1, 2, {"x": None}]}},
                "big": 12345678901234567890,
            },
        ),
        output("table", table.encode(), "text/csv", title="Cities of the world"),
        output("picture", png(), "image/png"),
        output("raster", geotiff(folder), "image/tiff; application=geotiff"),
        output("places", FEATURES),
        output(
            "report",
            b"# Report\n\nAll **fine**, see [page](https://example.org).\n\n- one\n- two\n",
            "text/markdown",
        ),
        output(
            "page",
            b"<!doctype html><h1>Hello</h1><script>parent.hacked=1</script>",
            "text/html",
        ),
        output("item", item),
        output("unknown", bytes(range(256)), "application/octet-stream"),
    )


def open_all(viewer: Viewer) -> None:
    buttons = viewer.page.locator(".pb-output-head > [aria-expanded=false]")
    while buttons.count():
        buttons.first.click()
        viewer.carry()
    viewer.until(lambda: "Reading…" not in viewer.page.inner_text("body"))
    viewer.until(lambda: viewer.page.locator(".pb-map-sheet").count() == 1)


@pytest.mark.parametrize(
    ("name", "width", "dark"),
    [("light", 1000, False), ("dark", 1000, True), ("narrow", 420, False)],
)
def test_every_kind_is_shown(
    show: Any, tmp_path: Path, pictures: Path, name: str, width: int, dark: bool
) -> None:
    viewer = show(everything(tmp_path), width=width, dark=dark)
    viewer.shows("42")
    viewer.page.screenshot(path=pictures / f"closed-{name}.png", full_page=True)
    open_all(viewer)
    body = viewer.page.inner_text("body")
    for text in (
        "City 3",
        "threshold",
        "Raster, 400 × 300, 2 bands",
        "3 features",
        "S2A_32",
        "00 01 02",
    ):
        assert text in body
    viewer.page.screenshot(path=pictures / f"open-{name}.png", full_page=True)
    assert viewer.sent <= 1_000_000


SCRIPT = "window.top.hacked=1;window.hacked=1;parent.hacked=1"
ATTACKS = (
    f"<script>{SCRIPT}</script>",
    f'<img src=x onerror="{SCRIPT}">',
    f'<svg xmlns="http://www.w3.org/2000/svg" onload="{SCRIPT}"><script>{SCRIPT}</script></svg>',
    f'"><script>{SCRIPT}</script>',
    f"javascript:{SCRIPT}",
    f'<iframe srcdoc="<script>{SCRIPT}</script>"></iframe>',
    f"[link](javascript:{SCRIPT}) ![x](javascript:{SCRIPT}) <b onclick='{SCRIPT}'>b</b>",
    "</pre></td></table><script>window.hacked=1</script>",
)


def hostile() -> Any:
    """Outputs in which everything that a server can set is an attack."""
    made = []
    for i, attack in enumerate(ATTACKS):
        feature = {
            "type": "Feature",
            "id": attack,
            "properties": {attack: attack},
            "geometry": {"type": "Point", "coordinates": [i, i]},
        }
        item = {
            "type": "Feature",
            "stac_version": attack,
            "id": attack,
            "geometry": None,
            "properties": {attack: attack},
            "assets": {attack: {"href": attack, "title": attack}},
        }
        made += [
            output(f"text{i}{attack}", attack, title=attack),
            output(f"tree{i}", {attack: [attack, {attack: attack}]}, title=attack),
            output(f"rows{i}", [{attack: attack, "x": 1}]),
            output(f"csv{i}", f'"{attack}",b\n"{attack}",2\n'.encode(), "text/csv"),
            output(f"geo{i}", {"type": "FeatureCollection", "features": [feature]}),
            output(f"stac{i}", item),
            output(f"md{i}", attack.encode(), "text/markdown"),
            output(f"html{i}", f"<!doctype html>{attack}".encode(), "text/html"),
            output(
                f"svg{i}",
                f'<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50">{attack}</svg>'.encode(),
                "image/svg+xml",
            ),
            output(f"png{i}", attack.encode(), "image/png"),
            output(f"type{i}", b"\0\1", attack),
            output(f"pdf{i}", attack.encode(), "application/pdf"),
            output(f"video{i}", attack.encode(), f"video/{attack}"),
        ]
    made += [
        output("__proto__", {"__proto__": {"hacked": 1}, "constructor": 2}),
        output("constructor", "x"),
    ]
    return results(*made)


def test_no_script_of_a_server_runs(show: Any) -> None:
    viewer = show(hostile())
    foreign: list[str] = []
    viewer.page.on("request", lambda request: foreign.append(request.url))
    viewer.shows("constructor")
    open_list(viewer)
    for button in (
        viewer.page.get_by_role("button", name="Show the document").all()
        + viewer.page.get_by_role("button", name="Load", exact=True).all()
    ):
        button.click()
    twists = viewer.page.locator("button.pb-twist[aria-expanded=false]")
    for _ in range(min(20, twists.count())):
        twists.first.click()
        viewer.carry()
    viewer.until(lambda: "Loading the map" not in viewer.page.inner_text("body"))
    viewer.page.wait_for_load_state("networkidle")
    for frame in viewer.page.frames:
        assert frame.evaluate("typeof hacked") == "undefined", frame.url
    assert len(viewer.page.frames) > 5
    assert viewer.page.evaluate("({}).hacked === undefined")
    assert (
        viewer.page.locator(
            "a[href^='javascript' i], script:not([type=module]), [onerror], [onload], [onclick]"
        ).count()
        == 0
    )
    for frame in viewer.page.locator("iframe").all():
        assert frame.get_attribute("sandbox") == ""
    assert [
        url
        for url in foreign
        if not url.startswith(("blob:", "data:", "about:", "http://results.test/"))
    ] == []


def test_no_script_of_a_server_runs_in_the_static_form(chromium: Any) -> None:
    from procbook.results import results_html

    page = chromium.new_page()
    page.set_content(results_html(hostile()))
    page.wait_for_load_state("networkidle")
    for frame in page.frames:
        assert frame.evaluate("typeof hacked") == "undefined"
    assert (
        page.locator(
            "a[href^='javascript' i], script, [onerror], [onload], [onclick]"
        ).count()
        == 0
    )
    page.close()


def open_list(viewer: Viewer) -> None:
    buttons = viewer.page.locator(".pb-output-head > [aria-expanded=false]")
    while buttons.count():
        buttons.first.click()
        viewer.carry()
    viewer.until(lambda: "Reading…" not in viewer.page.inner_text("body"), timeout=60)


def test_a_million_rows_are_paged_and_sorted(show: Any) -> None:
    table = "id,name\n" + "\n".join(f"{i},n{i % 7}" for i in range(1_000_000))
    viewer = show(output("table", table.encode(), "text/csv"))
    viewer.shows("Rows 1 to 100 of 1,000,000")
    viewer.page.get_by_role("button", name="Next page").click()
    viewer.shows("Rows 101 to 200 of 1,000,000")
    for first in ("0", "999999"):
        viewer.page.get_by_role("button", name="id", exact=True).click()
        viewer.until(
            lambda first=first: (
                viewer.page.locator("tbody tr td").nth(1).inner_text() == first
            )
        )
    assert (
        viewer.page.get_by_role("columnheader", name="id").get_attribute("aria-sort")
        == "descending"
    )
    assert viewer.sent <= 1_000_000


def test_a_tree_opens_level_by_level_and_is_searched(show: Any) -> None:
    viewer = show({"a": {"b": {"needle": 1}}, "many": list(range(500))})
    viewer.shows("Object, 2 members")
    viewer.page.get_by_role("button", name="many", exact=True).click()
    viewer.shows("Show more (300 left)")
    viewer.page.get_by_role("button", name="Show more").click()
    viewer.shows("Show more (100 left)")
    viewer.page.get_by_label("Search names and values").fill("NEEDLE")
    viewer.shows('["a"]["b"]["needle"]')
    viewer.shows("1 found")


def test_features_are_chosen_by_click_and_by_number(show: Any) -> None:
    viewer = show(FEATURES)
    viewer.until(lambda: viewer.page.locator(".pb-area").count())
    viewer.page.locator(".pb-area").click(force=True)
    viewer.shows("Alps <b>")
    viewer.page.get_by_label("Number of the feature").fill("1")
    viewer.page.get_by_label("Number of the feature").press("Enter")
    viewer.shows("Hamburg")


def test_a_frozen_page_is_none_at_50_mb_of_geojson(show: Any) -> None:
    ring = [[x / 100, (x * x) % 97 / 100] for x in range(60)]
    features = [
        {
            "type": "Feature",
            "properties": {"n": i},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[p[0] + i % 300 - 150, p[1] + i % 120 - 60] for p in ring]
                ],
            },
        }
        for i in range(20_000)
    ]
    viewer = show({"type": "FeatureCollection", "features": features})
    viewer.page.evaluate(
        "window.longest = 0; new PerformanceObserver((l) => { for (const e of l.getEntries()) window.longest = Math.max(window.longest, e.duration); }).observe({ type: 'longtask' })"
    )
    viewer.until(lambda: viewer.page.locator(".pb-cell").count() > 100)
    viewer.shows("20,000 features")
    assert viewer.sent <= 1_000_000
    assert viewer.page.evaluate("window.longest") < 1000


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing(show: Any, tmp_path: Path, dark: bool) -> None:
    viewer = show(everything(tmp_path), dark=dark)
    viewer.shows("42")
    open_all(viewer)
    axe = (
        Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
    ).read_text()
    viewer.page.evaluate(axe)
    found = viewer.page.evaluate(
        "axe.run('main', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })"
    )
    assert [
        (v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found["violations"]
    ] == []

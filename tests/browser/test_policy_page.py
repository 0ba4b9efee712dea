"""Every bundle under the policy that anywidget itself needs, and no more: ``script-src 'self' blob:``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jobspage import SCRIPT, STATIC, row
from labdriver import Browser

from procbook.widgets import ResultViewer

pytestmark = pytest.mark.browser
ADDRESS = "http://policy.test/"
POLICY = "default-src 'none'; script-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src data: blob:"
PAGE = """<!doctype html><html lang="en"><head><title>x</title><link rel="stylesheet" href="/{name}.css"></head>
<body><div id="place"></div><script type="module" src="/page.js"></script></body></html>"""
# What anywidget does: the code is a trait, imported from a blob.
START = """window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
const start = %s;
await start([%s, {}]);
Object.assign(window.answers, Object.fromEntries(Object.entries(%s).map(([verb, value]) => [verb, () => value])));
window.snap(%s);
"""
POINT = {
    "type": "Feature",
    "properties": {"name": "Hamburg"},
    "geometry": {"type": "Point", "coordinates": [10, 53.5]},
}
SERVER = {"_0": {"name": "example.org", "has_list": True}}
SIGN_IN = {
    "server": "example.org",
    "state": "waiting",
    "page": {"url": "https://example.org/x", "code": "AB-CD"},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(size=(900, 700), offline_guard=False) as made:
        yield made


def cases() -> dict[str, tuple[dict[str, Any], dict[str, Any], str]]:
    """Records, answers to requests, and a text that shows that everything was drawn."""
    viewer = ResultViewer({"type": "FeatureCollection", "features": [POINT]})
    answers = {"open": viewer._do_open("0"), "module": viewer._do_module("map")}
    return {
        "jobs": (
            {**SERVER, "1": row(1, id="job_1", p="sleep_a_while")},
            {},
            "sleep_a_while",
        ),
        "card": ({**SERVER, "job": row(1, id="job_1", p="sleep_a_while")}, {}, "job_1"),
        "results": (dict(viewer.stream.items()), answers, "1 feature"),
        "processes": (
            {
                "_": {},
                "psleep": {
                    "title": "Sleep Processor",
                    "about": "Sleeps.",
                    "more": False,
                    "keywords": [],
                },
            },
            {},
            "Sleep Processor",
        ),
        "signin": (
            {"_": {**SIGN_IN, "offers": "", "keep": False, "failure": None}},
            {},
            "AB-CD",
        ),
    }


@pytest.mark.parametrize("name", ["jobs", "card", "results", "processes", "signin"])
def test_a_strict_policy_is_kept(browser: Browser, name: str, pictures: Path) -> None:
    records, answers, text = cases()[name]
    code = (STATIC / f"{name}.js").read_text("utf-8")
    parts = {
        "/": (PAGE.format(name=name), "text/html"),
        "/page.js": (
            START
            % (SCRIPT, json.dumps(code), json.dumps(answers), json.dumps(records)),
            "text/javascript",
        ),
        f"/{name}.css": ((STATIC / f"{name}.css").read_text("utf-8"), "text/css"),
    }
    page = browser.new_page()
    asked: list[str] = []

    def served(route: Any) -> None:
        asked.append(route.request.url)
        body, kind = parts.get(
            "/" + route.request.url.removeprefix(ADDRESS), ("", "text/plain")
        )
        route.fulfill(
            body=body, content_type=kind, headers={"Content-Security-Policy": POLICY}
        )

    page.route("http*://**/*", served)
    page.goto(ADDRESS)
    page.get_by_text(text).first.wait_for()
    if name == "results":
        page.locator("svg").first.wait_for()  # the map, a module of its own
    page.screenshot(path=pictures / f"{name}.png")
    assert page.evaluate("window.violations") == []
    assert [
        said
        for kind, said in page.console_log
        if kind in ("error", "pageerror") and "favicon" not in said
    ] == []
    assert {url.removeprefix(ADDRESS) for url in asked} <= {
        "",
        "page.js",
        f"{name}.css",
        "favicon.ico",
    }
    page.close()

"""What a notebook shows of documents and errors, in a bare page: axe finds nothing, light or dark."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from labdriver import CHROMIUM, CHROMIUM_ARGS
from playwright.sync_api import sync_playwright

from procbook.display import fields_html, html
from procbook.models import (
    ApiError,
    Capabilities,
    ConformanceDeclaration,
    JobInfo,
    JobList,
    JobResults,
    Link,
    ProcessDescription,
    ProcessList,
    ProcessRequest,
    ProcessSummary,
    Quirk,
)
from procbook.protocol.errors import InputError, Mistake, ResponseError

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LINK = Link(
    href="https://example.org/jobs", rel="self", title="This", type="application/json"
)
STATES = (
    "created",
    "accepted",
    "running",
    "paused",
    "successful",
    "failed",
    "dismissed",
    "unknown",
)


def documents() -> list[str]:
    jobs = [
        JobInfo.model_validate(
            {"jobID": f"job_{n}", "processID": "p", "status": state, "progress": 10 * n, "created": "2025-01-01T10:00:00Z",
             "message": "Said", "x-traceback": ["line 1\n"], "links": [LINK]}
        )
        for n, state in enumerate(STATES)
    ]  # fmt: skip
    process = {
        "id": "p",
        "version": "1",
        "title": "P",
        "description": "Sleeps for `d` [seconds](https://example.org).",
    }
    inputs = {
        "d": {
            "title": "Duration",
            "description": "*How long*",
            "schema": {"type": "number", "minimum": 0, "default": 1},
        }
    }
    outputs = {"out": {"schema": {"type": "array", "items": {"type": "integer"}}}}
    plan = {
        "title": "P",
        "fields": [
            {"name": "d", "label": "Duration", "kind": "number", "required": True}
        ],
    }
    shown: list[Any] = [
        Capabilities(title="S", description="A service.", links=[LINK]),
        ConformanceDeclaration(
            conformsTo=["http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core"]
        ),
        ProcessList(processes=[ProcessSummary.model_validate(process)], links=[]),
        ProcessDescription.model_validate(
            {**process, "inputs": inputs, "outputs": outputs, "links": [LINK]}
        ),
        JobList(jobs=jobs, links=[]),
        jobs[5].received({}, (Quirk("naive-datetime", "/created", "No zone."),)),
        JobResults({"out": [1, 2], "file": {"href": "https://example.org/f.tif"}}),
        ProcessRequest(inputs={"d": 1}),
        ApiError(title="Not Found", status=404, detail="No such job"),
        ResponseError(
            "No such job.",
            url="https://example.org/jobs/x",
            status=404,
            hint="Look at the list.",
        ),
        InputError([Mistake(("d",), "is too small", "minimum")], process_id="p"),
    ]
    return [*map(html, shown), fields_html(plan, {"d": 3})]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: Any) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: make bundles")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGS
        )
        page = browser.new_page(color_scheme=scheme)
        page.set_content(
            '<!doctype html><html lang="en"><title>Reprs</title><body style="color-scheme: light dark"><main><h1>Reprs</h1>'
            + "\n".join(documents())
            + "</main></body></html>"
        )
        page.evaluate(
            "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
        )
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("axe.run()")["violations"]
        browser.close()
    assert (
        json.dumps(
            [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
        )
        == "[]"
    )

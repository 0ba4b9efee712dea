"""The moving picture of the landing page: a form is filled in on the map, run, and its result opened."""

from __future__ import annotations

import base64
import io
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _camera import Camera, last_output, settle
from PIL import Image

SIZE = (900, 620)
"""Window in pixels."""
WIDTH = 760
"""Width of the picture in pixels."""
LARGEST = 1_000_000
"""Bytes at most."""
SHORTEST = 90
"""Milliseconds of a frame at least; frames that come sooner are left out."""
LAST = 3500
"""Milliseconds for which the last frame stands before the picture begins again."""
CODE = """from procbook import Client

client = Client.local()
client.processes["simulate_scene"].form(bbox=[-10, 36, 30, 60])"""
STYLE = """
.jp-Notebook .jp-Cell:first-child { display: none }
.jp-NotebookPanel-notebook { box-shadow: none !important }
"""
POINTER = """() => {
  const pointer = document.createElement('div');
  pointer.style.cssText = 'position:fixed;z-index:99999;pointer-events:none;left:0;top:0;width:22px;height:22px';
  pointer.innerHTML = '<svg viewBox="0 0 24 24"><path d="M4 2l15 11-7 1 4 7-3 1-4-7-5 5z"/></svg>';
  pointer.firstChild.style.cssText = 'fill:#111;stroke:#fff;stroke-width:1.5';
  document.body.append(pointer);
  const follow = (event) =>
    pointer.style.transform = `translate(${event.clientX - 3}px, ${event.clientY - 2}px)`;
  addEventListener('mousemove', follow, true);
}"""


def record(camera: Camera, path: Path) -> int:
    """Record the picture as an animated WebP, and return its size in bytes."""
    with camera.notebook([CODE], width=SIZE[0], height=SIZE[1]) as notebook:
        page = notebook.page
        notebook.run_all()
        settle(notebook)
        page.evaluate(POINTER)
        page.add_style_tag(content=STYLE)
        panel = page.locator(".jp-WindowedPanel-outer").first.bounding_box()
        frames = _filmed(page, lambda: _use(notebook))
    return _write(frames, panel, path)


def _use(notebook: Any) -> None:
    """Do what a person does, without haste."""
    page, output = notebook.page, last_output(notebook)
    page.wait_for_timeout(700)
    _click(page, output.get_by_role("button", name="Map").first)
    area = output.locator("svg.pb-map, .pb-map svg").first
    _scroll_to(page, area)
    _click(page, output.get_by_role("button", name="Draw a box").first)
    _draw(page, area.bounding_box())
    run = output.get_by_role("button", name="Run", exact=True)
    _scroll_to(page, run)
    _click(page, run)
    opening = output.get_by_role("button", name="Open result").first
    opening.wait_for(timeout=60_000)
    page.wait_for_timeout(300)
    _click(page, opening)
    end = output.get_by_text("xarray").first
    end.wait_for(timeout=30_000)
    _scroll_to(page, end)
    page.wait_for_timeout(700)


def _draw(page: Any, area: dict[str, float]) -> None:
    """Draw a box on the map, from its upper left to its lower right corner."""
    left, top = (
        area["x"] + area["width"] * 0.44,
        area["y"] + area["height"] * 0.3,
    )
    width, height = area["width"] * 0.13, area["height"] * 0.42
    page.mouse.move(left, top, steps=12)
    page.mouse.down()
    for part in range(1, 16):
        page.mouse.move(left + width * part / 15, top + height * part / 15)
        page.wait_for_timeout(45)
    page.mouse.up()
    page.wait_for_timeout(700)


def _scroll_to(page: Any, target: Any) -> None:
    """Scroll the notebook slowly until all of the target can be seen."""
    for _ in range(60):
        box = target.bounding_box()
        if box and box["y"] + box["height"] < SIZE[1] - 40:
            break
        page.evaluate(
            "() => document.querySelector('.jp-WindowedPanel-outer').scrollBy(0, 30)"
        )
        page.wait_for_timeout(40)
    page.wait_for_timeout(250)


def _click(page: Any, target: Any) -> None:
    box = target.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=14)
    page.wait_for_timeout(200)
    target.click()
    page.wait_for_timeout(350)


def _filmed(page: Any, action: Callable[[], None]) -> list[tuple[float, bytes]]:
    """Return what the page showed during an action: seconds and PNG of each frame."""
    frames: list[tuple[float, bytes]] = []
    session = page.context.new_cdp_session(page)

    def keep(event: Any) -> None:
        frames.append((event["metadata"]["timestamp"], base64.b64decode(event["data"])))
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 2})
    action()
    session.send("Page.stopScreencast")
    return frames


def _write(
    frames: list[tuple[float, bytes]], part: dict[str, float], path: Path
) -> int:
    """Write the part of the frames that shows the notebook, and return the size in bytes."""
    kept = [frames[0]]
    for time, picture in frames[1:]:
        if (time - kept[-1][0]) * 1000 >= SHORTEST:
            kept.append((time, picture))
    if kept[-1] is not frames[-1]:
        kept.append(frames[-1])
    pictures = [_scaled(picture, part) for _, picture in kept]
    times = [time for time, _ in kept]
    shown = [
        min(1200, max(SHORTEST, round((later - time) * 1000)))
        for time, later in itertools.pairwise(times)
    ] + [LAST]
    content = b""
    for quality in (70, 55, 40, 25):
        file = io.BytesIO()
        pictures[0].save(
            file,
            "WEBP",
            save_all=True,
            append_images=pictures[1:],
            duration=shown,
            loop=0,
            quality=quality,
            method=4,
            minimize_size=False,
            allow_mixed=True,
        )
        content = file.getvalue()
        if len(content) <= LARGEST:
            break
    path.write_bytes(content)
    return len(content)


def _scaled(picture: bytes, part: dict[str, float]) -> Image.Image:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    scale = image.width / SIZE[0]
    left, top = part["x"] * scale, part["y"] * scale
    image = image.crop(
        (
            round(left),
            round(top),
            round(left + part["width"] * scale),
            min(image.height, round(top + part["height"] * scale)),
        )
    )
    return image.resize(
        (WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS
    )

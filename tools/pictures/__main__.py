"""Take the pictures of the documentation, and write the page of the gallery.

``python tools/pictures`` takes all of them, ``python tools/pictures job-table result-map`` some;
``landing`` is the moving picture, ``tutorials`` are the outputs of notebooks that name a picture,
``page`` writes the page alone. Taking pictures needs Chromium; building the documentation does not,
because the pictures are kept in ``docs/images``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from _camera import ROOT, Camera, carry_out, last_output, save, settle, shoot
from _cards import Card, read_cards
from _gallery import page_of
from _landing import record
from _terminal import session_of
from _tutorials import take_tutorials

IMAGES = ROOT / "docs" / "images"


def take_card(camera: Camera, card: Card) -> bytes:
    """Run the code of a card, do its steps, and return the picture as PNG."""
    if card.language == "console":
        return camera.terminal(session_of(card.code), width=card.width)
    with camera.notebook([card.code], width=card.width) as notebook:
        notebook.run_all()
        carry_out(notebook, card.steps)
        settle(notebook)
        return shoot(notebook, last_output(notebook), height=card.height)


def take(names: list[str], cards: list[Card], theme: str) -> list[str]:
    """Take pictures in one theme, and return the names of the cards that failed.

    Parameters
    ----------
    names
        What to take; empty for everything.
    cards
        The cards of the gallery.
    theme
        ``light`` or ``dark``.
    """
    failed = []
    with (
        tempfile.TemporaryDirectory() as folder,
        Camera(Path(folder), dark=theme == "dark") as camera,
    ):
        if not names or "landing" in names:
            size = record(camera, IMAGES / f"landing-{theme}.webp")
            print(f"landing {theme}: {size / 1000:.0f} kB", flush=True)
        if not names or "tutorials" in names:
            take_tutorials(camera, IMAGES / "tutorial", theme)
        for card in cards:
            if names and card.name not in names:
                continue
            try:
                picture = take_card(camera, card)
            except Exception as error:  # noqa: BLE001 - one card must not cost the others
                print(f"{card.name}: {error}", file=sys.stderr)
                failed.append(card.name)
                continue
            size = save(picture, IMAGES / "gallery" / f"{card.name}-{theme}.webp")
            print(f"{card.name} {theme}: {size / 1000:.0f} kB", flush=True)
    return failed


def main() -> None:
    """Take the pictures that the arguments name, or all of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="what to take; nothing: everything")
    names = parser.parse_args().names
    cards = read_cards()
    (ROOT / "docs" / "gallery.md").write_text(page_of(cards), "utf-8")
    if names == ["page"]:
        return
    failed = [name for theme in ("light", "dark") for name in take(names, cards, theme)]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()

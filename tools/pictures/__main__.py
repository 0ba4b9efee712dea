"""Take the pictures of the documentation, and write the page of the gallery.

``python tools/pictures`` takes all of them, ``python tools/pictures job-table result-map`` some;
``landing`` is the moving picture, ``tutorials`` are the outputs of notebooks that name a picture. It needs Chromium; building the documentation does not, because the pictures are kept in ``docs/images``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from _camera import ROOT, Camera, carry_out, last_output, save, settle, shoot  # noqa: E402
from _cards import CARDS, Card  # noqa: E402
from _gallery import page_of  # noqa: E402
from _landing import record  # noqa: E402
from _terminal import session_of  # noqa: E402
from _tutorials import take_tutorials  # noqa: E402

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


def main() -> None:
    """Take the pictures that the arguments name, or all of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="names of cards; none: all")
    parser.add_argument("--light-only", action="store_true")
    arguments = parser.parse_args()
    chosen = [
        card for card in CARDS if not arguments.names or card.name in arguments.names
    ]
    for theme in ["light"] if arguments.light_only else ["light", "dark"]:
        with (
            tempfile.TemporaryDirectory() as folder,
            Camera(Path(folder), dark=theme == "dark") as camera,
        ):
            if not arguments.names or "landing" in arguments.names:
                size = record(camera, IMAGES / f"landing-{theme}.webp")
                print(f"landing {theme}: {size / 1000:.0f} kB", flush=True)
            if not arguments.names or "tutorials" in arguments.names:
                take_tutorials(camera, IMAGES / "tutorial", theme)
            for card in chosen:
                try:
                    picture = take_card(camera, card)
                except Exception as error:  # noqa: BLE001 - one card must not cost the others
                    print(f"{card.name}: {error}", file=sys.stderr)
                    continue
                size = save(picture, IMAGES / "gallery" / f"{card.name}-{theme}.webp")
                print(f"{card.name} {theme}: {size / 1000:.0f} kB", flush=True)
    (ROOT / "docs" / "gallery.md").write_text(page_of(CARDS), "utf-8")


if __name__ == "__main__":
    main()

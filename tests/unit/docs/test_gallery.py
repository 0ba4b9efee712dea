"""The page of the gallery is that of its cards, and each card has its pictures, small enough for a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from _cards import Card, read_cards
from _gallery import page_of

ROOT = Path(__file__).parents[3]
IMAGES = ROOT / "docs" / "images"
CARDS = read_cards()


def test_the_page_is_written_from_the_cards() -> None:
    written = (ROOT / "docs" / "gallery.md").read_text("utf-8")
    assert written == page_of(CARDS), "python tools/pictures page"


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_a_card_has_pictures_and_short_code(card: Card) -> None:
    for theme in ("light", "dark"):
        picture = IMAGES / "gallery" / f"{card.name}-{theme}.webp"
        assert picture.stat().st_size <= 120_000
    lines = [line for line in card.code.splitlines() if line.strip()]
    assert len(lines) <= 16
    assert all(len(line) <= 90 for line in lines)


def test_there_are_enough_cards_with_names_of_their_own() -> None:
    assert len(CARDS) >= 24
    assert len({card.name for card in CARDS}) == len(CARDS)


def test_no_picture_is_left_over_or_too_large() -> None:
    names = {path.name.rpartition("-")[0] for path in (IMAGES / "gallery").iterdir()}
    assert names == {card.name for card in CARDS}
    large = [path for path in IMAGES.rglob("*.webp") if path.stat().st_size > 1_000_000]
    assert large == []

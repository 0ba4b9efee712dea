"""The two halves of a widget say the same: ``wire.ts`` is held against ``_wire.py``, message by message."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

from procbook.widgets.wire import _envelope as _wire

MIRROR = (Path(__file__).parents[3] / "js" / "src" / "shared" / "wire.ts").read_text()


def messages_here() -> dict[str, set[str]]:
    found = {}
    for message in vars(_wire).values():
        hints = (
            get_type_hints(message, vars(_wire)) if isinstance(message, type) else {}
        )
        if get_origin(hints.get("t")) is Literal:
            found[get_args(hints["t"])[0]] = set(hints)
    return found


def messages_there() -> dict[str, set[str]]:
    found = {}
    for name, rest in re.findall(r'\| \{ t: "(\w+)"(.*?) \}(?=\n|;)', MIRROR):
        found[name] = {"t", *re.findall(r"; (\w+)\??:", rest)}
    return found


def test_both_sides_know_the_same_messages() -> None:
    here, there = messages_here(), messages_there()
    assert there.pop("resync") == {"t"}  # nothing in it that could differ
    assert here == there


def test_both_sides_know_the_same_limits() -> None:
    assert f"VERSION = {_wire.VERSION};" in MIRROR
    assert "PIECE = 4 * 1024 * 1024;" in MIRROR
    assert _wire.PIECE == 4 * 1024 * 1024

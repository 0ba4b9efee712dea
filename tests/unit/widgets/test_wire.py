"""The two halves of a widget say the same: the page's types are written from the kernel's."""

from __future__ import annotations

import write_wire_types


def test_the_page_has_the_types_of_the_wire() -> None:
    """A verb or a record that one side does not know fails here or in the type check of the scripts."""
    on_disk = write_wire_types.TARGET.read_text(encoding="utf-8")
    assert on_disk == write_wire_types.wire_types(), (
        "Run: python tools/write_wire_types.py"
    )

"""Inventories of other documentation that is linked to, written from lists so that a build asks no other host."""

from __future__ import annotations

import zlib
from pathlib import Path

ADDRESSES = {
    "python": "https://docs.python.org/3/",
    "xarray": "https://docs.xarray.dev/en/stable/",
    "pandas": "https://pandas.pydata.org/docs/",
}
"""Where the pages are, by name of the list; ``NAME.txt`` holds one object a line: name, role, page.
"""


def write_inventories(folder: Path) -> dict[str, tuple[str, str]]:
    """Write the inventories, and return the value of ``intersphinx_mapping``.

    Parameters
    ----------
    folder
        Folder of the lists; the inventories (``NAME.inv``) are written beside them.
    """
    mapping = {}
    for name, address in ADDRESSES.items():
        target = folder / f"{name}.inv"
        content = _inventory(name, (folder / f"{name}.txt").read_text("utf-8"))
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)
        mapping[name] = (address, str(target))
    return mapping


def _inventory(name: str, text: str) -> bytes:
    """Return an inventory in version 2 of Sphinx's format."""
    head = (
        "# Sphinx inventory version 2\n"
        f"# Project: {name}\n# Version: \n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    entries = [line.split() for line in text.splitlines() if line.strip()]
    lines = "".join(
        f"{object_name} {role} 1 {page}#$ -\n" for object_name, role, page in entries
    )
    return head.encode() + zlib.compress(lines.encode())

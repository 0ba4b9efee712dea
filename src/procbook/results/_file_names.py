"""Safe file names.

A name that a server states must not leave the folder, hide, or mislead an operating system.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath

from .formats._format_tables import MEDIA_SUFFIXES

# Names of devices (Microsoft, "Naming Files, Paths, and Namespaces").
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE
)
# Controls, marks that change the direction of text, surrogates, private and unassigned characters.
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MAX_BYTES = 120


def safe_name(name: str, default: str = "output") -> str:
    """Return a name that is one harmless path segment on Linux, macOS and Windows.

    Parameters
    ----------
    name : str
        A file name as stated by a server, an output id, or a path of which the last part counts.
    default : str
        Used when no safe character is left.
    """
    segment = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(
        character
        for character in segment
        if unicodedata.category(character) not in _UNSAFE_CATEGORIES
    )
    safe = re.sub(r'[<>:"|?*%]', "_", visible).strip(" .")
    if not safe.strip("_"):
        safe = default
    if _RESERVED.fullmatch(safe):
        safe = f"_{safe}"
    return _shorten(safe)


def _shorten(name: str) -> str:
    """Return a name within the bytes that every file system takes; the suffix stays."""
    suffix = PurePosixPath(name).suffix[:16]
    stem = name[: len(name) - len(suffix)]
    while len((stem + suffix).encode()) > _MAX_BYTES:
        stem = stem[:-1]
    return stem + suffix


def distinct(name: str, used_names: Collection[str]) -> str:
    """Return the name, with a number if another one is equal to it apart from case."""
    used = {used_name.casefold() for used_name in used_names}
    path = PurePosixPath(name)
    candidate, number = name, 2
    while candidate.casefold() in used:
        candidate = f"{path.stem}-{number}{path.suffix}"
        number += 1
    return candidate


def media_suffix(media_type: str | None) -> str:
    """Return the file suffix of an audio or video media type, or nothing."""
    essence = (media_type or "").split(";")[0].strip().lower()
    return MEDIA_SUFFIXES.get(essence, "")

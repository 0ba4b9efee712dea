"""The one place that tells 1.0 of the standard from the draft of 2.0."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

Generation = Literal["1.0", "2.0"]

_CLASS: Final = re.compile(
    r"ogcapi-processes-(\d+)/(\d+\.\d+)(?:/(?:conf|req))?/([\w-]+)"
)


def generation(conformance: object) -> Generation:
    """Return the generation to speak with a server: 1.0 unless it only declares 2.0.

    Parameters
    ----------
    conformance : ConformanceDeclaration, list of str or None
        What the server declares. Servers that declare nothing understand 1.0.
    """
    classes = {(part, version) for part, version, _name in _classes(conformance)}
    if ("1", "2.0") in classes and ("1", "1.0") not in classes:
        return "2.0"
    return "1.0"


def declares(conformance: object, name: str, part: int = 1) -> bool:
    """Return whether a class such as ``"job-list"`` is declared.

    It is a hint only: servers leave classes out.
    """
    return any(
        class_name == name and number == str(part)
        for number, _version, class_name in _classes(conformance)
    )


def _classes(conformance: object) -> Iterable[tuple[str, str, str]]:
    uris = getattr(conformance, "conformsTo", conformance)
    for uri in uris if isinstance(uris, list | tuple | set | frozenset) else ():
        match = _CLASS.search(uri) if isinstance(uri, str) else None
        if match:
            yield match[1], match[2], match[3]

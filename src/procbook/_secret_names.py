"""Names of inputs whose values are secret: decided here for forms, ledger, receipts and texts."""

from __future__ import annotations

import re

_SECRET = re.compile(
    r"(^|[_\-. ])(pass(word|wd|phrase|code)?|pwd|secret|token"
    r"|api[_\-]?key|access[_\-]?key|private[_\-]?key"
    r"|credentials?|auth(orization)?)s?($|[_\-. ])",
    re.IGNORECASE,
)
_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def is_secret_name(name: str) -> bool:
    """Return whether the name of an input says that its value is secret, as ``apiKey`` does."""
    return _SECRET.search(_BETWEEN_WORDS.sub("_", name)) is not None

"""The session behind an output, which reads its links and knows the openers of its brand."""

from __future__ import annotations

from ..operations import Session


def session_of(output: object) -> Session | None:
    """Return the session of results or of an output; None for any other value."""
    session = getattr(output, "session", None)
    if isinstance(session, Session):
        return session
    return None

"""The session behind an output, through which links are read and brand openers are found."""

from __future__ import annotations

from ..operations import Session


def session_of(thing: object) -> Session | None:
    """Return the session that results or an output came with; None for any other value."""
    session = getattr(thing, "session", None)
    return session if isinstance(session, Session) else None

"""What a server says when it refuses (OGC 18-062r2, section 7.5 and ``exception.yaml``; RFC 7807)."""

from __future__ import annotations

from pydantic import Field

from ._document import Document


class ApiError(Document):
    """A problem document.

    Attributes
    ----------
    type : str
        URI that names the kind of problem; ``"about:blank"`` when the server named none.
    title, detail : str or None
        What happened: in a few words, and in full.
    status : int or None
        HTTP status.
    instance : str or None
        URI of this occurrence.
    traceback : list of str, str or None
        The server's trace where it offers one (``x-traceback`` or ``traceback``).
    """

    type: str = "about:blank"
    title: str | None = None
    status: int | None = None
    detail: str | None = None
    instance: str | None = None
    traceback: list[str] | str | None = Field(default=None, alias="x-traceback")

"""The document of a refusal (OGC 18-062r2, section 7.5 and ``exception.yaml``; RFC 7807)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from ..display import _facts as facts, _text_layout as layout
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

    _template: ClassVar[str] = "problem"

    type: str = "about:blank"
    title: str | None = None
    status: int | None = None
    detail: str | None = None
    instance: str | None = None
    traceback: list[str] | str | None = Field(default=None, alias="x-traceback")

    def _text_lines(self) -> list[str]:
        status = f" (HTTP {self.status})" if self.status else ""
        lines = [
            f"Problem: {facts.line(self.title or 'no title', 80)}{status}",
            *layout.paragraph(self.detail),
        ]
        if self.type != "about:blank":
            lines.append(f"  type: {facts.line(self.type, 90)}")
        return lines + layout.last_line_of_trace(self.traceback)

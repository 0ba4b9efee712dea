"""The standard without I/O: read a document, write a request, tell what an answer is.

Everything here is functions over bytes, header fields and JSON values, so that it can be tested
with recorded exchanges and used with any transport. Whatever a server sends becomes one of the
models; what was odd about it becomes a :class:`~procbook.models.Quirk` with a code of
:data:`QUIRKS`. The names are imported when they are first used: one question and its answer need a
third of this.
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)

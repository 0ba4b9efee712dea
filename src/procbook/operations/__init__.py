"""The operations of the standard, without I/O: which requests to send, and what the answers mean.

It imports ``inputs``, ``protocol`` and below, and describes requests as ``transport`` takes them.
Other packages import the names of this ``__init__``; they are loaded when they are first used.
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)

"""A job's outputs: open them as Python objects, keep them as files, look at them.

What an output is, is decided in one place (``_formats``); openers and viewers are looked up by it.
Installed packages add their own in the entry point groups ``procbook.openers`` and
``procbook.viewers``.
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)

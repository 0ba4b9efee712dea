"""Settings of a client: their sources, profile files, brands, and the folders of procbook.

Sources are laid over each other: profile file < ``PROCBOOK_*`` variables < keyword arguments. It
imports ``protocol`` and below. Other packages import the names of this ``__init__``; they are
loaded when they are first used.
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)

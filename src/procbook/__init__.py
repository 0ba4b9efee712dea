"""procbook: use any OGC API - Processes server from a notebook.

The public names are imported when they are first used, so that ``import procbook`` costs next to
nothing.
"""

from __future__ import annotations

from ._lazy import attach
from ._version import __version__ as __version__

__getattr__, __dir__, __all__ = attach(__name__, __file__)

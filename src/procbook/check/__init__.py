"""The server doctor: examines a server, and reports where it departs from the standard.

It imports ``client`` and below; ``cli`` imports it.
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)

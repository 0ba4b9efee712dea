"""Calls over HTTP: one request to its final answer, and everything that is needed for it.

Redirects, retries, connection pools, certificates and the removal of credentials from what is shown
live here, and the one background thread of procbook. It is the only package that imports httpx. It
imports ``protocol`` and below. Other packages import the names of this ``__init__``; they are
loaded when they are first used.
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)

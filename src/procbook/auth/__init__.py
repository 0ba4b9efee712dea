"""Sign-in: kinds of credentials, getting and refreshing tokens, prompts, the credential store.

It imports ``settings``, ``transport`` and below. Other packages import the names of this
``__init__``; they are loaded when they are first used.
"""

from __future__ import annotations

from .._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)

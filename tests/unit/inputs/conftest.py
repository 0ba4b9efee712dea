"""Values out of schemas: hypothesis-jsonschema, made to run with the Hypothesis of today."""

from __future__ import annotations

from hypothesis.internal.conjecture import utils


def _more(self: utils.many) -> bool:
    """Bring back ``many.more()``, which hypothesis-jsonschema 0.23 calls and Hypothesis has made a loop of."""
    if self._depth is None:
        self.__enter__()
        self._turns = iter(self)
    if next(self._turns, self) is None:
        return True
    self.__exit__(None)
    return False


if not hasattr(utils.many, "more"):
    utils.many.more = _more

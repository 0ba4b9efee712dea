"""Errors whose tracebacks show no values of procbook's own variables.

A traceback with variables (``%xmode Verbose``, ``capture_locals``, what crash reporters send) shows
what our functions were given, and among the inputs of a process may be a password. So what takes
inputs or credentials from people lets the frames below forget their variables before an error
leaves it. The caller's own frames are the caller's.
"""

from __future__ import annotations

import functools
import inspect
import traceback
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def hide_frames(call: Callable[P, T]) -> Callable[P, T]:
    """Decorate a function or coroutine so that its errors hold no local variables of the frames below it."""
    if inspect.iscoroutinefunction(call):
        return cast(Callable[P, T], _awaited(call))

    @functools.wraps(call)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return call(*args, **kwargs)
        except Exception as error:
            del args, kwargs
            _forget(error)
            raise

    return guarded


def _awaited(call: Any) -> Any:
    @functools.wraps(call)
    async def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return await call(*args, **kwargs)
        except Exception as error:
            del args, kwargs
            _forget(error)
            raise

    return guarded


def _forget(error: BaseException) -> None:
    """Clear the frames of an error and of those behind it; what still runs stays as it is."""
    pending, seen = [error], set()
    while pending:
        current = pending.pop()
        seen.add(id(current))
        traceback.clear_frames(current.__traceback__)
        pending += [
            e
            for e in (current.__cause__, current.__context__)
            if e is not None and id(e) not in seen
        ]

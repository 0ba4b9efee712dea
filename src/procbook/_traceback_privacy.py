"""Errors whose tracebacks show no values of procbook's variables.

A traceback with variables (``%xmode Verbose``, ``capture_locals``, crash reporters) shows the
arguments of our functions, and the inputs of a process may hold a password. So functions that take
inputs or credentials from people clear the variables of the frames below before an error leaves
them. The caller's own frames are not touched.
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
    """Decorate a function or coroutine: its errors hold no local variables of frames below it."""
    if inspect.iscoroutinefunction(call):
        return cast(Callable[P, T], _hide_frames_of_coroutine(call))

    @functools.wraps(call)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return call(*args, **kwargs)
        except Exception as error:
            del args, kwargs
            _forget(error)
            raise

    return wrapper


def _hide_frames_of_coroutine(call: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(call)
    async def wrapper(*args: object, **kwargs: object) -> Any:
        try:
            return await call(*args, **kwargs)
        except Exception as error:
            del args, kwargs
            _forget(error)
            raise

    return wrapper


def _forget(error: BaseException) -> None:
    """Clear the frames of an error and of its causes; frames that still run are not touched."""
    pending: list[BaseException] = [error]
    cleared: set[int] = set()
    while pending:
        current = pending.pop()
        cleared.add(id(current))
        traceback.clear_frames(current.__traceback__)
        causes = (current.__cause__, current.__context__)
        pending += [e for e in causes if e is not None and id(e) not in cleared]

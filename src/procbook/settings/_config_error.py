"""Errors of settings: one line for each mistake, never with the values, which may be secrets."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from ..protocol.errors import ConfigError
from ._auth_settings import FLAT, KINDS

_MESSAGES = {
    "bool": "should be true or false",
    "float": "should be a number",
    "int": "should be a whole number",
    "list": "should be a list",
    "missing": "is needed",
    "string": "should be text",
}
"""Message by the first part of pydantic's type of the mistake."""


def config_error(
    setting_names: Iterable[str], error: ValidationError, origins: Mapping[str, str]
) -> ConfigError:
    """Return the error for settings that a model refuses.

    Parameters
    ----------
    setting_names : iterable of str
        Names of the settings.
    error : ValidationError
        The error of the model.
    origins : dict
        The origin of each setting, by dotted path.
    """
    lines = []
    for mistake in error.errors(include_input=False, include_url=False):
        steps = [str(step) for step in mistake["loc"]]
        if steps[0] == "auth" and len(steps) > 1 and steps[1] in KINDS:
            del steps[1]
        details = mistake.get("ctx", {})
        if mistake["type"] == "union_tag_invalid":
            steps.append("auth_type")
        path = ".".join(steps)
        message = _message(mistake["type"], details, steps[-1], setting_names)
        if message is None:
            message = mistake["msg"].removeprefix("Value error, ")
        origin = f" (from {origins[path]})" if path in origins else ""
        lines.append(f"  {path}: {message}{origin}")
    return ConfigError("\n".join(["The settings make no sense.", *lines]))


def _message(
    kind: str, details: Mapping[str, Any], name: str, setting_names: Iterable[str]
) -> str | None:
    """Return the message for a mistake, or None for that of pydantic."""
    if kind == "extra_forbidden":
        return "there is no such setting" + _suggest(name, [*setting_names, *FLAT])
    if kind == "union_tag_invalid":
        suggestion = _suggest(str(details["tag"]), KINDS)
        suggestion = suggestion or f"; there are {', '.join(KINDS)}"
        return f"there is no sign-in of this kind{suggestion}"
    return _MESSAGES.get(kind.partition("_")[0])


def _suggest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=1)
    if near:
        return f"; did you mean {near[0]}?"
    return ""

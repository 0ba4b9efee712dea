"""What is wrong with settings, in words for whoever wrote them, and never with the values, which may be secrets."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from ..protocol.errors import ConfigError
from ._auth_settings import FLAT, KINDS

_WORDS = {
    "bool": "should be true or false",
    "float": "should be a number",
    "int": "should be a whole number",
    "list": "should be a list",
    "missing": "is needed",
    "string": "should be text",
}
"""Words by the beginning of pydantic's name of the mistake."""


def config_error(
    known: Iterable[str], error: ValidationError, origins: Mapping[str, str]
) -> ConfigError:
    """Return the error for settings that a model refuses.

    Parameters
    ----------
    known : iterable of str
        Names of the settings.
    error : ValidationError
        What the model said.
    origins : dict
        Where each setting came from, by dotted path.
    """
    lines = []
    for mistake in error.errors(include_input=False, include_url=False):
        steps = [str(step) for step in mistake["loc"]]
        if steps[0] == "auth" and len(steps) > 1 and steps[1] in KINDS:
            del steps[1]
        details = mistake.get("ctx", {})
        if mistake["type"] == "union_tag_invalid":
            steps.append("auth_type")
        origin = origins.get(".".join(steps))
        message = _words(mistake["type"], details, steps[-1], known) or mistake[
            "msg"
        ].removeprefix("Value error, ")
        lines.append(
            f"  {'.'.join(steps)}: {message}" + (f" (from {origin})" if origin else "")
        )
    return ConfigError("\n".join(["The settings make no sense.", *lines]))


def _words(
    kind: str, details: Mapping[str, Any], name: str, known: Iterable[str]
) -> str | None:
    if kind == "extra_forbidden":
        return "there is no such setting" + _suggest(name, [*known, *FLAT])
    if kind == "union_tag_invalid":
        return "there is no sign-in of this kind" + (
            _suggest(str(details["tag"]), KINDS) or f"; there are {', '.join(KINDS)}"
        )
    return _WORDS.get(kind.partition("_")[0])


def _suggest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=1)
    return f"; did you mean {near[0]}?" if near else ""

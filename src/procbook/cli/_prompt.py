"""Asks for the inputs of a process, one after the other, from the same plan that draws the form."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from ..display import text as shown
from ._failure import UserError
from ._output import say
from ._values import value_of

if TYPE_CHECKING:
    from ..inputs import Field, Plan


def ask_inputs(plan: Plan, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with those that a person was asked for; an empty answer leaves an input out.

    Raises
    ------
    UserError
        There is nobody to ask.
    """
    if not sys.stdin.isatty():
        raise UserError("--prompt needs a terminal; give the inputs with -i or -r.")
    answers = dict(values)
    for field in plan.fields:
        if field.name in answers or field.hints.get("hidden") or field.kind == "const":
            continue
        answer = _ask(plan, field)
        if answer is not None:
            answers[field.name] = answer[0]
    return answers


def _ask(plan: Plan, field: Field) -> tuple[Any] | None:
    """Ask until the answer fits; None means that the input stays out."""
    from ..inputs import validate

    if field.help:
        say(f"  {shown(field.help.strip().splitlines()[0])}")
    while True:
        word = _line(field)
        if not word and not field.required:
            return None
        try:
            value = value_of(field, word)
        except UserError as error:
            say(f"  {error}")
            continue
        mistakes = [
            m
            for m in validate(plan, {field.name: value})
            if m.path[:1] == (field.name,)
        ]
        if not mistakes:
            return (value,)
        for mistake in mistakes:
            say(f"  {mistake.message}")


def _line(field: Field) -> str:
    choices = ", ".join(str(choice["value"]) for choice in field.choices[:12])
    asked = f"{shown(field.label or field.name)} ({choices or field.kind})"
    told = "" if field.required else " [optional]"
    secret = bool(field.hints.get("secret"))
    word: str = typer.prompt(
        asked + told, default="", show_default=False, err=True, hide_input=secret
    )
    return word

"""Asks for the inputs of a process, one after the other, from the same plan that draws the form."""

from __future__ import annotations

import sys
from typing import Any

import typer

from ..display import text
from ..inputs import Field, Plan, validate
from ._failure import UserError
from ._output import say
from ._values import value_of

_MOST_CHOICES = 12


def ask_inputs(plan: Plan, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values, and those that a person typed; an empty answer leaves an input out.

    Raises
    ------
    UserError
        There is no terminal.
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
    """Ask until the answer fits, and return its value in a tuple; None leaves the input out."""
    if field.help:
        say(f"  {text(field.help.strip().splitlines()[0])}")
    while True:
        line = _read_line(field)
        if not line and not field.required:
            return None
        try:
            value = value_of(field, line)
        except UserError as error:
            say(f"  {error}")
            continue
        messages = _mistakes_in(plan, field, value)
        if not messages:
            return (value,)
        for message in messages:
            say(f"  {message}")


def _mistakes_in(plan: Plan, field: Field, value: object) -> list[str]:
    return [
        mistake.message
        for mistake in validate(plan, {field.name: value})
        if mistake.path[:1] == (field.name,)
    ]


def _read_line(field: Field) -> str:
    choices = [str(choice["value"]) for choice in field.choices[:_MOST_CHOICES]]
    expected = ", ".join(choices) or field.kind
    question = f"{text(field.label or field.name)} ({expected})"
    if not field.required:
        question += " [optional]"
    is_secret = bool(field.hints.get("secret"))
    line: str = typer.prompt(
        question, default="", show_default=False, err=True, hide_input=is_secret
    )
    return line

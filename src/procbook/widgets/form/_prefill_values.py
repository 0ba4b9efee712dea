"""Values that a form can be filled in with when somebody asks for it: those of the last run, and the examples."""

from __future__ import annotations

from typing import Any

from ...inputs import Plan, decode, prefill, validate
from ...jobs import get_ledger, known_inputs
from .._interfaces import WidgetProcess


def last_value(process: WidgetProcess, plan: Plan) -> tuple[dict[str, Any] | None, str]:
    """Return the value of the last run of a process on its server, and a sentence about it; None if there was none.

    Inputs that were secret or too large are not kept, and those that do not fit any more are left
    out: the sentence names them.
    """
    client = process.client
    records = get_ledger(client).history(
        process_id=process.id, server=client.server_id, limit=1
    )
    if not records:
        return None, "Nothing was run here before."
    inputs = known_inputs(records[0].inputs)
    value = prefill(plan, last=decode(plan, inputs))
    missing = [
        name
        for name, recorded in records[0].inputs.items()
        if name not in value or inputs.get(name) != recorded
    ]
    day = (
        f"{records[0].submitted.astimezone():%d %b %Y %H:%M}"
        if records[0].submitted
        else "last time"
    )
    omitted = (
        f"; not kept, or not fitting any more: {', '.join(missing)}" if missing else ""
    )
    return value, f"Filled in as on {day}{omitted}."


def example_value(plan: Plan) -> dict[str, Any]:
    """Return the first fitting example of each input that has one."""
    candidates = [
        (field.name, example)
        for field in reversed(plan.fields)
        for example in reversed(field.examples)
    ]
    return {name: example for name, example in candidates if _fits(plan, name, example)}


def _fits(plan: Plan, name: str, instance: Any) -> bool:
    return not any(
        mistake.path[:1] == (name,) for mistake in validate(plan, {name: instance})
    )

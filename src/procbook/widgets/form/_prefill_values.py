"""Values that a form can be filled in with when somebody asks for it.

Those of the last run, and the examples.
"""

from __future__ import annotations

from typing import Any

from ..._json import JsonValue
from ...inputs import Plan, decode, prefill, validate
from ...jobs import get_ledger, known_inputs, sent_request
from ...protocol.errors import ClientError
from .._interfaces import WidgetJob, WidgetProcess


def last_value(process: WidgetProcess, plan: Plan) -> tuple[dict[str, Any] | None, str]:
    """Return the value of the last run of a process on its server, or None.

    A sentence about it comes with it.

    Inputs that were secret or too large are not kept, and those that do not fit any more are left
    out: the sentence names them.
    """
    client = process.client
    records = get_ledger(client).history(
        process_id=process.id, server=client.server_id, limit=1
    )
    if not records:
        return None, "Nothing was run here before."
    submitted = records[0].submitted
    day = f"on {submitted.astimezone():%d %b %Y %H:%M}" if submitted else "last time"
    value, omitted = _value_of_inputs(plan, records[0].inputs)
    return value, f"Filled in as {day}{omitted}."


def value_of_job(job: WidgetJob, plan: Plan) -> tuple[dict[str, Any], str]:
    """Return the value that a job was run with, and a sentence about what is missing in it.

    Raises
    ------
    ClientError
        If neither this kernel nor the server or the ledger knows the inputs.
    """
    sent = sent_request(job.session, job.info, job.request)
    if sent is None:
        raise ClientError(
            f"The inputs of job {job.id} are not known here, nor to its server.",
            hint="Open the form of its process, and fill it in.",
        )
    value, omitted = _value_of_inputs(plan, sent.request.inputs)
    return value, f"Filled in as job {job.id} was run{omitted}."


def _value_of_inputs(
    plan: Plan, recorded: dict[str, Any]
) -> tuple[dict[str, Any], str]:
    inputs = known_inputs(recorded)
    value = prefill(plan, last=decode(plan, inputs))
    missing = [
        name
        for name, instance in recorded.items()
        if name not in value or inputs.get(name) != instance
    ]
    if not missing:
        return value, ""
    return value, f"; not kept, or not fitting any more: {', '.join(missing)}"


def example_value(plan: Plan) -> dict[str, Any]:
    """Return the first fitting example of each input that has one."""
    candidates = [
        (field.name, example)
        for field in reversed(plan.fields)
        for example in reversed(field.examples)
    ]
    return {name: example for name, example in candidates if _fits(plan, name, example)}


def _fits(plan: Plan, name: str, instance: JsonValue) -> bool:
    return not any(
        mistake.path[:1] == (name,) for mistake in validate(plan, {name: instance})
    )

"""Description or schema -> plan, kept for the next who asks."""

from __future__ import annotations

import threading
from typing import Final

from pydantic_core import to_json

from .._json import JsonObject
from .check._evidence import soften
from .fields._field import Plan
from .fields._make_plan import make_plan
from .schema._input_descriptions import as_json

REMEMBERED: Final = 16
"""Plans that were made before.

A form, its jobs and the ledger ask for the plan of one description again and again.
"""
_plans: dict[bytes, Plan] = {}
_lock = threading.RLock()


def plan(source: object) -> Plan:
    """Return the plan of the form for a process or for any JSON Schema.

    Parameters
    ----------
    source : ProcessDescription, Schema, dict or bool
        A process description (OGC 18-062r2, section 8) of any edition, or a schema of any dialect.
        Whatever it holds, every input gets a field; ``json`` is the kind of last resort.

    Returns
    -------
    Plan
    """
    if isinstance(source, Plan):
        return source
    document = as_json(source)
    try:
        key = to_json(document)
    except (
        ValueError,
        TypeError,
    ):  # not JSON; what is wrong with it shows in its field
        return soften(make_plan(document), document)
    with _lock:
        planned = _plans.pop(key, None) or soften(make_plan(document), document)
        _plans[key] = planned  # the last one used is the last one dropped
        while len(_plans) > REMEMBERED:
            del _plans[next(iter(_plans))]
    return planned


def json_schema(source: object) -> JsonObject:
    """Return the JSON Schema 2020-12 of all inputs together; every reference in it is local.

    Parameters
    ----------
    source : ProcessDescription, Schema, dict or bool
    """
    return plan(source).schema

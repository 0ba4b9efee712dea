"""Every doubt about the value of a form; the rules are in :mod:`.check._mistakes`."""

from __future__ import annotations

from typing import Any

from ..protocol.errors import Mistake
from ._plan import plan
from .check._box_mistakes import box_mistakes
from .check._evidence import is_tolerated
from .check._mistakes import chosen, collect_mistakes
from .fields._field import Field, Plan
from .values._from_python import as_instances
from .values._qualified_values import Path, unwrap


def validate(source: Any, value: dict[str, Any]) -> list[Mistake]:
    """Return every mistake in the value of a form; an empty list means that it fits.

    Parameters
    ----------
    source : Plan, ProcessDescription, Schema or dict
        What the value should fit.
    value : dict
        Instances by input name. Python objects that :func:`encode` knows may stand for instances.

    Returns
    -------
    list of Mistake
        With paths from the value on, and ``severity``: ``"hard"`` for what cannot be sent,
        ``"soft"`` for what rests on the description alone. What the server's own examples show to
        be accepted is no mistake.
    """
    planned = plan(source)
    unqualified = unwrap(planned, as_instances(planned, value, helpful=False))
    found = [
        *chosen(collect_mistakes(planned.validator, unqualified.value)),
        *box_mistakes(planned, unqualified.value),
    ]
    placed = (
        (unqualified.place(m.path), m)
        for m in found
        if not is_tolerated(m, unqualified.value, planned.tolerances)
    )
    return [
        _suggest_name(m._replace(path=path), planned)
        for path, m in placed
        if path is not None
    ]


def fits(planned: Plan, field: Field, instance: Any) -> bool:
    """Return whether an instance fits the schema of an input or of one of its values."""
    owner = next((f for f in planned.fields if f is field or f.item is field), field)
    several = owner is not field
    depth = 2 if several else 1
    prefix: Path = (owner.name, 0)[:depth]
    document = {owner.name: [instance] if several else instance}
    # Those that `validate` judges, else what it accepts would not be sent.
    mistakes = chosen(collect_mistakes(planned.validator, document))
    return not any(
        m.path[:depth] == prefix and not is_tolerated(m, document, planned.tolerances)
        for m in mistakes
    )


def _suggest_name(mistake: Mistake, planned: Plan) -> Mistake:
    """Return a mistake about an unknown input with the name of a similar input, if there is one."""
    if mistake.rule != "unknown" or len(mistake.path) != 1 or not planned.process:
        return mistake
    from difflib import get_close_matches

    near = get_close_matches(str(mistake.path[0]), planned.by_name, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return mistake._replace(message=f"is no input of this process{hint}")

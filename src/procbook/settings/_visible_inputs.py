"""The inputs that a brand shows, and those that it folds away at first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..inputs import Field, Plan
    from ..models import ProcessDescription
    from ._config import ClientConfig


def apply_brand(
    plan: Plan, description: ProcessDescription, brand: type[ClientConfig]
) -> Plan:
    """Return the plan without the optional inputs that a brand hides."""
    fields = tuple(
        _fold_if_advanced(field, description, brand)
        for field in plan.fields
        if _is_visible(field, description, brand)
    )
    if fields == plan.fields:
        return plan
    return replace(plan, root=replace(plan.root, children=fields))


def _is_visible(
    field: Field, description: ProcessDescription, brand: type[ClientConfig]
) -> bool:
    # A process cannot run without its required inputs, whatever a brand thinks of them.
    return field.required or brand.accept_input(
        description, field.name, description.inputs.get(field.name)
    )


def _fold_if_advanced(
    field: Field, description: ProcessDescription, brand: type[ClientConfig]
) -> Field:
    if field.hints.get("advanced") or field.required:
        return field
    advanced = brand.is_advanced_input(
        description, field.name, description.inputs.get(field.name)
    )
    if advanced:
        return replace(field, hints={**field.hints, "advanced": True})
    return field

"""What can be chosen of the chart of a job table."""

from __future__ import annotations

from collections.abc import Mapping

PARTS = ("x", "y", "colour", "panels", "kind")
KINDS = ("points", "lines", "parallel")


def check_chart(chart: Mapping[str, str] | None) -> dict[str, str] | None:
    """Return the choice; None where no chart is shown.

    Raises
    ------
    TypeError
        For what is no part of a chart, and for a kind that there is not.
    """
    if chart is None:
        return None
    for part in chart:
        _check("part", part, PARTS)
    if "kind" in chart:
        _check("kind", chart["kind"], KINDS)
    return dict(chart)


def _check(
    what: str,
    value: str,
    possible: tuple[str, ...],
) -> None:
    if value not in possible:
        raise TypeError(
            f"There is no {what} {value!r} of a chart; there are {', '.join(possible)}."
        )

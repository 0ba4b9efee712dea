"""What is told about one output of several jobs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal[
    "number", "text", "json", "table", "picture", "raster", "features", "other"
]


@dataclass(frozen=True)
class Change:
    """One place in which documents differ.

    Attributes
    ----------
    path : str
        The place, as a JSON Pointer, or the name of a figure.
    values : list
        What each of them has there; None where it has nothing.
    """

    path: str
    values: list[Any]


@dataclass
class OutputComparison:
    """One output of several jobs.

    Attributes
    ----------
    name : str
        Id of the output.
    kind : str
        How it is compared.
    values : list
        The value of each job in one cell: a number, a short text, or what there is; None where the
        job has no such output.
    differs : bool
        Whether the jobs differ.
    differences, ratios : list of float or None
        Of numbers: minus, and divided by, the first.
    changes : list of Change
        Of documents: the places that differ; of tables and pictures: figures that differ.
    lines : list of str
        Of texts: the lines that differ, as ``diff`` writes them.
    pictures : list of bytes or None
        Of pictures and rasters: each as PNG, on one scale.
    difference : bytes or None
        The second picture minus the first as PNG: blue where it is lower, red where it is higher.
    note : str or None
        Why the outputs could not be compared.
    """

    name: str
    kind: Kind
    values: list[Any]
    differs: bool = False
    differences: list[float | None] = field(default_factory=list)
    ratios: list[float | None] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    pictures: list[bytes | None] = field(default_factory=list)
    difference: bytes | None = None
    note: str | None = None

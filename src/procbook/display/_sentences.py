"""What a document says about itself, in sentences.

How a process runs, and what was corrected on reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ._facts import count

_LOSSES: Final = frozenset(
    {
        "broken-json",
        "dropped-member",
        "bad-link",
        "endless-pages",
        "page-missing",
        "unknown-option",
        "bad-process",
        "unknown-type",
        "bad-keyword",
        "bad-schema",
        "too-deep",
        "bad-time",
        "bad-job",
    }
)
"""Quirks of documents of which something could not be read; the others lose nothing."""


def corrections(codes: Iterable[str]) -> str:
    """Return how many corrections a document needed, and whether that matters."""
    all_codes = list(codes)
    lost = sum(code in _LOSSES for code in all_codes)
    loss = f"{count(lost, 'part')} could not be read" if lost else "nothing was lost"
    return f"read with {count(len(all_codes), 'correction')}; {loss}"


def ways(options: Iterable[object], transmission: Iterable[object]) -> str:
    """Return in sentences how a process can be run, and how its outputs come.

    Parameters
    ----------
    options
        Its ``jobControlOptions``.
    transmission
        Its ``outputTransmission``.
    """
    run, sent = set(map(str, options)), set(map(str, transmission))
    sentences = {
        ("async-execute",): "Runs as a job.",
        ("sync-execute",): "Answers at once, without a job.",
        ("async-execute", "sync-execute"): "Runs as a job, or answers at once.",
    }
    outputs = {
        ("value",): "Outputs come in the answer.",
        ("reference",): "Outputs come as links.",
        ("reference", "value"): "Outputs come in the answer or as links.",
    }
    return " ".join(
        filter(
            None,
            (
                sentences.get(tuple(sorted(run - {"dismiss"}))),
                "A job can be cancelled." if "dismiss" in run else None,
                outputs.get(tuple(sorted(sent))),
            ),
        )
    )

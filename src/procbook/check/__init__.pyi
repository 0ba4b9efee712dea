from ._report import Finding, Verdict, examine

__all__ = [
    "Finding",
    "Verdict",
    "examine",
]

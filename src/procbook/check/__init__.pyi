from ._finding import Finding, Verdict
from ._report import examine

__all__ = [
    "Finding",
    "Verdict",
    "examine",
]

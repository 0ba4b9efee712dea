"""What the matrix asks of every client, server by server; standard library only, as each client's own Python runs it.

A client is a module ``with_NAME.py`` that gives, for each row, the ways to do it; those that need details of HTTP from
the person who calls are marked :class:`ByHand` and come last. The first way that brings back what is expected counts.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

ROWS = (
    "list",
    "describe",
    "sync literal",
    "async literal",
    "PNG",
    "CSV",
    "several outputs",
    "failing job",
    "results too early",
    "dismiss",
    "list of many pages",
)
PRIMES = {
    "process": "primes_between",
    "inputs": {"min_val": 10, "max_val": 20},
    "expected": [11, 13, 17, 19],
}
NAP = {"process": "sleep_a_while", "inputs": {"duration": 30}}
NIGHTMARE = {
    "process": "sleep_a_while",
    "inputs": {"duration": 0.2, "fail": True},
    "expected": "Woke up too early",
}
HELLO = {
    "process": "hello-world",
    "inputs": {"name": "procbook"},
    "expected": "Hello procbook!",
}
OUR_FILLERS = 1_100  # a page of our server holds 1,000

# A row that a server cannot do at all is missing.
SERVERS: dict[str, dict[str, dict[str, Any]]] = {
    "pygeoapi": {
        "list": {"expected": ["hello-world"]},
        "describe": {"process": "slow", "expected": ["fail", "seconds"]},
        "sync literal": HELLO,
        "async literal": HELLO,
        "PNG": {"process": "picture", "inputs": {}},
        "CSV": {"process": "table", "inputs": {}, "expected": "a,b"},
        "several outputs": {
            "process": "many",
            "inputs": {"a": 4},
            "expected": {"double": 8, "words": ["one", "two"]},
        },
        "failing job": {
            "process": "slow",
            "inputs": {"seconds": 0.2, "fail": True},
            "expected": "failed as asked",
        },
        "results too early": {"process": "slow", "inputs": {"seconds": 5}},
        "dismiss": {"process": "slow", "inputs": {"seconds": 5}},
        "list of many pages": {"expected": 17},
    },
    # It always makes a job, offers no process with a file or with several named outputs, and has one page.
    "wraptile": {
        "list": {"expected": ["primes_between"]},
        "describe": {"process": "primes_between", "expected": ["max_val", "min_val"]},
        "async literal": PRIMES,
        "failing job": NIGHTMARE,
        "results too early": NAP,
        "dismiss": NAP,
    },
    "ours": {
        "list": {"expected": ["plot", "primes_between"]},
        "describe": {"process": "primes_between", "expected": ["max_val", "min_val"]},
        "sync literal": PRIMES,
        "async literal": PRIMES,
        "PNG": {"process": "plot", "inputs": {"width": 100}},
        "CSV": {
            "process": "table",
            "inputs": {"days": 1},
            "expected": "day,station,temperature,rain",
        },
        "several outputs": {
            "process": "several_outputs",
            "inputs": {"values": [1, 3]},
            "expected": {"count": 2, "mean": 2, "values": [1, 3]},
        },
        "failing job": NIGHTMARE,
        "results too early": NAP,
        "dismiss": NAP,
        "list of many pages": {"expected": OUR_FILLERS + 1},
    },
}

Case = Mapping[str, Any]
Call = Callable[[Case], Any]


class ByHand(NamedTuple):
    """A way that asks for headers, parameters or decoding of one's own."""

    call: Call


Way = Call | ByHand


def _contains(case: Case, got: Any) -> bool:
    return set(case["expected"]) <= set(got)


def _equal(case: Case, got: Any) -> bool:
    return bool(got == case["expected"])


# Each row's ways bring back: ids; names of inputs; the value; bytes; text; values by output; the status and reason of
# the job; what the error says; the status said; how many there are.
CHECKS: dict[str, Callable[[Case, Any], bool]] = {
    "list": _contains,
    "describe": lambda case, got: sorted(got) == case["expected"],
    "sync literal": _equal,
    "async literal": _equal,
    "PNG": lambda case, got: got.startswith(b"\x89PNG"),
    "CSV": lambda case, got: got.splitlines()[0] == case["expected"],
    "several outputs": lambda case, got: (
        {name: got[name] for name in case["expected"]} == case["expected"]
    ),
    "failing job": lambda case, got: got[0] == "failed" and case["expected"] in got[1],
    "results too early": lambda case, got: bool(
        re.search("ready|running|progress|not started|accepted", got)
    ),
    "dismiss": lambda case, got: got == "dismissed",
    "list of many pages": lambda case, got: got >= case["expected"],
}


def only(found: Any) -> Any:
    """The value in any JSON that stands for one output, as a person would find it."""
    while isinstance(found, dict) and found:
        found = found["value"] if "value" in found else next(iter(found.values()))
        if (
            isinstance(found, list) and len(found) == 1
        ):  # pygeoapi wraps a document once more
            found = found[0]
    return found


def base64_of(found: Any) -> bytes:
    """The bytes in such JSON, decoded as a person would have to."""
    return base64.b64decode(only(found), validate=True)


def judge(row: str, case: Case, ways: Sequence[Way]) -> str:
    """``ok``, ``by hand`` if only so, ``no call`` if there is none, or what happened instead the first time."""
    happened = []
    for way in ways:
        by_hand = isinstance(way, ByHand)
        try:
            if CHECKS[row](case, (way.call if by_hand else way)(case)):
                return "by hand" if by_hand else "ok"
            happened.append("wrong")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the client does
            print(f"{row}: {type(error).__name__}: {error}", file=sys.stderr)
            happened.append(type(error).__name__)
    return happened[0] if happened else "no call"


def main(ways_of: Callable[[str], Mapping[str, Sequence[Way]]]) -> None:
    """Run every row that the server can do: ``python with_NAME.py SERVER URL``; prints one JSON object."""
    server, url = sys.argv[1:]
    ways = ways_of(url)
    print(
        json.dumps(
            {
                row: judge(row, case, ways.get(row, ()))
                for row, case in SERVERS[server].items()
            }
        )
    )

"""Outputs given as ``Link`` headers of an answer without a body (section 7.11.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from .._answer import Answer
from .._links import header_links, resolve
from ._expected_outputs import UNNAMED, ExpectedOutputs, free
from ._part import Part

# Relations that speak about the answer, not about an output.
_ABOUT_THE_ANSWER: Final = (
    "self alternate monitor status up next prev profile service-desc service-doc "
    "license stylesheet preconnect "
    "conformance describedby log preload dns-prefetch canonical processes process job-list type"
)
_NOT_OUTPUTS: Final = frozenset(_ABOUT_THE_ANSWER.split())


def from_links(answer: Answer, expected: ExpectedOutputs) -> dict[str, Part]:
    """Return outputs given as ``Link`` headers.

    The id stands in ``title``, ``anchor``, ``rel`` or the path.
    """
    links = [
        link
        for link in header_links(answer.headers.get_all("link"), answer.url)
        if _short_relation(link.rel) not in _NOT_OUTPUTS
    ]
    target = answer.headers.get("content-location")
    parts: dict[str, Part] = {}
    for index, link in enumerate(links):
        extra = link.model_extra or {}
        names = [
            extra.get("id"),
            extra.get("name"),
            extra.get("anchor", "").strip("#"),
            link.title,
            _short_relation(link.rel),
        ]
        name = _pick(names, link.href, index, expected, single=len(links) == 1)
        parts[free(name, parts)] = Part(
            name,
            href=link.href,
            media_type=link.type,
            title=link.title,
            rel=link.rel,
            filename=None,
        )
    if not parts and target:
        name = expected.ids[0] if expected.ids else UNNAMED
        parts[name] = Part(
            name, href=resolve(answer.url, target), media_type=answer.media_type or None
        )
    return {name: replace(part, id=name) for name, part in parts.items()}


def _short_relation(rel: str | None) -> str:
    return (
        re.split(r"[/#]", (rel or "").strip("[]").removeprefix("ogc-rel:"))[-1].lower()
        if rel
        else ""
    )


def _pick(
    names: Sequence[Any],
    href: str,
    index: int,
    expected: ExpectedOutputs,
    *,
    single: bool,
) -> str:
    """Return the id of an output: a name that is one, else by position, else the simplest name."""
    candidates = [name for name in names if isinstance(name, str) and name]
    output_name = next((name for name in candidates if name in expected.ids), None)
    if output_name:
        return output_name
    steps = [unquote(step) for step in re.split(r"[/?&=]", _path(href)) if step]
    in_path = next(
        (
            name
            for step in reversed(steps)
            for name in expected.ids
            if name in (step, step.partition(".")[0])
        ),
        None,
    )
    if in_path:
        return in_path
    if (single and len(expected.ids) == 1) or (
        index < len(expected.ids)
        and not any(re.fullmatch(r"[\w.\-]+", n) for n in candidates[:4])
    ):
        return expected.ids[index]
    simple_name = next(
        (
            n
            for n in candidates
            if re.fullmatch(r"[\w.\-:]+", n)
            and n not in {"related", "item", "results", "enclosure", "data"}
        ),
        None,
    )
    return simple_name or (
        expected.ids[index] if index < len(expected.ids) else UNNAMED
    )


def _path(href: str) -> str:
    try:
        parts = urlsplit(href)
    except ValueError:
        return href
    return f"{parts.path}?{parts.query}"

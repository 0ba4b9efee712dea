"""One output of several jobs: what it is, and so how it is compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ...protocol.errors import ClientError
from .. import _limits
from .._source import ABSENT, Source
from .._source_of import source_of
from ..formats._detect import Format, detect
from ._documents import compare_json, compare_numbers, compare_texts
from ._output_comparison import Change, OutputComparison
from ._pictures import compare_pictures
from ._tables import compare_tables

_Pairs: TypeAlias = Sequence[tuple[Source, Format] | None]

_TABLES = frozenset({"csv", "tsv", "parquet", "feather", "excel", "jsonlines"})
_PICTURES = frozenset({"png", "jpeg", "gif", "webp", "bmp", "tiff", "geotiff"})
_TEXTS = frozenset(
    {"text", "markdown", "yaml", "xml", "html", "wkt", "gml", "kml", "string"}
)
_DOCUMENTS = frozenset({"json", "geojson", "records", "scalar", "bbox"})
LIMIT = 20_000_000
"""Bytes of an output that are read to be compared."""


def compare_results(
    results: Sequence[Mapping[str, Any] | None],
) -> list[OutputComparison]:
    """Compare the outputs of several jobs, by name.

    Parameters
    ----------
    results : sequence of mapping
        The results of each job; None of one that has none.
    """
    names = dict.fromkeys(name for one in results if one for name in one)
    return [
        compare_outputs(name, [one.get(name) if one else None for one in results])
        for name in names
    ]


def compare_outputs(
    name: str,
    outputs: Sequence[Any],
) -> OutputComparison:
    """Compare one output of several jobs; None stands for a job without it."""
    try:
        return _compare(name, outputs)
    except (ClientError, ValueError, OSError, ImportError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        values = [_describe(output) for output in outputs]
        return OutputComparison(name, "other", values, note=reason)


def _compare(
    name: str,
    outputs: Sequence[Any],
) -> OutputComparison:
    pairs: list[tuple[Source, Format] | None] = []
    for output in outputs:
        if output is None:
            pairs.append(None)
            continue
        source = source_of(output, name=name)
        source.limit = LIMIT
        pairs.append((source, detect(source)))
    numbers = [None if pair is None else _number(*pair) for pair in pairs]
    if all(
        (n is None) == (pair is None) for n, pair in zip(numbers, pairs, strict=True)
    ):
        return compare_numbers(name, numbers)
    formats = {pair[1].name for pair in pairs if pair is not None}
    if formats <= _TABLES:
        return compare_tables(name, pairs)
    if formats <= _PICTURES:
        return compare_pictures(name, pairs)
    if formats == {"geojson"}:
        return _compare_features(name, pairs)
    if all(pair is None or _is_document(pair) for pair in pairs):
        return _compare_documents(name, pairs)
    if formats <= _TEXTS:
        return _compare_lines(name, pairs)
    return _compare_others(name, pairs)


def _number(source: Source, format: Format) -> float | None:
    value = source.json(LIMIT) if format.name == "scalar" else source.value
    if isinstance(value, dict) and "value" in value:  # with a unit
        value = value["value"]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else None


def _compare_documents(
    name: str,
    pairs: _Pairs,
) -> OutputComparison:
    return compare_json(name, [None if p is None else _document(p[0]) for p in pairs])


def _document(source: Source) -> Any:
    if source.value is not ABSENT and not isinstance(source.value, str):
        return source.value
    return source.json(LIMIT)


def _compare_lines(
    name: str,
    pairs: _Pairs,
) -> OutputComparison:
    return compare_texts(name, [None if p is None else p[0].text(LIMIT) for p in pairs])


def _compare_features(
    name: str,
    pairs: _Pairs,
) -> OutputComparison:
    """Compare features by their number and by what differs in them."""
    documents = [None if pair is None else _document(pair[0]) for pair in pairs]
    found = compare_json(name, documents)
    counts = [_count_features(document) for document in documents]
    found.kind = "features"
    found.values = list(counts)
    if len(set(counts)) > 1:
        found.changes.insert(0, Change("features", list(counts)))
    return found


def _count_features(document: Any) -> int | None:
    if not isinstance(document, dict):
        return None
    features = document.get("features")
    return len(features) if isinstance(features, list) else 1


def _compare_others(
    name: str,
    pairs: _Pairs,
) -> OutputComparison:
    """Compare what nothing is known about by its bytes."""
    contents = [None if p is None else p[0].read(_limits.VIEW) for p in pairs]
    return OutputComparison(
        name,
        "other",
        [
            None if content is None else f"{len(content):,} bytes"
            for content in contents
        ],
        differs=any(content != contents[0] for content in contents),
    )


def _describe(output: Any) -> str | None:
    return None if output is None else str(getattr(output, "media_type", None) or "?")


def _is_document(pair: tuple[Source, Format]) -> bool:
    source, format = pair
    has_value = source.value is not ABSENT and not isinstance(source.value, str)
    return has_value or format.name in _DOCUMENTS or format.name.startswith("stac")

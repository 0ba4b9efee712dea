"""Every real document and recorded exchange that lies beside the checkout is read without an exception."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from procbook.models import (
    ApiError,
    Capabilities,
    ConformanceDeclaration,
    JobInfo,
    JobList,
    JobResults,
    ProcessDescription,
    ProcessList,
    ProcessRequest,
)
from procbook.protocol import (
    QUIRKS,
    Answer,
    Finished,
    Follow,
    RetryAsJson,
    Started,
    classify,
    read,
)
from procbook.protocol.errors import ClientError, NotReadyError

KINDS = {
    "exceptions": ApiError,
    "execute-requests": ProcessRequest,
    "jobs": JobInfo,
    "process-descriptions": ProcessDescription,
    "process-lists": ProcessList,
    "process-metadata-raw": ProcessDescription,
    "results": JobResults,
}


def kind_of(path: Path) -> Any:
    if path.parent.name == "jobs":
        document = json.loads(path.read_bytes())
        return JobList if "jobs" in document or isinstance(document, list) else JobInfo
    if path.parent.name == "landing-conformance":
        return (
            ConformanceDeclaration
            if "conformsTo" in json.loads(path.read_bytes())
            else Capabilities
        )
    return KINDS[path.parent.name]


def test_every_document_is_read(shared: Path) -> None:
    files = sorted((shared / "corpus").glob("*/*/*.json"))
    assert files
    read_well: Counter[str] = Counter()
    for path in files:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            document = read(kind_of(path), path.read_bytes())
        assert {quirk.code for quirk in document.quirks} <= set(QUIRKS)
        assert document.raw == json.loads(path.read_bytes()), path.name
        json.dumps(document.to_json(), allow_nan=False)
        read_well[path.parent.name] += 1
    assert sum(read_well.values()) == len(files)


def test_most_documents_need_no_mending(shared: Path) -> None:
    """The forgiving path is for few: what the standard allows is not called odd."""
    files = sorted((shared / "corpus").glob("*/process-descriptions/*.json"))
    odd = [path for path in files if read(ProcessDescription, path.read_bytes()).quirks]
    assert len(odd) < len(files) / 4


def exchanges(folder: Path) -> Iterator[tuple[str, Answer]]:
    for path in sorted(folder.glob("*/[0-9]*.json")):
        if ".body." in path.name:
            continue
        recorded = json.loads(path.read_bytes())
        body = next(
            (p.read_bytes() for p in path.parent.glob(path.stem + ".body.*")), b""
        )
        asked, came = recorded["request"], recorded["response"]
        yield (
            path.stem,
            Answer(
                came["status"], asked["url"], came["headers"], body, asked["method"]
            ),
        )


DOCUMENTS = {
    "landing": Capabilities,
    "conformance": ConformanceDeclaration,
    "processes": ProcessList,
    "describe": ProcessDescription,
    "jobs": JobList,
    "job": JobInfo,
}


def test_every_exchange_is_read(shared: Path) -> None:
    seen: Counter[str] = Counter()
    for name, answer in exchanges(shared / "captures"):
        kind = name.split("-")[1]
        try:
            found = classify(answer)
            assert isinstance(found, Started | Finished | Follow | RetryAsJson)
            if (
                kind in DOCUMENTS
                and isinstance(found, Finished | Started)
                and answer.media_type == "application/json"
                and answer.method == "GET"
            ):
                read(DOCUMENTS[kind], answer)
            seen[type(found).__name__] += 1
        except ClientError as error:
            assert answer.status >= 400, name
            assert error.status == answer.status
            assert error.problem or error.first_line or not answer.body, name
            seen[type(error).__name__] += 1
        if "notready" in name:
            with pytest.raises(NotReadyError):
                classify(answer)
    assert sum(seen.values()) >= 150
    assert seen["Started"] > 20
    assert seen["Finished"] > 60

"""Outputs as files: named safely, written beside their place and moved there when they are whole and proven."""

from __future__ import annotations

import concurrent.futures
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..protocol.errors import ClientError, ResultError
from ._file_names import SUFFIXES, distinct, media_suffix, safe_name
from ._formats import detect
from ._source import Source
from ._source_of import source_of
from .fetch._checksums import parse
from .fetch._download_progress import Progress, shown
from .fetch._storage import Storage, is_url

PARALLEL = 4
"""Downloads at the same time."""


def save_output(
    output: Any,
    path: str | os.PathLike[str] | None = None,
    *,
    overwrite: bool = True,
    progress: bool | None = None,
) -> Path | str:
    """Keep an output as a file.

    Parameters
    ----------
    output
        An output of a client, or any value.
    path : path or str, optional
        The file, or an existing folder in which the output gets a name of its own; by default the
        current folder. Also the address of a storage that fsspec knows, such as
        ``"s3://bucket/folder/"``.
    overwrite : bool
        Whether a file that is there already may be replaced.
    progress : bool, optional
        Whether a bar shows how far it is; by default for downloads when somebody can see it.

    Returns
    -------
    pathlib.Path or str
        The file that was written, or its address in a storage.

    Raises
    ------
    ResultError
        The result has expired, was cut and could not be resumed, or is not what its size or
        checksum says.
    """
    source = source_of(output)
    with shown(progress if progress is not None else not source.inline) as bars:
        bar = bars.add(source.name, source.size)
        if is_url(path):
            return _keep(source, str(path), file_name(source), bar, overwrite=overwrite)
        target = Path(path or ".").expanduser()
        if target.is_dir() or str(path).endswith(("/", os.sep)):
            target = target / file_name(source)
        return _keep(source, target.parent, target.name, bar, overwrite=overwrite)


def save_results(
    results: Mapping[str, Any],
    folder: str | os.PathLike[str],
    *,
    overwrite: bool = True,
    progress: bool | None = None,
    parallel: int = PARALLEL,
) -> list[Path | str]:
    """Keep all outputs in a folder, several at the same time; names never clash and never leave the folder.

    Returns
    -------
    list of pathlib.Path or str
        The files, or their addresses in a storage, in the order of the outputs.
    """
    sources = {name: source_of(output, name=name) for name, output in results.items()}
    names: dict[str, str] = {}
    for name, source in sources.items():
        names[name] = distinct(file_name(source), names.values())
    where = (
        f"{str(folder).rstrip('/')}/" if is_url(folder) else Path(folder).expanduser()
    )
    if isinstance(where, Path):
        where.mkdir(parents=True, exist_ok=True)
    with shown(
        progress
        if progress is not None
        else any(not s.inline for s in sources.values())
    ) as bars:
        with concurrent.futures.ThreadPoolExecutor(
            max(1, parallel), thread_name_prefix="procbook-save"
        ) as pool:
            started = {
                name: pool.submit(
                    _keep,
                    source,
                    where,
                    names[name],
                    bars.add(name, source.size),
                    overwrite=overwrite,
                )
                for name, source in sources.items()
            }
        return _collected(started)


def _collected(
    started: Mapping[str, concurrent.futures.Future[Path | str]],
) -> list[Path | str]:
    """Return all paths, or say which outputs failed when all others are there."""
    errors = {
        name: error
        for name, future in started.items()
        if (error := future.exception()) is not None
    }
    if not errors:
        return [future.result() for future in started.values()]
    for error in errors.values():
        if not isinstance(error, ClientError | OSError):
            raise error
    said = "; ".join(
        f"{name}: {str(error).splitlines()[0]}" for name, error in errors.items()
    )
    raise ResultError(
        f"{len(errors)} of {len(started)} outputs could not be kept. {said}"
    ) from next(iter(errors.values()))


def file_name(source: Source) -> str:
    """Return a safe name for an output: the stated one, that of the link, or its id with a fitting suffix."""
    found = detect(source, fetch=False).name
    suffix = SUFFIXES.get(found, "") or media_suffix(source.media_type)
    if source.filename:
        stated = safe_name(source.filename)
        return (
            stated
            if "." in stated.strip(".") or found in _OF_ANY_NAME
            else stated + suffix
        )
    named = (
        safe_name(source.href.split("?")[0].split("#")[0].rstrip("/"), "")
        if source.href
        else ""
    )
    if "." in named.strip("."):
        return named
    base = safe_name(source.name)
    return base if suffix and base.lower().endswith(suffix) else base + suffix


_OF_ANY_NAME = frozenset({"unknown", "text", "string"})


def _keep(
    source: Source, where: Path | str, name: str, progress: Progress, *, overwrite: bool
) -> Path | str:
    """Write one output into a folder, or by way of a file to an address in a storage."""
    if isinstance(where, Path):
        return _write(source, where / name, progress, overwrite=overwrite)
    if (there := source.path()) is not None and there.is_dir():
        raise ResultError(
            f"Output {source.name!r} is the folder {there} on this machine, not a file."
        )
    with tempfile.TemporaryDirectory(prefix="procbook-") as folder:
        return Storage(where).put(
            _write(source, Path(folder, name), progress, overwrite=True),
            overwrite=overwrite,
        )


def _write(
    source: Source, target: Path, progress: Progress, *, overwrite: bool
) -> Path:
    if target.exists() and not overwrite:
        raise ResultError(
            f"{target} is there already.",
            hint="Say overwrite=True, or give another path.",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    if (folder := source.path()) is not None and folder.is_dir():
        return _copied(folder, target)
    if not source.inline and detect(source, fetch=False).name == "zarr":
        raise ResultError(
            f"Output {source.name!r} is a Zarr store: a folder of many files, not one.",
            hint="Write what you need of it, as in .open().to_zarr(path).",
        )
    from .fetch._download import download

    part = target.with_name(target.name + ".part")
    download(source, part, progress, parse(source.checksum))
    part.replace(target)
    return target


def _copied(folder: Path, target: Path) -> Path:
    """Copy a folder of this machine, such as a Zarr store, and put it in its place when it is whole."""
    here, there = folder.resolve(), target.resolve()
    if here == there:
        return target
    if here in there.parents or there in here.parents:
        raise ResultError(
            f"{target} and the result, {folder}, lie in each other.",
            hint="Give another path.",
        )
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(folder, part, symlinks=True)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    part.replace(target)
    return target

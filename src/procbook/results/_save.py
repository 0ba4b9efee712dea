"""Outputs as files.

Named safely, written beside their target, and moved there when they are complete and verified.
"""

from __future__ import annotations

import concurrent.futures
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from ..protocol.errors import ClientError, ResultError
from ._file_names import distinct, media_suffix, safe_name
from ._source import Source
from ._source_of import source_of
from .fetch._checksums import parse_checksum
from .fetch._download import download
from .fetch._download_progress import Progress, show_progress
from .fetch._storage import Storage, is_url
from .formats._detect import detect
from .formats._format_tables import SUFFIXES

PARALLEL = 4
"""Downloads at the same time."""
_ANY_SUFFIX = frozenset({"unknown", "text", "string"})
"""Formats whose files need no suffix."""

_Saved: TypeAlias = Path | str
"""The path of a file, or its address in a storage."""


def save_output(
    output: object,
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
        Whether an existing file may be replaced.
    progress : bool, optional
        Whether a bar shows the progress; by default for downloads when somebody can see it.

    Returns
    -------
    pathlib.Path or str
        The file that was written, or its address in a storage.

    Raises
    ------
    ResultError
        The result has expired, was cut and could not be resumed, or does not match its size or
        checksum.
    """
    source = source_of(output)
    if progress is None:
        progress = not source.inline
    with show_progress(progress) as bars:
        bar = bars.add(source.name, source.size)
        if is_url(path):
            return _keep(source, str(path), file_name(source), bar, overwrite=overwrite)
        target = Path(path or ".").expanduser()
        if target.is_dir() or str(path).endswith(("/", os.sep)):
            target = target / file_name(source)
        return _keep(source, target.parent, target.name, bar, overwrite=overwrite)


def save_results(
    results: Mapping[str, object],
    folder: str | os.PathLike[str],
    *,
    overwrite: bool = True,
    progress: bool | None = None,
    parallel: int = PARALLEL,
) -> list[Path | str]:
    """Keep all outputs in a folder, several at the same time.

    Names never clash and never leave the folder.

    Returns
    -------
    list of pathlib.Path or str
        The files, or their addresses in a storage, in the order of the outputs.
    """
    sources = {name: source_of(output, name=name) for name, output in results.items()}
    names: dict[str, str] = {}
    for name, source in sources.items():
        names[name] = distinct(file_name(source), names.values())
    target = _target_folder(folder)
    if progress is None:
        progress = any(not source.inline for source in sources.values())
    pool = concurrent.futures.ThreadPoolExecutor(
        max(1, parallel), thread_name_prefix="procbook-save"
    )
    with show_progress(progress) as bars:
        with pool:
            futures = {}
            for name, source in sources.items():
                bar = bars.add(name, source.size)
                futures[name] = pool.submit(
                    _keep, source, target, names[name], bar, overwrite=overwrite
                )
        return _collect(futures)


def _target_folder(folder: str | os.PathLike[str]) -> _Saved:
    """Return the existing folder, or the address of the folder in a storage."""
    if is_url(folder):
        return f"{str(folder).rstrip('/')}/"
    path = Path(folder).expanduser()
    path.mkdir(parents=True, exist_ok=True)
    return path


def _collect(
    futures: Mapping[str, concurrent.futures.Future[_Saved]],
) -> list[_Saved]:
    """Return all paths.

    Raise an error that names the outputs that failed, after all others are saved.
    """
    errors: dict[str, BaseException] = {}
    for name, future in futures.items():
        error = future.exception()
        if error is not None:
            errors[name] = error
    if not errors:
        return [future.result() for future in futures.values()]
    for error in errors.values():
        if not isinstance(error, ClientError | OSError):
            raise error
    reasons = [f"{name}: {str(e).splitlines()[0]}" for name, e in errors.items()]
    raise ResultError(
        f"{len(errors)} of {len(futures)} outputs could not be kept. {'; '.join(reasons)}"
    ) from next(iter(errors.values()))


def file_name(source: Source) -> str:
    """Return a safe name for an output.

    The stated one, that of the link, or its id with a fitting suffix.
    """
    format_name = detect(source, fetch=False).name
    suffix = SUFFIXES.get(format_name, "") or media_suffix(source.media_type)
    if source.filename:
        name = safe_name(source.filename)
        if _has_suffix(name) or format_name in _ANY_SUFFIX:
            return name
        return name + suffix
    if source.href:
        address = source.href.split("?")[0].split("#")[0]
        name = safe_name(address.rstrip("/"), "")
        if _has_suffix(name):
            return name
    name = safe_name(source.name)
    if suffix and name.lower().endswith(suffix):
        return name
    return name + suffix


def _has_suffix(name: str) -> bool:
    return "." in name.strip(".")


def _keep(
    source: Source, folder: _Saved, name: str, progress: Progress, *, overwrite: bool
) -> _Saved:
    """Write one output into a folder, or by way of a file to an address in a storage."""
    if isinstance(folder, Path):
        return _write(source, folder / name, progress, overwrite=overwrite)
    path = source.path()
    if path is not None and path.is_dir():
        raise ResultError(
            f"Output {source.name!r} is the folder {path} on this machine, not a file."
        )
    with tempfile.TemporaryDirectory(prefix="procbook-") as temporary:
        file = _write(source, Path(temporary, name), progress, overwrite=True)
        return Storage(folder).upload(file, overwrite=overwrite)


def _write(
    source: Source, target: Path, progress: Progress, *, overwrite: bool
) -> Path:
    if target.exists() and not overwrite:
        raise ResultError(
            f"{target} is there already.",
            hint="Say overwrite=True, or give another path.",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = source.path()
    if folder is not None and folder.is_dir():
        return _copy_folder(folder, target)
    if not source.inline and detect(source, fetch=False).name == "zarr":
        raise ResultError(
            f"Output {source.name!r} is a Zarr store: a folder of many files, not one.",
            hint="Write what you need of it, as in .open().to_zarr(path).",
        )
    part = target.with_name(target.name + ".part")
    download(source, part, progress, parse_checksum(source.checksum))
    part.replace(target)
    return target


def _copy_folder(folder: Path, target: Path) -> Path:
    """Copy a local folder, such as a Zarr store; it is moved to its target when complete."""
    origin, destination = folder.resolve(), target.resolve()
    if origin == destination:
        return target
    if origin in destination.parents or destination in origin.parents:
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

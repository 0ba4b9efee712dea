"""NetCDF, HDF5 and Zarr as xarray opens them, lazily where it can be."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from ..._lazy import lazy_module
from ...protocol.errors import ResultError
from .. import _limits
from .._optional import need
from .._source import Folder, Source

if TYPE_CHECKING:
    import xarray
else:
    xarray = lazy_module("xarray")

_ZARR_FILES = {"zarr.json", ".zgroup", ".zmetadata"}
_READ_ERRORS = (OSError, ValueError, KeyError, TypeError, RuntimeError)


def open_dataset(source: Source, format_name: str, **options: Any) -> xarray.Dataset:
    """Return a NetCDF, HDF5 or Zarr output as ``xarray.Dataset``, lazily where it can be."""
    need("xarray", extra="data", subject="NetCDF and Zarr")
    try:
        if format_name in ("zarr", "zarr-zip"):
            return _open_zarr(source, format_name, options)
        return _open_netcdf(source, options)
    except ResultError:
        raise
    except _READ_ERRORS as error:
        raise ResultError(
            f"Output {source.name!r} cannot be opened as {format_name}: {error}"
        ) from None


def open_groups(source: Source, format_name: str) -> dict[str, xarray.Dataset]:
    """Return the groups of a NetCDF or HDF5 output that hold variables, by path."""
    need("xarray", extra="data", subject="NetCDF and Zarr")
    if format_name != "netcdf" or _is_classic(source):  # which has no groups
        return {}
    try:
        groups = xarray.open_groups(source.path() or source.file(), engine="h5netcdf")
    except (*_READ_ERRORS, AttributeError):
        return {}
    return {path.strip("/"): group for path, group in groups.items() if group.data_vars}


def _is_classic(source: Source) -> bool:
    """Return whether a NetCDF file is of the classic format, which is not HDF5."""
    return source.head(3) == b"CDF"


def _open_zarr(
    source: Source, format_name: str, options: dict[str, Any]
) -> xarray.Dataset:
    need("zarr", extra="data", subject="Zarr stores")
    store = _store_in_archive(source) if format_name == "zarr-zip" else _store(source)
    options = {"chunks": None, "consolidated": _is_consolidated(store), **options}
    dataset: xarray.Dataset = xarray.open_zarr(store, **options)
    is_listed = options["consolidated"] or isinstance(store, str)
    if not dataset.variables and not is_listed:
        # Without consolidated metadata the members of the store have to be listed, which a web
        # server need not do.
        raise ResultError(
            (
                f"The Zarr store of output {source.name!r} is not consolidated, and "
                "its server lists no files."
            ),
            hint="Ask its provider for a consolidated store (zarr.consolidate_metadata).",
        )
    return dataset


def _store_in_archive(source: Source) -> Folder:
    """Return a Zarr store in a ZIP archive as mapping; members are unpacked when they are read."""
    fsspec = need("fsspec", extra="data", subject="Zipped Zarr stores")
    try:
        archive = fsspec.filesystem("zip", fo=source.file())
    except zipfile.BadZipFile as error:
        raise ResultError(
            f"Output {source.name!r} is no readable archive: {error}"
        ) from None
    metadata_files = []
    is_bomb = False
    for info in archive.zip.infolist():
        if PurePosixPath(info.filename).name in _ZARR_FILES:
            metadata_files.append(info.filename)
            is_bomb = is_bomb or info.file_size > _limits.VIEW
    if not metadata_files or is_bomb:
        raise ResultError(f"The archive of output {source.name!r} holds no Zarr store.")
    top_file = min(metadata_files, key=lambda name: name.count("/"))
    root = str(PurePosixPath(top_file).parent).removeprefix(".")
    return archive.get_mapper(root)  # type: ignore[no-any-return]


def _store(source: Source) -> str | Folder:
    path = source.path()
    if path is not None:
        return str(path)
    if source.inline:
        raise ResultError("A Zarr store is a folder; this output is a value.")
    return source.mapper()


def _is_consolidated(store: str | Folder) -> bool:
    """Return whether one file describes the complete store; xarray would try it, and warn."""
    if isinstance(store, str):
        folder = Path(store)
        if (folder / ".zmetadata").exists():
            return True
        file = folder / "zarr.json"
        metadata = file.read_bytes() if file.exists() else b""
    elif ".zmetadata" in store:
        return True
    else:
        metadata = store.get("zarr.json", b"")
    return b'"consolidated_metadata"' in metadata


def _open_netcdf(source: Source, options: dict[str, Any]) -> xarray.Dataset:
    path = source.path()
    if path is not None:
        return xarray.open_dataset(path, **options)
    if _is_classic(source):
        return _open_in_memory(source, options)
    try:
        need("h5netcdf", extra="data", subject="NetCDF files in memory")
    except ResultError:
        return _open_in_memory(source, options)
    file = source.file()
    return xarray.open_dataset(file, engine="h5netcdf", **options)


def _open_in_memory(source: Source, options: dict[str, Any]) -> xarray.Dataset:
    """Return a dataset that netCDF4 reads, which needs all bytes."""
    netcdf = need("netCDF4", extra="data", subject="NetCDF files")
    data = source.read(_limits.READ)
    file = netcdf.Dataset(f"{source.name}.nc", memory=data)
    store = xarray.backends.NetCDF4DataStore(file)  # type: ignore[no-untyped-call]
    return xarray.open_dataset(store, **options)

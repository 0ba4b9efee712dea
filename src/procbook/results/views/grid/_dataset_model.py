"""An xarray dataset (NetCDF, HDF5, Zarr): the quick-look of a variable, and what is in it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

from ...._json import JsonObject
from ...._lazy import lazy_module
from ....display import count
from ....protocol.errors import ResultError
from ... import _limits
from .._view import Blob, Model, View
from ..drawing import _html, _quicklook
from ._grid_view import grid_view

if TYPE_CHECKING:
    import numpy as np
    import xarray
else:
    np = lazy_module("numpy")

_MAX_SUMMARY = 20_000
_MAX_FACTS = 6
"""Groups, and attributes, that are listed."""


class DatasetModel(Model):
    """An xarray dataset and its variables; those of its groups if it has none itself."""

    def __init__(
        self, dataset: xarray.Dataset, groups: Mapping[str, xarray.Dataset]
    ) -> None:
        self._dataset = dataset
        self._groups = groups
        self._variables: dict[str, xarray.DataArray] = {}
        for name in dataset.data_vars:
            self._variables[str(name)] = dataset[name]
        for path, group in groups.items():
            for name in group.data_vars:
                self._variables[f"{path}/{name}"] = group[name]
        self._names = list(self._variables)

    def first_view(self) -> View:
        """Return the quick-look of the first variable that has two dimensions."""
        layer = self._first_drawable()
        blob, scale = self._picture(layer) if layer is not None else (None, ())
        sizes = _sizes_text(self._dataset.sizes, ", ")
        title = f"Dataset, {count(len(self._names), 'variable')}"
        if sizes:
            title += f" ({_html.short(sizes, 80)})"
        return grid_view(
            title,
            blob,
            scale,
            facts=self._facts(sizes),
            layers=[_layer(name, v) for name, v in self._variables.items()],
            model=self,
            layer=layer or 0,
            summary=repr(self._dataset)[:_MAX_SUMMARY],
        )

    def _first_drawable(self) -> int | None:
        for i, variable in enumerate(self._variables.values()):
            if _is_drawable(variable):
                return i
        return None

    def _facts(self, sizes: str) -> list[tuple[str, str]]:
        """Return dimensions, size, groups and attributes."""
        facts: list[tuple[str, str]] = []
        if sizes:
            size = _limits.human(int(self._dataset.nbytes))
            facts += [("Dimensions", sizes), ("Size", size)]
        for path in list(self._groups)[:_MAX_FACTS]:
            facts.append(("Group", f".open(group={path!r})"))
        for name, value in list(self._dataset.attrs.items())[:_MAX_FACTS]:
            facts.append((str(name), _html.short(value)))
        return facts

    def ask_layer(self, index: int) -> Blob:
        """Return the quick-look of one variable."""
        name = self._names[index] if 0 <= index < len(self._names) else None
        if name is None or not _is_drawable(self._variables[name]):
            raise ResultError(
                "This variable cannot be drawn: it has less than two dimensions, or no numbers."
            )
        return self._picture(index)[0]

    def _picture(self, index: int) -> tuple[Blob, tuple[float, float]]:
        plane = _plane(self._variables[self._names[index]])
        values = np.asarray(plane.values, dtype="float64")
        return _quicklook.picture_of(values[None], np.isfinite(values))


def _sizes_text(sizes: Mapping[Hashable, int], separator: str) -> str:
    return separator.join(f"{name} {size:,}" for name, size in sizes.items())


def _layer(name: str, variable: xarray.DataArray) -> JsonObject:
    shape = _sizes_text(variable.sizes, " × ")
    return {
        "name": name,
        "dtype": f"{variable.dtype}, {shape}",
        "drawable": _is_drawable(variable),
    }


def _is_drawable(variable: xarray.DataArray) -> bool:
    is_numeric = variable.dtype.kind in "fiub"
    return variable.ndim >= 2 and is_numeric and all(variable.shape)


def _plane(variable: xarray.DataArray) -> xarray.DataArray:
    """Return the last two dimensions of a variable, thinned out, north up.

    Other dimensions stand at their first step.
    """
    plane = variable.isel(dict.fromkeys(variable.dims[:-2], 0))
    step = max(1, math.ceil(max(plane.shape) / _quicklook.SIDE))
    plane = plane.isel({name: slice(None, None, step) for name in plane.dims})
    y = plane.dims[0]
    if y not in plane.coords or plane[y].ndim != 1:
        return plane
    coordinates = plane[y].values
    if len(coordinates) > 1 and coordinates[0] < coordinates[-1]:
        plane = plane.isel({y: slice(None, None, -1)})
    return plane

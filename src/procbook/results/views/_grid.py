"""Rasters (GeoTIFF, COG) and arrays (NetCDF, HDF5, Zarr): a quick-look and what is in them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ...display import count
from ...protocol.errors import ResultError
from .. import _limits
from .._formats import Format
from .._source import Source
from ..open import _raster as _grids
from ._picture import PictureViewer, static_picture
from ._view import Blob, Model, View
from .drawing import _html, _quicklook

_VARIABLES = 200
_WHOLE = 4096 * _limits.MIB
"""Most bytes of a raster without overviews of which every line is read for its picture."""


class GridViewer:
    """Shows grids of numbers."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take rasters and arrays."""
        return format.name in ("geotiff", "netcdf", "zarr", "zarr-zip")

    def view(self, source: Source, format: Format) -> View:
        """Return the quick-look; a TIFF that nothing here can read is shown as a picture or a link."""
        if format.name == "geotiff":
            return _raster_view(source)
        try:
            dataset = _grids.open_dataset(source, format.name)
        except ResultError:
            # Times that nobody can read are no reason to show nothing.
            dataset = _grids.open_dataset(source, format.name, decode_times=False)
        groups = {} if dataset.data_vars else _grids.open_groups(source, format.name)
        return DatasetModel(dataset, groups).first_view()


def _raster_view(source: Source) -> View:
    model = RasterModel(source)
    try:
        return model.first_view()
    except ResultError as error:
        if "not installed" not in error.message or not source.inline:
            raise
        return PictureViewer().view(source, Format("tiff", "content"))


class RasterModel(Model):
    """A raster file and its bands."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def first_view(self) -> View:
        """Return the quick-look of the first band, or of the first three when they are colours."""
        with _grids.raster(self._source) as dataset:
            colours = dataset.count >= 3 and dataset.dtypes[0] == "uint8"
            facts = raster_facts(dataset)
            blob: Blob | None
            scale: tuple[float, float] | None
            try:
                blob, scale = _quicklook_of(dataset, [1, 2, 3] if colours else [1])
            except ResultError as error:
                blob, scale = None, None
                facts.append(("Picture", error.message))
            bands = [
                {"name": dataset.descriptions[i] or f"Band {i + 1}", "dtype": t}
                for i, t in enumerate(dataset.dtypes)
            ]
            title = f"Raster, {dataset.width:,} × {dataset.height:,}, {count(dataset.count, 'band')}"
        return grid_view(
            title,
            blob,
            [] if colours or scale is None else scale,
            facts=facts,
            layers=bands[:_VARIABLES],
            model=self,
        )

    def ask_layer(self, index: int) -> Blob:
        """Return the quick-look of one band."""
        with _grids.raster(self._source) as dataset:
            if not 0 <= index < dataset.count:
                raise ResultError(f"There is no band {index + 1}.")
            return _quicklook_of(dataset, [index + 1])[0]

    def ask_summary(self) -> dict[str, Any]:
        """Return what xarray says about it."""
        return {"text": repr(_grids.open_raster(self._source))[:20_000]}


def _quicklook_of(dataset: Any, bands: list[int]) -> tuple[Blob, tuple[float, float]]:
    """Read a raster with as few pixels as the picture has; GDAL takes an overview where there is one."""
    _refuse_what_takes_too_long(dataset)
    scale = max(dataset.width, dataset.height) / _quicklook.SIDE
    shape = (
        len(bands),
        *(max(1, round(n / max(scale, 1))) for n in (dataset.height, dataset.width)),
    )
    values = dataset.read(bands, out_shape=shape, masked=True)
    valid = ~values.mask.any(axis=0) if values.mask.shape else _all_valid(shape[1:])
    return _quicklook.picture_of(values.data, valid)


def _refuse_what_takes_too_long(dataset: Any) -> None:
    """Refuse blocks that fill the memory, and rasters that have to be read as a whole and are far too large for it."""
    import numpy as np

    size = np.dtype(dataset.dtypes[0]).itemsize
    block = max(rows * columns for rows, columns in dataset.block_shapes) * size
    whole = dataset.width * dataset.height * size
    if block > _limits.READ or (whole > _WHOLE and not dataset.overviews(1)):
        raise ResultError("Too large to be drawn: it has no overviews.")


def _all_valid(shape: tuple[int, ...]) -> Any:
    import numpy as np

    return np.ones(shape, dtype=bool)


def raster_facts(dataset: Any) -> list[tuple[str, str]]:
    """Return what a person wants to know about a raster."""
    bounds = ", ".join(f"{value:.10g}" for value in dataset.bounds)
    pixel = " × ".join(f"{abs(value):.4g}" for value in dataset.res)
    types = ", ".join(dict.fromkeys(dataset.dtypes))
    return [
        (
            "Size",
            f"{dataset.width:,} × {dataset.height:,} pixels, {count(dataset.count, 'band')} of {types}",
        ),
        ("Reference system", dataset.crs.to_string()[:80] if dataset.crs else "none"),
        ("Extent", bounds),
        ("Pixel", f"{pixel} {_unit(dataset.crs)}".rstrip()),
        ("No data", "" if dataset.nodata is None else f"{dataset.nodata:.10g}"),
        ("Overviews", ", ".join(map(str, dataset.overviews(1)))),
    ]


def _unit(crs: Any) -> str:
    """Return the unit of the coordinates in words, as far as it is known."""
    if crs is None:
        return ""
    if crs.is_geographic:
        return "degrees"
    unit = str(crs.linear_units or "").lower()
    return (
        ""
        if unit == "unknown"
        else {"metre": "m", "meter": "m", "metres": "m"}.get(unit, unit)
    )


def grid_view(
    title: str,
    blob: Blob | None,
    scale: Any,
    *,
    facts: list[tuple[str, str]],
    layers: list[Any],
    model: Model,
    chosen: int = 0,
    summary: str = "",
) -> View:
    """Return the view of any grid."""
    data = {
        "alt": title,
        "scale": list(scale),
        "facts": facts,
        "layers": layers,
        "layer": chosen,
        "summary": summary,
    }
    picture = static_picture(blob, title) if blob else ""
    static = f"<p>{_html.esc(title)}</p>{picture}{_html.facts(facts)}"
    if summary:
        static += (
            f"<details><summary>xarray</summary>{_html.preformatted(summary)}</details>"
        )
    return View("raster", title, data, static, blob=blob, model=model)


class DatasetModel(Model):
    """An xarray dataset and its variables, or those in the groups below it when it has none of its own."""

    def __init__(self, dataset: Any, groups: Mapping[str, Any]) -> None:
        self._dataset = dataset
        self._groups = groups
        found = {
            f"{path}/{name}": g[name]
            for path, g in groups.items()
            for name in g.data_vars
        }
        self._variables = {
            str(name): dataset[name] for name in dataset.data_vars
        } | found
        self._names = list(self._variables)

    def first_view(self) -> View:
        """Return the quick-look of the first variable that has two dimensions."""
        dataset = self._dataset
        chosen = next(
            (i for i, n in enumerate(self._names) if _drawable(self._variables[n])),
            None,
        )
        blob, scale = self._picture(chosen) if chosen is not None else (None, ())
        layers = [
            _layer(name, variable)
            for name, variable in list(self._variables.items())[:_VARIABLES]
        ]
        sizes = ", ".join(f"{name} {size:,}" for name, size in dataset.sizes.items())
        within = f" ({_html.short(sizes, 80)})" if sizes else ""
        title = f"Dataset, {count(len(self._names), 'variable')}{within}"
        facts = (
            [("Dimensions", sizes), ("Size", _limits.human(int(dataset.nbytes)))]
            if sizes
            else []
        )
        facts += [
            ("Group", f".open(group={path!r})") for path in list(self._groups)[:6]
        ]
        facts += [
            (str(k), _html.short(str(v))) for k, v in list(dataset.attrs.items())[:6]
        ]
        summary = repr(dataset)[:20_000]
        return grid_view(
            title,
            blob,
            scale,
            facts=facts,
            layers=layers,
            model=self,
            chosen=chosen or 0,
            summary=summary,
        )

    def ask_layer(self, index: int) -> Blob:
        """Return the quick-look of one variable."""
        if not 0 <= index < len(self._names) or not _drawable(
            self._variables[self._names[index]]
        ):
            raise ResultError(
                "This variable cannot be drawn: it has less than two dimensions, or no numbers."
            )
        return self._picture(index)[0]

    def _picture(self, index: int) -> tuple[Blob, tuple[float, float]]:
        import numpy as np

        plane = _plane(self._variables[self._names[index]])
        values = np.asarray(plane.values, dtype="float64")[None]
        return _quicklook.picture_of(values, np.isfinite(values[0]))


def _layer(name: str, variable: Any) -> dict[str, Any]:
    shape = " × ".join(f"{d} {s:,}" for d, s in variable.sizes.items())
    return {
        "name": name,
        "dtype": f"{variable.dtype}, {shape}",
        "drawable": _drawable(variable),
    }


def _drawable(variable: Any) -> bool:
    return variable.ndim >= 2 and variable.dtype.kind in "fiub" and all(variable.shape)


def _plane(variable: Any) -> Any:
    """Return the last two dimensions of a variable, the others at their first step, thinned out, north up."""
    first = dict.fromkeys(variable.dims[:-2], 0)
    plane = variable.isel(first)
    step = max(1, math.ceil(max(plane.shape) / _quicklook.SIDE))
    plane = plane.isel({dim: slice(None, None, step) for dim in plane.dims})
    y = plane.dims[0]
    if (
        y in plane.coords
        and plane[y].ndim == 1
        and plane.sizes[y] > 1
        and plane[y].values[0] < plane[y].values[-1]
    ):
        plane = plane.isel({y: slice(None, None, -1)})
    return plane

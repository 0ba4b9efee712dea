"""STAC items, collections and lists of items.

Their metadata, and their assets, each of them a source.
"""

from __future__ import annotations

import urllib.parse

from ..._json import JsonObject
from .. import _limits
from .._source import Source
from ..formats._detect import Format
from ._geo import MapModel, features_view
from ._scalar import value_or_json
from ._view import Model, View
from .drawing import _html

_MAX_ASSETS = 500
_STATIC_ASSETS = 50
_PROPERTIES = 12


class StacViewer:
    """Shows SpatioTemporal Asset Catalog documents."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether the output is an item, an item collection, a collection or a catalog."""
        return format.name in ("stac-item", "stac-items", "stac-collection")

    def view(self, source: Source, format: Format) -> View:
        """Return the assets as a list; many items as a map."""
        value = value_or_json(source)
        if format.name == "stac-items":
            features = value["features"]
            return _items_view([f for f in features if isinstance(f, dict)], source)
        return _assets_view(value, source, format.name.removeprefix("stac-"))


def _assets_view(value: JsonObject, source: Source, kind: str) -> View:
    """Return the assets of an item or collection as a list."""
    model = AssetsModel(value, source)
    title = f"STAC {kind} {_html.short(value.get('id', ''), 80)}"
    facts = _facts(value)
    rows = []
    for asset in model.sources[:_STATIC_ASSETS]:
        size = _limits.human(asset.size) if asset.size else ""
        rows.append((asset.name, asset.title, asset.media_type, size))
    columns = ["Asset", "Title", "Media type", "Size"]
    static = _html.facts(facts) + _html.table(columns, rows)
    data = {"facts": facts, "assets": model.assets}
    return View("assets", title, data, static, model=model)


class AssetsModel(Model):
    """The assets of an item, which are opened individually."""

    def __init__(self, value: JsonObject, source: Source) -> None:
        self.sources: list[Source] = []
        for name, asset in assets_of(value):
            target = source.beside(name, asset)
            if target is not None:
                self.sources.append(target)
        self.assets = [
            {
                "name": asset.name,
                "title": asset.title,
                "media_type": asset.media_type or "",
                "size": asset.size,
            }
            for asset in self.sources
        ]


class ItemsModel(MapModel):
    """Items on a map, which are opened individually."""

    def __init__(self, items: list[JsonObject], source: Source) -> None:
        super().__init__(items)
        self.sources = [_item_source(item, source) for item in items[:_MAX_ASSETS]]


def _item_source(item: JsonObject, source: Source) -> Source:
    """Return an item as a source; its links are relative to the document that it came in."""
    name = _html.short(item.get("id", ""), 80)
    return Source(
        name, media_type="application/geo+json", value=item, access=source.access
    )


def _items_view(items: list[JsonObject], source: Source) -> View:
    """Return the items as a list below their map."""
    model = ItemsModel(items, source)
    map_view = features_view(items, model=model)
    assets = []
    for item, item_source in zip(items, model.sources, strict=False):
        date = (item.get("properties") or {}).get("datetime")
        assets.append(
            {
                "name": item_source.name,
                "title": "",
                "media_type": date if isinstance(date, str) else "",
                "size": None,
            }
        )
    title = f"STAC items, {len(items):,}"
    data = {"facts": [], "assets": assets, "map": map_view.data}
    return View("assets", title, data, map_view.html, model=model)


def assets_of(value: JsonObject) -> list[tuple[str, JsonObject]]:
    """Return the assets of an item or collection; of a catalog its links to items and children."""
    assets = value.get("assets")
    if isinstance(assets, dict) and assets:
        by_name = [
            (str(name), asset) for name, asset in assets.items() if _has_href(asset)
        ]
        return by_name[:_MAX_ASSETS]
    links = []
    for link in value.get("links") or ():
        if _has_href(link) and link.get("rel") in ("item", "child"):
            path = urllib.parse.urlsplit(link["href"]).path
            links.append((str(link.get("title") or path.rsplit("/", 1)[-1]), link))
    return links[:_MAX_ASSETS]


def _has_href(link: object) -> bool:
    return isinstance(link, dict) and isinstance(link.get("href"), str)


def _facts(value: JsonObject) -> list[tuple[str, str]]:
    """Return the identity, the extent and the first scalar properties of a document."""
    properties = value.get("properties")
    box = value.get("bbox")
    facts = [
        ("Id", str(value.get("id", ""))),
        ("Title", str(value.get("title") or "")),
        ("Collection", str(value.get("collection") or "")),
        ("Extent", ", ".join(map(str, box)) if isinstance(box, list) else ""),
    ]
    if not isinstance(properties, dict):
        return facts
    scalars = [
        (name, _html.short(member))
        for name, member in properties.items()
        if isinstance(member, str | int | float) and not isinstance(member, bool)
    ]
    return facts + scalars[:_PROPERTIES]

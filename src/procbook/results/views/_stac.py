"""STAC items, collections and lists of items: what they describe, and their assets, each an output of its own."""

from __future__ import annotations

import urllib.parse
from typing import Any

from .. import _limits
from .._formats import Format
from .._source import Source
from ._geo import MapModel, features_view
from ._scalar import value_or_json
from ._view import Model, View
from .drawing import _html

_MOST = 500


class StacViewer:
    """Shows SpatioTemporal Asset Catalog documents."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take items, item collections, collections and catalogs."""
        return format.name in ("stac-item", "stac-items", "stac-collection")

    def view(self, source: Source, format: Format) -> View:
        """Return the assets as a list; many items as a map."""
        value = value_or_json(source)
        if format.name == "stac-items":
            return _items_view(
                [f for f in value["features"] if isinstance(f, dict)], source
            )
        model = AssetsModel(value, source)
        title = " ".join(
            [
                "STAC",
                format.name.removeprefix("stac-"),
                _html.short(str(value.get("id", "")), 80),
            ]
        )
        facts = _facts(value)
        rows = [
            (s.name, s.title, s.media_type, _limits.human(s.size) if s.size else "")
            for s in model.sources
        ]
        static = _html.facts(facts) + _html.table(
            ["Asset", "Title", "Media type", "Size"], rows[:50]
        )
        return View(
            "assets",
            title,
            {"facts": facts, "assets": model.listed},
            static,
            model=model,
        )


class AssetsModel(Model):
    """The assets of an item, to be opened one by one."""

    def __init__(self, value: dict[str, Any], source: Source) -> None:
        self.sources = [
            s
            for name, asset in assets_of(value)
            if (s := source.beside(name, asset)) is not None
        ]
        self.listed = [
            {
                "name": s.name,
                "title": s.title,
                "media_type": s.media_type or "",
                "size": s.size,
            }
            for s in self.sources
        ]


class ItemsModel(MapModel):
    """Items on a map, to be opened one by one."""

    def __init__(self, items: list[dict[str, Any]], source: Source) -> None:
        super().__init__(items)
        self.sources = [_item_source(item, source) for item in items[:_MOST]]


def _item_source(item: dict[str, Any], source: Source) -> Source:
    """Return an item as a source of its own; what its links are relative to is what it came in."""
    name = _html.short(str(item.get("id", "")), 80)
    return Source(
        name, media_type="application/geo+json", value=item, access=source.access
    )


def _items_view(items: list[dict[str, Any]], source: Source) -> View:
    """Return the items as a list below their map."""
    model = ItemsModel(items, source)
    shown = features_view(items, model=model)
    dates = [(item.get("properties") or {}).get("datetime") for item in items[:_MOST]]
    listed = [
        {
            "name": s.name,
            "title": "",
            "media_type": date if isinstance(date, str) else "",
            "size": None,
        }
        for s, date in zip(model.sources, dates, strict=True)
    ]
    title = f"STAC items, {len(items):,}"
    return View(
        "assets",
        title,
        {"facts": [], "assets": listed, "map": shown.data},
        shown.html,
        model=model,
    )


def assets_of(value: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the assets of an item or collection; of a catalog its links to items and children."""
    assets = value.get("assets")
    if isinstance(assets, dict) and assets:
        return [
            (str(n), a)
            for n, a in assets.items()
            if isinstance(a, dict) and isinstance(a.get("href"), str)
        ][:_MOST]
    links = [
        li
        for li in value.get("links") or ()
        if isinstance(li, dict) and isinstance(li.get("href"), str)
    ]
    return [
        (
            str(
                li.get("title")
                or urllib.parse.urlsplit(li["href"]).path.rsplit("/", 1)[-1]
            ),
            li,
        )
        for li in links
        if li.get("rel") in ("item", "child")
    ][:_MOST]


def _facts(value: dict[str, Any]) -> list[tuple[str, str]]:
    properties = (
        value.get("properties") if isinstance(value.get("properties"), dict) else {}
    )
    box = value.get("bbox")
    chosen = {
        k: v
        for k, v in (properties or {}).items()
        if isinstance(v, str | int | float) and not isinstance(v, bool)
    }
    return [
        ("Id", str(value.get("id", ""))),
        ("Title", str(value.get("title") or "")),
        ("Collection", str(value.get("collection") or "")),
        ("Extent", ", ".join(map(str, box)) if isinstance(box, list) else ""),
        *((name, _html.short(str(v))) for name, v in list(chosen.items())[:12]),
    ]

"""Links that become models when they are read: of a thousand jobs, few links are ever followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from ._link import Link


class LazyLinks(Sequence[Link]):
    """A sequence of links over validated JSON; compares and prints like the list of its links.

    As the annotation of a field it makes pydantic check the links without making a model of each.
    """

    __slots__ = ("_items",)

    def __init__(self, items: list[Any]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Link: ...
    @overload
    def __getitem__(self, index: slice) -> list[Link]: ...
    def __getitem__(self, index: int | slice) -> Link | list[Link]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self._items)))]
        item = self._items[index]
        if not isinstance(item, Link):
            item = self._items[index] = Link.model_validate(item)
        return item

    def __eq__(self, other: object) -> bool:
        if isinstance(other, LazyLinks | list | tuple):
            return list(self) == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(list(self))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.typed_dict_field(
            core_schema.nullable_schema(core_schema.str_schema()), required=False
        )
        members = {name: text for name in Link.model_fields if name != "href"}
        href = core_schema.typed_dict_field(core_schema.str_schema(), required=True)
        link = core_schema.typed_dict_schema(
            {"href": href, **members}, extra_behavior="allow"
        )
        element = core_schema.union_schema([core_schema.is_instance_schema(Link), link])
        links = core_schema.json_or_python_schema(
            core_schema.list_schema(link), core_schema.list_schema(element)
        )
        serialization = core_schema.plain_serializer_function_ser_schema(
            _write, info_arg=True
        )
        return core_schema.no_info_after_validator_function(
            cls, links, serialization=serialization
        )


def _write(links: Sequence[Link], info: core_schema.SerializationInfo) -> list[Any]:
    return [
        link.model_dump(
            mode=info.mode,
            by_alias=bool(info.by_alias),
            exclude_unset=info.exclude_unset,
            exclude_none=info.exclude_none,
        )
        for link in links
    ]

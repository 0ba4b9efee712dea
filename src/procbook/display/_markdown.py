"""Markdown that a server wrote, as HTML that can do no harm.

Raw HTML is off, so everything is escaped by the parser. Changed here are links (http and https
only, without referrer rank or opener), pictures (shown as links: a page must not call home when it
is opened), headings (below those of the notebook).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from .._lazy import lazy_module
from ._facts import visible

if TYPE_CHECKING:
    import markdown_it
    from markdown_it import MarkdownIt, token as markdown_token
    from markdown_it.token import Token
else:
    markdown_it = lazy_module("markdown_it")
    markdown_token = lazy_module("markdown_it.token")

MEGABYTE: Final = 1_000_000
_MARKUP: Final = re.compile(r"[^\w\s.,:;()/+='%?-]")
"""Characters that may have a meaning in Markdown or HTML."""


@cache
def _parser() -> MarkdownIt:
    parser = markdown_it.MarkdownIt("commonmark", {"html": False})
    return parser.enable("table")


@lru_cache(maxsize=512)
def markdown(source: str) -> str:
    """Return CommonMark with tables as HTML; a text that is longer than a megabyte is cut."""
    full = str(source)
    rendered = _render(_parser().parse(full[:MEGABYTE]))
    if len(full) <= MEGABYTE:
        return rendered
    return f"{rendered}<p>... (cut after a megabyte)</p>\n"


@lru_cache(maxsize=2048)
def inline_markdown(source: str) -> str:
    """Return one line of Markdown - code, emphasis, links - as HTML without block elements."""
    if not _MARKUP.search(source):
        return source
    return _render(_parser().parseInline(source))


def _render(tokens: list[Token]) -> str:
    parser = _parser()
    rendered: str = parser.renderer.render(list(_tame(tokens)), parser.options, {})
    return rendered


def web_address(href: object) -> str | None:
    """Return an address that may be made a link: absolute, http or https; else None.

    A relative address would lead to the Jupyter server that shows the page, not to the server that
    wrote it.
    """
    address = str(href or "").strip()
    is_web = address.lower().startswith(("http://", "https://"))
    if is_web and address == visible(address):
        return address
    return None


def _tame(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1:]) + 3)}"
        if token.children is not None:
            token.children = list(_inline(token.children))
        yield token


def _inline(tokens: list[Token]) -> Iterator[Token]:
    opened: list[bool] = []  # for each link that is open, whether it is shown as one
    for token in tokens:
        if token.type == "link_open":
            opened.append(_mark_link(token))
        is_visible = opened[-1] if token.type in {"link_open", "link_close"} else True
        if token.type == "link_close":
            opened.pop()
        if token.type == "image":
            yield from _picture(token, inside_link=any(opened))
        elif is_visible:
            yield token


def _mark_link(token: Token) -> bool:
    address = web_address(token.attrGet("href"))
    if address is None:
        return False
    token.attrSet("rel", "noopener noreferrer nofollow")
    token.attrSet("target", "_blank")
    return True


def _picture(token: Token, *, inside_link: bool) -> Iterator[Token]:
    address = web_address(token.attrGet("src"))
    text = markdown_token.Token(
        "text", "", 0, content=token.content or (address or "picture")
    )
    if address is None or inside_link:
        yield text
        return
    attrs: dict[str, str | int | float] = {
        "href": address,
        "rel": "noopener noreferrer nofollow",
        "target": "_blank",
    }
    yield markdown_token.Token("link_open", "a", 1, attrs=attrs)
    yield text
    yield markdown_token.Token("link_close", "a", -1)

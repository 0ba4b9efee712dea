"""Check a built site.

Links within it, resources of other hosts, markup that was not rendered, empty navigation.

``python tools/check_site.py site`` prints what is wrong, a line each, and ends with 1 if there is anything.
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

RESOURCES = {
    "audio": "src",
    "iframe": "src",
    "img": "src",
    "link": "href",
    "script": "src",
    "source": "src",
    "video": "src",
}
"""Elements that make a browser fetch something, and the attribute with its address."""
NOT_FETCHED = {"alternate", "author", "canonical", "next", "prev", "search", "index"}
"""Kinds of ``<link>`` that are read and not fetched."""
RAW_MARKUP = re.compile(
    r":(?:class|meth|func|attr|mod|data|exc|ref|doc):`|^\s*\.\. \w+::"
)


class Page(HTMLParser):
    """Collect what is checked of one page.

    Attributes
    ----------
    links : list of str
        Addresses of ``<a href>``.
    resources : list of str
        Addresses that a browser fetches when it shows the page.
    anchors : set of str
        Ids of the page's elements.
    text : list of str
        Text outside of code.
    titles : list of str
        Text of each link of a navigation.
    """

    def __init__(self, source: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.resources: list[str] = []
        self.anchors: set[str] = set()
        self.text: list[str] = []
        self.titles: list[str] = []
        self._open: list[str] = []
        self.feed(source)

    def handle_starttag(
        self, tag: str, attributes: list[tuple[str, str | None]]
    ) -> None:
        """Note links, resources and ids."""
        values = {name: value or "" for name, value in attributes}
        if "id" in values:
            self.anchors.add(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in RESOURCES and not set(values.get("rel", "").split()) & NOT_FETCHED:
            self.resources.append(values.get(RESOURCES[tag], ""))
        if tag in {"nav", "a", "pre", "code", "script", "style"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Note text outside of code, and titles of links."""
        if not {"pre", "code", "script", "style"} & set(self._open):
            self.text.append(data)
        if {"nav", "a"} <= set(self._open) and data.strip():
            self.titles.append(data.strip())


def problems_of(site: Path) -> list[str]:
    """Return what is wrong with a site, a sentence each.

    Parameters
    ----------
    site
        Folder of the built HTML.
    """
    pages = {
        path.relative_to(site).as_posix(): Page(path.read_text("utf-8"))
        for path in sorted(site.rglob("*.html"))
        if "_static" not in path.parts
    }
    return [
        f"{name}: {problem}"
        for name, page in pages.items()
        for problem in [
            *_broken_links(site, pages, name, page),
            *_foreign_resources(page),
            *_raw_markup(page),
            *(
                ["a link of the navigation is called None"]
                if "None" in page.titles
                else []
            ),
        ]
    ]


def _broken_links(
    site: Path, pages: dict[str, Page], name: str, page: Page
) -> list[str]:
    found = []
    for link in dict.fromkeys([*page.links, *page.resources]):
        address = urlsplit(link)
        if address.scheme in {"http", "https"} and address.hostname == "127.0.0.1":
            found.append(f"link to a server of the build: {link}")
        if address.scheme or address.netloc or not link:
            continue
        path = unquote(address.path)
        target = (site / name).parent / path if path else site / name
        if target.is_dir():
            target /= "index.html"
        if not target.exists():
            found.append(f"broken link: {link}")
            continue
        known = pages.get(target.resolve().relative_to(site.resolve()).as_posix())
        anchor = unquote(address.fragment)
        if known and anchor and anchor not in known.anchors:
            found.append(f"no such place: {link}")
    return found


def _foreign_resources(page: Page) -> list[str]:
    return [
        f"resource of another host: {address}"
        for address in page.resources
        if re.match(r"(?:https?:)?//", address)
    ]


def _raw_markup(page: Page) -> list[str]:
    found = RAW_MARKUP.search("".join(page.text))
    return [f"markup that was not rendered: {found.group().strip()}"] if found else []


def main() -> None:
    """Check the site that the argument names."""
    problems = problems_of(Path(sys.argv[1]))
    print("\n".join(problems) or "The site has no broken link and asks no other host.")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()

"""The landing page and the conformance declaration (OGC 18-062r2, sections 7.2 and 7.4)."""

from __future__ import annotations

from typing import ClassVar

from ..display import _facts as facts, _text_layout as layout
from ..display._conformance import conformance_class
from ._document import Document
from ._link import Link


class Capabilities(Document):
    """The landing page.

    What the service is called and where its resources are (section 7.2, ``landingPage.yaml``).
    """

    _template: ClassVar[str] = "capabilities"

    title: str | None = None
    description: str | None = None
    links: list[Link]

    def _text_lines(self) -> list[str]:
        links = [(link.rel or "", link.href) for link in self.links]
        return [
            f"Service: {facts.line(self.title or 'untitled', 80)}",
            *layout.paragraph(self.description),
            *layout.window(links, "link"),
        ]


class ConformanceDeclaration(Document):
    """The conformance classes that a server declares (section 7.4, ``confClasses.yaml``)."""

    _template: ClassVar[str] = "conformance"

    conformsTo: list[str]

    def _text_lines(self) -> list[str]:
        classes = [
            conformance_class(uri)[:2] for uri in self.conformsTo[: 2 * layout.ROWS]
        ]
        head = f"Conformance: {facts.count(len(self.conformsTo), 'class')}"
        return [
            head,
            *layout.table(classes),
            *layout.more_of(len(self.conformsTo), len(classes)),
        ]

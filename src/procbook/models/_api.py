"""The landing page and the conformance declaration (OGC 18-062r2, sections 7.2 and 7.4)."""

from __future__ import annotations

from ._document import Document
from ._link import Link


class Capabilities(Document):
    """The landing page: what the service is called and where its resources are (section 7.2, ``landingPage.yaml``)."""

    title: str | None = None
    description: str | None = None
    links: list[Link]


class ConformanceDeclaration(Document):
    """The conformance classes that a server says it implements (section 7.4, ``confClasses.yaml``)."""

    conformsTo: list[str]

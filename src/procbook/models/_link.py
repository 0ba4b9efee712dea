"""Links and metadata that several documents share (OGC 18-062r2, sections 7.2 and 7.10)."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ..display import _facts as facts, _text_layout as layout
from ._document import Document


class Link(Document):
    """A link to another resource (OGC 18-062r2, ``link.yaml``; RFC 8288).

    Attributes
    ----------
    href : str
        Target, absolute or relative to the document that holds the link.
    rel : str or None
        Relation of the target to the document, such as ``"self"`` or ``"monitor"``.
    type : str or None
        Media type that the target is expected to have.
    hreflang, title : str or None
        Language and label of the target.
    """

    href: str
    rel: str | None = None
    type: str | None = None
    hreflang: str | None = None
    title: str | None = None

    def _text_lines(self) -> list[str]:
        rel = f" {facts.line(self.rel, 60)}" if self.rel else ""
        lines = [f"Link{rel} -> {facts.line(self.href, 90)}"]
        description = ", ".join(filter(None, [self.title, self.type]))
        if description:
            lines.append(f"  {facts.line(description, 90)}")
        return lines


class Metadata(Document):
    """A reference to more about a process, an input or an output (``metadata.yaml``)."""

    title: str | None = None
    role: str | None = None
    href: str | None = None


class AdditionalParameter(Document):
    """A named list of values that a server adds to a description (``additionalParameter.yaml``)."""

    name: str
    value: list[Any]


class AdditionalParameters(Metadata):
    """Additional parameters of a description (``descriptionType.yaml``)."""

    parameters: list[AdditionalParameter] | None = None


class Described(Document):
    """Members that processes, inputs and outputs have in common (``descriptionType.yaml``)."""

    title: str | None = None
    description: str | None = None
    keywords: list[str] | None = None
    metadata: list[Metadata] | None = None
    additionalParameters: AdditionalParameters | None = None

    def _summary(self) -> str:
        """Return type, limits and default of an input or output, as far as it has them."""
        document = self.to_json()
        schema = document.get("schema")
        default = facts.default_of(document)
        parts = [
            facts.type_of(schema),
            facts.limits(schema),
            default and f"default {default}",
            self._occurrences(),
        ]
        return ", ".join(filter(None, parts))

    def _occurrences(self) -> str:
        """Return how many values an input takes; nothing for other objects."""
        return ""

    def _title_lines(self) -> list[str]:
        lines = layout.paragraph(self.description)
        if self.title:
            lines.insert(0, f"  {facts.line(self.title, 90)}")
        return lines


class Format(Document):
    """Media type, encoding and schema of a value (``format.yaml``)."""

    mediaType: str | None = None
    encoding: str | None = None
    schema_: str | dict[str, Any] | None = Field(default=None, alias="schema")

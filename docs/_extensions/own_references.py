"""Links to procbook's own names: a type in a signature leads to the page of the public name.

A name is defined in a private module and public in a package above it; annotations and docstrings
name it either way. Names that are in no public package have no page, and are shown without a link.
"""

from __future__ import annotations

import importlib
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

FULL_NAMES = {
    "Any": "typing.Any",
    "Callable": "collections.abc.Callable",
    "Iterable": "collections.abc.Iterable",
    "Iterator": "collections.abc.Iterator",
    "Mapping": "collections.abc.Mapping",
    "Path": "pathlib.Path",
    "Self": "typing.Self",
    "Sequence": "collections.abc.Sequence",
    "datetime": "datetime.datetime",
}
"""Names of annotations that are only imported for types, so that Sphinx knows their last part
alone."""
PACKAGES = [
    "procbook",
    "procbook.client",
    "procbook.server",
    "procbook.widgets",
    "procbook.models",
    "procbook.protocol.errors",
    "procbook.inputs",
    "procbook.jobs",
    "procbook.results",
    "procbook.settings",
    "procbook.check",
]


def setup(app: Sphinx) -> dict[str, bool]:
    """Resolve what Sphinx does not find, and shorten signatures of models."""
    app.connect("missing-reference", write_out, priority=400)
    app.connect("missing-reference", resolve, priority=600)
    app.connect("autodoc-process-signature", hide_generated_signature)
    return {"parallel_read_safe": True}


def write_out(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> None:
    """Write out a short name of the standard library, for the resolvers that come later."""
    if node.get("refdomain") == "py":
        node["reftarget"] = FULL_NAMES.get(node["reftarget"], node["reftarget"])
        if node["reftarget"] in {"typing.Any", "typing.Self"}:
            node["reftype"] = "data"


def resolve(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.Node | None:
    """Return a link to the documented object with the last part of this name.

    The text alone for a private name.
    """
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    name = target.rpartition(".")[2]
    domain = env.domains.python_domain
    for candidate in _candidates(target):
        found = domain.objects.get(candidate)
        if found:
            return domain.resolve_xref(
                env, node["refdoc"], app.builder, "obj", candidate, node, content
            )
    return content if _is_not_linked(target, name) else None


def _candidates(target: str) -> list[str]:
    parts = target.split(".")
    tails = [".".join(parts[-count:]) for count in (1, 2) if len(parts) >= count]
    return [f"{package}.{tail}" for package in PACKAGES for tail in tails]


def _is_not_linked(target: str, name: str) -> bool:
    """Return whether the name is private, a type variable, or text of a docstring's type."""
    if len(name) == 1 or any(part.startswith("_") for part in target.split(".")):
        return True
    if target.startswith("procbook."):
        return not _is_public(target)
    return "." not in target and not _is_procbooks(name)


def _is_public(target: str) -> bool:
    package, _, name = target.rpartition(".")
    return package in PACKAGES and name in _names(package)


def _is_procbooks(name: str) -> bool:
    return any(name in _names(package) for package in PACKAGES[:6])


def _names(package: str) -> set[str]:
    return set(getattr(importlib.import_module(package), "__all__", ()))


def hide_generated_signature(
    app: Sphinx, kind: str, name: str, obj: Any, *_: Any
) -> tuple[str | None, str | None] | None:
    """Leave out the arguments of models: they are their fields, described below."""
    from pydantic import BaseModel

    if kind == "class" and isinstance(obj, type) and issubclass(obj, BaseModel):
        return "", None
    return None

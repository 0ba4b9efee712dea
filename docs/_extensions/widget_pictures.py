"""Pictures of widgets in executed notebooks: a page has no kernel that could draw them.

A code cell names its picture in its metadata::

    "metadata": {"picture": "first-form", "alt": "A form with two inputs"}

The pictures, ``images/tutorial/first-form-light.webp`` and the same for ``dark``, stand where the
output stands; the HTML that the output keeps for pages without a kernel follows them, folded.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

FOLDED = "<details class='without-kernel'><summary>Without a kernel, the notebook shows</summary>"


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the pictures before Sphinx collects the images of a page."""
    app.connect("doctree-read", add_pictures, priority=100)
    return {"parallel_read_safe": True}


def add_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """Put the pictures before the output of each cell that names one."""
    for output in list(doctree.findall(_is_output)):
        metadata = output.parent.get("cell_metadata", {})
        if "picture" not in metadata:
            continue
        place = output.parent.index(output)
        for theme in ("dark", "light"):
            picture = nodes.image(
                uri=f"/images/tutorial/{metadata['picture']}-{theme}.webp",
                alt=metadata["alt"],
                classes=["widget", f"only-{theme}"],
            )
            output.parent.insert(place, picture)
        output.insert(0, nodes.raw("", FOLDED, format="html"))
        output.append(nodes.raw("", "</details>", format="html"))


def _is_output(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.container)
        and node.get("nb_element") == "cell_code_output"
    )

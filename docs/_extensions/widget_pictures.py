"""Pictures of widgets in executed notebooks: a page has no kernel that could draw them.

A code cell names its picture in its metadata::

    "metadata": {"picture": "form.webp", "alt": "A form with two inputs"}

The picture, from ``images/tutorial``, stands where the output stands; the HTML that the output
keeps for pages without a kernel follows it, folded.
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
    """Put a picture before the output of each cell that names one."""
    for cell in list(doctree.findall(_is_code_cell)):
        metadata = cell.get("cell_metadata", {})
        if "picture" not in metadata:
            continue
        picture = nodes.image(
            uri=f"/images/tutorial/{metadata['picture']}",
            alt=metadata["alt"],
            classes=["widget"],
        )
        outputs = [
            child
            for child in cell.children
            if isinstance(child, nodes.container)
            and "cell_output" in child.get("classes", ())
        ]
        for output in outputs:
            folded = nodes.raw("", FOLDED, format="html")
            output.children = [
                folded,
                *output.children,
                nodes.raw("", "</details>", format="html"),
            ]
        cell += picture
        if outputs:
            cell.remove(picture)
            cell.insert(cell.index(outputs[0]), picture)


def _is_code_cell(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"
    )

"""How Sphinx builds the documentation: ``make docs`` writes it into ``site/``."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS / "_extensions"))

from generated_pages import copy_notebooks  # noqa: E402 - found on the path above
from inventories import write_inventories  # noqa: E402

import procbook  # noqa: E402

# Pages of names that are gone would be pages that no other leads to.
shutil.rmtree(DOCS / "reference" / "generated", ignore_errors=True)
copy_notebooks(DOCS.parent / "notebooks", DOCS / "tutorial")

project = "procbook"
author = "The procbook developers"
copyright = author
version = release = procbook.__version__

# The notebooks neither read nor write what the person who builds has run.
os.environ["PROCBOOK_HOME"] = tempfile.mkdtemp(prefix="procbook-docs-")
# They are run by this Python, whatever kernels the machine has.
os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.intersphinx",
    "numpydoc",
    "myst_nb",
    "sphinx_design",
    "sphinx_copybutton",
    "generated_pages",
    "own_references",
    "widget_pictures",
]
exclude_patterns = [
    "_*",
    "**/.ipynb_checkpoints",
]
templates_path = ["_templates"]
nitpicky = True
nitpick_ignore_regex = [
    # Names of libraries that have no inventory here.
    (
        r"py:.*",
        r"(anywidget|fastapi|httpx|ipywidgets|jinja2|pydantic|pydantic_settings|starlette|t|traitlets|typer)\..*",
    ),
    # A signature that also names a class which is imported for types only is shown as it is written.
    (r"py:class", r"dt\.datetime"),
]

# -- Markdown and notebooks
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline", "attrs_block"]
myst_heading_anchors = 3
nb_execution_mode = (
    "off" if os.environ.get("PROCBOOK_DOCS_EXECUTE") == "false" else "force"
)
nb_execution_timeout = 120
nb_execution_raise_on_error = True
nb_execution_in_temp = True
nb_execution_show_tb = True
# A page without a kernel shows the HTML of a widget, and asks no other host for scripts.
nb_mime_priority_overrides = [("html", "text/html", 0)]
nb_ipywidgets_js: dict[str, dict[str, str]] = {}

# -- Reference
autosummary_generate = True
autosummary_ignore_module_all = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_class_signature = "mixed"
autodoc_default_options = {
    "members": True,
    "inherited-members": "AnyWidget,BaseModel,Exception,Mapping,Sequence,Protocol,Enum,str,tuple,dict,list",
    "exclude-members": "model_config,model_fields,model_computed_fields,model_post_init",
}
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"
intersphinx_mapping = write_inventories(DOCS / "_inventories")

# -- Pages
html_theme = "pydata_sphinx_theme"
html_title = "procbook"
html_static_path = ["_static"]
html_css_files = ["procbook.css"]
html_js_files = ["procbook.js"]
html_favicon = "_static/logo.svg"
html_show_sourcelink = False
html_copy_source = False
html_sidebars = {"index": [], "gallery": []}
html_context = {"default_mode": "auto"}
html_theme_options = {
    "logo": {
        "text": "procbook",
        "image_light": "_static/logo.svg",
        "image_dark": "_static/logo.svg",
    },
    "navbar_align": "left",
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "header_links_before_dropdown": 6,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
copybutton_exclude = ".linenos, .gp, .go"

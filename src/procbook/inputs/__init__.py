"""The inputs of a process: description -> JSON Schema -> plan.

Check, encode, and speak other languages.

The value of a form is a dict of input name to instance. A name that is missing is unset, ``None``
is null, and both differ from an empty text or list. An instance is the plain JSON value; or a link
``{"href", "type"?}``; or, where a media type was chosen, a qualified value ``{"value", "mediaType",
"encoding"?}``; or, for an input that occurs several times, a list of those (OGC 18-062r2, sections
7.11.2 and 8).
"""

from ._encode import decode, encode
from ._plan import json_schema, plan
from ._prefill import prefill
from ._validate import validate
from .code._export import as_cli, as_curl, as_json, as_python, as_yaml
from .code._parse import parse_request
from .fields._field import ABSENT, KINDS, Field, Plan
from .values._exact_json import dumps, loads
from .values._from_python import as_instances
from .values._geojson import as_geojson
from .values._sweep_values import expand_sweep

__all__ = [
    "ABSENT",
    "KINDS",
    "Field",
    "Plan",
    "as_cli",
    "as_curl",
    "as_geojson",
    "as_instances",
    "as_json",
    "as_python",
    "as_yaml",
    "decode",
    "dumps",
    "encode",
    "expand_sweep",
    "json_schema",
    "loads",
    "parse_request",
    "plan",
    "prefill",
    "validate",
]

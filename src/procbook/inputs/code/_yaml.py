"""YAML for request files: numbers exact, and texts that look like dates or times stay texts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import yaml

from ..._json import JsonValue
from ..values._exact_json import loads

_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9_]*)$|[-+]?0x[0-9a-fA-F]+$|0o?[0-7]+$")
_FLOAT: Final = re.compile(
    r"[-+]?(\d[\d_]*\.[\d_]*|\.\d[\d_]*|\d[\d_]*(?=[eE]))([eE][-+]?\d+)?$"
)


class _Loader(yaml.SafeLoader):
    """YAML 1.1 as PyYAML reads it, but dates and times stay texts.

    These are written as ``2025-01-31`` and ``14:30:00``.
    """


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, rule)
        for tag, rule in rules
        if not tag.endswith((":timestamp", ":int", ":float"))
    ]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", _INTEGER, list("-+0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-+.0123456789"))


def _float(loader: _Loader, node: yaml.ScalarNode) -> JsonValue:
    text = str(loader.construct_scalar(node)).replace("_", "").removeprefix("+")
    text = re.sub(r"^(-?)\.", r"\g<1>0.", text)
    return loads(re.sub(r"\.(?!\d)", "", text))


_Loader.add_constructor("tag:yaml.org,2002:float", _float)


class _Dumper(yaml.SafeDumper):
    """Writes decimals with all digits, and quotes texts that readers could take for others."""

    def ignore_aliases(self, data: object) -> bool:
        """Write what occurs twice twice."""
        return True


def _decimal(dumper: _Dumper, value: Decimal) -> yaml.ScalarNode:
    text = str(value).replace("E+", "e+").replace("E-", "e-")
    text = text if "." in text or "e" not in text else text.replace("e", ".0e")
    return dumper.represent_scalar("tag:yaml.org,2002:float", text)


_NUMBER_LIKE: Final = re.compile(r"[-+.\d]")
_INVISIBLE: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ufeff]")


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    """Return a text node, quoted where YAML 1.1 and 1.2 read a number or a line end differently."""
    style = "'" if _NUMBER_LIKE.match(value) else None
    if _INVISIBLE.search(value):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(Decimal, _decimal)
_Dumper.add_representer(str, _text)


def dump_yaml(value: JsonValue) -> str:
    """Return YAML text of JSON data."""
    text: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000
    )
    return text


def load_yaml(text: str) -> JsonValue:
    """Parse YAML text.

    Raises
    ------
    yaml.YAMLError
        If it is none.
    """
    return yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe loader

"""One flat schema out of ``$ref`` and ``allOf``, which is what a field is drawn from.

Checking a value needs no merging; drawing does. Where two parts limit the same thing the tighter
limit counts, and the outer text wins over the inner. What applies only under a condition (``if``,
``dependentSchemas``) is kept apart.
"""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]

_TIGHTER: Final = {
    **dict.fromkeys(
        ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"),
        max,
    ),
    **dict.fromkeys(
        ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"),
        min,
    ),
}
_CONDITION: Final = ("if", "then", "else", "dependentSchemas")


class Merger:
    """Flattens schemas of one document.

    Parameters
    ----------
    defs : dict
        What ``#/$defs/…`` refers to.
    """

    def __init__(self, defs: Json) -> None:
        self.defs = defs

    def flat(self, schema: Any) -> tuple[Json, tuple[str, ...]]:
        """Return the flat schema, and the names of the definitions that went into it.

        Conditions are listed under ``"x-conditions"``; a schema that forbids everything is
        ``{"not": {}}``.
        """
        refs: list[str] = []
        out: Json = {}
        self._into(out, schema, refs)
        return out, tuple(refs)

    def _into(self, out: Json, schema: Any, refs: list[str]) -> None:
        if isinstance(schema, bool):
            out.update({} if schema else {"not": {}})
            return
        for key, value in schema.items():
            if key not in ("$ref", "allOf", *_CONDITION):
                _join(out, key, value)
        if "if" in schema or "dependentSchemas" in schema:
            out.setdefault("x-conditions", []).append(
                {k: schema[k] for k in _CONDITION if k in schema}
            )
        name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
        if name in self.defs and name not in refs:
            refs.append(name)
            self._into(out, self.defs[name], refs)
        for part in schema.get("allOf", ()):
            self._into(out, part, refs)


def both(first: Any, second: Any) -> Any:
    """Return a schema that asks for both."""
    if first is True or first == second:
        return second
    return first if second is True else {"allOf": [first, second]}


def _join(out: Json, key: str, value: Any) -> None:
    if key not in out:
        out[key] = dict(value) if key in ("properties", "patternProperties") else value
    elif key in _TIGHTER:
        out[key] = _TIGHTER[key](out[key], value)
    elif key in ("properties", "patternProperties"):
        for name, subschema in value.items():
            out[key][name] = both(out[key].get(name, True), subschema)
    elif key == "required":
        out[key] = list(dict.fromkeys([*out[key], *value]))
    elif key == "type":
        out[key] = _common(out[key], value)
    elif key == "enum":
        out[key] = [v for v in out[key] if v in value] or out[key]
    elif key in ("items", "additionalProperties"):
        out[key] = both(out[key], value)
    elif key in ("uniqueItems", "readOnly", "writeOnly", "deprecated"):
        out[key] = out[key] or value
    elif key in ("oneOf", "anyOf") and out[key] != value:
        other = "anyOf" if key == "oneOf" else "oneOf"
        out.setdefault(other, value)  # one of them is drawn; both are checked


def _common(first: Any, second: Any) -> Any:
    some = [first] if isinstance(first, str) else first
    others = [second] if isinstance(second, str) else second
    both_have = [t for t in some if t in others or (t == "integer" and "number" in others)]
    both_have += (
        ["integer"]
        if "number" in some and "integer" in others and "integer" not in both_have
        else []
    )
    return both_have[0] if len(both_have) == 1 else both_have or first

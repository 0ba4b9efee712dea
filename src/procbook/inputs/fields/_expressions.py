"""Expressions in hints as a small JSON tree; nothing is evaluated here.

A hint is such as ``x-ui-visible: "auth_type === 'login'"``.

A node is ``{"lit": value}``, ``{"var": name}``, ``{"get": [node, node]}``, ``{"list": [node, …]}``
or ``{"op": operator, "args": [node, …]}``. The operators are ``! - + * / % == != < <= > >= && || in
?:``; ``===`` and ``!==`` are read as ``==`` and ``!=``, which compare without conversion. A
variable names a member of the object that holds the field; ``$root``, ``$value`` and ``$index``
name the whole value, the field's own and its place in a list. There are no calls. Members are own
members only, so that ``constructor`` and its kin find nothing.
"""

from __future__ import annotations

import re
from typing import Final

from ..._json import JsonObject

Node = JsonObject

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"""
    r"""|(?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    r"""|(?P<name>[A-Za-z_$][\w$]*)"""
    r"""|(?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.()\[\],]))""",
)
_LEVELS: Final = (
    ("||",),
    ("&&",),
    ("==", "!="),
    ("<", "<=", ">", ">=", "in"),
    ("+", "-"),
    ("*", "/", "%"),
)
_LITERALS: Final = {"true": True, "false": False, "null": None, "undefined": None}
_NESTING: Final = 40


def compile_expression(source: str) -> Node | None:
    """Return the tree of an expression, or None for one outside of the subset.

    A hint with such an expression is left out.
    """
    tokens = _tokens(source)
    if not tokens or len(tokens) > 300:
        return None
    parser = _Parser(tokens)
    try:
        node = parser.ternary(0)
    except (IndexError, ValueError):
        return None
    return node if parser.place == len(tokens) else None


def _tokens(source: str) -> list[tuple[str, str]] | None:
    tokens, position, source = [], 0, source.strip()
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            return None
        tokens.append((str(match.lastgroup), match.group(str(match.lastgroup))))
        position = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.place = 0

    def ternary(self, depth: int) -> Node:
        if depth > _NESTING:
            raise ValueError("nested too deeply")
        node = self._binary(0, depth)
        if self._take("?"):
            yes = self.ternary(depth + 1)
            self._expect(":")
            node = {"op": "?:", "args": [node, yes, self.ternary(depth + 1)]}
        return node

    def _binary(self, level: int, depth: int) -> Node:
        if level == len(_LEVELS):
            return self._unary(depth)
        node = self._binary(level + 1, depth)
        while (op := self._sign()) in _LEVELS[level]:
            self.place += 1
            node = {"op": op, "args": [node, self._binary(level + 1, depth)]}
        return node

    def _unary(self, depth: int) -> Node:
        for sign in ("!", "-"):
            if self._take(sign):
                return {"op": sign, "args": [self._unary(depth + 1)]}
        if depth > _NESTING:
            raise ValueError("nested too deeply")
        return self._members(self._primary(depth), depth)

    def _members(self, node: Node, depth: int) -> Node:
        while True:
            if self._take("."):
                kind, name = self.tokens[self.place]
                if kind != "name":
                    raise ValueError("a name was expected")
                self.place += 1
                node = {"get": [node, {"lit": name}]}
            elif self._take("["):
                node = {"get": [node, self.ternary(depth + 1)]}
                self._expect("]")
            else:
                return node

    def _primary(self, depth: int) -> Node:
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return {"lit": float(text) if re.search(r"[.eE]", text) else int(text)}
        if kind == "text":
            return {"lit": re.sub(r"\\(.)", r"\1", text[1:-1])}
        if kind == "name":
            return {"lit": _LITERALS[text]} if text in _LITERALS else {"var": text}
        if text == "(":
            node = self.ternary(depth + 1)
            self._expect(")")
            return node
        if text == "[":
            return {"list": self._list(depth)}
        raise ValueError(f"unexpected {text}")

    def _list(self, depth: int) -> list[Node]:
        nodes: list[Node] = []
        while not self._take("]"):
            if nodes:
                self._expect(",")
            nodes.append(self.ternary(depth + 1))
        return nodes

    def _sign(self) -> str:
        kind, text = (
            self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
        )
        if kind == "sign" or text == "in":
            return {"===": "==", "!==": "!="}.get(text, text)
        return ""

    def _take(self, sign: str) -> bool:
        took = self._sign() == sign
        self.place += took
        return took

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise ValueError(f"{sign} was expected")

"""Array and object literals of JavaScript as Python values.

Map scripts write markers as `var cpts = [{nom: 'CPTS …', pop: 12345}, …];`: not JSON, no reason to run them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lexicon.gate import gated

MAX_LITERAL = 8_000_000
MAX_LEVELS = 100  # of the deepest tree that is read
_ASSIGNED = gated(r"(?:=|\(|:|return|default)\s*(?=[\[{])")
_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/|(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)"""
    r"""|(?P<number>-?(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+))|(?P<word>[A-Za-z_$][\w$]*)|(?P<mark>[\[\]{},:+])""",
    re.S,
)
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}


class NotALiteral(ValueError):
    """The text holds code (a call, an operator), not data."""


def is_too_deep(data: object) -> bool:
    """Whether a tree has more levels than anybody writes by hand or by program for readers."""
    level = [data]
    for _ in range(MAX_LEVELS):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def literals(script: str) -> Iterator[object]:
    """The array and object literals of a script that are data, in order, not those inside another one; then
    the JSON texts that it quotes (`JSON.parse('…')`, streamed chunks)."""
    end = 0
    for match in _ASSIGNED.finditer(script):
        if match.end() < end:
            continue
        try:
            value, end = parse(script, match.end())
        except NotALiteral:
            continue
        if isinstance(value, list | dict) and value:
            yield value
            yield from _quoted(value)
    for match in re.finditer(r"JSON\.parse\(\s*(?P<text>\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')", script):
        yield from _json_in(unquoted(match.group("text")))


def _quoted(value: object) -> Iterator[object]:
    """JSON inside the strings of a streamed chunk: `push([1, "4:[{…}]"])`."""
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
        yield from _json_in(value[1])


def _json_in(text: str) -> Iterator[object]:
    for line in [text, *text.split("\n")]:
        body = re.sub(r"^\w+:", "", line.strip())
        if body[:1] in ("[", "{"):
            try:
                yield json.loads(body)
            except (ValueError, RecursionError):
                continue
            if line is text:
                return


def parse(script: str, start: int = 0) -> tuple[object, int]:
    """The literal that begins at `start` and where it ends. Raises `NotALiteral`."""
    tokens = _Tokens(script[start : start + MAX_LITERAL])
    value = tokens.value(0)
    return value, start + tokens.end


class _Tokens:
    def __init__(self, text: str) -> None:
        self.text, self.end = text, 0
        self.kind, self.token = "", ""
        self._next = 0
        self.advance()

    def advance(self) -> None:
        """Moves to the next token; `end` is the end of the one left behind."""
        self.end = self._next
        position = self._next
        while position < len(self.text):
            match = _TOKEN.match(self.text, position)
            if match is None:
                break
            position = match.end()
            if match.lastgroup:
                self.kind, self.token, self._next = match.lastgroup, match.group(), position
                return
        self.kind, self.token, self._next = "stop", "", position

    def value(self, depth: int) -> object:
        if depth > 60:
            raise NotALiteral("nested too deep")
        kind, token = self.kind, self.token
        if kind == "mark" and token in "[{":
            return self._array(depth) if token == "[" else self._object(depth)
        self.advance()
        if kind == "string":
            return self._concatenated(unquoted(token))
        if kind == "number":
            return _number(token)
        if kind == "mark" and token in "+":
            return self.value(depth)
        if kind == "word" and token in _WORDS:
            return _WORDS[token]
        raise NotALiteral(token)

    def _concatenated(self, text: str) -> str:
        while self.kind == "mark" and self.token == "+":
            self.advance()
            if self.kind not in ("string", "number"):
                raise NotALiteral(self.token)
            text += unquoted(self.token) if self.kind == "string" else self.token
            self.advance()
        return text

    def _array(self, depth: int) -> list[object]:
        values: list[object] = []
        self.advance()
        while self.token != "]" or self.kind != "mark":
            if self.kind == "mark" and self.token == ",":
                self.advance()
                continue
            values.append(self.value(depth + 1))
        self.advance()
        return values

    def _object(self, depth: int) -> dict[str, object]:
        fields: dict[str, object] = {}
        self.advance()
        while self.token != "}" or self.kind != "mark":
            if self.kind == "mark" and self.token == ",":
                self.advance()
                continue
            if self.kind not in ("string", "word", "number"):
                raise NotALiteral(self.token)
            key = unquoted(self.token) if self.kind == "string" else self.token
            self.advance()
            if self.token != ":":
                raise NotALiteral(self.token)
            self.advance()
            fields[key] = self.value(depth + 1)
        self.advance()
        return fields


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "0": "", "\n": ""}


def unquoted(token: str) -> str:
    if token[0] == "`" and "${" in token:
        raise NotALiteral("template with code")

    def unescape(match: re.Match[str]) -> str:
        code = match.group(1)
        if code[0] in "ux" and len(code) > 1:
            return chr(int(code[1:].strip("{}"), 16))
        return _ESCAPES.get(code, code)

    text = re.sub(r"\\(u\{[0-9a-fA-F]{1,5}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", unescape, token[1:-1], flags=re.S)
    # a character outside the basic plane is written as two halves
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(token: str) -> float | int:
    if token[:2].lower() == "0x":
        return int(token, 16)
    value = float(token)
    return int(value) if value.is_integer() and "." not in token and "e" not in token.lower() else value

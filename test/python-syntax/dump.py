"""Print the trees of files as Python itself reads them: a line of JSON each, in the shape that `dump.ts` makes too."""

import ast
import json
import sys
from pathlib import Path

LEFT_OUT = {"ctx", "type_comment", "type_ignores", "kind", "lineno", "col_offset", "end_lineno", "end_col_offset"}


class Dump:
    """Turns one tree into lists: the node's kind, where it stands, and its fields by name."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + utf16(line) + 1)

    def dump(self, value: object) -> object:
        """Dump a node, a list of them, or what stands in a field."""
        if isinstance(value, list):
            return [self.dump(one) for one in value]
        if isinstance(value, ast.JoinedStr):
            # Before Python 3.12 nothing in an f-string knew its place.
            return ["JoinedStr", self.span(value), holes(value)]
        if isinstance(value, ast.Constant):
            return ["Constant", self.span(value), constant(value.value)]
        if isinstance(value, ast.AST):
            fields = {name: self.dump(field) for name, field in ast.iter_fields(value) if name not in LEFT_OUT}
            return [type(value).__name__, self.span(value), fields]
        return value

    def span(self, node: ast.AST) -> list[int]:
        """Tell where a node stands, counted as JavaScript counts characters."""
        if not isinstance(node, (ast.stmt, ast.expr)):
            return []
        # Ours begin with their decorators.
        start = -1 if getattr(node, "decorator_list", []) else self.offset(node.lineno, node.col_offset)
        return [start, self.offset(node.end_lineno, node.end_col_offset)]

    def offset(self, line: int, column: int) -> int:
        """Turn a line and a column of UTF-8 into an offset."""
        return self.starts[line - 1] + utf16(self.lines[line - 1].encode()[:column].decode())


def holes(node: ast.JoinedStr) -> object:
    """Give the holes of an f-string, without places."""
    return [
        [bare(one.value), one.conversion, [] if one.format_spec is None else holes(one.format_spec)]
        for one in node.values
        if isinstance(one, ast.FormattedValue)
    ]


def bare(value: object) -> object:
    """Dump what stands in a hole, without places."""
    if isinstance(value, list):
        return [bare(one) for one in value]
    if isinstance(value, ast.JoinedStr):
        return ["JoinedStr", holes(value)]
    if isinstance(value, ast.Constant):
        return ["Constant", constant(value.value)]
    if isinstance(value, ast.AST):
        return [
            type(value).__name__,
            {name: bare(field) for name, field in ast.iter_fields(value) if name not in LEFT_OUT},
        ]
    return value


def constant(value: object) -> str:
    """Tell a constant's kind, and what it says if it is text."""
    if isinstance(value, str):
        return "string " + value.encode("utf-16", "surrogatepass").hex()
    if isinstance(value, bytes):
        return "bytes " + value.hex()
    return "number" if isinstance(value, (int, float, complex)) and not isinstance(value, bool) else repr(value)


def utf16(text: str) -> int:
    """Count characters as JavaScript does."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


for path in json.load(sys.stdin):
    source = Path(path).read_text("utf-8").removeprefix("\ufeff")
    print(json.dumps(Dump(source).dump(ast.parse(source))))

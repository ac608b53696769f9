"""Print the syntax trees of files as read by Python, one line of JSON each, in the format of `dump.ts`."""

import ast
import json
import sys
from pathlib import Path

LEFT_OUT = {"ctx", "type_comment", "type_ignores", "kind", "lineno", "col_offset", "end_lineno", "end_col_offset"}

# Python has t-strings since 3.14.
FORMATTED = tuple(getattr(ast, name) for name in ("JoinedStr", "TemplateStr") if hasattr(ast, name))
HOLES = tuple(getattr(ast, name) for name in ("FormattedValue", "Interpolation") if hasattr(ast, name))


class Dump:
    """Converts a tree to lists: the type of a node, its position, and its fields by name."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + utf16(line) + 1)

    def dump(self, value: object) -> object:
        """Convert a node, a list of nodes, or the value of a field."""
        if isinstance(value, list):
            return [self.dump(one) for one in value]
        if isinstance(value, FORMATTED):
            # Before Python 3.12, nodes in an f-string have no exact positions.
            return [type(value).__name__, self.span(value), holes(value)]
        if isinstance(value, ast.Constant):
            return ["Constant", self.span(value), constant(value.value)]
        if isinstance(value, ast.AST):
            return [type(value).__name__, self.span(value), {name: self.dump(field) for name, field in fields(value)}]
        return value

    def span(self, node: ast.AST) -> list[int]:
        """Return the position of a node in UTF-16 units."""
        if not isinstance(node, (ast.stmt, ast.expr)):
            return []
        # Our nodes begin with their decorators.
        start = -1 if getattr(node, "decorator_list", []) else self.offset(node.lineno, node.col_offset)
        return [start, self.offset(node.end_lineno, node.end_col_offset)]

    def offset(self, line: int, column: int) -> int:
        """Convert a line and a column in UTF-8 to an offset."""
        return self.starts[line - 1] + utf16(self.lines[line - 1].encode()[:column].decode())


def fields(node: ast.AST) -> list[tuple[str, object]]:
    """Return the fields of a node, without those that older versions of Python do not have and that are not used."""
    return [
        (name, field)
        for name, field in ast.iter_fields(node)
        if name not in LEFT_OUT
        and not (name == "type_params" and not field and not type(node).__name__ == "TypeAlias")
        and not (name == "default_value" and field is None)
    ]


def holes(node: ast.AST) -> object:
    """Convert the replacement fields of an f-string, without positions."""
    return [
        [bare(one.value), one.conversion, [] if one.format_spec is None else holes(one.format_spec)]
        for one in node.values
        if isinstance(one, HOLES)
    ]


def bare(value: object) -> object:
    """Convert a node inside a replacement field, without positions."""
    if isinstance(value, list):
        return [bare(one) for one in value]
    if isinstance(value, FORMATTED):
        return [type(value).__name__, holes(value)]
    if isinstance(value, ast.Constant):
        return ["Constant", constant(value.value)]
    if isinstance(value, ast.AST):
        return [type(value).__name__, {name: bare(field) for name, field in fields(value)}]
    return value


def constant(value: object) -> str:
    """Return the kind of a constant, and its value if it is text."""
    if isinstance(value, str):
        return "string " + value.encode("utf-16", "surrogatepass").hex()
    if isinstance(value, bytes):
        return "bytes " + value.hex()
    return "number" if isinstance(value, (int, float, complex)) and not isinstance(value, bool) else repr(value)


def utf16(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


for path in json.load(sys.stdin):
    source = Path(path).read_text("utf-8").removeprefix("\ufeff")
    print(json.dumps(Dump(source).dump(ast.parse(source))))

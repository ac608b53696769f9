"""Prints the mutants of Python files, one JSON object a line.

mutmut decides what to change. What it does not do is leave a statement out, which
is added here. mutmut is meant to be run in a folder with a configuration.
"""

import json
import sys
from itertools import accumulate
from pathlib import Path

import libcst as cst
from libcst.metadata import (
    MetadataWrapper,
    PositionProvider,
    WhitespaceInclusivePositionProvider,
)
from mutmut.mutation.file_mutation import create_mutations

OPERATORS_BY_NODE = {
    "Arg": "argument",
    "Call": "call",
    "SimpleString": "string",
    "Integer": "number",
    "Float": "number",
    "Name": "name",
    "Assign": "assignment",
    "AnnAssign": "assignment",
    "AugAssign": "assignment",
}


class Statements(cst.CSTVisitor):
    """Finds the statements that can be left out: calls, and assignments to members."""

    def __init__(self) -> None:
        self.found: list[cst.CSTNode] = []

    def visit_Expr(self, node: cst.Expr) -> None:
        if not isinstance(node.value, (cst.SimpleString, cst.Yield)):
            self.found.append(node)

    def visit_Assign(self, node: cst.Assign) -> None:
        if not isinstance(node.targets[0].target, cst.Name):
            self.found.append(node)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self.found.append(node)


def main(root: Path) -> None:
    for path in sorted(root.rglob("*.py")):
        text = path.read_text()
        module, mutations, _, _ = create_mutations(str(path), text)
        changes = [(m.original_node, m.mutated_node) for m in mutations]
        statements = Statements()
        module.visit(statements)
        changes += [(node, cst.Pass()) for node in statements.found]
        found = MetadataWrapper(module, unsafe_skip_copy=True)
        positions = found.resolve(PositionProvider)
        ranges = found.resolve(WhitespaceInclusivePositionProvider)
        starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
        for original, mutated in changes:
            position = positions.get(original)
            if position is None:
                continue
            start, end = (
                starts[place.line - 1] + place.column
                for place in (ranges[original].start, ranges[original].end)
            )
            if text[start:end] == module.code_for_node(original):
                changed = text[:start] + module.code_for_node(mutated) + text[end:]
            else:
                changed = module.deep_replace(original, mutated).code
            if changed == text:
                continue
            name = type(original).__name__
            print(
                json.dumps(
                    {
                        "file": path.relative_to(root).as_posix(),
                        "line": position.start.line,
                        "operator": "statement left out"
                        if isinstance(mutated, cst.Pass)
                        else OPERATORS_BY_NODE.get(name, name),
                        "original": module.code_for_node(original),
                        "replacement": module.code_for_node(mutated),
                        "text": changed,
                    }
                )
            )


main(Path(sys.argv[1]))

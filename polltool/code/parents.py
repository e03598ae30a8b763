"""What each node of a syntax tree stands in."""

from __future__ import annotations

import ast
from collections.abc import ItemsView, Iterator, Mapping


class Parents(Mapping[ast.AST, ast.AST]):
    """The parent of each node below a module's tree.

    It is worked out for one statement of the module after the other, as they are asked about: few
    questions are asked, and modules are long. Contexts and operators, which nodes share, have none.
    """

    __slots__ = ("_found", "_spans", "_tree", "_waiting")

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._found: dict[ast.AST, ast.AST] = dict.fromkeys(tree.body, tree)
        self._waiting = dict.fromkeys(tree.body)
        self._spans = [(_first_line(node), node.end_lineno or node.lineno, node) for node in tree.body]

    def get(self, node: ast.AST, default: object = None) -> ast.AST | None:  # type: ignore[override]
        """The parent; None for the module itself and for what is no node of it."""
        found = self._found.get(node)
        if found is None and node is not self._tree and self._waiting:
            self._look_for(node)
            found = self._found.get(node)
        return found

    def _look_for(self, node: ast.AST) -> None:
        line = getattr(node, "lineno", None)
        for first, last, statement in self._spans:
            if (line is None or first <= line <= last) and statement in self._waiting:
                del self._waiting[statement]
                _note(statement, self._found)

    def __getitem__(self, node: ast.AST) -> ast.AST:
        found = self.get(node)
        if found is None:
            raise KeyError(node)
        return found

    def _all(self) -> dict[ast.AST, ast.AST]:
        for statement in self._waiting:
            _note(statement, self._found)
        self._waiting.clear()
        return self._found

    def items(self) -> ItemsView[ast.AST, ast.AST]:
        """All nodes, each with its parent."""
        return self._all().items()

    def __iter__(self) -> Iterator[ast.AST]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


_LEAVES = frozenset({int, str, bool, float, type(None), ast.Load, ast.Store, ast.Del})
"""What fields of nodes hold that has nothing below; the same node tells of each context."""


def _note(top: ast.AST, found: dict[ast.AST, ast.AST]) -> None:
    """Add the nodes below one to what is known."""
    todo = [top]
    while todo:
        node = todo.pop()
        for value in node.__dict__.values():
            kind = value.__class__
            if kind is list:
                for part in value:
                    if isinstance(part, ast.AST):
                        found[part] = node
                        todo.append(part)
            elif kind not in _LEAVES and isinstance(value, ast.AST):
                found[value] = node
                todo.append(value)

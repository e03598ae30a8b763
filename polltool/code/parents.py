"""What each node of a syntax tree stands in."""

from __future__ import annotations

import ast
import bisect
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence


def first_line(statement: ast.stmt) -> int:
    """The line on which a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])


class Parents(Mapping[ast.AST, ast.AST]):
    """The parents of a module's nodes, worked out for one statement at module level after another.

    ``walked`` is set where all nodes are gone through: the answer then depends on all of the module.
    ``judged`` keeps what was asked of nodes (``usage.only_tested``), and whether that set ``walked``.
    """

    __slots__ = ("_attributes", "_loads", "_of", "_starts", "_texts", "_tree", "judged", "walked")

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._of: dict[ast.stmt, dict[ast.AST, ast.AST]] = {}
        self._starts: list[int] = []
        self._texts: dict[ast.stmt, dict[str, list[ast.Constant]]] = {}
        self._loads: dict[ast.AST, dict[str, list[ast.Name]]] = {}
        self._attributes: dict[str, list[ast.Attribute]] | None = None
        self.judged: dict[ast.AST, tuple[bool, bool]] = {}
        self.walked = False

    def changed(self, statements: Iterable[ast.stmt]) -> None:
        """Forget what was worked out of these statements, and of those that are gone."""
        kept = set(self._tree.body) - set(statements)
        self._of = {statement: above for statement, above in self._of.items() if statement in kept}
        self._texts = {statement: texts for statement, texts in self._texts.items() if statement in kept}
        self._starts = []
        self._loads.clear()
        self._attributes = None
        self.judged.clear()

    def loads(self, scope: ast.AST) -> Mapping[str, list[ast.Name]]:
        """The names that are read below a node, each with the places."""
        found = self._loads.get(scope)
        if found is None:
            found = self._loads[scope] = {}
            for node in in_breadth(scope):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                    found.setdefault(node.id, []).append(node)
        return found

    def attributes(self, name: str) -> Sequence[ast.Attribute]:
        """Where attributes of a name are read, anywhere in the module."""
        self.walked = True
        found = self._attributes
        if found is None:
            found = self._attributes = {}
            for node in in_breadth(self._tree):
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                    found.setdefault(node.attr, []).append(node)
        return found.get(name, ())

    def texts(self, statement: ast.stmt) -> Mapping[str, list[ast.Constant]]:
        """The texts written out in a statement at module level, by what they say."""
        found = self._texts.get(statement)
        if found is None:
            found = self._texts[statement] = {}
            for node in self.below(statement):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.setdefault(node.value, []).append(node)
        return found

    def below(self, statement: ast.stmt) -> dict[ast.AST, ast.AST]:
        """The parents of a statement at module level and of all nodes in it."""
        found = self._of.get(statement)
        if found is None:
            found = self._of[statement] = _parents(statement)
            found[statement] = self._tree
        return found

    def told(self, statement: ast.stmt, above: dict[ast.AST, ast.AST]) -> None:
        """Take over the parents of a statement at module level, where they are known from another pass."""
        self._of[statement] = above
        above[statement] = self._tree

    def in_function(self, node: ast.AST) -> bool:
        """Whether a node stands in a function."""
        above = self.get(node)
        while above is not None and not isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef)):
            above = self.get(above)
        return above is not None

    def get(self, node: ast.AST, default: object = None) -> ast.AST | None:  # type: ignore[override]
        """The parent of a node; None for the module itself."""
        if node is self._tree:
            return None
        line = getattr(node, "lineno", None)
        if line is not None and self._tree.body:
            if not self._starts:
                self._starts = [first_line(statement) for statement in self._tree.body]
            at = bisect.bisect_right(self._starts, line) - 1
            found = self.below(self._tree.body[at]).get(node)
            if found is not None:
                return found
        for statement in self._tree.body:
            found = self.below(statement).get(node)
            if found is not None:
                return found
        return None

    def __getitem__(self, node: ast.AST) -> ast.AST:
        found = self.get(node)
        if found is None:
            raise KeyError(node)
        return found

    def items(self) -> ItemsView[ast.AST, ast.AST]:
        """All nodes, each with its parent."""
        self.walked = True
        return {
            node: above for statement in self._tree.body for node, above in self.below(statement).items()
        }.items()

    def __iter__(self) -> Iterator[ast.AST]:
        self.walked = True
        return (node for statement in self._tree.body for node in self.below(statement))

    def __len__(self) -> int:
        return sum(len(self.below(statement)) for statement in self._tree.body)


LEAVES = frozenset({int, str, bool, float, type(None), ast.Load, ast.Store, ast.Del})
"""What fields of nodes hold that has nothing below; the same node tells of each context."""


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below a node, in order, but for those that tell of contexts (`LEAVES`)."""
    found: list[ast.AST] = []
    for value in node.__dict__.values():
        kind = value.__class__
        if kind is list:
            found += [part for part in value if isinstance(part, ast.AST)]
        elif kind not in LEAVES and isinstance(value, ast.AST):
            found.append(value)
    return found


def in_breadth(top: ast.AST) -> Iterator[ast.AST]:
    """What ``ast.walk`` gives, without the nodes that tell of contexts, in a third of the time."""
    level: list[ast.AST] = [top]
    while level:
        yield from level
        level = [child for node in level for child in children(node)]


def _parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """The parent of each node below a tree (long functions are gone through, so without ``ast.walk``)."""
    found: dict[ast.AST, ast.AST] = {}
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        for value in node.__dict__.values():
            kind = value.__class__
            if kind is list:
                for part in value:
                    if isinstance(part, ast.AST):
                        found[part] = node
                        todo.append(part)
            elif kind not in LEAVES and isinstance(value, ast.AST):
                found[value] = node
                todo.append(value)
    return found

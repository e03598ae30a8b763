"""What tests of the command's name say about a new command."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from polltool.code.parents import in_breadth
from polltool.records import dataclass
from polltool.scaffold.codescope import Scopes, dotted

_DEPTH = 4


@dataclass(frozen=True, slots=True)
class NameTests:
    """Reads tests of the command's name.

    ``known`` are the names of the commands that are there: what is compared with one of
    them is taken for the command's name, whatever it is called. ``listed`` are those of the
    yml. ``added`` are the commands that are to be taken for keys of ``table``.
    """

    scopes: Scopes
    known: frozenset[str]
    listed: frozenset[str] = frozenset()
    table: ast.Dict | None = None
    added: tuple[str, ...] = ()

    def is_command(self, node: ast.expr) -> bool:
        """Whether an expression stands for the name of the command that runs."""
        return self.scopes.is_command(node)

    def subject(self, test: ast.expr) -> ast.expr | None:
        """The expression for the command's name that a test asks about; None where it asks of none."""
        for compare in in_breadth(test):
            if not isinstance(compare, ast.Compare) or len(compare.ops) != 1:
                continue
            left, right = compare.left, compare.comparators[0]
            if self._asks(left, right):
                return left
            if isinstance(compare.ops[0], ast.Eq | ast.NotEq) and self._asks(right, left):
                return right
        return None

    def _asks(self, subject: ast.expr, other: ast.expr) -> bool:
        if not isinstance(subject, ast.Name | ast.Attribute | ast.Call):
            return False
        if self.is_command(subject):
            return True
        if isinstance(subject, ast.Call):
            return False
        texts = self.texts(other)
        return texts is not None and not self.known.isdisjoint(texts)

    def of_yml(self, names: frozenset[str]) -> frozenset[str]:
        """Those of some names that the yml lists; all where it is not known what it lists."""
        return names & self.listed if self.listed else names

    def mentions(self, test: ast.expr) -> bool:
        """Whether a test has to do with the command's name at all, or with what is made of it."""
        return self.subject(test) is not None or any(
            self.is_command(node) or (isinstance(node, ast.Name) and self.derived(node))
            for node in in_breadth(test)
            if isinstance(node, ast.Name | ast.Call)
        )

    def derived(self, name: ast.Name, depth: int = _DEPTH) -> bool:
        """Whether a variable is worked out from the command's name (``action`` in ``command.split('-')``)."""
        function = self.scopes.function_of(name)
        home = self.scopes.home(name.id, function)
        for node in self.scopes.bindings(home).get(name.id, []):
            made = self.scopes.assigned(node)
            for at in in_breadth(made) if made is not None and depth else ():
                if isinstance(at, ast.Name | ast.Call) and self.is_command(at):
                    return True
                if isinstance(at, ast.Name) and at.id != name.id and self.derived(at, depth - 1):
                    return True
        return False

    # -- values

    def text(self, node: ast.expr) -> str | None:
        """The string that an expression is for certain; None where that is not told."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            value = self._only(node)
            return None if value is None else self.text(value)
        if isinstance(node, ast.Attribute):
            value = self.scopes.constant(node)
            return None if value is None else self.text(value)
        if isinstance(node, ast.JoinedStr):
            parts = [
                self.text(part.value if isinstance(part, ast.FormattedValue) else part)
                for part in node.values
            ]
            if any(part is None for part in parts):
                return None
            return "".join(part for part in parts if part is not None)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self.text(node.left), self.text(node.right)
            return None if left is None or right is None else left + right
        return None

    def texts(self, node: ast.expr, depth: int = _DEPTH) -> list[str] | None:
        """The strings among which a test asks for the command; None where they are not all told."""
        if not depth:
            return None
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return self._all(node.elts)
        if isinstance(node, ast.Dict):
            parts = [
                self.texts(value, depth - 1) if key is None else self._all([key])
                for key, value in zip(node.keys, node.values, strict=True)
            ]
            added = self.added if node is self.table else ()
            if None in parts:
                return [*added] or None
            return [*(text for part in parts for text in part or ()), *added]
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr == "keys" and not node.args:
                return self.texts(node.func.value, depth - 1)
            if dotted(node.func) in ("list", "set", "tuple", "frozenset") and len(node.args) == 1:
                return self.texts(node.args[0], depth - 1)
            made = self.scopes.functions.get(dotted(node.func))
            returned = [] if made is None else self.scopes.returned(made)
            value = returned[0] if len(returned) == 1 else None
            return None if value is None else self.texts(value, depth - 1)
        if isinstance(node, ast.Name):
            text = self.text(node)
            if text is not None:
                return [text]
            value = self._only(node)
            return None if value is None else self.texts(value, depth - 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.BitOr):
            left, right = self.texts(node.left, depth - 1), self.texts(node.right, depth - 1)
            return None if left is None or right is None else left + right
        text = self.text(node)
        return None if text is None else [text]

    def _all(self, nodes: list[ast.expr]) -> list[str] | None:
        found = [self.text(node) for node in nodes]
        return None if None in found else [text for text in found if text is not None]

    def _only(self, node: ast.Name) -> ast.expr | None:
        """The one value that a name is ever given."""
        function = self.scopes.function_of(node)
        home = self.scopes.home(node.id, function)
        if home is None and node.id in self.scopes.module.rebound:
            return None
        values = self.scopes.values(node.id, function)
        return values[0] if len(values) == 1 else None

    # -- answers

    def holds(self, test: ast.expr, name: str) -> bool | None:
        """What a test says of a command that nothing in the code names yet; None where that is open."""
        if isinstance(test, ast.Constant):
            return bool(test.value)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            answer = self.holds(test.operand, name)
            return None if answer is None else not answer
        if isinstance(test, ast.BoolOp):
            answers = [self.holds(value, name) for value in test.values]
            decisive = isinstance(test.op, ast.Or)
            if decisive in answers:
                return decisive
            return None if None in answers else not decisive
        if isinstance(test, ast.Compare) and len(test.ops) == 1:
            return self._compares(test, name)
        if isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute) and len(test.args) == 1:
            return self._begins(test, test.func, name)
        return self._flag(test, name)

    def _compares(self, test: ast.Compare, name: str) -> bool | None:
        left, right, operator = test.left, test.comparators[0], test.ops[0]
        if isinstance(operator, ast.Is | ast.IsNot):
            found = (
                self._found(left, name) if isinstance(right, ast.Constant) and right.value is None else None
            )
            return None if found is None else found is isinstance(operator, ast.IsNot)
        if isinstance(operator, ast.In | ast.NotIn) and self.is_command(right):
            text = self.text(left)
            return None if text is None else (text in name) is isinstance(operator, ast.In)
        if not self._asks(left, right):
            if not isinstance(operator, ast.Eq | ast.NotEq) or not self._asks(right, left):
                return None
            left, right = right, left
        if isinstance(operator, ast.Eq | ast.NotEq):
            text = self.text(right)
            if text is None:
                return None
            return (text == name) is isinstance(operator, ast.Eq)
        if isinstance(operator, ast.In | ast.NotIn):
            if (text := self.text(right)) is not None:
                return (name in text) is isinstance(operator, ast.In)
            texts = self.texts(right)
            if texts is None:
                return None
            return (name in texts) is isinstance(operator, ast.In)
        return None

    def _begins(self, test: ast.Call, method: ast.Attribute, name: str) -> bool | None:
        if method.attr not in ("startswith", "endswith") or not self.is_command(method.value):
            return None
        texts = self.texts(test.args[0])
        if texts is None:
            return None
        return name.startswith(tuple(texts)) if method.attr == "startswith" else name.endswith(tuple(texts))

    def _flag(self, test: ast.expr, name: str) -> bool | None:
        """A variable that holds the answer of such a test, or what was looked up for the command."""
        if isinstance(test, ast.Name):
            value = self._only(test)
            if isinstance(value, ast.Compare):
                return self._compares(value, name)
        return self._found(test, name)

    def _found(self, node: ast.expr, name: str) -> bool | None:
        """Whether looking the command up in a table finds something; None where that is open."""
        if isinstance(node, ast.NamedExpr):
            node = node.value
        if isinstance(node, ast.Name):
            value = self._only(node)
            if value is None:
                return None
            node = value
        table = looked_up(self, node)
        names = None if table is None else self.texts(table)
        if names is None:
            return None
        if isinstance(node, ast.Call) and (len(node.args) > 1 or node.keywords):
            return None
        return name in names

    def fails(self, node: ast.AST, name: str) -> bool:
        """Whether a statement surely raises for a command: it looks it up where it is not."""
        return any(
            isinstance(at, ast.Subscript) and isinstance(at.ctx, ast.Load) and self._found(at, name) is False
            for at in in_breadth(node)
        )

    def constants(self, test: ast.expr) -> Iterator[str]:
        """The commands that a test names."""
        for compare in in_breadth(test):
            if not isinstance(compare, ast.Compare) or len(compare.ops) != 1:
                continue
            left, right = compare.left, compare.comparators[0]
            if self._asks(left, right):
                yield from self.texts(right) or ()
            elif isinstance(compare.ops[0], ast.Eq) and self._asks(right, left):
                yield from self.texts(left) or ()


def looked_up(tests: NameTests, node: ast.AST) -> ast.expr | None:
    """The table in which an expression looks up the command that runs."""
    if isinstance(node, ast.Subscript) and tests.is_command(node.slice):
        return node.value
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and node.args
        and tests.is_command(node.args[0])
    ):
        return node.func.value
    return None

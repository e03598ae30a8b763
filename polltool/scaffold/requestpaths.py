"""What the code writes where a request's path or address goes."""

from __future__ import annotations

import ast
import re

from polltool.code.bindings import parameters
from polltool.records import dataclass, field
from polltool.scaffold.codeindex import FunctionDef, Index, binders

_DEPTH = 3
_ADDRESS = re.compile("(BASE|SERVER|API|URL|HOST|_)+$", re.IGNORECASE)
"""Names of the service's own address; others may be those of one request."""


@dataclass(frozen=True, slots=True)
class Path:
    """A path: what it begins with, and the module's variable for the address before it ("" for none)."""

    base: str
    text: str


@dataclass(slots=True)
class Paths:
    """Reads the paths of one module's requests."""

    index: Index
    _locals: dict[ast.AST, dict[str, list[ast.expr | None]]] = field(default_factory=dict)

    def read(self, node: ast.expr, depth: int = _DEPTH) -> Path | None:
        """The path that an expression gives; None where it is none below a known address."""
        if isinstance(node, ast.Constant):
            if not isinstance(node.value, str) or node.value.lower().startswith("http"):
                return None
            return Path("", node.value)
        if isinstance(node, ast.JoinedStr):
            return self._parts(node.values, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parts: list[ast.expr] = [node.right]
            left = node.left
            while isinstance(left, ast.BinOp):
                parts.append(left.right)
                left = left.left
            return self._parts([left, *reversed(parts)], depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            return self.read(node.left, depth)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            return self._formatted(node, node.func.value)
        if isinstance(node, ast.Name) and depth:
            values = self._values(node)
            if values is not None and len(values) == 1 and values[0] is not None:
                return self.read(values[0], depth - 1)
        return None

    def whole(self, node: ast.expr) -> Path | None:
        """The service's address itself, where an expression is the module's variable for it."""
        named = isinstance(node, ast.Name) and _ADDRESS.match(node.id) and self.is_global(node)
        return Path(node.id, "") if isinstance(node, ast.Name) and named else None

    def is_global(self, name: ast.Name) -> bool:
        """Whether a name is the module's where it is used."""
        return self._values(name) is None

    def _parts(self, parts: list[ast.expr], depth: int) -> Path | None:
        """A path put together: only its beginning matters."""
        if not parts:
            return None
        first = parts[0].value if isinstance(parts[0], ast.FormattedValue) else parts[0]
        if isinstance(first, ast.Name):
            if self._values(first) is None:
                text = self.read(parts[1], depth) if len(parts) > 1 else None
                return Path(first.id, text.text) if text is not None and not text.base else None
            return self.read(first, depth)
        return self.read(first, depth)

    def _formatted(self, call: ast.Call, template: ast.expr) -> Path | None:
        if not isinstance(template, ast.Constant) or not isinstance(template.value, str):
            return None
        first = call.args[0] if call.args else None
        for mark in ("{}", "{0}"):
            if template.value.startswith(mark) and isinstance(first, ast.Name):
                known = self._values(first) is None
                return Path(first.id, template.value.removeprefix(mark)) if known else None
        return None if template.value.startswith(("{", "http")) else Path("", template.value)

    def _values(self, name: ast.Name) -> list[ast.expr | None] | None:
        """What a function's own variable is given (None for what is not told); None: it is the module's."""
        function = self._function(name)
        if function is None:
            return None
        if function not in self._locals:
            self._locals[function] = _assigned(function, self.index)
        return self._locals[function].get(name.id)

    def _function(self, node: ast.AST) -> FunctionDef | None:
        parents = self.index.module.parents
        above = parents.get(node)
        while above is not None and not isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            above = parents.get(above)
        return above


def is_address(name: str) -> bool:
    """Whether a name is that of a service's own address (``BASE_URL``), not of one request's."""
    return _ADDRESS.match(name) is not None


def _assigned(function: FunctionDef, index: Index) -> dict[str, list[ast.expr | None]]:
    found: dict[str, list[ast.expr | None]] = {one.arg: [None] for one in parameters(function)}
    nodes = list(binders(function, index.binding))
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
                elif isinstance(target, ast.Tuple | ast.List):
                    for one in target.elts:
                        if isinstance(one, ast.Name):
                            found.setdefault(one.id, []).append(None)
        elif isinstance(node, ast.AnnAssign | ast.AugAssign) and isinstance(node.target, ast.Name):
            value = node.value if isinstance(node, ast.AnnAssign) else None
            found.setdefault(node.target.id, []).append(value)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id not in found:
            found[node.id] = [None]
    for node in nodes:
        if isinstance(node, ast.Global):
            for name in node.names:
                found.pop(name, None)
    return found

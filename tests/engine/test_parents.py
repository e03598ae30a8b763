"""What each node stands in, worked out bit by bit, is what a look at the whole tree tells."""

from __future__ import annotations

import ast

import pytest

from polltool.code.parents import Parents

CODE = """
import os; x = [number + 1 for number in range(3)]
@decorated(
    'name', interval=30)
def one(a, *b, c=lambda: 1, **d) -> str:
    with open(a) as file, file:
        try:
            return f'{a!r:>{x}}'
        except* ValueError as error:
            del b[0]

@first
@second
class Two(list, metaclass=type):
    y: int = -1

    async def three(self):
        match self:
            case {'a': [1, *rest], **more} if rest:
                pass
        return await self.y
"""


@pytest.fixture(params=[CODE, CODE.replace("except*", "except")], ids=["groups", "plain"])
def tree(request: pytest.FixtureRequest) -> ast.Module:
    try:
        return ast.parse(str(request.param))
    except SyntaxError:
        pytest.skip("this Python has no exception groups")


def expected(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    shared = ast.expr_context | ast.operator | ast.unaryop | ast.cmpop | ast.boolop
    return {
        child: parent
        for parent in ast.walk(tree)
        for child in ast.iter_child_nodes(parent)
        if not isinstance(child, shared)
    }


def test_each_node_asked_about_first(tree: ast.Module) -> None:
    for node, parent in expected(tree).items():
        assert Parents(tree).get(node) is parent
        assert Parents(tree)[node] is parent


def test_all_of_them(tree: ast.Module) -> None:
    parents = Parents(tree)
    found = expected(tree)
    assert [parents.get(node) for node in found] == list(found.values())
    assert found.items() <= dict(Parents(tree)).items()
    assert len(Parents(tree)) >= len(found)


def test_what_stands_in_nothing(tree: ast.Module) -> None:
    parents = Parents(tree)
    stranger = ast.copy_location(ast.Name("x", ast.Load()), tree.body[1])
    assert parents.get(tree) is None
    assert parents.get(stranger) is None
    assert parents.get(ast.Load()) is None
    with pytest.raises(KeyError):
        parents[stranger]

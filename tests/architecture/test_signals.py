"""Signals of what outlives a widget call its methods alone, which Qt forgets with the widget.

A lambda is called for ever: what it reaches for may be gone by then.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.project import ROOT, modules, tree

_LASTING = {"desk", "_desk", "preferences", "store", "current", "app", "progressed", "idled"}
"""Names within what a signal is called by that belong to things which live on."""


def calls_of_lasting_signals(module: Path) -> Iterator[str]:
    for node in ast.walk(tree(module)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr != "connect" or not names_in(node.func.value) & _LASTING:
            continue
        target = node.args[0]
        if not isinstance(target, ast.Attribute):
            yield f"{module.relative_to(ROOT)}:{node.lineno}: {ast.unparse(target)}"


def names_in(expression: ast.expr) -> set[str]:
    walked = list(ast.walk(expression))
    return {each.id for each in walked if isinstance(each, ast.Name)} | {
        each.attr for each in walked if isinstance(each, ast.Attribute)
    }


def test_lasting_signals_when_connected_then_methods_alone_hear_them() -> None:
    assert [line for module in modules("ui") for line in calls_of_lasting_signals(module)] == []

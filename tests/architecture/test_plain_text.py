"""What people typed is never HTML: the ways in which Qt would take it for such are few and kept.

A tip, a label or a box that guesses opens the files and addresses that a text names.
"""

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.architecture.project import ROOT, modules, tree

MARKUP = "ui/dialogs/markdown.py"
"""The one module that shows HTML: of our own help and licences."""

_TIPS = {"setToolTip", "setTabToolTip", "showText", "setWhatsThis"}
_GUESSING = {"QLabel", "QMessageBox", "QErrorMessage", "QProgressDialog", "QInputDialog"}
_TAKING_HTML = {"setHtml", "insertHtml", "appendHtml", "setMarkdown", "fromHtml", "RichText"}


def unsafe_tips(tree: ast.AST, _name: str) -> Iterator[ast.AST]:
    """Yield the tips that are neither words of ours nor made plain."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in _TIPS:
            told = node.args[0] if called(node) == "setToolTip" else node.args[1]
            is_item = called(node) == "setToolTip" and len(node.args) > 1  # with its column
            told = node.args[1] if is_item else told
            is_plain = isinstance(told, ast.Call) and called(told) == "plain_tip"
            if not is_plain and not isinstance(told, ast.Constant):
                yield node
        if isinstance(node, ast.Attribute) and node.attr == "ToolTipRole":
            yield node


def guessing_widgets(tree: ast.AST, name: str) -> Iterator[ast.AST]:
    """Yield the imports of widgets that guess whether a text is HTML."""
    for node in ast.walk(tree):
        imported = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else {}
        if _GUESSING & set(imported) and name != "ui/widgets/labels.py":
            yield node


def html(tree: ast.AST, name: str) -> Iterator[ast.AST]:
    """Yield what takes HTML."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _TAKING_HTML and name != MARKUP:
            yield node


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


@pytest.mark.parametrize("found_in", [unsafe_tips, guessing_widgets, html])
def test_window_when_its_sources_are_read_then_no_text_can_become_markup(
    found_in: Callable[[ast.AST, str], Iterator[ast.AST]],
) -> None:
    told = []
    for module in modules("ui"):
        name = module.relative_to(ROOT).as_posix()
        told += [f"{name}: {ast.unparse(node)}" for node in found_in(tree(module), name)]

    assert told == []

"""No function and no class stands in the sources that nothing there uses."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.project import PACKAGES, ROOT, modules, tree

CALLED_BY_LIBRARIES = {
    "_make_preamble": "reportlab",
    "clone": "Qt, of an engine of icons",
    "get_col_spec": "SQLAlchemy",
}
"""What is called under names that others chose; those of Qt and of logging are in camelCase."""

BESIDE_DIALOGS = {
    "batch_into": "a folder that a test gives",
    "choose_logo": "a picture that a test gives",
    "count_text": "what the line under a list says",
    "logo_note": "what is said of a logo",
    "print_on": "a printer that a test gives",
    "show_step": "a step that is photographed",
    "signatory_note": "what is said of a logo",
}
"""What tests and pictures call in the place of a dialog of the system, or read on a page."""


def _used_in(module: Path) -> Iterator[str]:
    """Yield the names that a module uses, those within its texts of one word too."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Constant) and re.fullmatch(r"\S+", str(node.value)):
            yield from re.findall(r"\w+", str(node.value))


def _defined_in(module: Path) -> Iterator[str]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("__"):
            is_of_others = isinstance(node, ast.FunctionDef) and node.name != node.name.lower()
            if not is_of_others:
                yield node.name


def test_sources_when_they_define_something_then_they_use_it() -> None:
    used = {name for module in modules(*PACKAGES, "packaging") for name in _used_in(module)}
    unused = {
        name: str(module.relative_to(ROOT))
        for module in modules(*PACKAGES)
        for name in _defined_in(module)
        if name not in used
    }

    assert len(used) > 1_000
    assert {
        name: where
        for name, where in unused.items()
        if name not in CALLED_BY_LIBRARIES | BESIDE_DIALOGS
    } == {}
    assert unused.keys() >= CALLED_BY_LIBRARIES.keys() | BESIDE_DIALOGS.keys()

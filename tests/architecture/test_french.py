"""The French of the program is set as a printer would set it.

What is drawn on a page goes through `typeset`, and so does what is said of a référentiel; the
other sentences are written as they are shown.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.project import ROOT, modules

_TYPESET_LATER = {"printing", "referentiel"}
_ENGLISH = ROOT / "ctg_desktop" / "cli" / "french.py"
"""Holds the sentences of argparse beside their French."""

_STRAIGHT_APOSTROPHE = re.compile(r"[^\W\d_]'[^\W\d_«]|\b[cdjlmnst]'$", re.IGNORECASE)
_LOOSE_SPACE = re.compile(r"« | »|[ \u00a0][;!?](?=[ \n]|$)|(?<=[\w»)]) :(?=\s|$)|\u202f:")
_HAS_WORDS = re.compile(r"[^\W\d_]{3}")


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module that are no docstring, with their line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    explained = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in explained and _HAS_WORDS.search(node.value):
            yield node.lineno, node.value


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in modules("ctg_desktop")
        if path != _ENGLISH and not _TYPESET_LATER & set(path.relative_to(ROOT).parts)
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_sentences_when_read_then_their_apostrophes_and_spaces_are_french(path: Path) -> None:
    found = [
        f"line {line}: {text!r}"
        for line, text in sentences(path)
        if _STRAIGHT_APOSTROPHE.search(text) or _LOOSE_SPACE.search(text)
    ]

    assert found == []

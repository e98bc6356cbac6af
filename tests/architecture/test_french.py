"""The French of the program is set as a printer would set it.

Sentences are written in the sources with plain spaces, and `typography` sets those of French when
they are made: what one reads on the screen is found in the sources as one types it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.project import ROOT, modules, tree

_ENGLISH = ROOT / "ctg_desktop" / "cli" / "french.py"
"""Holds the sentences of argparse beside their French."""

_STRAIGHT_APOSTROPHE = re.compile(r"[^\W\d_]'[^\W\d_«]|\b[cdjlmnst]'$", re.IGNORECASE)
_SET_SPACE = re.compile("[\u00a0\u202f]")
_HAS_WORDS = re.compile(r"[^\W\d_]{3}")


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module that are no docstring, with their line."""
    nodes = list(ast.walk(tree(path)))
    explained = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes:
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in explained and _HAS_WORDS.search(node.value):
            yield node.lineno, node.value


def faults(path: Path) -> list[str]:
    """Return the texts of a module whose signs are not those of a sentence in the sources."""
    return [
        f"line {line}: {text!r}"
        for line, text in sentences(path)
        if _SET_SPACE.search(text) or (path != _ENGLISH and _STRAIGHT_APOSTROPHE.search(text))
    ]


def test_sentences_when_read_then_their_spaces_are_plain_and_their_apostrophes_french() -> None:
    read = (path for path in modules("ctg_desktop", "db", "ui") if path.name != "typography.py")

    assert {path: found for path in read if (found := faults(path))} == {}


@pytest.mark.parametrize(
    "source",
    ['told = "Le dossier est plein\\u00a0: rien."', 'told = f"{count}\\u202f; et l\'autre"'],
)
def test_sentences_when_their_signs_are_set_by_hand_then_it_is_seen(
    tmp_path: Path, source: str
) -> None:
    (tmp_path / "module.py").write_text(source, encoding="utf-8")

    assert faults(tmp_path / "module.py") != []


@pytest.mark.parametrize(
    "page", sorted((ROOT / "resources/help").glob("*.md")), ids=lambda p: p.stem
)
def test_help_when_its_file_is_read_then_its_spaces_are_plain(page: Path) -> None:
    assert _SET_SPACE.search(page.read_text(encoding="utf-8")) is None

"""Words are made in one place: a number and its noun by `typography.counted`."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.project import modules, tree

SHOWN = ("ctg_desktop", "db", "ui")

_UNITS = (
    "h ",
    "min",
    "s ",
    "Ko",
    "Mo",
    "km",
    "hab.",
    "sur ",
    "à ",
    "et ",
    "de ",
    "x ",
    "ou ",
    "beg",
    "px",
    "pt",
    "au ",
    "M€",
)
"""What may follow a number that counts nothing: a unit, a word between two numbers."""


def numbers_with_nouns(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that write a number before a noun, or choose a plural, by themselves."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for value, after in zip(node.values, node.values[1:], strict=False):
                if _is_a_number(value) and _begins_with_a_noun(after):
                    yield node.lineno
            if any(_is_an_ending(part) for part in ast.walk(node)):
                yield node.lineno
        elif isinstance(node, ast.IfExp) and _compares_with_one(node.test) and _is_noun(node):
            yield node.lineno


def _is_a_number(part: ast.expr) -> bool:
    if not isinstance(part, ast.FormattedValue):
        return False
    value = part.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id in ("len", "number")
    names = ("count", "total", "done", "found", "shown", "more", "kept", "n")
    return isinstance(value, ast.Name) and value.id in names


def _begins_with_a_noun(part: ast.expr) -> bool:
    if not isinstance(part, ast.Constant) or not isinstance(part.value, str):
        return False
    text = part.value
    return text[:1] in (" ", "\u00a0") and text[1:2].isalpha() and not text[1:].startswith(_UNITS)


def _is_an_ending(part: ast.AST) -> bool:
    return isinstance(part, ast.IfExp) and any(
        isinstance(each, ast.Constant) and each.value in ("s", "x", "nt")
        for each in (part.body, part.orelse)
    )


def _compares_with_one(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and any(
        isinstance(each, ast.Constant) and each.value in (1, 2) for each in test.comparators
    )


def _is_noun(node: ast.IfExp) -> bool:
    """Whether two texts differ as one and several do: the same beginning, another end."""
    texts = [
        each.value
        for each in (node.body, node.orelse)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    return len(texts) == 2 and len(texts[0]) > 2 and texts[0][:3] == texts[1][:3]


def test_numbers_when_written_with_a_noun_then_one_function_does() -> None:
    read = (path for path in modules(*SHOWN) if path.name != "typography.py")

    assert {path: found for path in read if (found := list(numbers_with_nouns(tree(path))))} == {}


@pytest.mark.parametrize(
    "source",
    [
        "f'{number(count)} actions'",
        "f'{len(rows)} actions choisies'",
        'f\'{count} action{"s" if count > 1 else ""}\'',
        "'action' if count < 2 else 'actions'",
    ],
)
def test_numbers_when_one_writes_its_noun_by_itself_then_it_is_seen(source: str) -> None:
    assert list(numbers_with_nouns(ast.parse(source)))

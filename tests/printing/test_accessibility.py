"""Accessibility: what two checkers of PDF/UA say of every kind of block."""

from pathlib import Path

import pytest

from ctg_desktop.printing.engine.blocks import Block, Heading, TextBlock
from ctg_desktop.printing.engine.document import rendered
from ctg_desktop.printing.engine.marks import Mark, Marked
from ctg_desktop.printing.engine.table import Gauge, Group, States, TableColumn, table
from ctg_desktop.printing.sections import (
    Count,
    KeyFigure,
    bullets,
    callout,
    count_bar,
    definitions,
    key_figures,
    marked_words,
    numbered,
    prose,
    to_complete,
)
from ctg_desktop.printing.strategy import Branch, Leaf, strategy
from tests.support.sheets import edition, findings, titled

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # those of the checkers


def word(n: int) -> str:
    """Return a word of its own for each number: checkers take what recurs for running lines."""
    return "".join("aeioubcdfl"[int(digit)] for digit in f"{n:03d}")


def every_block(length: int) -> list[Block]:
    """Return each kind of block, `length` times as long as it may be."""
    columns = [TableColumn("Référence"), TableColumn("Action", 3), TableColumn("Statut")]
    state = States([Marked(Mark.DONE, "Réalisée")])
    rows = [
        [f"VIL-2026-{n:03d}", f"Ouvrir {word(n)} 🎉 à {word(n)}@exemple.fr", state]
        for n in range(length)
    ]
    rows[0][2] = Gauge(0.5, "1 sur 2")
    group = Group("Ambition 1 : des services de proximité pour toutes les familles", "3 actions")
    leaves = [Leaf(str(n), f"Soutenir {word(n)}", f"Note {word(n)}") for n in range(length)]
    return [
        Heading(2, "Une première partie"),
        TextBlock(f"Un texte. {' '.join(map(word, range(length)))}"),
        prose("Un constat\n- une raison\n- une autre"),
        bullets(["un", "deux"]),
        numbered(["un", "deux"]),
        definitions([("Pilote", "Camille Essai, camille@exemple.fr"), ("Constat", "")]),
        Heading(3, "Un détail"),
        key_figures([KeyFigure("3,8 M€", "Bonus territoire", "en 2025")] * 5),
        count_bar([Count(Mark.DONE, "réalisées", 3), Count(Mark.ONGOING, "en cours", 4)]),
        marked_words([Marked(Mark.ONGOING, "En cours"), Marked(Mark.LATE, "En retard")]),
        callout(TextBlock("Une phrase mise en avant.")),
        to_complete("À compléter par l'agglomération."),
        Heading(2, "La stratégie"),
        strategy([Branch("1", "Un enjeu", "#1b6b8f", leaves)]),
        Heading(2, "Les actions"),
        table(columns, [group, *rows], row_header=1),
    ]


@pytest.mark.parametrize("length", [1, 2, 40, 400])
def test_document_when_checked_then_nothing_is_found(tmp_path: Path, length: int) -> None:
    path = tmp_path / "essai.pdf"
    path.write_bytes(rendered(titled(*every_block(length)), edition()))

    assert findings(path) == []

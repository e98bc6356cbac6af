"""Signs that the font lacks: named with their place before anything is printed."""

import pytest

from ctg_desktop.printing.action_booklet import Booklet, BookletSheet, action_booklet
from ctg_desktop.printing.action_plan import action_plan
from ctg_desktop.printing.action_sheet import action_sheet
from ctg_desktop.printing.engine.blocks import TextBlock
from ctg_desktop.printing.engine.unprinted import sentence, unprinted
from ctg_desktop.printing.issue import Document
from tests.printing.test_accessibility import every_block
from tests.printing.test_action_plan import line, plan
from tests.printing.test_action_sheet import ISSUE
from tests.support.action_views import CONVENTION, OBJECTIF, etape, typical, words_of
from tests.support.app import plain


def fiche(**values: object) -> Document:
    view = typical(**values)
    return action_sheet(view, words_of(view), CONVENTION, ISSUE)


def said(document: Document) -> str:
    return plain(" ".join(document.remarks()))


def test_signs_when_the_font_has_all_then_nothing_is_said() -> None:
    assert fiche(constat="Œuvre à 12 €, l’été – « ça » \uf0b7 puce \u27a2").remarks() == ()


def test_signs_when_the_font_lacks_them_then_each_is_named_with_its_field() -> None:
    told = said(
        fiche(
            title="Fête 🎉",
            constat="Bonjour 🎉 à tous, مرحبا, et encore 🎉",
            partners_text="Les 漢字",
            etapes=(etape("Ouvrir 🎂"),),
        )
    )

    assert told == (
        "La police n'a pas tous les signes de ce document : 🎉 (au début), 🎉مرحبا (« Constat »), "
        "漢字 (« Acteurs › Partenaires »), 🎂 (« Étapes › Ouvrir 🎂 › Étape »). « ◊ » s'imprime à "
        "leur place."
    )


def test_signs_when_fiches_are_put_together_then_each_action_is_named() -> None:
    views = [typical(title=title, constat="Oh 🎉") for title in ("Un café", "Une fête")]
    sheets = [BookletSheet(view, words_of(view)) for view in views]
    told = said(action_booklet(Booklet(CONVENTION, (), [(OBJECTIF, sheets)], 2), ISSUE))

    assert "🎉 (« Un café › Constat »), 🎉 (« Une fête › Constat »)." in told
    told = said(action_plan(plan(line(7, title="Un café 🎉")), ISSUE))
    assert "🎉 (« Actions › VAL-2027-007 › Intitulé »)" in told


def test_signs_when_they_are_everywhere_then_a_few_places_are_named_and_the_rest_counted() -> None:
    told = sentence({f"« {n} »": "🎉" * 30 + chr(0x4E00 + n) for n in range(40)})

    assert told.count("🎉") == 4
    assert "d’autres en 36\u00a0endroits" in told
    assert sentence({}) == ""


@pytest.mark.parametrize("length", [1, 3])
def test_signs_when_any_block_holds_one_then_it_is_heard(length: int) -> None:
    found = unprinted([*every_block(length), TextBlock("漢")])

    assert "🎉" in "".join(found.values())
    assert "漢" in "".join(found.values())

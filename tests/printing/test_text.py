"""Texts on paper: whole, safe, in lines that fit."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.printing.engine.blocks import TextBlock
from ctg_desktop.printing.engine.fonts import UNPRINTABLE, Face, typeface
from ctg_desktop.printing.engine.lines import broken, reached, runs_of, strong
from ctg_desktop.printing.engine.recalling import GOES_ON, recalled_lines
from ctg_desktop.printing.engine.style import BODY, PORTRAIT, RECALL
from ctg_desktop.printing.engine.table import TableColumn, table
from ctg_desktop.printing.sections import bullets, prose
from tests.printing.test_accessibility import word
from tests.support.app import plain
from tests.support.sheets import findings, printed

WIDTH = PORTRAIT.text_width


def set_lines(text: str, width: float = WIDTH) -> list[str]:
    lines = broken(runs_of(text, BODY), BODY, width)
    return ["".join(segment.text for segment in line.segments) for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "<b>gras</b> & <para>x</para> &lt </p>",
        "=1+1",
        "%PDF-1.7 endstream endobj (a) \\) <<",
        "Cœur, Nœux-les-Mines, à l’été, ÇÀÉ, 12 €",
        "e\u0301cole de\u0301compose\u0301e",
    ],
)
def test_text_when_it_looks_like_markup_then_it_prints_as_it_is(text: str) -> None:
    sheet = printed(TextBlock(text))

    assert text.replace("e\u0301", "é") in sheet.text().replace("\n", " ")
    assert sheet.missing_glyphs() == []


def test_text_when_the_font_lacks_letters_then_a_mark_shows_and_the_text_is_kept() -> None:
    sheet = printed(TextBlock("Fête 🎉 مرحبا 漢字 \u05d0 fin"))

    (paragraph,) = sheet.structure().all("P")[1:]
    assert paragraph.words == f"Fête {' '.join([UNPRINTABLE] * 4)} fin"
    assert all(each in sheet.text() for each in ("🎉", "漢字"))
    assert sheet.missing_glyphs() == []


def test_text_when_it_holds_every_letter_of_the_font_then_each_is_read_as_it_is() -> None:
    """The codes of letters are signs of strings: some of these have a sense of their own there."""
    letters = [
        each for each in typeface(BODY.face).letters if unicodedata.is_normalized("NFC", each)
    ]
    words = [
        "".join(filter(str.isalpha, letters[at : at + 20])) for at in range(0, len(letters), 20)
    ]
    told = " ".join(filter(None, words))
    sheet = printed(TextBlock(told))

    (paragraph,) = sheet.structure().all("P")[1:]
    assert len(set(told)) > 300
    assert paragraph.words == told
    assert sheet.missing_glyphs() == []


def test_text_when_it_holds_the_signs_of_word_s_lists_then_bullets_are_printed() -> None:
    sheet = printed(TextBlock("\uf0b7 un \uf0e0 deux \u27a2 trois \u2794 quatre"))

    (paragraph,) = sheet.structure().all("P")[1:]
    assert paragraph.words == "• un • deux • trois • quatre"
    assert sheet.missing_glyphs() == []


def test_text_when_it_holds_control_characters_then_they_vanish() -> None:
    sheet = printed(TextBlock("a\x00b\x1bc\x7f\u202ed\ufeffe\u200bf"))

    assert "abcdef" in sheet.text()


def test_text_when_it_has_200_000_letters_then_all_are_printed_within_the_margins() -> None:
    text = "Élu·e référent·e " * 11_765
    sheet = printed(TextBlock(text))

    assert sheet.text().count("référent") == 11_765
    assert len(sheet.structure().all("P")) == 2


def test_word_when_it_is_wider_than_the_line_then_it_is_cut_and_complete() -> None:
    lines = set_lines("x" * 5000)

    assert "".join(lines) == "x" * 5000
    widths = typeface(Face.REGULAR).widths
    assert all(sum(widths[c] for c in line) * BODY.size / 1000 <= WIDTH for line in lines)


def test_address_when_it_is_cut_then_it_is_after_a_sign() -> None:
    lines = set_lines("prenom.nom-compose@communaute-agglomeration.exemple.fr", 150)

    assert lines == ["prenom.nom-compose@", "communaute-agglomeration.", "exemple.fr"]


def test_lines_when_a_word_has_hyphens_then_it_may_break_there_but_references_stay() -> None:
    assert set_lines("un rendez-vous", 58) == ["un rendez-", "vous"]
    assert set_lines("à Bruay-la-Buissière", 80) == ["à ", "Bruay-la-Buissière"], "a name"
    assert set_lines("Bruay-la-Buissière", 60) == ["Bruay-la-", "Buissière"], "no line holds it"
    assert set_lines("voir BET-2026-003", 68) == ["voir ", "BET-2026-003"]


def test_lines_when_a_text_has_line_ends_then_they_are_kept() -> None:
    assert set_lines("un\n\ndeux") == ["un ", "", "deux"]


def test_lines_when_a_no_break_space_stands_at_the_end_then_the_word_moves_with_it() -> None:
    assert set_lines("aaaa bbbb :", 45) == ["aaaa ", "bbbb\u00a0:"]


@given(st.text(max_size=200), st.floats(20, 600))
def test_lines_when_broken_then_nothing_is_lost_and_each_fits(text: str, width: float) -> None:
    runs = runs_of(text, BODY)
    lines = broken(runs, BODY, width)

    said = "".join(segment.text for line in lines for segment in line.segments)
    whole = "".join(run.text for run in runs)
    assert re.sub(r"[ \n]", "", said) == re.sub(r"[ \n]", "", whole)
    assert all(line.width <= width + 0.01 for line in lines)


def test_spans_when_faces_differ_then_the_sentence_keeps_its_spaces() -> None:
    sheet = printed(TextBlock(["Pilote : ", strong("Service jeunesse"), ", et la CAF"]))

    assert "Pilote\u00a0: Service jeunesse, et la CAF" in sheet.structure().words


def test_address_when_printed_then_it_is_a_link_inside_its_paragraph() -> None:
    sheet = printed(TextBlock("Écrire à camille.essai@exemple.fr, voir www.exemple.fr/ctg."))

    links = sheet.structure().all("Link")
    assert [link.words for link in links] == ["camille.essai@exemple.fr", "www.exemple.fr/ctg"]
    uris = [str(each.A.URI) for each in sheet.pdf.pages[0].Annots]
    assert uris == ["mailto:camille.essai@exemple.fr", "https://www.exemple.fr/ctg"]


def test_link_when_it_leads_to_somebody_then_it_is_described_by_name() -> None:
    ways = reached(["03 21 00 00 01", "j.martin@exemple.fr"], "Jeanne MARTIN")
    rows = [["a", [ways], "b"]]
    sheet = printed(
        TextBlock([ways]),
        table([TableColumn("N"), TableColumn("Joindre"), TableColumn("M")], rows),
        TextBlock("Ou 06.39.98.00.01, +33 6 39 98 00 02, www.exemple.fr"),
    )

    told = [(str(each.A.URI), plain(str(each.Contents))) for each in sheet.pdf.pages[0].Annots]
    named = [
        ("tel:0321000001", "Appeler Jeanne MARTIN au 03 21 00 00 01"),
        ("mailto:j.martin@exemple.fr", "Écrire à Jeanne MARTIN"),
    ]
    assert told == [
        *named,
        *named,
        ("tel:0639980001", "Appeler le 06.39.98.00.01"),
        ("tel:+33639980002", "Appeler le +33 6 39 98 00 02"),
        ("https://www.exemple.fr", "Ouvrir la page www.exemple.fr"),
    ]
    assert len(sheet.structure().all("Link")) == len(told)


def test_link_when_words_stand_around_it_then_every_reader_finds_their_order(
    tmp_path: Path,
) -> None:
    lines = [TextBlock(f"Voir www.exemple.fr/{word(n)}, puis {word(n)}.") for n in range(6)]
    sheet = printed(*lines)

    for n, paragraph in enumerate(sheet.structure().all("P")[1:]):
        assert [each.kind for each in paragraph.children] == ["Span", "Link", "Span"]
        assert paragraph.words == f"Voir www.exemple.fr/{word(n)}, puis {word(n)}."
    path = tmp_path / "essai.pdf"
    path.write_bytes(sheet.content)
    assert findings(path) == []


@given(
    st.text(max_size=60),
    st.sampled_from(
        (
            *("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://x.fr"),
            *("tel:*#06#", "http://[x", "mailto:", "www.", "https://a\u202eb.fr/é("),
            "JavaScript://www.a.fr",
        )
    ),
)
def test_link_when_the_text_is_hostile_then_it_has_no_other_scheme(text: str, bad: str) -> None:
    for words in (bad + text, text + bad, f"{text} {bad} {text}"):
        uris = [run.uri for run in runs_of(words, BODY) if run.uri]
        assert all(re.match(r"(?i)(https?|mailto|tel):", uri) and uri.isascii() for uri in uris)


@pytest.mark.parametrize(
    "text",
    ["0639980001", "200 072 460 00012", "06 39 98 00 01 02", "2026-01-02-03-04", "a06 39 98 00"],
)
def test_number_when_it_is_no_phone_then_it_is_no_link(text: str) -> None:
    assert [run.uri for run in runs_of(text, BODY)] == [""]


def test_ordinal_when_printed_then_its_end_is_raised_and_the_text_is_whole() -> None:
    text = "Le 1er mars, la 1re fois, au 2e RPE ; BET-2026-2e, A1er et 1e-3 restent."
    sheet = printed(TextBlock(text), TextBlock("1er janvier 2027"))

    raised = [run.text for run in runs_of(text, BODY) if run.raised]
    assert raised == ["er", "re", "e"]
    assert plain(text) in plain(sheet.text())
    assert "1er janvier 2027" in plain(sheet.text("-layout"))
    assert [plain(each.words) for each in sheet.structure().all("P")[1:]] == [
        plain(text),
        "1er janvier 2027",
    ]


def test_ordinal_when_a_line_is_narrow_then_it_stays_with_its_figure_and_its_month() -> None:
    assert set_lines("avant le 1er janvier 2026", 62) == ["avant le ", "1er\u00a0janvier ", "2026"]


def test_prose_when_lines_begin_with_dashes_then_they_make_a_list() -> None:
    sheet = printed(prose("Un constat.\n- premier\n• second\n\nUne suite."))

    structure = sheet.structure()
    assert [node.words for node in structure.all("LBody")] == ["premier", "second"]
    assert structure.words.endswith("Une suite.")


def test_list_when_an_item_spreads_over_pages_then_it_is_one_item() -> None:
    sheet = printed(bullets(["court", "mot " * 1200, "fin"]))

    assert sheet.page_count > 1
    items = sheet.structure().all("LI")
    assert [len(item.words.split()) for item in items] == [2, 1201, 2]


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200b"])
def test_text_when_it_is_empty_then_nothing_is_announced(text: str) -> None:
    assert [node.words for node in printed(TextBlock(text)).structure().all("P")] == [
        "Commune de Villeneuve"
    ]


def test_recalled_text_when_it_is_long_then_it_is_whole_on_lines_of_a_few_words() -> None:
    sentence = "Créer un lieu où les parents de toutes les communes se retrouvent"

    lines = recalled_lines(sentence, RECALL, 500, end=GOES_ON)
    assert " ".join(lines) == f"{sentence} (suite)"
    assert len(lines) == 2
    assert recalled_lines("Plan d'actions", RECALL, 500, end=GOES_ON) == ["Plan d’actions (suite)"]


@given(st.lists(st.text("aWé", min_size=1, max_size=40), min_size=1), st.integers(60, 500))
def test_recalled_text_when_anything_is_typed_then_it_stays_on_its_lines(
    words: list[str], width: int
) -> None:
    widths = typeface(RECALL.face).word_widths

    for line in recalled_lines(" ".join(words), RECALL, width, end=GOES_ON):
        assert widths[line] * RECALL.size / 1000 <= width


def test_recalled_text_when_its_lines_do_not_hold_it_then_it_says_so() -> None:
    lines = recalled_lines("mot " * 60, RECALL, 120, end=GOES_ON)

    assert len(lines) == 2
    assert lines[-1].endswith("… (suite)")
    assert recalled_lines("W" * 900, RECALL, 120)[0].endswith("…")

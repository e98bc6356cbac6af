"""French typography: what is set, what is left alone."""

import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.typography import (
    counted,
    etp,
    euros,
    local_time,
    long_date,
    number,
    on_one_line,
    percent,
    phone,
    plain,
    short_date,
    siren,
    spaced,
    together,
    typeset,
)

# The two no-break spaces, as signs that can be seen in a test.
NARROW, NO_BREAK = "_", "~"


def seen(text: str) -> str:
    return text.replace("\u202f", NARROW).replace("\u00a0", NO_BREAK)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Pourquoi? Parce que !", "Pourquoi_? Parce que_!"),
        ("un; deux ; trois", "un_; deux_; trois"),
        ("Note: voir : ici", "Note~: voir~: ici"),
        ("«Oui» et « non »", "«~Oui~» et «~non~»"),
        ('dit "bonjour" à tous', "dit «~bonjour~» à tous"),
        ("l'agglo d'Artois", "l’agglo d’Artois"),
        ("l' « essai »", "l’ «~essai~»"),
        ("et puis...", "et puis…"),
        ("22% ou 22 %", "22_% ou 22_%"),
        ("3,8 M€ et 12 €", "3,8_M€ et 12_€"),
        ("1,5 ETP", "1,5_ETP"),
        ("12 000 habitants, 1 234 567", "12_000 habitants, 1_234_567"),
        ("en 2026 300 personnes", "en 2026 300 personnes"),
        ("2025 2026", "2025 2026"),
        ("le 3 février 2026, le 1er mars", "le 3~février 2026, le 1er~mars"),
        ("à 20h05 et 20 h 05", "à 20~h~05 et 20~h~05"),
        ("06 12 34 56 78", "06~12~34~56~78"),
        ("n° 3, M. Essai", "n°~3, M.~Essai"),
        ("trop   d'espaces ", "trop d’espaces"),
        ("fin \n- suite", "fin\n- suite"),
    ],
)
def test_typeset_when_typed_plainly_then_it_is_set_in_french(typed: str, expected: str) -> None:
    assert seen(typeset(typed)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "BET-2026-003",
        "camille.essai@exemple.fr",
        "https://exemple.fr/ctg?a=1;b=2:3",
        "www.exemple.fr:8080/x?y",
        "14:32",
        "(?)",
        "<b>gras</b> & <para>",
        "=1+1",
        "a;b",
        "03/02/2026",
        "5\" et 6'",
    ],
)
def test_typeset_when_it_must_stay_then_nothing_changes(text: str) -> None:
    assert typeset(text) == text


def test_typeset_when_a_sentence_ends_after_an_address_then_only_the_sentence_is_set() -> None:
    text = "Voir https://exemple.fr/a?b=1 ; écrire à a.b@exemple.fr: merci !"

    assert seen(typeset(text)) == (
        "Voir https://exemple.fr/a?b=1_; écrire à a.b@exemple.fr~: merci_!"
    )


@given(
    st.text(
        alphabet=st.sampled_from(" \n\t\u00a0\u202f;:!?%€«»'\"….,-12é@awh/\uffff&M"), max_size=40
    )
)
def test_typeset_when_done_twice_then_nothing_changes(text: str) -> None:
    once = typeset(text)

    assert typeset(once) == once


@given(st.text(max_size=80))
def test_typeset_when_given_any_text_then_it_never_fails_nor_touches_letters(text: str) -> None:
    letters = [c for c in plain(text) if c.isalnum()]

    assert [c for c in typeset(text) if c.isalnum()] == letters


def test_plain_when_given_odd_characters_then_they_are_composed_dropped_or_replaced() -> None:
    text = "e\u0301\x00\x1b\u200b\ufeff\u202e\ufe0f\u00ada\tb\u2011c\r\nd\u2028e\ud800"

    assert plain(text) == "éa b-c\nd\ne\ufffd"


@given(st.text(max_size=80))
def test_plain_when_given_any_text_then_it_is_composed_and_can_be_written(text: str) -> None:
    result = plain(text)

    assert unicodedata.is_normalized("NFC", result)
    result.encode()
    assert not any(unicodedata.category(c) in {"Cc", "Cf"} for c in result if c != "\n")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (999, "999"),
        (1234, "1_234"),
        (1234567, "1_234_567"),
        (Decimal("9.24"), "9,24"),
        (Decimal("3.10"), "3,1"),
        (Decimal("-1234.5"), "−1_234,5"),
        (Decimal("1E+3"), "1_000"),
    ],
)
def test_number_when_written_then_thousands_are_apart(value: Decimal | int, expected: str) -> None:
    assert seen(number(value)) == expected


def test_number_when_decimals_are_fixed_then_halves_are_rounded_up() -> None:
    assert number(Decimal("0.125"), 2) == "0,13"
    assert number(Decimal(2), 1) == "2,0"


def test_amounts_when_written_then_their_unit_never_leaves_them() -> None:
    assert seen(euros(12000)) == "12_000_€"
    assert seen(euros(Decimal("12.5"))) == "12,50_€"
    assert seen(etp(Decimal("9.24"))) == "9,24_ETP"
    assert seen(percent(22)) == "22_%"


def test_dates_when_written_then_they_are_those_of_a_text_and_of_a_table() -> None:
    assert seen(long_date(date(2026, 2, 3))) == "3~février~2026"
    assert seen(long_date(date(2026, 3, 1))) == "1er~mars~2026"
    assert short_date(date(2026, 2, 3)) == "03/02/2026"


@pytest.mark.parametrize("typed", ["0612345678", "06.12.34.56.78", "+33 6 12 34 56 78"])
def test_phone_when_it_is_a_number_then_it_is_in_pairs(typed: str) -> None:
    assert seen(phone(typed)) == "06~12~34~56~78"


@pytest.mark.parametrize("typed", ["", "poste 12", "36 46", "06 12 34 56 7"])
def test_phone_when_it_is_no_number_then_it_stays(typed: str) -> None:
    assert phone(typed) == typed


def test_typeset_when_a_colon_stands_before_a_closing_quotation_mark_then_once_is_enough() -> None:
    once = typeset("1:»")

    assert once == typeset(once)


# --- sentences of the program ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Le disque est plein : rien.", "Le disque est plein~: rien."),
        ("Continuer ?", "Continuer_?"),
        ("Relue ; gardée !", "Relue_; gardée_!"),
        ("12 %, 3 Mo, 5 min", "12_%, 3_Mo, 5~min"),
        ("à 14 h 32, page 3", "à 14~h~32, page~3"),
        ("un nombre comme 1 234,50", "un nombre comme 1_234,50"),
        ("Annulation : ", "Annulation~: "),
        ("14:32 http://exemple.fr/?a=1 ;b", "14:32 http://exemple.fr/?a=1 ;b"),
    ],
)
def test_sentence_when_written_with_plain_spaces_then_french_ones_are_set(
    written: str, shown: str
) -> None:
    assert seen(spaced(written)) == shown


def test_sentence_when_it_quotes_somebody_then_what_is_quoted_stays_as_it_was_typed() -> None:
    typed = "C:/Bilan ; 2026/à revoir ! : 3 %"

    told = spaced(f"« {typed} » n’est pas là : rien n’a été écrit.")

    assert seen(told) == f"«~{typed}~» n’est pas là~: rien n’a été écrit."


@given(st.text(alphabet="ab12 :;!?»«%€°M\u00a0\u202f\n.", max_size=40))
def test_sentence_when_set_twice_then_the_second_time_changes_nothing(text: str) -> None:
    told = spaced(text)

    assert spaced(told) == told
    assert "".join(told.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0~action"), (1, "1~action"), (2, "2~actions"), (1234, "1_234~actions")]
)
def test_count_when_written_with_its_noun_then_nought_and_one_are_singular(
    count: int, told: str
) -> None:
    assert seen(counted(count, "action")) == told


def test_count_when_the_plural_is_told_then_it_is_taken() -> None:
    assert seen(counted(2, "poste local", "postes locaux")) == "2~postes locaux"
    assert seen(counted(0, "poste local", "postes locaux")) == "0~poste local"


def test_instant_when_it_is_midnight_of_everywhere_then_it_is_a_day_without_an_hour() -> None:
    """So are publications dated, whose hour nobody knows."""
    assert local_time(datetime(2026, 11, 30, tzinfo=UTC)) == "30/11/2026"
    assert local_time(datetime(2026, 11, 30, 0, 0, 1, tzinfo=UTC)).startswith("30/11/2026 à")


def test_siren_when_it_is_one_then_it_is_read_in_groups_of_three() -> None:
    assert siren("200072460") == "200\u202f072\u202f460"
    assert siren("pas un SIREN") == "pas un SIREN"


def test_one_line_when_a_text_has_several_then_its_no_break_spaces_stay() -> None:
    assert on_one_line(" 23\u202f000\u202f€ :\n  un\tan ") == "23\u202f000\u202f€ : un an"


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ((), ""),
        (("Anne",), "Anne"),
        (("Anne", "Bruno"), "Anne et Bruno"),
        (("Anne", "Bruno", "Chloé"), "Anne, Bruno et Chloé"),
        (("Anne", "Bruno", "Chloé", "Denis", "Eva"), "Anne, Bruno et 3 autres"),
    ],
)
def test_names_when_told_together_then_a_long_list_is_cut(
    names: tuple[str, ...], told: str
) -> None:
    assert together(names) == told

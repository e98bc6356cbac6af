"""Reading what people type: every usual way of writing it, and a sentence for the rest."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.action import Action, BudgetLine, Mesure
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention import Enjeu
from ctg_desktop.domain.fields import FieldSpec, Kind, entity_types
from ctg_desktop.domain.parsing import clean_text, parse, parse_day, parse_number
from ctg_desktop.domain.people import Contact
from ctg_desktop.errors import FieldError

TODAY = date(2026, 2, 3)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3/2/26", date(2026, 2, 3)),
        ("03/02/2026", date(2026, 2, 3)),
        ("3.2.2026", date(2026, 2, 3)),
        ("3-2-2026", date(2026, 2, 3)),
        ("2026-02-03", date(2026, 2, 3)),
        ("3 février", date(2026, 2, 3)),
        ("3 FÉVRIER 2027", date(2027, 2, 3)),
        ("3 fevr. 27", date(2027, 2, 3)),
        ("1er mars 2026", date(2026, 3, 1)),
        ("31/12", date(2026, 12, 31)),
        ("29/02/2028", date(2028, 2, 29)),
        (" 03/02/2026 ", date(2026, 2, 3)),
    ],
)
def test_day_when_written_in_a_usual_way_is_read(typed: str, expected: date) -> None:
    assert parse_day(typed, TODAY) == expected


@pytest.mark.parametrize(
    "typed",
    ["hier", "31/02/2026", "29/02/2027", "0/1/2026", "32/1/2026", "1/13/2026", "1/1/0026",
     "2026", "3 floréal", "2026-02-03T10:00", "1/1/99999", "<b>"],
)  # fmt: skip
def test_day_when_it_is_none_says_what_is_expected(typed: str) -> None:
    with pytest.raises(FieldError, match="attend une date comme 03/02/2026"):
        parse_day(typed, TODAY)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_day_when_printed_in_full_reads_back(day: date) -> None:
    assert parse_day(f"{day.day}/{day.month}/{day.year}", TODAY) == day
    assert parse_day(day.isoformat(), TODAY) == day


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1 234,50 €", "1234.5"),
        ("1\u202f234,50\u202f€", "1234.5"),
        ("1\u00a0234", "1234"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1234.56", "1234.56"),
        ("12,5 %", "12.5"),
        ("0,37 ETP", "0.37"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("3500 euros", "3500"),
        ("100 hab.", "100"),
    ],
)
def test_number_when_written_as_in_an_office_is_read(typed: str, expected: str) -> None:
    assert parse_number(typed) == Decimal(expected)


@pytest.mark.parametrize(
    "typed", ["abc", "1e5", "NaN", "Infinity", "1,2,3x", "--1", "€", "", "1 2 3 a", "٣", "0x10"]
)
def test_number_when_it_is_none_says_what_is_expected(typed: str) -> None:
    with pytest.raises(FieldError, match="attend un nombre comme"):
        parse_number(typed)


def test_amount_when_negative_too_precise_or_enormous_is_refused() -> None:
    planned = BudgetLine.TYPE.fields["planned"]
    with pytest.raises(FieldError, match="inférieur à 0"):
        parse(planned, "-1", TODAY)
    with pytest.raises(FieldError, match="2 chiffres au plus après la virgule"):
        parse(planned, "1,234", TODAY)
    with pytest.raises(FieldError, match="dépasser"):
        parse(planned, "99999999999999", TODAY)
    assert parse(planned, "1 234,5", TODAY) == Decimal("1234.5")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0321000000", "03 21 00 00 00"),
        ("03.21.00.00.00", "03 21 00 00 00"),
        ("+33 3 21 00 00 00", "03 21 00 00 00"),
        ("0033(0)321000000", "03 21 00 00 00"),
        ("3230", "3230"),
        ("119", "119"),
        ("+32 2 123 45 67", "+3221234567"),
    ],
)
def test_phone_when_written_in_a_usual_way_is_set_in_pairs(typed: str, expected: str) -> None:
    assert parse(Contact.TYPE.fields["landline"], typed, TODAY) == expected


@pytest.mark.parametrize("typed", ["03 21", "abc", "03 21 00 00 00 00", "=1+1", "000000000000"])
def test_phone_when_it_is_none_says_what_is_expected(typed: str) -> None:
    with pytest.raises(FieldError, match="numéro à dix chiffres"):
        parse(Contact.TYPE.fields["landline"], typed, TODAY)


@pytest.mark.parametrize(
    "typed", ["a", "a@b", "a b@c.fr", "@c.fr", "a@c..fr", "a@-c.fr", "<a@c.fr>"]
)
def test_email_when_it_is_none_says_what_is_expected(typed: str) -> None:
    with pytest.raises(FieldError, match="attend une adresse comme"):
        parse(Contact.TYPE.fields["email"], typed, TODAY)


def test_choice_when_typed_by_code_or_word_is_found_whatever_the_accents() -> None:
    status = Action.TYPE.fields["status"]
    for typed in ("en_cours", "En cours", "EN COURS", "en-cours"):
        assert parse(status, typed, TODAY) is Status.EN_COURS
    assert parse(status, "a venir", TODAY) is Status.A_VENIR
    with pytest.raises(FieldError, match=r"«\sfini\s» n’est pas une valeur de «\sStatut\s»"):
        parse(status, "fini", TODAY)


def test_flag_colour_and_whole_number_when_wrong_say_what_is_expected() -> None:
    assert parse(Action.TYPE.fields["blocked"], "Oui", TODAY) is True
    with pytest.raises(FieldError, match=r"«\soui\s» ou «\snon\s»"):
        parse(Action.TYPE.fields["blocked"], "peut-être", TODAY)
    assert parse(Enjeu.TYPE.fields["colour"], "#1f6f8b", TODAY) == "#1F6F8B"
    with pytest.raises(FieldError, match="couleur comme #1F6F8B"):
        parse(Enjeu.TYPE.fields["colour"], "bleu", TODAY)
    with pytest.raises(FieldError, match="nombre entier"):
        parse(Mesure.TYPE.fields["year"], "2026,5", TODAY)
    with pytest.raises(FieldError, match="dépasser 4"):
        parse(Mesure.TYPE.fields["appreciation"], "5", TODAY)


def test_text_when_too_long_says_how_long_and_how_much_is_possible() -> None:
    assert len(parse(Action.TYPE.fields["title"], "é" * 300, TODAY)) == 300
    with pytest.raises(FieldError, match=r"compte 301 signes.* 300 au plus"):
        parse(Action.TYPE.fields["title"], "é" * 301, TODAY)
    with pytest.raises(FieldError, match=r"compte 200\s000 signes.* 50\s000 au plus"):
        parse(Action.TYPE.fields["constat"], "x" * 200_000, TODAY)


def test_text_when_it_holds_control_signs_or_decomposed_accents_is_cleaned() -> None:
    assert clean_text("E\u0301te\u0301\x00\x1b", lines=False) == "Été"
    assert clean_text("a\r\nb\rc\td", lines=True) == "a\nb\nc d"
    assert clean_text("a\nb", lines=False) == "a b"
    assert clean_text(" \t\n ", lines=True) is None
    assert clean_text("octet \udc80", lines=False) == "octet \ufffd"
    assert clean_text("a\u202eb\u2066c\u2069", lines=False) == "abc"
    assert clean_text("ca\u00adfe\u200b\u0301\ufffe", lines=False) == "café"


@pytest.mark.parametrize(
    "typed", ["<b>gras</b>", "a & b", "<para>", "=1+1", "😀 été", "שלום", "'; DROP"]
)
def test_text_when_it_looks_like_code_is_kept_as_it_is(typed: str) -> None:
    assert parse(Action.TYPE.fields["title"], typed, TODAY) == typed


@given(st.text())
def test_text_when_cleaned_once_is_clean(typed: str) -> None:
    for lines in (True, False):
        once = clean_text(typed, lines=lines)
        assert once is None or clean_text(once, lines=lines) == once


TYPED = [
    spec
    for kind in entity_types()
    for spec in kind.fields.values()
    if spec.kind not in (Kind.REFERENCE, Kind.REFERENCES)
]


@given(st.sampled_from(TYPED), st.text(max_size=40))
def test_any_text_when_typed_in_any_field_gives_a_value_or_a_french_sentence(
    spec: FieldSpec, typed: str
) -> None:
    told = None
    try:
        value = parse(spec, typed, TODAY)
    except FieldError as error:
        told = error
    if told is None:
        assert spec.decode(spec.encode(value)) == value
    else:
        assert told.field == spec.key
        assert spec.label in told.sentence

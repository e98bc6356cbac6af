"""Reading what people type: every usual way of writing it, and a sentence for the rest."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.action import Action, BudgetLine, Financement, Mesure
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention import Enjeu
from ctg_desktop.domain.fields import FieldSpec, Kind, entity_types
from ctg_desktop.domain.parsing import clean_text, parse, parse_number
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import FieldError

TODAY = date(2026, 2, 3)


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
        ("1.234.567", "1234567"),
        ("12'000", "12000"),
        ("12’000", "12000"),
        ("1 234 567,5", "1234567.5"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("1 234.567", "1234.567"),
        ("12,000", "12"),
        (",5", "0.5"),
        ("- 3", "-3"),
    ],
)
def test_number_when_written_as_in_an_office_is_read(typed: str, expected: str) -> None:
    assert parse_number(typed) == Decimal(expected)


@pytest.mark.parametrize(
    "typed",
    ["abc", "1e5", "NaN", "Infinity", "1,2,3x", "--1", "€", "", "1 2 3 a", "٣", "0x10", "12 50",
     "1 2 3", "1234 567", "1.23.456", "1,234,567", "12.", "1 234'567", "12" + " " * 200 + "€"],
)  # fmt: skip
def test_number_when_it_is_none_says_what_is_expected(typed: str) -> None:
    with pytest.raises(FieldError, match="attend un nombre comme"):
        parse_number(typed)


NUMBERS = [
    spec
    for kind in entity_types()
    for spec in kind.fields.values()
    if spec.kind in (Kind.DECIMAL, Kind.INTEGER) and not spec.is_year and spec.unit != "°"
]


@pytest.mark.parametrize("spec", NUMBERS, ids=lambda spec: spec.key)
@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(["", " €", "€"]))
def test_number_when_its_point_may_stand_for_thousands_then_both_writings_are_told(
    spec: FieldSpec, whole: int, rest: int, unit: str
) -> None:
    typed = f"{whole}.{rest:03}{unit if spec.unit == '€' else ''}"
    if not all(spec.is_within(each) for each in (whole * 1000 + rest, Decimal(f"{whole}.{rest}"))):
        return

    with pytest.raises(FieldError) as refusal:
        parse(spec, typed, TODAY)

    thousands, decimal = (parse_number(each) for each in refusal.value.readings)
    assert (thousands, decimal) == (whole * 1000 + rest, Decimal(f"{whole}.{rest:03}"))
    assert all(each in refusal.value.sentence for each in refusal.value.readings)


def test_number_when_only_one_reading_is_within_the_bounds_of_the_field_then_it_is_taken() -> None:
    assert parse(Territoire.TYPE.fields["longitude"], "2.505", TODAY) == Decimal("2.505")
    assert parse(Mesure.TYPE.fields["year"], "2.026", TODAY) == 2026


def test_number_when_typed_in_another_unit_than_the_field_s_is_refused() -> None:
    requested = Financement.TYPE.fields["requested"]
    assert parse(requested, "12 euros", TODAY) == 12
    with pytest.raises(FieldError, match=r"«\sDemandé\s» se compte en €, pas en ETP"):
        parse(requested, "0,5 ETP", TODAY)
    with pytest.raises(FieldError, match="nombre à quatre chiffres comme 2026"):
        parse(Financement.TYPE.fields["year"], "2026 €", TODAY)


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
        ("0032 2 123 45 67", "+3221234567"),
        ("+33 (0)6 42 21 52 47", "06 42 21 52 47"),
        ("+33(0)642215247", "06 42 21 52 47"),
        ("06–42–21–52–47", "06 42 21 52 47"),
        ("06\u201142\u201121\u201152\u201147", "06 42 21 52 47"),
        ("116 117", "116 117"),
        ("118712", "118 712"),
        ("36 39", "3639"),
        ("31 100", "31100"),
    ],
)
def test_phone_when_written_in_a_usual_way_is_set_in_pairs(typed: str, expected: str) -> None:
    assert parse(Contact.TYPE.fields["landline"], typed, TODAY) == expected


@pytest.mark.parametrize(
    "typed",
    ["03 21", "abc", "03 21 00 00 00 00", "=1+1", "000000000000",
     "+033 1 23 45 67", "+33003300330", "06 42 21 52 47 ou 06 42 21 52 48", "٠٦٤٢٢١٥٢٤٧"],
)  # fmt: skip
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
    with pytest.raises(FieldError, match=r"compte 301\ssignes.* 300 au plus"):
        parse(Action.TYPE.fields["title"], "é" * 301, TODAY)
    with pytest.raises(FieldError, match=r"compte 200\s000\ssignes.* 50\s000 au plus"):
        parse(Action.TYPE.fields["constat"], "x" * 200_000, TODAY)


def test_text_when_it_holds_control_signs_or_decomposed_accents_is_cleaned() -> None:
    assert clean_text("E\u0301te\u0301\x00\x1b", lines=False) == "Été"
    assert clean_text("a\r\nb\rc\td", lines=True) == "a\nb\nc d"
    assert clean_text("a\nb", lines=False) == "a b"
    assert clean_text(" \t\n ", lines=True) is None
    assert clean_text("octet \udc80", lines=False) == "octet \ufffd"
    assert clean_text("a\u202eb\u2066c\u2069", lines=False) == "abc"
    assert clean_text("ca\u00adfe\u200b\u0301\ufffe", lines=False) == "café"


@pytest.mark.parametrize("bullet", ["\uf0b7", "\uf0a7", "\uf0e0", "\uf0d8", "\uf0fc"])
def test_text_when_it_holds_a_sign_of_word_s_lists_then_it_is_a_bullet(bullet: str) -> None:
    assert clean_text(f"{bullet}\tAccueillir\n{bullet} Aider", lines=True) == (
        "• Accueillir\n• Aider"
    )
    for spec in (Action.TYPE.fields["title"], Action.TYPE.fields["constat"]):
        assert parse(spec, f"{bullet} Aider", TODAY) == "• Aider"
        assert spec.decode(f"{bullet} stored before") == "• stored before"


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
        assert spec.decode(spec.encode(value)) == (spec.default if value is None else value)
    else:
        assert told.field == spec.key
        assert spec.label in told.sentence

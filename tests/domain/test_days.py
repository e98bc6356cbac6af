"""Reading days: every usual way of writing one, the year that each field means, and the rest."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.action import Action, Etape, Mesure, SuiviNote
from ctg_desktop.domain.fields import Edge, FieldSpec, Kind, Tense, entity_types
from ctg_desktop.domain.parsing import parse, parse_day
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Engagement
from ctg_desktop.errors import FieldError
from ctg_desktop.typography import long_date, short_date

TODAY = date(2026, 2, 3)
JANUARY = date(2027, 1, 4)
ANY_TODAY = st.dates(date(1950, 1, 1), date(2150, 12, 31))

START, END = Action.TYPE.fields["starts_on"], Action.TYPE.fields["ends_on"]
DONE = Action.TYPE.fields["completed_on"]
DAYS = [
    pytest.param(spec, id=f"{kind.name}.{spec.name}")
    for kind in entity_types()
    for spec in kind.fields.values()
    if spec.kind is Kind.DATE
]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3/2/26", date(2026, 2, 3)),
        ("03/02/2026", date(2026, 2, 3)),
        ("3.2.2026", date(2026, 2, 3)),
        ("3-2-2026", date(2026, 2, 3)),
        ("3 / 2 / 2026", date(2026, 2, 3)),
        ("03022026", date(2026, 2, 3)),
        ("2026-02-03", date(2026, 2, 3)),
        ("2026/2/3", date(2026, 2, 3)),
        ("20260203", date(2026, 2, 3)),
        ("3–2–2026", date(2026, 2, 3)),
        ("3 février", date(2026, 2, 3)),
        ("3 FÉVRIER 2027", date(2027, 2, 3)),
        ("le 3 fevr. 27", date(2027, 2, 3)),
        ("mardi 3 février 2026", date(2026, 2, 3)),
        ("1er mars 2026", date(2026, 3, 1)),
        ("1ᵉʳ mars 2026", date(2026, 3, 1)),
        ("1er/3/2026", date(2026, 3, 1)),
        ("29/02/2028", date(2028, 2, 29)),
        (" 03/02/2026 ", date(2026, 2, 3)),
        ("aujourd’hui", TODAY),
        ("Aujourd'hui", TODAY),
        ("hier", date(2026, 2, 2)),
        ("demain", date(2026, 2, 4)),
        ("après-demain", date(2026, 2, 5)),
        ("15/12/98", date(1998, 12, 15)),
        ("1/1/46", date(2046, 1, 1)),
        ("1/1/47", date(1947, 1, 1)),
        ("98-12-15", date(1998, 12, 15)),
        ("15-12-98", date(1998, 12, 15)),
    ],
)
def test_day_when_written_in_a_usual_way_is_read(typed: str, expected: date) -> None:
    assert parse_day(typed, TODAY) == expected


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("mars 2027", date(2027, 3, 1), date(2027, 3, 31)),
        ("en mars 2027", date(2027, 3, 1), date(2027, 3, 31)),
        ("03/2027", date(2027, 3, 1), date(2027, 3, 31)),
        ("2027-03", date(2027, 3, 1), date(2027, 3, 31)),
        ("févr. 2028", date(2028, 2, 1), date(2028, 2, 29)),
        ("T4 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-T4", date(2026, 10, 1), date(2026, 12, 31)),
        ("1er trimestre 2027", date(2027, 1, 1), date(2027, 3, 31)),
        ("dernier trimestre 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("2e semestre 2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("S1 2027", date(2027, 1, 1), date(2027, 6, 30)),
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("année 2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("fin mars 2027", date(2027, 3, 31), date(2027, 3, 31)),
        ("mi-mars 2027", date(2027, 3, 15), date(2027, 3, 15)),
        ("début mars 2027", date(2027, 3, 1), date(2027, 3, 1)),
        ("fin 2027", date(2027, 12, 31), date(2027, 12, 31)),
        ("fin du 2e trimestre 2027", date(2027, 6, 30), date(2027, 6, 30)),
    ],
)
def test_day_when_a_period_is_typed_then_a_start_takes_the_first_day_and_an_end_the_last(
    typed: str, first: date, last: date
) -> None:
    assert parse(START, typed, TODAY) == first
    assert parse(END, typed, TODAY) == last


def test_day_when_a_period_is_typed_for_a_fact_of_one_day_then_the_day_is_asked_for() -> None:
    for spec in (SuiviNote.TYPE.fields["noted_on"], Engagement.TYPE.fields["deliberated_on"]):
        with pytest.raises(FieldError, match=r"entre le 1er\sjanvier\s2026 et le 31\sjanvier"):
            parse(spec, "janvier 2026", TODAY)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (DONE, date(2026, 12, 18)),
        (Etape.TYPE.fields["done_on"], date(2026, 12, 18)),
        (SuiviNote.TYPE.fields["noted_on"], date(2026, 12, 18)),
        (Mesure.TYPE.fields["measured_on"], date(2026, 12, 18)),
        (Engagement.TYPE.fields["deliberated_on"], date(2026, 12, 18)),
        (Contact.TYPE.fields["verified_on"], date(2026, 12, 18)),
        (END, date(2027, 12, 18)),
        (Etape.TYPE.fields["due_on"], date(2027, 12, 18)),
        (START, date(2026, 12, 18)),
    ],
    ids=lambda value: value.key if isinstance(value, FieldSpec) else str(value),
)
def test_day_when_its_year_is_left_out_then_the_field_says_which_is_meant(
    spec: FieldSpec, expected: date
) -> None:
    for typed in ("18/12", "18 décembre", "18.12", "vendredi 18 décembre"):
        if typed.startswith("vendredi") and expected.weekday() != 4:
            continue
        assert parse(spec, typed, JANUARY) == expected


@pytest.mark.parametrize("spec", DAYS)
@given(
    st.dates(date(1930, 1, 1), date(2150, 12, 31)), st.dates(date(2000, 1, 1), date(2000, 12, 31))
)
def test_day_when_its_year_is_left_out_then_it_is_the_nearest_on_the_side_of_the_field(
    spec: FieldSpec, today: date, written: date
) -> None:
    if (written.day, written.month) == (29, 2):
        return

    found = parse(spec, f"{written.day}/{written.month}", today)

    assert (found.day, found.month) == (written.day, written.month)
    year = timedelta(366)
    if spec.tense is Tense.PAST:
        assert today - year < found <= today
    elif spec.tense is Tense.FUTURE:
        assert today <= found < today + year
    else:
        assert abs(found - today) <= year / 2


@pytest.mark.parametrize("spec", [each for each in DAYS if each.values[0].tense is Tense.PAST])
def test_day_when_what_has_happened_is_to_come_then_it_is_refused(spec: FieldSpec) -> None:
    assert parse(spec, "4/1/2027", JANUARY) == JANUARY
    for typed in ("5/1/2027", "demain", "15032027", "18 décembre 2027"):
        with pytest.raises(FieldError, match=r"à venir.*4\sjanvier\s2027") as refusal:
            parse(spec, typed, JANUARY)
        assert spec.label in refusal.value.sentence


def test_every_end_takes_the_last_day_and_every_start_the_first() -> None:
    edges = {each.values[0].key: each.values[0].edge for each in DAYS}

    assert {edges[key] for key in ("date_debut", "du")} == {Edge.FIRST}
    assert {edges[key] for key in ("date_fin", "echeance", "au", "realisee_le", "faite_le")} == {
        Edge.LAST
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/02/2027", "février 2027 finit le 28"),
        ("30 février 2028", "février 2028 finit le 29"),
        ("31/04", "avril finit le 30"),
        ("31-02-28", "février 2028 finit le 29"),
        ("31042027", "avril 2027 finit le 30"),
        ("lundi 3 février 2026", "le 3\u00a0février\u00a02026 est un mardi"),
    ],
)
def test_day_when_the_calendar_has_it_not_then_the_reason_is_told(
    typed: str, sentence: str
) -> None:
    with pytest.raises(FieldError) as refusal:
        parse(END, typed, TODAY)

    assert "«\u00a0Fin prévue\u00a0» attend une date" in refusal.value.sentence
    assert sentence in refusal.value.sentence


@pytest.mark.parametrize("typed", ["26-02-03", "03–02–26"])
def test_day_when_it_can_be_read_as_two_then_both_are_told(typed: str) -> None:
    with pytest.raises(FieldError) as refusal:
        parse(START, typed, TODAY)

    read = {parse(START, each, TODAY) for each in refusal.value.readings}
    assert read == {date(2003, 2, 26), date(2026, 2, 3)}
    assert all(each in refusal.value.sentence for each in refusal.value.readings)


@pytest.mark.parametrize(
    "typed",
    ["bientôt", "0/1/2026", "32/1/2026", "1/13/2026", "1/1/0026", "1899", "0000", "00/0000",
     "3 floréal", "3 mars 26 h", "2026-02-03T10:00", "1/1/99999", "<b>", "12:30", "1,5",
     "5e trimestre 2026", "mi-2027", "٣/٢/٢٠٢٦", "lundi", "fin", "3/2/2026 " * 1000],
)  # fmt: skip
def test_day_when_it_is_none_says_what_is_expected(typed: str) -> None:
    with pytest.raises(FieldError, match="attend une date comme 03/02/2026"):
        parse_day(typed, TODAY)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), ANY_TODAY)
def test_day_when_printed_in_full_reads_back(day: date, today: date) -> None:
    written = (
        f"{day.day}/{day.month}/{day.year}",
        day.isoformat(),
        short_date(day),
        long_date(day),
    )
    for text in (*written, f"{day:%d%m%Y}"):
        assert parse_day(text, today) == day

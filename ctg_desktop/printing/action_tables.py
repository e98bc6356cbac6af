"""The tables of a « fiche action »: étapes, budget, financements, indicateurs.

Columns that nobody filled in are left out; columns of figures are as wide as their figures.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ctg_desktop.domain.action import BudgetLine, Etape, Indicateur, Mesure, mixes_taxes
from ctg_desktop.domain.choices import CLOSED, BudgetUnit, IndicatorNature, Status
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.rules import is_overdue
from ctg_desktop.domain.views import FinancementView, IndicateurView, RowWords
from ctg_desktop.printing.curves import curves
from ctg_desktop.printing.engine.blocks import Block, Part, Row, Stack, TextBlock
from ctg_desktop.printing.engine.lines import Text, coloured, strong
from ctg_desktop.printing.engine.marks import Mark, Marked
from ctg_desktop.printing.engine.style import CELL, GREY, GRID, NOTE, PORTRAIT, Align
from ctg_desktop.printing.engine.table import States, TableColumn, fitting, table
from ctg_desktop.printing.engine.table_layout import GAP
from ctg_desktop.printing.sections import definitions, prose
from ctg_desktop.typography import etp, euros, figure, lowered, short_date


@dataclass(frozen=True, slots=True)
class _Column:
    """A column with its cells."""

    form: TableColumn
    cells: Sequence[Text | States]


def _figures(title: str, cells: Sequence[Text]) -> _Column:
    return _Column(fitting(title, cells), cells)


def _days(title: str, cells: Sequence[Text]) -> _Column:
    return _Column(fitting(title, cells, Align.LEFT), cells)


def _words(title: str, cells: Sequence[Text | States], share: float = 1.0) -> _Column:
    return _Column(TableColumn(title, share), cells)


def others(row: Entity, words: RowWords, placed: Collection[str]) -> list[str]:
    """Return what a row says in the fields that have no place of their own, each named."""
    fields = row.TYPE.fields
    told = words.get(row.id, {})
    known = {*placed, row.TYPE.owner}
    return [f"{fields[name].label} : {told[name]}" for name in told if name not in known]


def _detailed(name: str, details: Iterable[str]) -> Text:
    """Return a name with what is said of it below, small."""
    below = ", ".join(lowered(words) for words in details if words)
    return [name, coloured(f"\n{below}", GREY)] if below else name


@dataclass(frozen=True, slots=True)
class _Table:
    """The columns of a table, one of which names the rows; empty ones are left out.

    Names are `name_width` wide where the others leave room for it, so that tables below one
    another have their columns in line.
    """

    columns: Sequence[_Column]
    named_by: int = 0
    name_width: float = 0.0

    @property
    def kept(self) -> list[_Column]:
        """The columns that hold something; the names are always among them."""
        names = self.columns[self.named_by]
        return [each for each in self.columns if each is names or any(each.cells)]

    @property
    def is_narrow(self) -> bool:
        """Tell whether half a page holds the table."""
        needed = sum((each.form.width or _LEAST_WORDS) + GAP for each in self.kept)
        return needed - GAP <= _HALF

    def set_in(self, width: float) -> Block:
        """Return the table, to be set in so much width."""
        kept, names = self.kept, self.columns[self.named_by]
        taken = sum(each.form.width + GAP for each in kept if each.form.width)
        words = sum(not each.form.width for each in kept)
        is_roomy = words > 1 and width - taken > 2 * self.name_width
        own = self.name_width if is_roomy else 0.0
        forms = [replace(each.form, width=own) if each is names else each.form for each in kept]
        rows = list(zip(*(each.cells for each in kept), strict=True))
        return table(forms, rows, row_header=kept.index(names))


_BETWEEN = 3 * GRID
_HALF = (PORTRAIT.text_width - _BETWEEN) / 2
_LEAST_WORDS = 70.0
"""The least that a column of words needs in half a page, in points."""


def _set_out(tables: Sequence[_Table]) -> Iterator[Block]:
    """Yield tables one below the other, two narrow ones that follow each other side by side."""
    waiting = list(tables)
    while waiting:
        first, *waiting = waiting
        if waiting and first.is_narrow and waiting[0].is_narrow:
            second, *waiting = waiting
            yield Row([Part(each.set_in(_HALF)) for each in (first, second)], gap=_BETWEEN)
        else:
            yield first.set_in(PORTRAIT.text_width)


# --- étapes --------------------------------------------------------------------------------


def etape_mark(etape: Etape, today: date, status: Status | None) -> Mark:
    """Return how a step stands; in an action that is over, what was not done is dropped."""
    if etape.done_on:
        return Mark.DONE
    if status in CLOSED:
        return Mark.DROPPED
    return Mark.LATE if is_overdue(status, etape.due_on, today) else Mark.PLANNED


_ETAPE_WORDS = {Mark.DROPPED: "Non faite", Mark.LATE: "En retard", Mark.PLANNED: "À venir"}


def by_day(rows: Sequence[Etape]) -> list[Etape]:
    """Return étapes by the day on which they are due, else done; undated ones last, as typed."""
    return sorted(rows, key=lambda row: row.due_on or row.done_on or date.max)


_OF_ETAPE = frozenset({"title", "due_on", "done_on", "responsible"})


def etapes(rows: Sequence[Etape], marks: Sequence[Mark], words: RowWords) -> Block:
    """Return the étapes, numbered, each with its mark."""
    states = []
    for row, mark in zip(rows, marks, strict=True):
        done = f"Faite le {short_date(row.done_on)}" if row.done_on else _ETAPE_WORDS[mark]
        states.append(States([Marked(mark, done)]))
    shown = _Table(
        [
            _figures("N°", [str(n) for n in range(1, len(rows) + 1)]),
            _words(
                "Étape",
                [_detailed(row.title or "", others(row, words, _OF_ETAPE)) for row in rows],
                2.2,
            ),
            _days("Échéance", [short_date(row.due_on) if row.due_on else "" for row in rows]),
            _words("Responsable", [row.responsible or "" for row in rows], 1.2),
            _words("État", states, 1.2),
        ],
        named_by=1,
    )
    return shown.set_in(PORTRAIT.text_width)


# --- amounts -------------------------------------------------------------------------------

_NAME_WIDTH = 22 * GRID
_WHOLE_PERIOD = "Toute la période"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of amounts: what it counts, in which year (None: the whole period), how much."""

    name: Text
    detail: str
    year: int | None
    amounts: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """The headers of a table of amounts, and how an amount is written.

    `adds_up` tells whether years make a total: euros do, posts do not.
    """

    name: str
    detail: str
    amounts: tuple[str, ...]
    write: Callable[[Decimal], str] = euros
    adds_up: bool = True


_BUDGET = ("Prévu", "Réalisé")
_BUDGET_FORMS = {
    BudgetUnit.EURO: _Form("Dépenses", "Type", _BUDGET),
    BudgetUnit.ETP: _Form("Moyens humains", "Type", _BUDGET, etp, adds_up=False),
}


_OF_BUDGET = frozenset({"label", "kind", "year", "unit", "planned", "actual", "tax", "precision"})


def means(
    lines: Sequence[BudgetLine], financements: Sequence[FinancementView], words: RowWords
) -> Iterator[Block]:
    """Yield what the action costs, in euros and in posts, and who brings how much to it."""
    tables = [
        _amounts([_budget_entry(line, words) for line in lines if line.unit == unit], form)
        for unit, form in _BUDGET_FORMS.items()
        if any(line.unit == unit for line in lines)
    ]
    if financements:
        entries = [_funding_entry(view, words) for view in financements]
        tables.append(_amounts(entries, _FUNDING_FORM))
    yield from _set_out(tables)
    if mixes_taxes(lines):
        yield TextBlock("Les totaux additionnent des montants HT et TTC.", NOTE)


def _budget_entry(line: BudgetLine, words: RowWords) -> _Entry:
    kind = line.kind.label if line.kind else ""
    name, detail = (line.label, kind) if line.label else (kind or "Sans libellé", "")
    tax = f"montants {line.tax.label}" if line.tax else None
    said = (each for each in (line.precision, tax) if each)
    told = _detailed(name, (*said, *others(line, words, _OF_BUDGET)))
    return _Entry(told, detail, line.year, (line.planned, line.actual))


_OF_FINANCEMENT = frozenset(
    {"funder", "scheme", "year", "requested", "granted", "paid", "state", "precision"}
)


_FUNDING_FORM = _Form("Financements", "Dispositif", ("Demandé", "Accordé", "Versé"))


def _funding_entry(view: FinancementView, words: RowWords) -> _Entry:
    row = view.financement
    name = view.funder_name or "Financeur à préciser"
    placed = _OF_FINANCEMENT | ({"funder_text"} if name == row.funder_text else set())
    said = (row.state and row.state.label, row.precision)
    told = _detailed(name, (*(each for each in said if each), *others(row, words, placed)))
    return _Entry(told, row.scheme or "", row.year, (row.requested, row.granted, row.paid))


def _amounts(entries: Sequence[_Entry], form: _Form) -> _Table:
    """Return a table of amounts by year, with its totals."""
    ordered = sorted(entries, key=lambda entry: (entry.year is None, entry.year or 0))
    rows: list[list[Text]] = [
        [entry.name, entry.detail, str(entry.year or _WHOLE_PERIOD), *_written(entry.amounts, form)]
        for entry in ordered
    ]
    for name, summed in _totals(ordered, form):
        words = [name, "", "", *_written(_sums(summed), form)]
        rows.append([[strong(cell)] if cell else "" for cell in words])
    names, details, years, *amounts = zip(*rows, strict=True)
    if all(entry.year is None for entry in entries):
        years = ("",) * len(rows)
    figures = [
        _days("Année", years),
        *(_figures(*column) for column in zip(form.amounts, amounts, strict=True)),
    ]
    named = _Column(TableColumn(form.name, 1.4), names)
    return _Table([named, _words(form.detail, details), *figures], name_width=_NAME_WIDTH)


def _written(amounts: Iterable[Decimal | None], form: _Form) -> list[str]:
    return ["" if amount is None else form.write(amount) for amount in amounts]


def _totals(entries: Sequence[_Entry], form: _Form) -> Iterator[tuple[str, Sequence[_Entry]]]:
    """Yield each year that has several lines, then the whole, with the lines to add up."""
    by_year: dict[int | None, list[_Entry]] = {}
    for entry in entries:
        by_year.setdefault(entry.year, []).append(entry)
    if len(by_year) > 1:
        for year, own in by_year.items():
            if year and len(own) > 1:
                yield f"Total {year}", own
    if len(entries) > 1 and (form.adds_up or len(by_year) == 1):
        yield "Total", entries


def _sums(entries: Sequence[_Entry]) -> list[Decimal | None]:
    return [_sum(column) for column in zip(*(entry.amounts for entry in entries), strict=True)]


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal()) if known else None


# --- indicateurs ---------------------------------------------------------------------------

_LABEL_WIDTH = 150.0
"""The least that names of indicators are left with, in points."""


def indicateurs(views: Sequence[IndicateurView], words: RowWords) -> list[Block]:
    """Return the indicators, those that count apart from those that appreciate.

    What is said of them follows their tables.
    """
    tables: list[_Table] = []
    for nature in (*IndicatorNature, None):
        own = [view for view in views if view.indicateur.nature is nature]
        name = f"Indicateur {nature.label.lower()}" if nature else "Indicateur"
        tables += _indicateurs(own, words, name) if own else []
    remarks = [(view.indicateur.label or "", _remarks(view, words)) for view in views]
    kept = [(label, block) for label, block in remarks if block.blocks]
    said = [definitions(kept, compact=True)] if kept else []
    return [*_set_out(tables), *said, *curves(views)]


def _indicateurs(views: Sequence[IndicateurView], words: RowWords, head: str) -> Iterator[_Table]:
    """Yield origin, target and what was measured each year.

    Years that do not fit beside one another go on in a table below.
    """
    rows = [view.indicateur for view in views]
    fixed = [
        _figures("Origine", [_dated(row, row.origin_value, row.origin_year) for row in rows]),
        _figures("Cible", [_dated(row, row.target_value, row.target_year) for row in rows]),
    ]
    years = sorted({_year(mesure) for view in views for mesure in view.mesures})
    columns = [_figures(str(year), [_measured(view, year) for view in views]) for year in years]
    names = [_indicator_name(row, words) for row in rows]
    for group in _beside_one_another([*fixed, *columns]):
        yield _Table([_words(head, names), *group])
        names = [row.label or "" for row in rows]


_OF_INDICATEUR = frozenset(
    (
        *("label", "unit", "family", "direction", "frequency", "source", "definition", "nature"),
        *("origin_value", "origin_year", "target_value", "target_year"),
    )
)


def _indicator_name(row: Indicateur, words: RowWords) -> Text:
    name = f"{row.label or ''} ({row.unit})" if row.unit else row.label or ""
    told = (
        row.family and row.family.label,
        row.direction and row.direction.label,
        row.frequency and f"mesure {row.frequency.label.lower()}",
        row.source and f"source : {row.source}",
        *others(row, words, _OF_INDICATEUR),
    )
    return _detailed(name, (each for each in told if each))


def _dated(row: Indicateur, value: Decimal | None, year: int | None) -> Text:
    if value is None:
        return ""
    words = figure(value, row.unit or "")
    return [words, coloured(f"\nen {year}", GREY)] if year else words


def _year(mesure: Mesure) -> int:
    return mesure.year or (mesure.measured_on.year if mesure.measured_on else 0)


def _measured(view: IndicateurView, year: int) -> str:
    """Return what was measured in a year; the days tell several measures apart."""
    found = [mesure for mesure in view.mesures if _year(mesure) == year]
    words = []
    for mesure in found:
        value = _value(mesure, view.indicateur.unit or "")
        if value and mesure.measured_on and len(found) > 1:
            value += f" (le {mesure.measured_on:%d/%m})"
        words.append(value)
    return "\n".join(filter(None, words))


def _value(mesure: Mesure, unit: str) -> str:
    value = figure(mesure.value, unit) if mesure.value is not None else ""
    appreciation = f"{mesure.appreciation} sur 4" if mesure.appreciation else ""
    return ", ".join(filter(None, (value, appreciation)))


def _beside_one_another(columns: Sequence[_Column]) -> Iterator[Sequence[_Column]]:
    """Yield the columns in groups that leave room for the names."""
    room = PORTRAIT.text_width - _LABEL_WIDTH
    group: list[_Column] = []
    free = room
    for column in columns:
        if group and column.form.width + GAP > free:
            yield group
            group, free = [], room
        group.append(column)
        free -= column.form.width + GAP
    yield group


_OF_MESURE = frozenset(
    (
        *("year", "measured_on", "value", "appreciation"),
        *("appreciation_text", "comment", "evidence"),
    )
)


def _remarks(view: IndicateurView, words: RowWords) -> Stack:
    """Return what an indicator means, and what was said of each measure."""
    blocks: list[Block] = [prose(view.indicateur.definition or "", CELL)]
    for mesure in view.mesures:
        said = (mesure.appreciation_text, mesure.comment, mesure.evidence)
        told = "\n".join(text for text in (*said, *others(mesure, words, _OF_MESURE)) if text)
        if told:
            when = short_date(mesure.measured_on) if mesure.measured_on else _year(mesure)
            blocks.append(prose(f"{when} : {told}", CELL))
    return Stack([block for block in blocks if not isinstance(block, Stack) or block.blocks])

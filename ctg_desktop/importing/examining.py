"""What an import would do: the rows that come in, and all that keeps the others out, at once.

Nothing is written here. `taking_in` examines again, then writes what was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, zip_longest
from typing import Any

from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.grammar import the
from ctg_desktop.domain.parsing import parse
from ctg_desktop.domain.person_names import split_name
from ctg_desktop.domain.rules import check_row
from ctg_desktop.errors import FieldError, InputError, RuleError
from ctg_desktop.garbage_collector import collector_held
from ctg_desktop.importing.asking import Questions
from ctg_desktop.importing.cells import CellReader, Context, Newcomer, text_of
from ctg_desktop.importing.entries import Child, Entry, EntryReader
from ctg_desktop.importing.identifying import Identifier
from ctg_desktop.importing.lines import LineReader, Lines
from ctg_desktop.importing.matching import Matching, match, place_of
from ctg_desktop.importing.names import Names
from ctg_desktop.importing.plan import (
    BLANK,
    CellChange,
    Column,
    Fate,
    Option,
    Plan,
    Preview,
    RowPreview,
)
from ctg_desktop.importing.targets import Place
from ctg_desktop.ports import Tick, UnitOfWork, ticked, untold
from ctg_desktop.services import rows
from ctg_desktop.services.gestures import check_alive, differing, without_given_back
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.ownership import check_owner, is_agglomeration, lineage, may_record
from ctg_desktop.services.parts import check_part
from ctg_desktop.services.records import Hanging
from ctg_desktop.services.wording import words
from ctg_desktop.spreadsheet.tables import Flaw, Value, column_letters
from ctg_desktop.typography import capitalised, counted, lowered, quoted, short_date, spaced

_SAMPLES = 3
_MOST_LACKING = 5
"""How many fields a row may lack that are asked about once."""

_LONGEST_SAMPLE = 80
_AT_PLANNED_END = "fin_prevue"
"""The answer that takes the planned end of each action for the day on which it was done."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A preview, with the rows that may be written and whom they name for the first time."""

    preview: Preview
    entries: tuple[Entry, ...]
    newcomers: tuple[Newcomer, ...]


def examine(uow: UnitOfWork, plan: Plan, today: date, tick: Tick = untold) -> Preview:
    """Return what an import would do; nothing is written.

    Raises:
        RuleError: rows of this entity are not this folder's to record.
        CancelledError: `tick` says that the person stopped it.
    """
    return examined(uow, plan, today, tick).preview


def examined(uow: UnitOfWork, plan: Plan, today: date, tick: Tick = untold) -> Examined:
    """Return what an import would do, with what it would write; see `examine`."""
    with collector_held():
        return _Examination(uow, plan, today).run(tick)


class _Examination:
    """Goes through a plan once."""

    def __init__(self, uow: UnitOfWork, plan: Plan, today: date) -> None:
        self._uow = uow
        self._plan = plan
        self._kind = plan.kind
        self._today = today
        self._is_agglomeration = is_agglomeration(uow)
        if not self._kind.command or not may_record(
            self._kind, is_agglomeration=self._is_agglomeration
        ):
            raise RuleError(
                f"{capitalised(self._kind.plural)} : c’est l’agglomération qui les tient, "
                "et elle seule peut les importer."
            )
        self._names = Names(uow)
        self._directory = Directory(uow)
        self._questions = Questions(plan)
        self._context = Context(
            names=self._names,
            questions=self._questions,
            today=today,
            source=f"Import de {plan.source} du {short_date(today)}",
            new_id=uow.new_id,
            can_record=self._can_record,
        )
        self._owners: dict[tuple[str, str | None], str] = {}
        self._hanging: Hanging | None = None
        self._refusals: dict[str, FieldError] = {}
        self._rows_answered: dict[str, str | None] = {}
        self._needed: dict[str, list[FieldSpec]] = {}

    def _can_record(self, target: str) -> bool:
        from ctg_desktop.domain.fields import describe

        return may_record(describe(target), is_agglomeration=self._is_agglomeration)

    def run(self, tick: Tick) -> Examined:
        matching = match(self._plan)
        readers, naming = self._readers(matching)
        lines = LineReader(self._plan, matching, readers, self._questions).read()
        entries = self._entries(lines, readers, naming)
        previews = [self._judged(entry) for entry in ticked(entries, "Examen…", tick)]
        told = sorted([*previews, *lines.left], key=lambda each: each.number)
        newcomers = tuple(self._context.newcomers.values())
        columns = self._columns(matching)
        preview = Preview(
            self._plan,
            matching.header,
            columns,
            self._questions.all(),
            tuple(told),
            tuple(map(spaced, self._all_remarks(columns, lines, entries))),
            tuple(each.called for each in newcomers),
        )
        fates = {row.number: row.fate for row in previews}
        kept = [e for e in entries if fates[e.number] in (Fate.NEW, Fate.MODIFIED)]
        return Examined(preview, tuple(kept), newcomers)

    # --- columns -----------------------------------------------------------------------

    def _readers(self, matching: Matching) -> tuple[dict[int, CellReader], dict[int, Place]]:
        """Return a reader for each column, and the columns that name the row."""
        readers: dict[int, CellReader] = {}
        naming: dict[int, Place] = {}
        for at, found in enumerate(matching.columns):
            if not found.path or found.continues is not None:
                continue
            place = place_of(self._plan, found.path)
            is_deep = len(self._kind.owners) > 1 and place.path == self._owner_key()
            if place.spec is None or not place.spec.typed or is_deep:
                naming[at] = place
            else:
                title = matching.titles[at].text or f"colonne {column_letters(at)}"
                readers[at] = CellReader(self._context, place, title)
        return readers, naming

    def _owner_key(self) -> str:
        return self._kind.fields[self._kind.owner].key if self._kind.owner else ""

    def _columns(self, matching: Matching) -> tuple[Column, ...]:
        table = self._plan.table
        below = [row for row in table.rows if row.number > matching.header]
        wide = ((None,) * len(matching.columns),)  # the columns that no row reaches
        held = list(zip_longest(*wide, *(row.cells for row in below)))
        filled = [len(each) - each.count(None) for each in held]
        samples = [
            [_sample(text_of(v)) for v in islice((v for v in each if v is not None), _SAMPLES)]
            for each in held
        ]
        return tuple(
            Column(
                at,
                column_letters(at),
                title.text,
                tuple(samples[at]),
                filled[at],
                found.path,
                place_of(self._plan, found.path).label if found.path else "",
                found.why,
                found.is_chosen,
                at in table.hidden_columns,
            )
            for at, (title, found) in enumerate(zip(matching.titles, matching.columns, strict=True))
        )

    def _all_remarks(
        self, columns: Sequence[Column], lines: Lines, entries: list[Entry]
    ) -> Iterator[str]:
        yield from self._plan.table.remarks
        yield from lines.remarks
        yield from self._remarks(columns, entries)

    def _remarks(self, columns: Sequence[Column], entries: list[Entry]) -> list[str]:
        told = []
        left = [each for each in columns if not each.path and each.filled]
        if left:
            named = ", ".join(
                f"{quoted(each.title) if each.title else f'colonne {each.letters}'}"
                + (f" ({each.why})" if each.why and each.title else "")
                for each in left
            )
            what = counted(len(left), "colonne non reprise", "colonnes non reprises")
            told.append(f"{what} : {named}.")
        lost = sum(bool(entry.reference) and entry.before is None for entry in entries)
        if lost:
            what = counted(lost, "référence n’est celle", "références ne sont celles")
            told.append(
                f"{what} d’aucune fiche de ce dossier : les nouvelles fiches reçoivent leur "
                "propre référence."
            )
        if not entries:
            told.append("Aucune ligne à importer sous les titres.")
        return told

    # --- rows --------------------------------------------------------------------------

    def _entries(
        self, lines: Lines, readers: Mapping[int, CellReader], naming: Mapping[int, Place]
    ) -> list[Entry]:
        reader = EntryReader(self._kind, readers, naming, self._questions)
        entries = [reader.entry(line) for line in lines.taken]
        paths = {each.place.path for each in readers.values()}
        for entry in entries:
            if "nom" in paths and "prenom" not in paths:
                self._split_person(entry)
            self._take_group(entry)
        if any(entry.children for entry in entries):
            self._hanging = Hanging(self._uow, self._kind)
        Identifier(self._kind, self._names, self._questions, self._default_structure()).name(
            entries
        )
        return entries

    def _split_person(self, entry: Entry) -> None:
        """Take « Prénom NOM » apart, where the file has one column for both."""
        name = entry.values.get("family_name")
        if self._kind.is_person and isinstance(name, str) and " " in name:
            given, family = split_name(name)
            entry.values["family_name"], entry.values["given_name"] = family, given
            entry.columns["given_name"] = entry.columns["family_name"]

    def _take_group(self, entry: Entry) -> None:
        """Give a row the ambition of the group that it stands under, unless it says its own."""
        spec = self._kind.by_key("ambition")
        line = entry.line
        if not line.group or spec is None or spec.name in entry.values or spec.is_multiple:
            return
        reader = self._group_reader(spec)
        given = reader.read(line.group)
        if given.question:
            self._questions.note(given.question, line.group_row, None)
        if given.problem:
            entry.refuse(spec.label, given.problem, question=given.question)
        elif given.value is not None:
            entry.values[spec.name] = given.value

    def _group_reader(self, spec: FieldSpec) -> CellReader:
        if not hasattr(self, "_for_groups"):
            place = Place(spec.key, self._kind, spec)
            self._for_groups = CellReader(self._context, place, "titres de groupe")
        return self._for_groups

    def _default_structure(self) -> str | None:
        return self._uow.installation.structure

    # --- judging -----------------------------------------------------------------------

    def _judged(self, entry: Entry) -> RowPreview:
        """Return what becomes of a row, and note what keeps it out."""
        changes: tuple[CellChange, ...] = ()
        called = ""
        if not entry.why_left:
            try:
                called, changes = self._tried(entry)
            except FieldError as error:
                self._note_refusal(entry, error)
            except InputError as error:
                if not entry.problems:
                    entry.refuse("Fiche", error.sentence)
        if entry.problems:
            changes = ()
        is_new = entry.before is None
        if not is_new and not called:
            called = entry.before.cited if entry.before else ""
        fate = _fate(entry, changes)
        return RowPreview(
            entry.number,
            fate,
            called or self._shown(entry),
            None if is_new or entry.before is None else entry.before.id,
            changes,
            tuple(entry.problems),
            why=entry.why_left,
            waiting=self._waiting(entry) if fate is Fate.TO_MEND else (),
        )

    def _note_refusal(self, entry: Entry, error: FieldError) -> None:
        """Note what a rule refuses, unless the cell of that field says why already."""
        spec = self._kind.by_key(error.field)
        label = spec.label if spec is not None else error.field
        if all(problem.kind != label for problem in entry.problems):
            column = entry.columns.get(spec.name) if spec is not None else None
            entry.refuse(label, error.sentence, column)

    def _waiting(self, entry: Entry) -> tuple[tuple[Value, ...], ...]:
        """Return the rows that say an entry again."""
        line = entry.line
        told = [line.cells, *(cells for _, cells in line.more)]
        if line.group:
            told.insert(0, {0: line.group})
        columns = range(self._plan.table.width)
        return tuple(
            tuple(None if isinstance(value := cells.get(at), Flaw) else value for at in columns)
            for cells in told
        )

    def _shown(self, entry: Entry) -> str:
        """Return what names a row that does not stand yet."""
        told = [entry.values.get(name) for name in ("given_name", *self._kind.caption, "name")]
        named = [str(each) for each in dict.fromkeys(told) if isinstance(each, str)]
        return " – ".join(named)

    def _tried(self, entry: Entry) -> tuple[str, tuple[CellChange, ...]]:
        """Try a row against the rules; return how it is called and what it would change.

        Raises:
            InputError: a rule refuses it.
        """
        self._pour(entry)
        if entry.before is None:
            return self._tried_new(entry)
        changes = self._tried_change(entry, entry.before)
        return entry.before.cited, (*changes, *self._tried_children(entry, entry.before))

    def _tried_new(self, entry: Entry) -> tuple[str, tuple[CellChange, ...]]:
        self._complete(entry)
        values, row = entry.values, self._new_row(entry)
        if entry.problems:
            return self._shown(entry), ()
        self._check_may_write(row)
        if self._kind.part_of:
            check_part(self._uow, row, entry.values if getattr(row, self._kind.part_of) else ())
        entry.new_id = self._kind.identity(values) if self._kind.identity else ""
        for child in entry.children:
            self._check_child(child)
        return self._shown(entry), ()

    def _new_row(self, entry: Entry) -> Entity:
        """Return the row that an entry makes, with what it lacks and was answered once."""
        for _attempt in range(_MOST_LACKING - 1):
            try:
                return self._checked(self._kind, entry.values)
            except FieldError as error:
                if not self._supply(entry, error):
                    raise
        return self._checked(self._kind, entry.values)

    def _checked(self, kind: EntityType, values: Mapping[str, Any]) -> Entity:
        """Return a new row, unless it lacks something or contradicts itself."""
        self._check_needed(kind, values)
        row: Entity = kind.cls(id="", **values)
        self._check_rules(row)
        return row

    def _check_needed(self, kind: EntityType, values: Mapping[str, Any]) -> None:
        """Refuse a new row that lacks what nobody fills in."""
        if kind.name not in self._needed:
            self._needed[kind.name] = [
                spec
                for spec in kind.fields.values()
                if spec.required and (spec.filled is None or spec.kind is Kind.REFERENCE)
            ]
        is_part = bool(kind.part_of and values.get(kind.part_of))
        for spec in self._needed[kind.name]:
            is_filled = spec.filled is not None and (is_part or bool(kind.owner))
            if values.get(spec.name, spec.default) is None and not is_filled:
                raise FieldError(spec.key, f"{quoted(spec.label)} est à remplir.")

    def _check_rules(self, row: Entity) -> None:
        """Refuse a new row that contradicts itself."""
        kind = row.TYPE
        for check in kind.checks:
            check(row)
        if kind.span:
            check_row(replace(row, **self._stand_ins(row)))

    def _stand_ins(self, row: Entity) -> dict[str, Any]:
        """Return something for what the program fills in later: the spans alone are checked."""
        return {
            spec.name: "-"
            for spec in row.TYPE.fields.values()
            if spec.required and getattr(row, spec.name) is None
        }

    def _complete(self, entry: Entry) -> None:
        """Say where a new person comes from; ask once whose new rows are, if it is not told."""
        if self._kind.is_person and "source" in self._kind.fields:
            entry.values.setdefault("source", self._context.source)
        name = self._kind.structure
        spec = self._kind.fields.get(name)
        if spec is None or not spec.typed or not spec.required:
            return
        if entry.values.get(name) is None:
            if self._is_agglomeration:
                self._supply(entry, self._lacking(spec))
            else:
                entry.values[name] = self._uow.installation.structure

    def _lacking(self, spec: FieldSpec) -> FieldError:
        """Return the refusal of a row without a field, made once: many rows may lack it."""
        if spec.key not in self._refusals:
            told = f"{quoted(spec.label)} est à remplir."
            self._refusals[spec.key] = FieldError(spec.key, told)
        return self._refusals[spec.key]

    def _supply(self, entry: Entry, error: FieldError) -> bool:
        """Put what was answered once into a row that lacks it; tell whether it may go on.

        Where nobody has answered yet, that is noted and something stands in for it, so that all
        that the row lacks is told at once.

        Raises:
            FieldError: the answer cannot be used.
        """
        spec = self._kind.by_key(error.field)
        if spec is None or entry.values.get(spec.name) is not None or not _can_be_asked(spec):
            return False
        if any(problem.kind == spec.label for problem in entry.problems):
            entry.values[spec.name] = self._stand_in(spec)
            return True
        if entry.before is not None and getattr(entry.before, spec.name) is not None:
            return False
        key = f"manque:{spec.key}"
        options = self._offered(spec)
        sentence = f"{error.sentence} Que mettre là où le fichier ne le dit pas ?"
        is_free = spec.kind not in (Kind.CHOICE, Kind.REFERENCE)
        answer = self._questions.ask(key, sentence, options, is_free=is_free)
        self._questions.note(key, entry.number, entry.columns.get(spec.name))
        if not answer or answer == BLANK:
            entry.refuse(spec.label, error.sentence, question="" if answer else key)
            entry.values[spec.name] = self._stand_in(spec)
            return True
        entry.values[spec.name] = self._answered(spec, key, answer, entry)
        return True

    def _stand_in(self, spec: FieldSpec) -> Any:
        """Return a value for a row that is not written, to try its other fields."""
        if spec.kind is Kind.CHOICE:
            return next(iter(spec.choices or ()))
        return self._today if spec.kind is Kind.DATE else "-"

    def _answered(self, spec: FieldSpec, key: str, answer: str, entry: Entry) -> Any:
        if spec.kind is Kind.REFERENCE:
            if key not in self._rows_answered:
                found = self._names.find(spec.target, answer)
                self._rows_answered[key] = found[0].id if len(found) == 1 else None
            return self._rows_answered[key]
        is_one_answer = answer != _AT_PLANNED_END
        if not is_one_answer:
            day = entry.values.get("ends_on") or getattr(entry.before, "ends_on", None)
            answer = f"{day:%d/%m/%Y}" if day else ""
        try:
            return parse(spec, answer, self._today)
        except FieldError as error:
            if is_one_answer:
                self._questions.refuse(key, error.sentence)
            raise

    def _offered(self, spec: FieldSpec) -> Iterator[Option]:
        """Yield the answers to what is lacking; they are worked out where it is first asked."""
        if spec.kind is Kind.CHOICE:
            yield from (Option(each.value, each.label) for each in spec.choices or ())
        elif spec.kind is Kind.REFERENCE:
            living = self._names.living(spec.target)
            if spec.name == self._kind.structure:
                from ctg_desktop.domain.choices import STRUCTURES

                living = [row for row in living if getattr(row, "kind", None) in STRUCTURES]
            yield from (Option(self._names.unique(row), self._names.told(row)) for row in living)
        elif spec.name == "completed_on":
            yield Option(_AT_PLANNED_END, "La fin prévue de chacune")
        yield Option(BLANK, "Rien : laisser ces lignes à corriger")

    def _check_may_write(self, row: Entity) -> None:
        """Refuse a row of somebody else's, or that hangs on one of the corbeille.

        Raises:
            RuleError: with the sentence that says whose it is.
        """
        kind = row.TYPE
        tie = kind.structure or kind.owner
        key = (kind.name, getattr(row, tie) if tie else None)
        if key not in self._owners:
            try:
                for owner in lineage(self._directory, row)[1:]:
                    check_alive(owner)
                probe = row
                if "origin" in kind.fields:
                    probe = replace(row, **self._own(kind))
                check_owner(self._uow, probe)
                self._owners[key] = ""
            except InputError as error:
                self._owners[key] = error.sentence
        if self._owners[key]:
            raise RuleError(self._owners[key])

    def _own(self, kind: EntityType) -> dict[str, Any]:
        """Return what the program writes into a row that this folder records."""
        from ctg_desktop.domain.choices import Origin

        own: dict[str, Any] = {"origin": Origin.LOCAL}
        if kind.structure:
            own[kind.structure] = self._uow.installation.structure
        return own

    # --- rows in place -----------------------------------------------------------------

    def _pour(self, entry: Entry) -> None:
        """Add the columns that go under their title into a text."""
        for name, texts in entry.poured.items():
            held = entry.values.get(name)
            if held is None and entry.before is not None:
                held = getattr(entry.before, name)
            fresh = [text for text in texts if text not in (held or "")]
            if fresh:
                entry.values[name] = "\n\n".join(filter(None, [held, *fresh]))

    def _tried_change(self, entry: Entry, before: Entity) -> tuple[CellChange, ...]:
        kind = self._kind
        values = without_given_back(before, entry.values)
        touched = differing(before, values)
        entry.values = touched
        if not touched:
            return ()
        check_alive(before)
        check_owner(self._uow, before)
        for _ in range(2):
            try:
                rows.change(self._uow, before, entry.values)
                break
            except FieldError as error:
                if not self._supply(entry, error):
                    raise
        return tuple(
            self._change(kind, name, before, value) for name, value in entry.values.items()
        )

    def _change(self, kind: EntityType, name: str, before: Entity, value: Any) -> CellChange:
        spec = kind.fields[name]
        was = words(self._directory, spec, getattr(before, name), before)
        return CellChange(spec.label, was, self._words(spec, value, before))

    def _words(self, spec: FieldSpec, value: Any, row: Entity | None) -> str:
        """Return a value in words; one that is to be recorded by its own name."""
        known = {each.id: each.name for each in self._context.newcomers.values()}
        if spec.kind is Kind.REFERENCE and value in known:
            return known[value]
        if spec.is_multiple and any(each in known for each in value):
            return ", ".join(
                known.get(each) or self._directory.name(spec.target, each) for each in value
            )
        return words(self._directory, spec, value, row)

    # --- what hangs on a row -----------------------------------------------------------

    def _tried_children(self, entry: Entry, owner: Entity) -> tuple[CellChange, ...]:
        told: list[CellChange] = []
        for child in entry.children:
            told += self._tried_child(child, owner.id)
        if told:
            check_alive(owner)
            check_owner(self._uow, owner)
        return tuple(told)

    def _tried_child(self, child: Child, owner: str) -> list[CellChange]:
        """Find the row in place that a hanging row is, and say what would change.

        Raises:
            InputError: it may be several, or a rule refuses it.
        """
        kind = child.kind
        assert self._hanging is not None
        known = {name: value for name, value in child.values.items() if value is not None}
        found = [row for row in self._hanging.on(owner, kind) if _is_same_child(kind, row, known)]
        if len(found) > 1:
            raise RuleError(
                f"Plusieurs fiches « {kind.label} » de {the(self._kind)} se ressemblent : "
                "précisez laquelle, ou importez leur feuille à part."
            )
        if not found:
            if not known:
                return []
            self._check_child(child)
            called = _called(kind, known)
            return [CellChange(f"{kind.label} {called}".strip(), "", "ajouté")]
        child.before = found[0]
        touched = differing(found[0], without_given_back(found[0], child.values))
        child.values = touched
        if touched:
            rows.change(self._uow, found[0], touched)
        named = f"{kind.label} {found[0].called}".strip()
        told = [
            replace(change, label=f"{named}, {lowered(change.label)}")
            for name, value in touched.items()
            for change in [self._change(kind, name, found[0], value)]
        ]
        for grandchild in child.children:
            told += self._tried_child(grandchild, found[0].id)
        return told

    def _check_child(self, child: Child) -> None:
        kind = child.kind
        values = {**child.values, kind.owner: "-"}
        try:
            if kind.checks or kind.span:
                self._checked(kind, values)
            else:
                self._check_needed(kind, values)
        except FieldError as error:
            raise RuleError(f"{kind.label} : {error.sentence}") from error
        for grandchild in child.children:
            self._check_child(grandchild)


def _fate(entry: Entry, changes: tuple[CellChange, ...]) -> Fate:
    if entry.why_left:
        return Fate.LEFT
    if entry.problems:
        return Fate.TO_MEND
    if entry.before is None:
        return Fate.NEW
    return Fate.MODIFIED if changes else Fate.UNCHANGED


def _can_be_asked(spec: FieldSpec) -> bool:
    """Whether one answer may do for many rows: not for what names each."""
    return spec.kind in (Kind.CHOICE, Kind.REFERENCE, Kind.DATE) or spec.key.startswith("motif")


def _is_same_child(kind: EntityType, row: Entity, values: Mapping[str, Any]) -> bool:
    """Whether a row in place is the one that some values speak of: what names it is the same."""
    names = {*kind.caption, *kind.identified_by} - {kind.owner}
    names |= {spec.name for spec in kind.fields.values() if spec.kind is Kind.REFERENCE}
    if kind.append_only:
        names = set(values)
    return all(_alike(getattr(row, name), values[name]) for name in names & values.keys())


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return fold(one) == fold(other)
    return bool(one == other)


def _called(kind: EntityType, values: Mapping[str, Any]) -> str:
    told = [values[name] for name in kind.caption if values.get(name)]
    return " – ".join(short_date(each) if isinstance(each, date) else str(each) for each in told)


def _sample(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SAMPLE else line[: _LONGEST_SAMPLE - 1] + "…"

"""Whose changes count: certificates, revocations, strangers, forged and forked envelopes."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.births import Birth, birth_terms
from ctg_desktop.domain.changes import MOST_CHANGES, Cell, ChangeKey, Draft, Edit, Incarnation
from ctg_desktop.domain.entities import Action, Contact, Enjeu
from ctg_desktop.domain.envelopes import Envelope, Fault, Parcel
from ctg_desktop.domain.publishing import Content, Provenance, publication
from ctg_desktop.domain.trust import (
    Candidate,
    Certificate,
    Paper,
    Revocation,
    Role,
    Standing,
    Trust,
    Viewpoint,
    paper_terms,
)
from ctg_desktop.errors import RuleError
from ctg_desktop.folder.keys import usual_keys
from ctg_desktop.services.participants import State, accept, participants
from tests.support.data_folders import create_folder
from tests.support.folders import reopened
from tests.support.sites import (
    Site,
    TurnedClock,
    by_gesture,
    hashes,
    published,
    sealed_apart,
    trust,
    unite,
)

MakeSite = Callable[..., Site]


@pytest.fixture
def stranger(tmp_path: Path) -> Site:
    """A site that nobody certified."""
    create_folder(tmp_path / "inconnu", person="Inconnu", clock=TurnedClock())
    return reopened(tmp_path / "inconnu")


def titles(site: Site) -> set[str | None]:
    return {action.title for action in site.uow.rows(Action)}


# ------------------------------------------------------------------------- certificates


def signed(paper: Paper) -> Paper:
    signature = usual_keys(os.environ).sign(paper.authority, paper_terms(paper))
    return replace(paper, signature=signature)


def test_newcomer_when_strangers_accept_rename_or_withdraw_them_then_it_is_for_the_agglomeration(
    make_site: MakeSite, stranger: Site, tmp_path: Path
) -> None:
    site, writer = make_site("Camille"), make_site("Dominique")
    writer.create("Juste")
    site.receive(writer)
    create_folder(tmp_path / "nouveau", person="Nouvelle", clock=TurnedClock())
    newcomer = reopened(tmp_path / "nouveau")
    newcomer.uow.follow_authority(site.uow.authority)
    newcomer.uow.ask_to_take_part()
    site.receive(newcomer)
    before = participants(site.uow)
    key = stranger.uow.key

    for of in (newcomer.uow.key, writer.uow.key):
        forged = Certificate(key, of, Role.COORDINATOR, None, 2**40, "Le maire", "ab" * 8)
        site.uow.union(Parcel((), (signed(forged), signed(Revocation(key, of, (), 2**40)))))

    assert participants(site.uow) == before
    assert {each.person: each.state for each in before}["Nouvelle"] is State.WAITING
    (who,) = [each for each in before if each.person == "Nouvelle"]
    accept(site.uow, who)
    assert {each.person: each.state for each in participants(site.uow)}["Nouvelle"] is (
        State.ACCEPTED
    )
    newcomer.close()


@pytest.mark.parametrize(
    "wrong",
    [
        *({"structure": []}, {"structure": {}}, {"structure": 0}, {"structure": False}),
        *({"person": "\u202eA\x1b[31m\nB"}, {"person": "x" * 2_000}, {"replaces": []}),
        *({"at_ms": True}, {"at_ms": 2**63}),
    ],
    ids=lambda wrong: repr(wrong)[:30],
)
def test_paper_when_a_stranger_says_what_none_can_then_it_is_kept_nowhere_and_stops_nothing(
    make_site: MakeSite, stranger: Site, wrong: dict[str, Any]
) -> None:
    site, honest = make_site("Camille"), make_site("Dominique")
    honest.create("Honnête")
    key, told = stranger.uow.key, {"structure": None, "person": "x", "at_ms": 1, **wrong}
    paper = signed(Certificate(key, key, Role.PARTICIPANT, person_salt="ab" * 8, **told))
    before = site.uow.papers()

    theirs = honest.uow.parcel()
    site.uow.union(Parcel(theirs.envelopes, (*theirs.papers, paper)))

    assert titles(site) == {"Honnête"}
    assert set(site.uow.papers()) >= set(before)
    assert key not in {each.key for each in site.uow.papers()}


def test_union_when_the_writer_is_not_certified_then_it_waits_and_counts_once_he_is(
    make_site: MakeSite, stranger: Site
) -> None:
    site, other = make_site("Camille"), make_site("Dominique")
    row = stranger.create("En attente")

    report = site.receive(stranger)

    assert (report.new, report.waiting) == (2, ("Inconnu",))
    assert titles(site) == set()
    assert site.problems() == ()

    changes = site.uow.certify(Candidate(stranger.uow.key, "Inconnu", None))

    assert titles(site) == {"En attente"}
    assert changes.rows == {("action", row)}
    assert site.problems() == ()
    other.receive(site)
    assert titles(other) == {"En attente"}
    stranger.close()


def test_revocation_when_it_comes_then_what_lies_beyond_has_no_effect_where_it_was_taken_too(
    make_site: MakeSite,
) -> None:
    sites = [make_site(f"Personne {number}") for number in range(3)]
    gone, agglomeration, late = sites
    row = gone.create("Avant son départ")
    agglomeration.receive(gone)
    gone.write(row, "title", "Après son départ")
    gone.create("Écrite après")
    late.receive(gone)
    assert titles(late) == {"Après son départ", "Écrite après"}

    agglomeration.uow.revoke(gone.uow.key)
    unite(sites)

    assert len(hashes(sites)) == 1
    assert titles(late) == {"Avant son départ"}
    assert [each.counts for each in late.uow.history([row])] == [True, True, False]
    for site in sites:
        assert site.problems() == ()


def test_record_when_the_writer_was_revoked_then_it_is_refused_and_nothing_is_written(
    make_site: MakeSite,
) -> None:
    gone, agglomeration = make_site("Camille"), make_site("Dominique")
    row = gone.create("Avant son départ")
    agglomeration.receive(gone)
    agglomeration.uow.revoke(gone.uow.key)
    gone.receive(agglomeration)
    before = gone.history()

    for act in (
        lambda: gone.create("Écrite après"),
        lambda: gone.write(row, "title", "Après"),
        gone.uow.undo,
    ):
        with pytest.raises(RuleError, match="a retiré cet ordinateur"):
            act()

    assert gone.history() == before
    assert titles(gone) == {"Avant son départ"}
    assert gone.problems() == ()
    with pytest.raises(RuleError, match="pour toujours"):
        accept(
            agglomeration.uow,
            next(each for each in participants(agglomeration.uow) if each.state is State.GONE),
        )


keys = ["pinned", "second", "a", "b"]
papers = st.lists(
    st.one_of(
        st.builds(
            Certificate,
            st.sampled_from(keys),
            st.sampled_from(keys),
            st.sampled_from(Role),
            st.sampled_from(["x", "y", None]),
            st.integers(0, 3),
            st.just("Nom"),
            st.just("sel"),
            signature=st.sampled_from("pqr"),
        ),
        st.builds(
            Revocation,
            st.sampled_from(keys),
            st.sampled_from(keys),
            st.lists(
                st.builds(ChangeKey, st.sampled_from(["i-a-None", "i-b-None"]), st.integers(0, 9)),
                max_size=2,
                unique_by=lambda key: key.incarnation,
            ).map(tuple),
            st.integers(0, 3),
            signature=st.sampled_from("pqr"),
        ),
    ),
    max_size=7,
)


@given(papers, st.randoms(use_true_random=False))
def test_standings_when_papers_come_in_any_order_then_they_are_the_same(told, chance) -> None:
    births = [
        Birth(
            Incarnation(f"i-{key}-{publication}", "Nom", "x", 0, publication),
            *("", key, "sel"),
            signature="s",
        )
        for key in keys
        for publication in (None, 3)
    ]
    view = Viewpoint("pinned", frozenset("b"))
    shuffled = [*told, *told[:2]]
    chance.shuffle(shuffled)

    found = Trust(frozenset(told), view).standings(births)

    assert Trust(frozenset(shuffled), view).standings(reversed(births)) == found
    for standing in found.values():
        assert 0 <= standing.last <= MOST_CHANGES
    if not any(isinstance(each, Certificate) and each.authority == "pinned" for each in told):
        assert {name for name, standing in found.items() if standing.role} <= {"i-b-None"}


def test_standings_when_a_former_convention_key_is_certified_then_its_own_still_count() -> None:
    birth = Birth(Incarnation("i", "Nom", "x", 0), "", "a", "sel", signature="s")
    theirs = Certificate("former", "a", Role.PARTICIPANT, "x", 1, "Nom", "sel", signature="1")
    ours = Certificate("pinned", "former", Role.AUTHORITY, None, 1, "Nom", "sel", signature="2")
    view = Viewpoint("pinned")

    assert Trust(frozenset({theirs}), view).standings([birth]) == {"i": Standing()}
    assert Trust(frozenset({theirs, ours}), view).standings([birth]) == {
        "i": Standing(MOST_CHANGES, Role.PARTICIPANT, "x")
    }


# --------------------------------------------------------------- trials that once passed


def contact(site: Site, **values: str) -> str:
    row = site.uow.new_id()
    edits = [Edit(Cell("contact", row, name), value) for name, value in values.items()]
    site.uow.record(Draft("Contact ajouté", (Edit(Cell("contact", row, "deleted"), 0), *edits)))
    return row


def test_erasure_when_a_stranger_asks_for_it_then_nobody_is_wiped(
    make_site: MakeSite, stranger: Site
) -> None:
    site = make_site()
    row = contact(site, family_name="Quartz", mobile="0601020304")
    stranger.uow.record(Draft("Effacé", (Edit(Cell("contact", row, "erased"), 1),)))

    site.receive(stranger)

    found = site.uow.get(Contact, row)
    assert found is not None
    assert (found.family_name, found.mobile) == ("Quartz", "0601020304")
    assert not found.erased
    assert "Quartz" in repr(site.uow.history([row]))
    stranger.close()


def test_erasure_when_a_participant_asks_then_what_his_structure_wrote_is_blanked_alone(
    make_site: MakeSite, tmp_path: Path
) -> None:
    sites = []
    for name in ("bethune", "bruay"):
        create_folder(tmp_path / name, person=name, clock=TurnedClock())
        site = reopened(tmp_path / name)
        site.uow.settle(name)
        trust(site.uow, Role.PARTICIPANT)
        sites.append(site)
    ours, theirs = sites
    row = contact(ours, family_name="Quartz", mobile="0601020304")
    theirs.receive(ours)
    theirs.uow.record(Draft("x", (Edit(Cell("contact", row, "function"), "Agente"),)))
    ours.receive(theirs)

    ours.uow.record(Draft("Effacé", (Edit(Cell("contact", row, "erased"), 1),)))
    unite(sites)

    for site in sites:
        told = repr(site.uow.history([row]))
        assert "Quartz" not in told
        assert "0601020304" not in told
        assert "Agente" in told
        assert site.problems() == ()
    assert len(hashes(sites)) == 1
    agglomeration = make_site("Agglomération")
    agglomeration.receive(ours)
    agglomeration.uow.record(Draft("Effacé", (Edit(Cell("contact", row, "erased"), 0),)))
    agglomeration.uow.record(Draft("Effacé", (Edit(Cell("contact", row, "erased"), 1),)))
    unite([*sites, agglomeration])
    for site in (*sites, agglomeration):
        assert "Agente" not in repr(site.uow.history([row]))
    assert len(hashes([*sites, agglomeration])) == 1
    for site in sites:
        site.close()


def altered(envelope: Envelope, **values: object) -> Envelope:
    """Return an envelope whose last change was altered on its way."""
    record = envelope.records[-1]
    last = record.changes[-1]._replace(**values)
    return replace(
        envelope,
        records=(*envelope.records[:-1], replace(record, changes=(*record.changes[:-1], last))),
    )


def signed_by_another(envelope: Envelope, other: Site) -> Envelope:
    (theirs,) = other.uow.parcel().envelopes
    return replace(envelope, birth=replace(envelope.birth, key=theirs.birth.key))


FORGERIES: dict[str, Callable[[Envelope, Site], Envelope]] = {
    "value": lambda sent, _: altered(sent, value="Faux"),
    "hash": lambda sent, _: altered(sent, hash="0" * 64),
    "sequence": lambda sent, _: altered(sent, key=ChangeKey(sent.birth.id, 2**62)),
    "text": lambda sent, _: altered(sent, value="x" * 10_000_000),
    "nan": lambda sent, _: altered(sent, value=float("nan")),
    "infinity": lambda sent, _: altered(sent, value=float("inf")),
    "digits": lambda sent, _: altered(sent, value=10**5000),
    "parents": lambda sent, _: altered(
        sent, parents=tuple(ChangeKey("x", number) for number in range(1, 20_001))
    ),
    "seal": lambda sent, _: replace(sent, seal="00" * 64),
    "no-seal": lambda sent, _: replace(sent, seal=""),
    "author": lambda sent, _: replace(
        sent,
        records=tuple(
            replace(record, gesture=replace(record.gesture, author="Le maire"))
            for record in sent.records
        ),
    ),
    "person": lambda sent, _: replace(
        sent,
        birth=replace(sent.birth, incarnation=replace(sent.birth.incarnation, person="Maire")),
    ),
    "key": signed_by_another,
    "cut": lambda sent, _: replace(sent, records=sent.records[:-1]),
    "first-lacks": lambda sent, _: replace(sent, records=sent.records[1:], seal=sent.seal[::-1]),
    "empty": lambda sent, _: replace(sent, records=()),
    "demonstration": lambda sent, _: replace(
        sent, birth=replace(sent.birth, is_demonstration=True)
    ),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_union_when_an_envelope_is_forged_then_it_is_refused_whole_and_named_and_others_enter(
    make_site: MakeSite, forge: Callable[[Envelope, Site], Envelope]
) -> None:
    site, victim, honest = make_site("Camille"), make_site("Dominique"), make_site("Maxence")
    victim.create("Juste")
    victim.create("Juste aussi")
    honest.create("Honnête")
    (envelope,) = victim.uow.parcel().envelopes
    theirs = honest.uow.parcel()

    report = site.uow.union(
        Parcel((forge(envelope, honest), *theirs.envelopes), victim.uow.parcel().papers)
    )
    site.receive(honest)

    assert len(report.refused) == 1
    assert report.refused[0].incarnation == envelope.birth.id
    assert titles(site) == {"Honnête"}
    assert site.problems() == ()

    site.receive(victim)

    assert titles(site) == {"Honnête", "Juste", "Juste aussi"}


def enjeu_titled(title: str) -> Draft:
    row = "0190a000-0000-7000-8000-000000000001"
    return Draft(
        "R", (Edit(Cell("enjeu", row, "deleted"), 0), Edit(Cell("enjeu", row, "title"), title))
    )


def test_union_when_a_publication_has_a_false_number_then_the_referentiel_stays(
    make_site: MakeSite, stranger: Site
) -> None:
    site = make_site()
    published(site.uow, enjeu_titled("Vrai"), 1)
    for number in (9, 1_000_000):
        theirs = Content("", number, "Faussaire", number, enjeu_titled("Faux"))
        stranger.uow.publish(publication(theirs, Provenance(stranger.uow.key, "f0" * 16)))
    stranger.uow.found_authority()
    (sent,) = [each for each in site.uow.parcel().envelopes if is_publication(each)]
    assert len([each for each in stranger.uow.parcel().envelopes if is_publication(each)]) == 2

    site.receive(stranger)
    birth = replace(sent.birth, incarnation=replace(sent.birth.incarnation, publication=2**62))
    report = site.uow.union(Parcel((replace(sent, birth=birth),)))

    assert [each.fault for each in report.refused] == [Fault.UNREADABLE]
    (found,) = site.uow.rows(Enjeu)
    assert found.title == "Vrai"
    assert site.problems() == ()
    stranger.close()


def is_publication(envelope: Envelope) -> bool:
    return envelope.birth.incarnation.publication is not None


def test_union_when_a_stranger_issues_under_the_identity_of_a_publication_then_it_is_refused(
    make_site: MakeSite, stranger: Site
) -> None:
    site, other = make_site(), make_site("Dominique")
    published(site.uow, enjeu_titled("Vrai"), 1)
    (true,) = [each for each in site.uow.parcel().envelopes if is_publication(each)]
    birth = replace(true.birth, key=stranger.uow.key)
    signature = usual_keys(os.environ).sign(stranger.uow.key, birth_terms(birth))
    false = sealed_apart(replace(birth, signature=signature), *true.records)

    for sent in ((false, true), (true, false)):
        report = other.uow.union(Parcel(sent, site.uow.parcel().papers))
        assert [each.fault for each in report.refused] == [Fault.UNREADABLE]

    (found,) = other.uow.rows(Enjeu)
    assert found.title == "Vrai"
    stranger.close()


def test_fork_when_two_folders_go_on_as_one_then_both_stay_outside_and_everybody_else_enters(
    make_site: MakeSite,
) -> None:
    victim, honest = make_site("Dominique"), make_site("Maxence")
    victim.create("Commune aux deux")
    readers = [make_site(f"Lecture {number}") for number in range(2)]
    for reader in readers:
        reader.receive(victim)
    known = readers[0].uow.known()
    twins = continued_twice(victim)
    honest.create("Honnête")

    for reader, order in zip(readers, itertools.permutations(twins), strict=True):
        for twin in order:
            report = reader.uow.union(twin)
            reader.receive(honest)
        assert {each.fault for each in report.refused} == {Fault.FORKED}
        assert report.refused[0].person == "Dominique"
        assert report.refused[0].first == known[victim.uow.installation.incarnation] + 1
    third = make_site("Arrivée plus tard")
    third.receive(readers[0])

    for reader in (*readers, third):
        assert titles(reader) == {"Commune aux deux", "Honnête"}
        assert reader.problems() == ()
    assert len(hashes([*readers, third])) == 1


def continued_twice(site: Site) -> list[Parcel]:
    """Return two parcels that continue one incarnation differently."""
    found = []
    for title in ("L’un", "L’autre"):
        base = site.folder / "ctg.sqlite"
        site.close()
        kept = base.read_bytes()
        memory = (site.folder / "dossier.json").read_bytes()
        site.uow = site.opened()
        known = site.uow.known()
        site.create(title)
        parcel = site.uow.parcel(known)
        found.append(Parcel(tuple(parcel.envelopes), parcel.papers))
        site.close()
        base.write_bytes(kept)
        (site.folder / "dossier.json").write_bytes(memory)
        site.uow = site.opened()
    return found


@pytest.mark.parametrize("also_here", [False, True])
def test_rollback_when_a_base_is_put_back_then_nothing_written_before_or_since_is_lost(
    make_site: MakeSite, also_here: bool
) -> None:
    site, other = make_site("Camille"), make_site("Dominique")
    row = site.create("Avant l’image")
    site.close()
    kept = {name: (site.folder / name).read_bytes() for name in ("ctg.sqlite", "dossier.json")}
    site.uow = site.opened()
    site.write(row, "constat", "Envoyé, puis perdu ici")
    site.create("Envoyée, puis perdue ici")
    other.receive(site)
    before = site.uow.installation.incarnation
    site.close()
    for name, held in kept.items():
        (site.folder / name).write_bytes(held)
    site.uow = site.opened()
    assert site.uow.installation.incarnation == before
    if also_here:
        site.write(row, "constat", "Écrit depuis")
        site.write(row, "constat", "Écrit depuis, deux fois")
        site.delete(site.create("Écrite depuis"))

    report = site.uow.union(other.uow.parcel())
    assert report.refused == ()
    assert site.uow.installation.incarnation != before
    site.create("Écrite ensuite")
    unite([site, other])

    lost = {"Avant l’image", "Envoyée, puis perdue ici", "Écrite ensuite"}
    assert titles(site) == titles(other) == lost
    assert len(hashes([site, other])) == 1
    assert site.history() == other.history()
    assert site.problems() == other.problems() == ()
    values = {each.change.value for each in other.uow.history([row])}
    assert "Envoyé, puis perdu ici" in values
    assert ("Écrit depuis" in values) == also_here
    if also_here:
        (conflict,) = site.uow.conflicts(row)
        assert {side.value for side in conflict.sides} == {
            "Envoyé, puis perdu ici",
            "Écrit depuis, deux fois",
        }
    site.close()
    site.uow = site.opened()
    assert site.problems() == ()


def test_conflict_when_what_a_side_descends_from_lacks_then_it_waits_for_it_seven_days(
    make_site: MakeSite,
) -> None:
    site, writer = make_site("Camille"), make_site("Dominique")
    row = writer.create("Départ")
    site.receive(writer)
    site.write(row, "title", "De Camille")
    writer.receive(site)
    writer.write(row, "title", "Vu, puis changé")
    writer.write(row, "title", "Changé encore")
    *_, seen, last = by_gesture(writer.uow.parcel(site.uow.known()))

    site.uow.union(last)
    assert site.uow.conflicts() == []
    site.clock.at += timedelta(days=8)
    assert [each.cell.field for each in site.uow.conflicts()] == ["title"]
    site.clock.at -= timedelta(days=8)
    site.uow.union(seen)

    assert site.uow.conflicts() == []
    assert titles(site) == {"Changé encore"}
    site.clock.at += timedelta(days=8)
    assert site.uow.conflicts() == []


# ------------------------------------------------------------------------ pending values


def blanked(parcel: Parcel) -> Parcel:
    """Return a parcel without the values of its changes."""
    return Parcel(
        tuple(
            replace(
                envelope,
                records=tuple(
                    replace(
                        record,
                        changes=tuple(
                            change._replace(value=None, previous=None, salt="")
                            for change in record.changes
                        ),
                    )
                    for record in envelope.records
                ),
            )
            for envelope in parcel.envelopes
        ),
        parcel.papers,
    )


def test_union_when_a_blanked_copy_comes_first_then_the_true_one_completes_it(
    make_site: MakeSite,
) -> None:
    site, writer = make_site("Camille"), make_site("Dominique")
    writer.create("Ludothèque", status="idee")

    first = site.uow.union(blanked(writer.uow.parcel()))
    assert first.new == 3
    assert titles(site) == set()
    assert site.problems() == ()
    again = site.uow.union(writer.uow.parcel())

    assert (again.new, titles(site)) == (0, {"Ludothèque"})
    assert hashes([site, writer]) == {writer.uow.state_hash()}
    site.uow.union(blanked(writer.uow.parcel()))
    assert titles(site) == {"Ludothèque"}
    assert site.problems() == ()


def test_union_when_the_person_was_erased_then_no_value_is_taken_again(
    make_site: MakeSite,
) -> None:
    site, writer, old = make_site("Camille"), make_site("Dominique"), make_site("Ancienne")
    row = contact(writer, family_name="Quartz")
    kept = writer.uow.parcel()
    kept = Parcel(tuple(kept.envelopes), kept.papers)
    old.uow.union(kept)
    writer.uow.record(Draft("Effacé", (Edit(Cell("contact", row, "erased"), 1),)))

    site.receive(writer)
    site.uow.union(kept)

    assert "Quartz" not in repr(site.uow.history([row]))
    assert site.problems() == ()
    unite([site, writer, old])
    assert len(hashes([site, writer, old])) == 1
    assert "Quartz" not in repr(old.uow.history([row]))

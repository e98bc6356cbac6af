"""One round with a relay: receive what others put there, send what it lacks of ours."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ctg_desktop.domain.arrivals import Carrier as By
from ctg_desktop.domain.arrivals import Source
from ctg_desktop.domain.changes import (
    ERASED,
    Change,
    ChangeKey,
    Changes,
    Gesture,
    GestureRecord,
)
from ctg_desktop.domain.envelopes import Envelope, Parcel, Refused, UnionReport
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.trust import Paper, Revocation
from ctg_desktop.errors import FileFormatError, InputError
from ctg_desktop.exchange.carriers import (
    Carrier,
    EnvelopeName,
    Listing,
    Lying,
    PaperName,
    RelayError,
    Standing,
    covered,
    envelope_name,
    first_to_put,
    folded,
    paper_name,
    to_read,
)
from ctg_desktop.exchange.ctg_file import NewerError, opened, packed
from ctg_desktop.exchange.manifest import Purpose, Sender
from ctg_desktop.exchange.receiving import check_place
from ctg_desktop.exchange.sending import manifest_of, without_values
from ctg_desktop.folder.relay_memory import Memory
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.participants import is_gone

_SLICE = 20_000
"""About how many changes are in memory at once."""

_SLICE_SECONDS = 0.03
"""How long a transaction takes in: what a person does meanwhile waits no longer."""

_MOST_SEEN = 5_000
_MOST_LATE = 500


@dataclass(frozen=True, slots=True)
class Share:
    """Which changes of a folder go to a relay, and in whose name.

    `everybodys` puts back what others wrote as well; `hidden` are the rows whose values stay.
    """

    sender: Sender
    now: datetime
    everybodys: bool = False
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did.

    `reports` are those of what was taken in; `later` counts files that are not fully there,
    `newer` those that only a newer version reads; `sent` envelopes were laid there, `lost` ones of
    ours were gone; `papers_in` and `papers_out` count certificates and revocations that came and
    that were laid there. `is_revoked` tells that one of them withdrew this computer. With a
    `failure` the relay stopped answering after something had been taken in.
    """

    reports: tuple[UnionReport, ...]
    later: int
    sent: int
    lost: int
    memory: Memory
    papers_in: int = 0
    papers_out: int = 0
    is_revoked: bool = False
    newer: int = 0
    failure: RelayError | None = None

    @property
    def changes(self) -> Changes:
        """The cells that show something else."""
        cells = (report.changes.cells for report in self.reports)
        return Changes(None, frozenset().union(*cells))

    @property
    def new(self) -> int:
        """How many changes were taken in."""
        return sum(report.new for report in self.reports)

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The envelopes that were left out."""
        return tuple(each for report in self.reports for each in report.refused)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The people whose changes have no effect until somebody accepts them."""
        return tuple(sorted({name for report in self.reports for name in report.waiting}))


def exchange(
    uow: UnitOfWork, carrier: Carrier, memory: Memory, share: Share, *, sends: bool = True
) -> Round:
    """Receive, then send; or receive alone.

    Raises:
        RelayError: the relay does not answer, and nothing was taken in.
        StorageError: the folder failed; what was taken in stays.
    """
    receiving = _Receiving(uow, carrier, memory)
    try:
        return _exchanged(receiving, memory, share, sends=sends)
    except RelayError as error:
        if not receiving.reports:
            raise
        # What was to be remembered of the relay is looked at again: it costs nothing but that.
        return replace(receiving.done(memory), failure=error)


def _exchanged(receiving: _Receiving, memory: Memory, share: Share, *, sends: bool) -> Round:
    uow, carrier = receiving.uow, receiving.carrier
    ours = _put_back(uow, share)
    standing = _standing(uow, memory, ours)
    lying, is_anew = Lying(), False
    while True:
        listing = carrier.beyond(standing)
        if listing.is_anew:  # what was erased may lie there once more
            memory, is_anew = replace(memory, erased=frozenset()), True
            listing = _with_other_ends(uow, carrier, listing)
        receiving.receive(Lying(listing))
        lying.add(listing)
        if listing.is_last:
            break
        if listing.mark == standing.mark:
            raise RelayError("Le relais répète ce qu’il a déjà dit : prévenez qui le tient.")
        standing = replace(
            standing, known=uow.known(), mark=listing.mark, held=listing.proven, again=frozenset()
        )
    kept = receiving.seen if carrier.keeps_all else receiving.seen & lying.sights
    memory = replace(
        memory,
        seen=frozenset(sorted(kept)[-_MOST_SEEN:]),
        late=frozenset(sorted(receiving.late)[:_MOST_LATE]),
        # What was lost is put back by who sends; until then one looks for it again.
        mark="" if is_anew and not sends else listing.mark,
        read=uow.known() if listing.mark else {},
        put=_noted(memory.put, lying, receiving.whole, ours) if carrier.keeps_all else memory.put,
    )
    done = receiving.done(memory)
    if not sends:
        return done
    sending = _Sending(uow, carrier, memory, share, is_anew=is_anew or not memory.put)
    sending.send(lying)
    memory = replace(
        memory,
        put=folded(sending.put) if carrier.keeps_all else sending.put,
        hidden=share.hidden,
        erased=sending.erased,
    )
    return replace(
        done, sent=sending.sent, lost=sending.lost, papers_out=sending.papers, memory=memory
    )


def _noted(
    put: Mapping[str, str], lying: Lying, whole: Collection[str], ours: Collection[str]
) -> Mapping[str, str]:
    """Return what is known to lie there of what this folder puts back, with what was listed now.

    It is not listed again; what was not opened is asked about once more.
    """
    listed = {name.text for each in ours for name in lying.envelopes[each]} - lying.proven
    marks = {text: lying.mark(text) if text in whole else "" for text in listed}
    return {**marks, **put, **{text: mark for text, mark in marks.items() if mark}}


def _put_back(uow: UnitOfWork, share: Share) -> frozenset[str]:
    """Return the incarnations that this folder lays into the relay where they are missing."""
    ours = frozenset(uow.known()) if share.everybodys else uow.own_incarnations()
    return ours | {each.id for each in uow.publications()}


def _is_as_far(uow: UnitOfWork, memory: Memory) -> bool:
    """Whether the base still knows what it did when the relay was last read.

    One that was put back to a former state does not, even if it wrote something else since; it is
    told everything again.
    """
    known, own = uow.known(), uow.own_incarnations()
    laid = [name for name in map(envelope_name, memory.put) if name and name.incarnation in own]
    return all(known.get(each, 0) >= last for each, last in memory.read.items()) and all(
        uow.hash_of(ChangeKey(name.incarnation, name.last)).startswith(name.hash) for name in laid
    )


def _with_other_ends(uow: UnitOfWork, carrier: Carrier, listing: Listing) -> Listing:
    """Return a listing with all that lies there of what was written here and ends otherwise.

    It tells that this folder was put back to a former state; where the end is ours, so is all
    before it, since each hash follows from the one before.
    """
    own = uow.own_incarnations()
    ends = [name for name in map(envelope_name, listing.proven) if name and name.incarnation in own]
    other = frozenset(name.incarnation for name in ends if not _is_ours(uow, name))
    if not other:
        return listing
    more = carrier.beyond(Standing(all_of=other))
    return replace(listing, names={**listing.names, **more.names})


def _is_ours(uow: UnitOfWork, name: EnvelopeName) -> bool:
    """Whether what lies there ends as this folder knows it, or beyond what it knows."""
    ours = uow.hash_of(ChangeKey(name.incarnation, name.last))
    return not ours or ours.startswith(name.hash)


def _standing(uow: UnitOfWork, memory: Memory, ours: frozenset[str]) -> Standing:
    mark = memory.mark if _is_as_far(uow, memory) else ""
    unsure = {text for text, told in memory.put.items() if not told}
    held = {text: told for text, told in memory.put.items() if told}
    return Standing(uow.known(), mark, held, memory.late | unsure, ours)


# ----------------------------------------------------------------------------- receiving


class _Receiving:
    """The half of a round that takes in."""

    def __init__(self, uow: UnitOfWork, carrier: Carrier, memory: Memory) -> None:
        self.uow = uow
        self.carrier = carrier
        self._was_gone = is_gone(uow)
        self._put = memory.put
        self._own = uow.own_incarnations()
        self._known = uow.known()
        self._bare = uow.bare_spans()
        self.seen = set(memory.seen)
        self.late: set[str] = set()
        self._newer: set[str] = set()
        self.whole: set[str] = set()
        self.reports: list[UnionReport] = []
        self.new_papers: set[str] = set()

    def done(self, memory: Memory) -> Round:
        """Return the report of what was received so far, with nothing sent."""
        return Round(
            *(tuple(self.reports), len(self.late - self._newer), 0, 0, memory),
            len(self.new_papers),
            is_revoked=is_gone(self.uow) and not self._was_gone,
            newer=len(self._newer),
        )

    def receive(self, lying: Lying) -> None:
        papers = self._papers(lying)
        self.new_papers |= {paper.signature for paper in papers}
        parcel: dict[EnvelopeName, Envelope] = {}
        size, tried = 0, set[EnvelopeName]()
        # Again where a file could not be read: shorter ones beside it may tell the same.
        while wanted := [name for name in self._wanted(lying) if name not in tried]:
            for name in wanted:
                tried.add(name)
                envelope, more = self._opened(name, lying)
                papers += more
                if envelope is not None:
                    parcel[name] = envelope
                    size += name.last - name.first + 1
                if size >= _SLICE:
                    self._union(parcel, papers, lying)
                    parcel, papers, size = {}, [], 0
        if parcel or papers:
            self._union(parcel, papers, lying)

    def _union(
        self, envelopes: Mapping[EnvelopeName, Envelope], papers: list[Paper], lying: Lying
    ) -> None:
        source = Source(By.RELAY, self.carrier.address)
        parcel = Parcel(tuple(envelopes.values()), tuple(papers))
        self.reports += self.uow.union_in_slices(parcel, source, _SLICE_SECONDS)
        known = self.uow.known()
        for name in envelopes:
            # Left out, or known with a gap before it: in neither case is it opened again.
            if (
                name.copy
                or known.get(name.incarnation, 0) < name.last
                or name.last <= self._known.get(name.incarnation, 0)
            ):
                self.seen.add(lying.sight(name.text))
        self._known = known

    def _wanted(self, lying: Lying) -> list[EnvelopeName]:
        """Return the files that may tell something new, each incarnation's in their order."""
        wanted: list[EnvelopeName] = []
        passed = self.late | lying.proven
        for incarnation, names in sorted(lying.envelopes.items()):
            unseen = [
                name
                for name in names
                if name.text not in passed and lying.sight(name.text) not in self.seen
            ]
            found = to_read(unseen, self._known.get(incarnation, 0))
            again = [name for name in unseen if name not in found and self._is_other(name)]
            wanted += sorted({*found, *again}, key=lambda name: (name.first, name.last))
        return wanted

    def _is_other(self, name: EnvelopeName) -> bool:
        """Whether a file that tells nothing beyond may tell it otherwise.

        A copy may bring values that had not come, or whose writer lost them, and so may what was
        laid again under a name that was lost; of what was written here, another end tells that this
        folder was put back to a former state.
        """
        if name.copy and name.text not in self._put:
            return True
        first, last = self._bare.get(name.incarnation, (0, 0))
        if name.first <= last and first <= name.last:
            return True
        if name.incarnation not in self._own:
            return False
        ours = self.uow.hash_of(ChangeKey(name.incarnation, name.last))
        return bool(ours) and not ours.startswith(name.hash)

    def _opened(self, name: EnvelopeName, lying: Lying) -> tuple[Envelope | None, list[Paper]]:
        """Return the envelope of a file with its certificates; None for one to try later."""
        text = lying.raw(name.text)
        told = self.carrier.get(text)
        if told is None:
            self.late.add(name.text)
            return None, []
        try:
            with opened(text, told) as file:
                check_place(self.uow, text, file.manifest)
                parcel = file.parcel()
                envelope = next(iter(parcel.envelopes), None)
                papers = list(parcel.papers)
        except FileFormatError as error:
            self._leave(name.text, error)
            return None, []
        except InputError:  # of another convention: it never tells us anything
            self.seen.add(lying.sight(name.text))
            return None, []
        if envelope is None or _name_of(envelope, name.copy) != name:
            self.seen.add(lying.sight(name.text))
            return None, papers
        self.whole.add(name.text)
        return envelope, papers

    def _leave(self, text: str, error: InputError) -> None:
        """Leave a file for later: it is not fully there, or waits for a newer version."""
        self.late.add(text)
        if isinstance(error, NewerError):
            self._newer.add(text)

    def _papers(self, lying: Lying) -> list[Paper]:
        known = {paper_id(paper) for paper in self.uow.papers()}
        found: list[Paper] = []
        for which, names in sorted(lying.papers.items()):
            unseen = [name for name in sorted(names) if lying.sight(name.text) not in self.seen]
            if which in known or not unseen or unseen[-1].text in lying.proven:
                continue
            told = [self._paper(name, lying) for name in unseen]
            found += [paper for paper in told if paper is not None]
            if all(paper is None for paper in told):
                self.late |= {name.text for name in unseen}
            else:
                self.seen |= {lying.sight(name.text) for name in unseen}
        return found

    def _paper(self, name: PaperName, lying: Lying) -> Paper | None:
        """Return the certificate of a file; None for one to try later."""
        raw = lying.raw(name.text)
        told = self.carrier.get(raw)
        if told is None:
            return None
        try:
            with opened(raw, told) as file:
                check_place(self.uow, raw, file.manifest)
                return next(iter(file.parcel().papers), None)
        except InputError as error:
            if isinstance(error, NewerError):
                self._leave(name.text, error)
            return None


def _name_of(envelope: Envelope, copy: int = 0) -> EnvelopeName:
    first, last = next(envelope.changes()).key, envelope.last
    return EnvelopeName(
        first.incarnation, first.sequence, last.key.sequence, last.hash[:16].lower(), copy
    )


def paper_id(paper: Paper) -> str:
    """Return what names a certificate or a revocation in a relay."""
    return hashlib.sha256(paper.signature.encode()).hexdigest()[:32]


# ------------------------------------------------------------------------------- sending


class _Sending:
    """The half of a round that lays there what the relay lacks."""

    def __init__(
        self,
        uow: UnitOfWork,
        carrier: Carrier,
        memory: Memory,
        share: Share,
        *,
        is_anew: bool,
    ) -> None:
        self._uow = uow
        self._carrier = carrier
        self._memory = memory
        self._share = share
        self._is_anew = is_anew
        self._manifest = replace(
            manifest_of(uow, share.sender, share.now, Purpose.SENDING), knows={}
        )
        self.put = dict(memory.put)
        self.erased = frozenset(
            f"{row.id} {len(row.scrubbed or '')}"
            for row in uow.rows(Contact, where={"erased": 1}, deleted=None)
        )
        self._is_erased = bool(self.erased - memory.erased)
        self.sent = self.lost = self.papers = 0
        self._known: Mapping[str, int] = {}
        self._read: list[str] = []

    def send(self, lying: Lying) -> None:
        own = self._uow.own_incarnations()
        for text in [text for text in self.put if text not in lying]:
            del self.put[text]
            gone = envelope_name(text)
            if gone is not None and covered(lying.envelopes[gone.incarnation]) < gone.last:
                self.lost += 1
        self._known = self._uow.known()
        ours = set(self._known) if self._share.everybodys else set(own)
        ours |= {each.id for each in self._uow.publications()}
        for incarnation in sorted(ours):
            names = lying.envelopes[incarnation]
            if incarnation in own:
                names = [name for name in names if _is_ours(self._uow, name)]
            self._send_from(incarnation, names, lying)
        self._renew(lying, own)
        self._send_papers(lying)

    def _is_sound(self, text: str, lying: Lying) -> bool:
        """Whether a file lies there whole; one that was written to since is read to be sure."""
        mark = lying.mark(text)
        if self.put.get(text) == mark or text in lying.proven:
            self.put[text] = mark
            return True
        told = self._carrier.get(lying.raw(text))
        if told is None or not _is_whole(text, told):
            self.put.pop(text, None)
            return False
        self.put[text] = mark
        self._read.append(text)
        return True

    def _send_from(self, incarnation: str, names: list[EnvelopeName], lying: Lying) -> None:
        """Lay there what the whole files of an incarnation do not tell."""
        last = self._known.get(incarnation, 0)
        sound = [name for name in names if self._is_sound(name.text, lying)]
        if covered(sound) >= last:
            return
        texts = {name.text for name in names}
        first = covered(sound) + 1 if self._carrier.keeps_all else first_to_put(sound, last)
        for envelope in self._envelopes(incarnation, first - 1):
            name = _name_of(envelope)
            while name.text in texts:  # it lies there damaged
                name = name.next_copy
            former = [each for each in names if name.first <= each.first and each.last <= name.last]
            self._lay(name, envelope, former, lying)

    def _envelopes(
        self, incarnation: str, beyond: int, until: int | None = None
    ) -> Iterator[Envelope]:
        parcel = self._uow.parcel({incarnation: beyond}, until=until, of=[incarnation])
        # What was set aside as a fork lies there already, laid by who wrote it.
        ours = (
            each for each in parcel.envelopes if self._uow.hash_of(each.last.key) == each.last.hash
        )
        return without_values(ours, self._share.hidden)

    def _lay(
        self, name: EnvelopeName, envelope: Envelope, instead: Iterable[EnvelopeName], lying: Lying
    ) -> None:
        told = packed(self._manifest, Parcel((envelope,)))
        former = [each.text for each in instead]
        self._carrier.put(name.text, told, instead=[lying.raw(text) for text in former])
        for text in former:
            self.put.pop(text, None)
        self.put[name.text] = ""  # read back once, to be sure
        self.sent += 1

    def _renew(self, lying: Lying, own: Collection[str]) -> None:
        """Replace what lies there with values that were erased since, or without some that may go.

        Of what others wrote, the agglomeration does so. What lies in a relay that was put back,
        or of which nothing is remembered, is of an unknown time: it is looked through. So is what
        is new there under a name of ours: who has not our values may have put it back.
        """
        shown = self._memory.hidden - self._share.hidden
        if not (shown or self._is_erased or self._is_anew):
            for name in filter(None, map(envelope_name, self._read)):
                if name.incarnation in own:
                    self._renew_one(name, lying)
            return
        there = set(lying.envelopes)
        whose = there if self._share.everybodys and self._is_erased else there & set(own)
        whole = Lying(self._carrier.beyond(Standing(all_of=frozenset(whose))))
        for incarnation in sorted(whose):
            for name in whole.envelopes[incarnation]:
                self._renew_one(name, whole)

    def _renew_one(self, name: EnvelopeName, lying: Lying) -> None:
        ours = list(self._envelopes(name.incarnation, name.first - 1, name.last))
        if len(ours) != 1 or _name_of(ours[0], name.copy) != name:
            return
        told = self._carrier.get(lying.raw(name.text))
        theirs = _envelope_in(name.text, told) if told is not None else None
        if theirs is not None and (renewed := _renewed(theirs, ours[0])) != theirs:
            self._lay(name.next_copy, renewed, [name], lying)

    def _send_papers(self, lying: Lying) -> None:
        for paper in self._uow.papers():
            names = lying.papers[paper_id(paper)]
            sound = [name for name in names if self._is_sound(name.text, lying)]
            if sound and not (self._is_erased and self._names_the_erased(max(sound), paper, lying)):
                continue
            name = max(names).next_copy if names else PaperName(paper_id(paper))
            told = packed(self._manifest, Parcel((), (paper,)))
            raw = [lying.raw(each.text) for each in names]
            self._carrier.put(name.text, told, instead=raw)
            self.papers += 1
            self.put[name.text] = ""

    def _names_the_erased(self, name: PaperName, paper: Paper, lying: Lying) -> bool:
        """Whether a certificate lies there with a name that was erased."""
        if isinstance(paper, Revocation) or paper.person != ERASED:
            return False
        told = self._carrier.get(lying.raw(name.text))
        return told is not None and paper not in _papers_in(name.text, told)


def _is_whole(text: str, told: bytes) -> bool:
    """Whether a file holds what its name tells."""
    name = envelope_name(text)
    if name is not None:
        envelope = _envelope_in(text, told)
        return envelope is not None and _name_of(envelope, name.copy) == name
    paper = paper_name(text)
    return paper is not None and paper.id in map(paper_id, _papers_in(text, told))


def _papers_in(text: str, told: bytes) -> tuple[Paper, ...]:
    """Return the certificates of a file."""
    try:
        with opened(text, told) as file:
            return file.parcel().papers
    except InputError:
        return ()


def _envelope_in(text: str, told: bytes) -> Envelope | None:
    """Return the envelope of a file; None for none."""
    try:
        with opened(text, told) as file:
            return next(iter(file.parcel().envelopes), None)
    except InputError:
        return None


def _is_to_replace(their: Change, our: Change) -> bool:
    if ERASED in (our.value, our.previous):
        return True
    is_pending = not their.salt and ERASED not in (their.value, their.previous)
    return bool(our.salt) and is_pending


def _gesture_to_lay(their: Gesture, our: Gesture) -> Gesture:
    """Return what is to lie there of a gesture: without what was erased, with a reason kept back.

    Where this folder gives the reason out at all, none of its rows is kept back any more.
    """
    is_erased = ERASED in (our.author, our.reason)
    return our if is_erased or (our.reason_salt and not their.reason_salt) else their


def _renewed(theirs: Envelope, ours: Envelope) -> Envelope:
    """Return what is to lie in a relay of what lies there and what is known here.

    What was erased here goes; what came without its values and has them here gets them. What one
    knows here less of stays.
    """
    records = tuple(
        GestureRecord(
            _gesture_to_lay(there.gesture, here.gesture),
            tuple(
                our if _is_to_replace(their, our) else their
                for their, our in zip(there.changes, here.changes, strict=True)
            ),
        )
        for there, here in zip(theirs.records, ours.records, strict=True)
    )
    birth = ours.birth if ours.birth.incarnation.person == ERASED else theirs.birth
    return replace(theirs, birth=birth, records=records, is_chained=False)

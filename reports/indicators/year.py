"""What a zone's year is made of, as plain objects: the figures are computed from these."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from concertation.bilingual import Bilingual
from meetings.models import PV, Block, Finding, Meeting, Participation
from meetings.models.levels import readable
from meetings.quota import took_place
from meetings.quota_words import was_told
from zones.models import HouseRules, Membership, Organisation, Zone
from zones.models.rules import Visibility

Capacity, Presence, Answer = Participation.Capacity, Participation.Presence, Participation.Answer
GUESTS = (Capacity.GUEST, Capacity.EXPERT)
APART = (*GUESTS, Capacity.COORDINATION)
HERE, SEATED = Presence.PRESENT.value, Participation.SEATED


@dataclass(frozen=True)
class Label(Bilingual):
    """A coded name in both languages: a theme, a category, a partner type, a commune."""

    code: str
    name_fr: str
    name_nl: str = ""


@dataclass(frozen=True)
class Subject(Label):
    """A theme: its category, and the year of the Observatoire's list it comes from."""

    category: Label | None = None
    year_listed: int | None = None


@dataclass(frozen=True)
class Institution(Bilingual):
    """An institution as the figures see it; ``type`` and ``commune`` are labels."""

    pk: int
    name_fr: str
    name_nl: str
    type: Label
    rank: int
    commune: Label | None
    language: str
    #: Code of ``Organisation.Convention``.
    convention: str = Organisation.Convention.UNKNOWN

    @classmethod
    def read(cls, rows):
        """Those of a query of organisations, without the hundreds of rows it would make."""
        own = "pk", "name_fr", "name_nl", "type__position", "language", "convention"
        kind = "type__code", "type__name_fr", "type__name_nl"
        place = "commune__nis", "commune__name_fr", "commune__name_nl"
        for pk, name_fr, name_nl, rank, language, convention, *labels in rows.values_list(
            *own, *kind, *place
        ):
            kind, place = Label(*labels[:3]), Label(*labels[3:]) if labels[3] else None
            yield cls(pk, name_fr, name_nl, kind, rank, place, language, convention)

    @classmethod
    def of(cls, office):
        """From an ``Organisation`` read with its type and its commune."""
        place, kind = office.commune, office.type
        return cls(
            office.pk,
            office.name_fr,
            office.name_nl,
            Label(kind.code, kind.name_fr, kind.name_nl),
            kind.position,
            place and Label(place.nis, place.name_fr, place.name_nl),
            office.language,
            office.convention,
        )


class Seat(NamedTuple):
    """One line of the list of participants of a meeting that took place."""

    institution: int | None
    person: str
    capacity: str
    answer: str
    presence: str
    is_expected: bool
    #: Code of ``Position.Level`` at that institution on that day; "" when nobody knows.
    level: str = ""
    #: The institution as it was said that day, even one that the directory does not know.
    institution_name: str = ""

    @property
    def is_here(self):
        return self.presence == HERE

    @property
    def counts_its_institution(self):
        """Present, or represented by somebody: « une institution, une voix »."""
        return self.institution and self.presence in SEATED


@dataclass
class Sitting:
    """A meeting with its themes and its list; sets hold institution ids or person keys.

    Of a joint meeting, only the seats that count for the zone of the year (``sides``).
    """

    meeting: Meeting
    themes: list[Subject] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    #: The other zones that hold it, as the zone of this year sees them.
    beside: list[Zone] = field(default_factory=list)

    @cached_property
    def year(self):
        """Asked once a seat and a figure: ten thousand times a report."""
        return self.meeting.year

    @cached_property
    def is_recorded(self):
        """It counts and somebody noted who was there; otherwise its figures are « n. d. »."""
        return self.counts and any(seat.presence != Presence.UNKNOWN for seat in self.seats)

    @cached_property
    def counts(self):
        """It took place, as the obligation of the zone reckons it."""
        return took_place(self.meeting)

    @property
    def is_told(self):
        """Others than the coordination know of it: its letters left, or those of its date before it
        was called off. As ``Meeting.objects.visible_to``."""
        if self.meeting.status == Meeting.Status.CANCELLED:
            return was_told(self.meeting)
        return not self.meeting.is_before_letter

    @cached_property
    def members(self):
        return [seat for seat in self.seats if seat.capacity not in APART]

    @cached_property
    def persons(self):
        """People in the room, once each even for two institutions."""
        return {seat.person for seat in self.seats if seat.is_here}

    @cached_property
    def guests(self):
        """People in the room only as guests or experts."""
        here = [seat for seat in self.seats if seat.is_here]
        others = {seat.person for seat in here if seat.capacity not in GUESTS}
        return {seat.person for seat in here} - others

    @cached_property
    def institutions(self):
        return {seat.institution for seat in self.seats if seat.counts_its_institution}

    @cached_property
    def members_present(self):
        return {seat.institution for seat in self.members if seat.counts_its_institution}

    @cached_property
    def invited(self):
        return {seat.institution for seat in self.members if seat.is_expected and seat.institution}

    @cached_property
    def unnoted(self):
        """Invited institutions of which nobody noted anything: neither there nor absent."""
        noted = {s.institution for s in self.members if s.presence != Presence.UNKNOWN}
        return self.invited - noted

    def answering(self, *answers):
        """Invited institutions for which somebody gave one of ``answers``."""
        given = {seat.institution for seat in self.members if seat.answer in answers}
        return given & self.invited

    @cached_property
    def excused(self):
        """Invited institutions that sent excuses and nobody."""
        noted = {s.institution for s in self.members if s.presence == Presence.EXCUSED}
        announced = self.answering(Answer.EXCUSED)
        return ((noted & self.invited) | announced) - self.members_present


@dataclass
class Passage:
    """A typed passage of a PV with its register row, its owners and addressees."""

    block: Block
    met_at: datetime
    meeting_id: int
    pv_status: str | None
    #: The narrowest of the passage, its item and its meeting.
    level: str
    owners: list[str] = field(default_factory=list)
    addressees: list[Label] = field(default_factory=list)
    #: Only the sealed edition still says it: the rectification being written takes it out.
    is_gone: bool = False
    #: Said by the sealed edition of a PV being rectified, not by the draft.
    is_sealed: bool = False

    @property
    def met_on(self):
        return timezone.localtime(self.met_at).date()

    def is_readable(self, *, in_zone):
        """Its PV has left, and may be read by the zone's members (or by the other zones)."""
        if self.pv_status is None or self.pv_status in PV.UNSENT:
            return False
        return self.level in readable(Visibility.ZONE if in_zone else Visibility.REGION)


@dataclass
class ZoneYear:
    """Everything the figures of a zone and year are computed from; no query leaves it."""

    zone: Zone
    year: int
    today: date
    rules: HouseRules
    #: Institutions bear their name, or a letter in its place (``names_institutions``).
    is_named: bool = True
    sittings: list[Sitting] = field(default_factory=list)
    institutions: dict[int, Institution] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    #: Those of the joint meetings that another zone hosts: shown beside them, never counted here.
    shared: list[Passage] = field(default_factory=list)
    #: Findings noted by hand in the register: those that are no finding or proposition of a PV.
    noted: list[Finding] = field(default_factory=list)
    #: Ids of the meetings whose PV is being rectified: their sealed edition is read.
    rectified: set = field(default_factory=set)
    #: {finding id: id of the sealed passage it was noted from}, of those same PVs.
    noted_from: dict = field(default_factory=dict)
    #: {id: ``Passage``} of those PVs that are of the years before: what is still waited for.
    older: dict = field(default_factory=dict)
    #: Who came in an earlier year, of those who came in this one; the whole of them when the five
    #: years before know nobody.
    older_institutions: set = field(default_factory=set)
    older_persons: set = field(default_factory=set)
    #: {meeting id: {institution id: [(day, meeting id) of another meeting near it]}}
    neighbours: dict = field(default_factory=dict)

    def of(self, year):
        return [sitting for sitting in self.sittings if sitting.year == year]

    @cached_property
    def this_year(self):
        return self.of(self.year)

    @cached_property
    def held(self):
        return [sitting for sitting in self.this_year if sitting.counts]

    @cached_property
    def recorded(self):
        return [sitting for sitting in self.held if sitting.is_recorded]

    @property
    def last_day(self):
        """31 December, or today while the year runs."""
        return min(date(self.year, 12, 31), self.today)

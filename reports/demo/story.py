"""One zone's life, meeting after meeting."""

from datetime import timedelta
from itertools import cycle

from django.utils import timezone

from meetings.models import PV, Answer, Meeting, MeetingEvent, Participation, WorkingGroup
from meetings.services.convening import SNAPSHOT, expected_members
from meetings.services.planning import ENDS, STARTS, local_datetime
from zones.models import HouseRules

from .calendar import slots
from .details import GUESTS, REMARKS, ROOMS, VISITS, concerned, fill_group, guest
from .minutes import decide, write_agenda, write_pv
from .subjects import SUBJECTS

FULL_DAY_ENDS = STARTS.replace(hour=16, minute=0)
TITLES = {
    "partner_day": (
        "Partner Day : qui fait quoi dans la zone",
        "Partner Day: wie doet wat in de zone",
    ),
    "working_group": ("Préparation du Partner Day", "Voorbereiding van de Partner Day"),
    "directors": ("Rencontre des directions", "Ontmoeting van de directies"),
}
LOOKING_BACK = ("Bilan du Partner Day", "Terugblik op de Partner Day")
OPEN_KINDS = ("theme_day", "conference", "partner_day")


class Story:
    """Lives a zone's meetings in order: each PV is decided upon by the next formal meeting."""

    def __init__(self, zone, random, today):
        self.zone, self.random, self.today = zone, random, today
        self.subjects = cycle(random.sample(SUBJECTS, len(SUBJECTS)))
        self.visits = cycle(random.sample(VISITS, len(VISITS)))
        self.guests = cycle(random.sample(GUESTS, len(GUESTS)))
        members = [
            m.organisation for m in zone.memberships.select_related("organisation").order_by("pk")
        ]
        self.hosts = cycle([host for host in members if host.address_fr] or members)
        self.pending = self.group = None

    def live(self):
        self.group = WorkingGroup.objects.create(
            zone=self.zone,
            name_fr="Partner Day",
            name_nl="Partner Day",
            purpose="Préparer la journée.",
        )
        fill_group(self.group, self.zone)
        for slot in slots(self.zone, HouseRules.at(self.zone, self.today), self.today):
            self.meet(slot)

    def meet(self, slot, others=()):
        """One meeting of the zone, held with ``others`` (zones) if there are some."""
        rules = HouseRules.at(self.zone, slot.on)
        meeting = self._plan(slot, rules)
        meeting.hold_with(others)
        subjects = self._subjects_for(meeting)
        if slot.is_cancelled:
            self._event(
                meeting, "cancelled", reason="Trop peu de réponses : la séance est annulée."
            )
        elif slot.on >= self.today:
            write_agenda(meeting, subjects, self.random)
        else:
            self._hold(meeting, rules, subjects)
        return meeting

    def _plan(self, slot, rules):
        half_days, counts = Meeting.KIND_DEFAULTS[slot.kind]
        subject = TITLES.get(slot.kind) or (None, None)
        if slot.kind == "working_group" and slot.on.month > 6:
            subject = LOOKING_BACK
        host = next(self.hosts)
        meeting = Meeting.objects.create(
            zone=self.zone,
            kind=slot.kind,
            number=1
            + self.zone.meetings.filter(kind=slot.kind, starts_at__year=slot.on.year).count(),
            title_fr=subject[0] or "",
            title_nl=(subject[1] or "") if rules.languages == "both" else "",
            starts_at=local_datetime(slot.on, STARTS),
            ends_at=local_datetime(slot.on, ENDS if half_days == 1 else FULL_DAY_ENDS),
            half_days=half_days,
            counts_for_quota=counts,
            host=host,
            place_fr=host.address_fr,
            place_nl=host.address_nl,
            room=self.random.choice(ROOMS),
            languages=rules.languages,
            convening=rules.convening,
            visibility="region" if slot.kind in OPEN_KINDS else rules.default_visibility,
            working_group=self.group if slot.kind == "working_group" else None,
        )
        self._event(meeting, "planned", days=-60)
        return meeting

    def _subjects_for(self, meeting):
        if meeting.kind in TITLES:
            return []
        if meeting.kind == "visit":
            chosen = [next(self.visits)]
        else:
            chosen = [next(self.subjects) for _n in range(self.random.choice((2, 2, 3)))]
        meeting.title_fr = chosen[0].fr
        meeting.title_nl = chosen[0].nl if meeting.languages == "both" else ""
        meeting.save()
        return chosen

    def _hold(self, meeting, rules, subjects):
        meeting.profile = {field: getattr(rules, field) for field in SNAPSHOT}
        self._event(meeting, "convened", days=-15)
        write_agenda(meeting, subjects, self.random)
        present = self._attendance(meeting)
        self._event(meeting, "held")
        if not meeting.counts_for_quota:
            return
        self._decide_pending(meeting)
        as_draft = self.zone.position == 4 and meeting.held_on > self.today - timedelta(days=60)
        pv = write_pv(meeting, subjects, present, self.random, as_draft=as_draft)
        self.pending = pv if rules.needs_approval and not as_draft else None

    def _decide_pending(self, meeting):
        if self.pending is None:
            return
        # One contested PV, in the formal zone, some meetings ago.
        age = self.today - self.pending.meeting.held_on
        contested = timedelta(days=200) < age < timedelta(days=500)
        contested = contested and not PV.objects.filter(status=PV.Status.CONTESTED).exists()
        decide(self.pending, meeting, contested=contested)
        if not contested:
            self._event(self.pending.meeting, "closed")
        self.pending = None

    def _attendance(self, meeting):
        """Expected, answered, observed; returns the names of those present."""
        rows = concerned(meeting, expected_members(meeting))
        seen, moment = [], meeting.starts_at - timedelta(days=6)
        for row in rows:
            self._answer_and_come(row, moment)
            row.person_key = Participation.key_of(row.person_id, row.person_name)
            if row.presence == Participation.Presence.PRESENT:
                seen.append(row.person_name)
        if meeting.counts_for_quota and meeting.kind != "visit" and self.random.random() < 0.4:
            rows.append(guest(meeting, *next(self.guests)))
        rows = Participation.objects.bulk_create(rows)
        Answer.objects.bulk_create(
            Answer(
                participation=row,
                answer=row.answer,
                source="link",
                at=moment,
                remark=self.random.choice(REMARKS) if self.random.random() < 0.06 else "",
            )
            for row in rows
            if row.answer != Participation.Answer.PENDING
        )
        return seen

    def _answer_and_come(self, row, moment):
        faithful = (hash_of(row.organisation_name) % 50) / 100 + 0.4
        comes = self.random.random() < faithful
        if not row.is_expected:  # comes instead of the other, now and then, without a word
            comes = self.random.random() < 0.2
        if row.capacity == Participation.Capacity.COORDINATION:
            comes = True
        answered = row.is_expected and self.random.random() < 0.8
        if answered:
            row.answer = Participation.Answer.COMING if comes else Participation.Answer.EXCUSED
            row.answered_at = moment
        excused = Participation.Presence.EXCUSED if answered else Participation.Presence.ABSENT
        row.presence = Participation.Presence.PRESENT if comes else excused
        if not comes and not row.is_expected:
            row.presence = Participation.Presence.UNKNOWN
        row.encoded_at = row.meeting.ends_at

    def _event(self, meeting, status, *, days=0, reason=""):
        at = min(meeting.starts_at + timedelta(days=days), timezone.now())
        MeetingEvent.objects.create(meeting=meeting, kind=status, at=at, reason=reason)
        meeting.status = status
        meeting.save()


def hash_of(text):
    """A stable number from a text (``hash`` changes from run to run)."""
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(text))

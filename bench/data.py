"""The rows of the bench: many meetings with their PV and forty people each, in bulk.

What a page shows must not depend on the size of the database: the last years hold the same ten
meetings a zone whatever the size, and everything else is older history.
"""

from collections import Counter
from datetime import date, datetime, time, timedelta
from io import StringIO
from random import Random

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from meetings.models import (
    PV,
    ActionItem,
    ActionOwner,
    AgendaItem,
    Block,
    Meeting,
    MeetingEvent,
    Opinion,
    Participation,
    PVText,
)
from meetings.stems import stems_of
from zones.models import Mandate, Membership, Organisation, Person, Theme, Zone

from . import words

PEOPLE_A_MEETING = 40
MEETINGS_A_YEAR = 10
RECENT_YEARS = 6
OLD_YEARS = 25
BATCH = 5000
KINDS = [Meeting.Kind.COMMISSION, Meeting.Kind.WORKING_GROUP, Meeting.Kind.VISIT]
PASSAGES = ["information", "information", "decision", "action", "finding", "opinion", "information"]
ZONE, SMALL_ZONE = "sud", "ouest"


class Rows:
    """Rows waiting for their ``bulk_create``, one list a model."""

    def __init__(self, seed=1):
        self.random = Random(seed)
        self.paragraphs = [words.paragraph(self.random) for _n in range(300)]
        self.paragraphs[0] += f" Des {words.LOOKED_FOR} s’ouvrent."  # in one PV of forty
        self.stems = [stems_of(text) for text in self.paragraphs]
        self.organisations = list(Organisation.objects.order_by("pk"))
        self.themes = list(Theme.objects.order_by("pk"))
        self.opinions = Counter()
        self.people = []
        self.this_year = timezone.localdate().year

    def meet_people(self, count):
        """``count`` people, spread over the institutions in turn."""
        people = []
        for number in range(count):
            first, last = words.person(self.random)
            email = f"personne{number}@exemple.be"
            people.append(Person(first_name=first, last_name=f"{last} {number}", email=email))
        self.people = Person.objects.bulk_create(people, batch_size=BATCH)


def prepare(people):
    """An empty database with the reference data, ``people`` people, and who sits where."""
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=StringIO())
    rows = Rows()
    rows.meet_people(people)
    place = {organisation.pk: n for n, organisation in enumerate(rows.organisations)}
    memberships = Membership.objects.order_by("pk")
    Mandate.objects.bulk_create(
        Mandate(membership=one, person=rows.people[place[one.organisation_id]])
        for one in memberships
    )
    return rows


def add_coordinator(rows, code, number):
    """A user who coordinates the zone; the page is read as they read it."""
    user = User.objects.create_user(f"{code}@exemple.be", "banc", full_name="Banc Coordination")
    person = Person.objects.create(last_name=f"Banc {number}", email=user.email, user=user)
    membership = Membership.objects.filter(zone__code=code).order_by("pk").first()
    Mandate.objects.create(
        membership=membership, person=person, role="substitute", is_coordinator=True
    )
    return user


def add_region():
    """The regional administration, which reads the synthesis."""
    User.objects.create_user("region@exemple.be", "banc", full_name="Banc Région", is_regional=True)


def fill(rows, count, today):
    """``count`` meetings over the zones (``SMALL_ZONE`` gets three), all with their people."""
    zones = list(Zone.objects.exclude(code=SMALL_ZONE))
    days = {zone.pk: _days(rows.random, count // len(zones), today) for zone in zones}
    small = Zone.objects.get(code=SMALL_ZONE)
    last = today.year - 1
    days[small.pk] = [date(last, 4, 15), date(last, 10, 15), today + timedelta(days=20)]
    meetings = [
        _meeting(rows, zone, day, today) for zone in [*zones, small] for day in days[zone.pk]
    ]
    save(rows, meetings)


def save(rows, meetings, people=PEOPLE_A_MEETING):
    """Write ``meetings`` and everything that hangs on them."""
    meetings = Meeting.objects.bulk_create(meetings, batch_size=BATCH)
    links = Meeting.themes.through
    links.objects.bulk_create(
        (
            links(meeting_id=meeting.pk, theme_id=rows.random.choice(rows.themes).pk)
            for meeting in meetings
        ),
        batch_size=BATCH,
    )
    for start in range(0, len(meetings), 500):
        part = meetings[start : start + 500]
        MeetingEvent.objects.bulk_create(_events(part), batch_size=BATCH)
        _write_pvs(rows, part)
        seats = (seat for meeting in part for seat in _seats(rows, meeting, people))
        Participation.objects.bulk_create(seats, batch_size=BATCH)


def _days(random, count, today):
    """``count`` days: the recent years at their usual pace, the rest in older history."""
    recent = min(MEETINGS_A_YEAR * RECENT_YEARS, count)
    first = today.year - RECENT_YEARS + 1
    days = [
        date(first + n // MEETINGS_A_YEAR, n % MEETINGS_A_YEAR + 2, 5 + n % 20)
        for n in range(recent)
    ]
    start = date(first - OLD_YEARS, 1, 1)
    span = (date(first, 1, 1) - start).days
    days += [start + timedelta(days=random.randrange(span)) for _n in range(count - recent)]
    # The coming meetings: their pages are the ones a coordination opens every day.
    return [*days, today + timedelta(days=20), today + timedelta(days=50)]


def _meeting(rows, zone, day, today):
    starts = timezone.make_aware(datetime.combine(day, time(9, 30)))
    is_past = day < today
    kind = KINDS[0] if rows.random.random() < 0.7 else rows.random.choice(KINDS)
    return Meeting(
        zone=zone,
        kind=kind,
        title_fr=rows.random.choice(words.SUBJECTS),
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        host=rows.random.choice(rows.organisations),
        room="2e étage",
        place_fr=f"Rue de la Station {rows.random.randrange(1, 200)}, 1190 Forest",
        counts_for_quota=kind == KINDS[0],
        status="held" if is_past else "convened",
    )


def _events(meetings):
    for meeting in meetings:
        for kind, days in (("planned", -40), ("convened", -15), ("held", 0)):
            if kind != "held" or meeting.is_held:
                at = meeting.starts_at + timedelta(days=days)
                yield MeetingEvent(meeting=meeting, kind=kind, at=at)


def _write_pvs(rows, meetings):
    """Five items a meeting; for a past one, its PV of some 420 words in seven passages."""
    items = [
        AgendaItem(meeting=meeting, position=n, title_fr=title, minutes_foreseen=30)
        for meeting in meetings
        for n, title in enumerate(words.TITLES)
    ]
    items = AgendaItem.objects.bulk_create(items, batch_size=BATCH)
    blocks, pvs, texts = [], [], []
    for n, meeting in enumerate(meetings):
        if meeting.is_held:
            own = items[n * len(words.TITLES) : (n + 1) * len(words.TITLES)]
            written, stems = _passages(rows, own)
            blocks += written
            pvs.append(_pv(meeting))
            texts.append(PVText(pv=pvs[-1], stems=stems))
    PV.objects.bulk_create(pvs, batch_size=BATCH)
    PVText.objects.bulk_create(texts, batch_size=BATCH)
    _follow_up(rows, Block.objects.bulk_create(blocks, batch_size=BATCH))


def _passages(rows, items):
    blocks, stems = [], set()
    for n, kind in enumerate(PASSAGES):
        chosen = rows.random.randrange(len(rows.paragraphs))
        stems |= rows.stems[chosen]
        item = items[n % len(items)]
        blocks.append(Block(item=item, position=n, kind=kind, text_fr=rows.paragraphs[chosen]))
    return blocks, " ".join(sorted(stems))


def _pv(meeting):
    sent = meeting.ends_at + timedelta(days=10)
    return PV(
        meeting=meeting, status="approved", sent_at=sent, decided_at=sent, is_index_stale=False
    )


def _follow_up(rows, blocks):
    actions, opinions = [], []
    for block in blocks:
        meeting = block.item.meeting
        if block.kind == "action":
            due = meeting.held_on + timedelta(days=60)
            # What is old is done: a page that lists open actions must not grow with history.
            is_done = due.year < rows.this_year - 1 or rows.random.random() < 0.9
            done = due if is_done else None
            actions.append(ActionItem(block=block, zone=meeting.zone, due_on=due, done_on=done))
        elif block.kind == "opinion":
            rows.opinions[meeting.zone_id, meeting.year] += 1
            number = rows.opinions[meeting.zone_id, meeting.year]
            opinions.append(
                Opinion(block=block, zone=meeting.zone, year=meeting.year, number=number)
            )
    Opinion.objects.bulk_create(opinions, batch_size=BATCH)
    actions = ActionItem.objects.bulk_create(actions, batch_size=BATCH)
    owners = [ActionOwner(action=one, name=rows.random.choice(words.LAST)) for one in actions]
    ActionOwner.objects.bulk_create(owners, batch_size=BATCH)


def _seats(rows, meeting, count):
    """``count`` people in a row, so of different institutions; past ones were seen."""
    start = rows.random.randrange(len(rows.people) - count)
    for n in range(count):
        person = rows.people[start + n]
        organisation = rows.organisations[(start + n) % len(rows.organisations)]
        seen = "present" if n % 3 else "excused"
        yield Participation(
            meeting=meeting,
            person=person,
            organisation=organisation,
            person_name=person.full_name,
            organisation_name=organisation.name_fr,
            person_key=f"p{person.pk}",
            email=person.email,
            answer=("coming", "pending", "excused", "replaced")[n % 4],
            presence=seen if meeting.is_held else "unknown",
        )


def add_sized_meetings(rows, today):
    """Held meetings of 4 and 400 people, to see that the number of queries does not follow."""
    zone = Zone.objects.get(code=SMALL_ZONE)
    sized = {}
    for people in (4, 400):
        meeting = _meeting(rows, zone, today - timedelta(days=2), today)
        save(rows, [meeting], people)
        sized[people] = meeting
    return sized


def analyse():
    """Fresh statistics, as a running PostgreSQL makes them by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

"""Date polls of the demonstration: one that waits for answers, one whose date was chosen."""

from datetime import time, timedelta
from random import Random

from django.utils import timezone

from meetings.models import DatePoll
from meetings.pages_poll_draft import chosen_voters, proposed
from meetings.services import polls
from meetings.services.planning import local_datetime
from zones.models import Mandate, Zone

from .calendar import next_weekday

SEED = 2027
COMMENTS = (
    "Après 10 h si possible : nous ouvrons l’accueil à 9 h.",
    "Le mardi, je viens avec une collègue.",
    "Je suis en formation cette semaine-là, mon suppléant peut venir.",
)
#: The habit of a partner, slot after slot; a silent one has none.
HABITS = (
    ("yes", "yes", "no", "yes"),
    ("yes", "if_needed", "yes", "no"),
    ("no", "yes", "if_needed", "yes"),
    ("yes", "yes", "if_needed", "no"),
)


def load(today):
    """An open poll of zone Sud, half of whose partners answered, and one decided in Nord-Est.

    The letters leave with the worker, as in real life.
    """
    random = Random(SEED)
    poll = _ask("sud", today, title="Bilan de l’année et programme", weekday=3)
    _answer(poll, random, share=0.5)
    decided = _ask("nord-est", today, title="Réseau des employeurs", weekday=1)
    _answer(decided, random, share=0.8)
    polls.choose(decided, [decided.slots.first()], by=decided.created_by)


def _ask(code, today, *, title, weekday):
    """A poll opened three days ago, closing in nine: four slots six weeks ahead."""
    zone = Zone.objects.get(code=code)
    coordination = Mandate.objects.filter(membership__zone=zone).coordinating()
    by = coordination.select_related("person__user").first().person.user
    first = next_weekday(today, 42, weekday)
    days = [first, first + timedelta(days=5), first + timedelta(days=7), first + timedelta(days=14)]
    slots = [(local_datetime(day, time(9, 30)), local_datetime(day, time(12, 30))) for day in days]
    poll = DatePoll(
        zone=zone,
        title_fr=title,
        message_fr="Dites-nous aussi si une demi-journée vous est toujours impossible.",
        closes_at=local_datetime(today + timedelta(days=9), time(23, 59)),
    )
    seats = proposed(zone)
    for seat in seats:
        seat.is_required = seat.organisation.type.code in ("actiris", "cpas")
    polls.create_poll(poll, slots, chosen_voters(seats), by=by)
    polls.open_poll(poll, by=by)
    DatePoll.objects.filter(pk=poll.pk).update(opened_at=timezone.now() - timedelta(days=3))
    poll.refresh_from_db()
    return poll


def _answer(poll, random, *, share):
    slots = list(poll.slots.values_list("pk", flat=True))
    voters = list(poll.voters.all())
    for number, voter in enumerate(voters[: int(len(voters) * share)]):
        habit = random.choice(HABITS)
        comment = COMMENTS[number // 3] if number % 3 == 1 and number // 3 < len(COMMENTS) else ""
        polls.reply(voter, dict(zip(slots, habit, strict=True)), comment)

"""``manage.py load_demo``: a living demonstration, once; run again, it changes nothing."""

from datetime import timedelta
from random import Random

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from meetings.models import Meeting
from meetings.services.answers import record_answer
from meetings.services.convening import convene, sync_participants
from reports.demo import (
    answers,
    attendance,
    cast,
    contradiction,
    following,
    joint,
    listening,
    logbook,
    outside,
    people,
    polls,
    region,
    registers,
    reminders,
    sheet,
    votes,
)
from reports.demo.calendar import next_weekday
from reports.demo.details import REMARKS
from reports.demo.minutes import write_agenda
from reports.demo.story import Story
from reports.demo.subjects import SUBJECTS
from reports.demo.written import write_reports
from zones.models import Zone

SEED = 2026


class Command(BaseCommand):
    help = "Charge deux ans et demi de vie inventée dans les six zones."

    def handle(self, **options):
        if User.objects.filter(email=f"coordination@{cast.DOMAIN}").exists():
            self.stdout.write("Données de démonstration : déjà là.")
            return
        if not Zone.objects.exists():
            raise CommandError(
                "Chargez d’abord les données de référence : manage.py load_reference"
            )
        if Meeting.objects.exists() or User.objects.exists():
            raise CommandError(
                "Cette base contient déjà des comptes ou des réunions : la démonstration "
                "ne se mêle pas à de vraies données."
            )
        with transaction.atomic():
            self._load()
        self.stdout.write(f"Données de démonstration : {Meeting.objects.count()} réunions.")

    def _load(self):
        random, today = Random(SEED), timezone.localdate()
        names = people.names(random)
        for zone in Zone.objects.all():
            cast.fill_seats(zone, names, random)
            cast.coordinators(zone, names, random)
            Story(zone, random, today).live()
        sud = Zone.objects.get(code="sud")
        cast.name_the_three(sud)
        joint.load(today)
        for zone in Zone.objects.all():
            attendance.load(zone, Random(SEED), today)
        votes.recount()
        logbook.load(today)
        write_reports(today)
        outside.load(today)
        self._convene_next(sud, random, today)
        polls.load(today)
        following.load(sud)
        reminders.load(today)
        contradiction.load(today)
        listening.load(today)
        registers.load(today)
        region.load(today)
        sheet.load()

    def _convene_next(self, zone, random, today):
        """The next commission of zone Sud, convened for real: its letters leave with the worker."""
        by = User.objects.get(email=f"coordination@{cast.DOMAIN}")
        meeting = self._next_commission(zone, random, today)
        sync_participants(meeting)
        answers.prepare(meeting, by)
        convene(meeting, by=by)
        # The letters left some days ago: time to remind the silent.
        meeting.events.filter(kind="convened").update(at=timezone.now() - timedelta(days=6))
        rows = list(meeting.participations.filter(is_expected=True).order_by("pk"))
        for row in rows[: len(rows) * 2 // 3]:
            answer = random.choice(("coming", "coming", "coming", "excused"))
            remark = random.choice(REMARKS) if answer == "excused" else ""
            record_answer(row, answer=answer, source="link", remark=remark)
        answers.load(meeting, by)

    def _next_commission(self, zone, random, today):
        upcoming = zone.meetings.filter(kind="commission", starts_at__gt=timezone.now())
        meeting = upcoming.order_by("starts_at").first()
        day = next_weekday(today, 12, 3)
        if meeting is None:
            first = zone.meetings.filter(kind="commission").order_by("-starts_at").first()
            meeting = Meeting.objects.get(pk=first.pk)
            meeting.pk, meeting.status, meeting.profile = None, Meeting.Status.PLANNED, {}
            meeting._state.adding = True
            meeting.number = None
            length = meeting.ends_at - meeting.starts_at
            meeting.starts_at = meeting.starts_at.replace(
                year=day.year, month=day.month, day=day.day
            )
            meeting.ends_at = meeting.starts_at + length
            meeting.save()
            write_agenda(meeting, list(SUBJECTS[:2]), random)
        return meeting

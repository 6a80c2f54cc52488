"""Two answers, six proposals, two clicks of two coordinators: at the same instant."""

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import AgendaItem, ItemProposal
from meetings.services import attaching, proposals
from meetings.services.answers import make_token
from meetings.services.errors import Refused, WrongStatus
from tests.factories import (
    make_attachment,
    make_meeting,
    make_organisation,
    make_participation,
    make_proposal,
    make_user,
    make_zone,
)
from tests.meetings.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)
GIVEN = ("coming", "excused", "unconcerned")


def test_different_answers_at_once_are_all_kept_and_the_last_one_stands():
    meeting = make_meeting(make_zone())
    row = make_participation(meeting)
    second = make_participation(meeting, row.person, make_organisation())
    url = reverse("meetings:answer", args=[make_token(row)])
    pages = together(lambda n: Client().post(url, {"answer": GIVEN[n % 3]}).status_code)
    assert pages == [302] * AT_ONCE
    for seat in (row, second):
        seat.refresh_from_db()
        assert seat.answers.count() == AT_ONCE
        assert seat.answer == seat.answers.order_by("-pk").first().answer
    assert row.answer == second.answer


def test_replacements_at_once_leave_one_person_announced():
    row = make_participation(make_meeting(make_zone()))
    url = reverse("meetings:answer", args=[make_token(row)])
    names = [f"Peter Vervanger {'ABCDEF'[n]}" for n in range(AT_ONCE)]
    data = [{"answer": "replaced", "replacement_name": name} for name in names]
    assert together(lambda n: Client().post(url, data[n]).status_code) == [302] * AT_ONCE
    row.refresh_from_db()
    others = row.meeting.participations.exclude(pk=row.pk)
    assert [other.pk for other in others] == [row.replaced_by_id]
    assert row.answers.count() == AT_ONCE


def test_answer_of_both_seats_by_both_links_at_once_waits_for_nobody_for_ever():
    meeting = make_meeting(make_zone())
    row = make_participation(meeting)
    second = make_participation(meeting, row.person, make_organisation())
    urls = [reverse("meetings:answer", args=[make_token(seat)]) for seat in (row, second)]
    pages = together(lambda n: Client().post(urls[n % 2], {"answer": GIVEN[n % 3]}).status_code)
    assert pages == [302] * AT_ONCE


def test_proposals_at_once_stay_within_the_five():
    row = make_participation(make_meeting(make_zone()))
    results = together(lambda n: proposals.propose(row, title=f"Point {n}", detail=""))
    assert sum(isinstance(result, Refused) for result in results) == AT_ONCE - 5
    assert ItemProposal.objects.count() == 5


def test_the_same_proposal_at_once_is_kept_once():
    row = make_participation(make_meeting(make_zone()))
    together(lambda _n: proposals.propose(row, title="Les stages", detail=""))
    assert ItemProposal.objects.count() == 1


def test_point_accepted_by_many_hands_is_on_the_agenda_once():
    zone = make_zone()
    by = make_user(zone, coordinator=True)
    idea = make_proposal(make_participation(make_meeting(zone, "planned")))
    results = together(lambda _n: proposals.accept(idea, by=by))
    assert sum(isinstance(result, WrongStatus) for result in results) == AT_ONCE - 1
    assert AgendaItem.objects.count() == 1


def test_files_at_once_stay_within_the_room_of_the_meeting(settings):
    settings.ATTACHMENTS_MEETING_MB = 1
    meeting = make_meeting(make_zone())
    results = together(lambda _n: make_attachment(meeting, content=b"x" * 300_000))
    assert sum(isinstance(result, Refused) for result in results) == AT_ONCE - 3
    assert meeting.attachments.count() == 3
    assert not attaching.missing()

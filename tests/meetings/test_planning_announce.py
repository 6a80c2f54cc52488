"""A date that is announced is kept up to date: same entry, higher SEQUENCE, until the end."""

from datetime import timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from meetings.models import Letter, Meeting, Participation
from meetings.services import convening, polls
from meetings.services.answers import answer_link
from meetings.services.changes import cancel, edit_meeting, postpone
from meetings.services.delivery import deliver_due
from meetings.services.errors import Refused, WrongStatus
from meetings.services.planning_announce import announce_date, was_announced
from tests.factories import (
    at,
    make_item,
    make_meeting,
    make_member,
    make_participation,
    make_person,
    make_poll,
    make_voter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(zone, coordinator):
    """A meeting in preparation with two people on its list and a point still being written."""
    meeting = make_meeting(zone, "planned", convening="convocation")
    for name in ("Anne Dupuis", "Luc Sart"):
        make_participation(meeting, make_person(name))
    make_item(meeting, "Point encore secret")
    return meeting


def kinds(meeting):
    return list(meeting.letters.order_by("pk").values_list("kind", flat=True))


def entries():
    """(address, method, sequence, uid) of every calendar entry that left."""
    assert deliver_due()[1] == 0
    found = []
    for message in mail.outbox:
        part = next(p for p in message.alternatives if p.mimetype.startswith("text/calendar"))
        calendar = Calendar.from_ical(part.content)
        event = calendar.walk("VEVENT")[0]
        found.append((message.to[0], str(calendar["method"]), event["sequence"], event["uid"]))
    mail.outbox.clear()
    return found


def test_date_leaves_once_with_its_entry_and_without_the_agenda(meeting, coordinator):
    assert announce_date(meeting, by=coordinator) == 2
    with pytest.raises(Refused):
        announce_date(meeting, by=coordinator)
    assert deliver_due() == (2, 0)
    for message in mail.outbox:
        text = message.body + str(message.alternatives)
        assert "À noter" in message.subject
        assert "/reponse/" in message.body
        assert "METHOD:REQUEST" in text
        assert "secret" not in text


def test_who_joins_the_list_later_can_be_told_alone(meeting, coordinator):
    announce_date(meeting, by=coordinator)
    late = make_participation(meeting, make_person("Zoé Tard"))
    assert announce_date(meeting, by=coordinator) == 1
    assert meeting.letters.last().participation == late


def test_list_is_proposed_where_nobody_made_one(zone, coordinator):
    make_member(zone)
    meeting = make_meeting(zone, "planned")
    assert announce_date(meeting, by=coordinator) == 2  # the coordinator is a member too


@pytest.mark.parametrize("status", ["convened", "cancelled", "held"])
def test_only_a_meeting_in_preparation_is_announced(zone, coordinator, status):
    meeting = make_meeting(zone, status, partners=1)
    with pytest.raises(WrongStatus):
        announce_date(meeting, by=coordinator)


def test_meeting_of_the_past_is_not_announced(zone, coordinator):
    meeting = make_meeting(zone, "planned", day=-2, partners=1)
    with pytest.raises(Refused):
        announce_date(meeting, by=coordinator)


def test_same_entry_follows_the_meeting_from_its_date_to_its_cancellation(meeting, coordinator):
    announce_date(meeting, by=coordinator)
    first = entries()
    assert {(method, sequence) for _to, method, sequence, _uid in first} == {("REQUEST", 0)}
    meeting.refresh_from_db()
    starts = meeting.starts_at + timedelta(days=7)
    postpone(
        meeting,
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        reason="Salle prise.",
        by=coordinator,
    )
    moved = entries()
    meeting.refresh_from_db()
    assert meeting.status == "postponed"
    convening.convene(meeting, by=coordinator)
    convened = entries()
    meeting.refresh_from_db()
    cancel(meeting, reason="Grève.", by=coordinator)
    gone = entries()
    sequences = [{entry[2] for entry in step} for step in (first, moved, convened, gone)]
    assert sequences == [{0}, {1}, {2}, {3}]
    assert {entry[1] for entry in gone} == {"CANCEL"}
    everything = [*first, *moved, *convened, *gone]
    assert {entry[3] for entry in everything} == {meeting.uid}
    assert [len(step) for step in (first, moved, convened, gone)] == [2, 2, 2, 2]


def test_new_room_of_an_announced_meeting_is_told(meeting, coordinator):
    announce_date(meeting, by=coordinator)
    meeting.room = "Salle verte"
    edit_meeting(meeting, by=coordinator)
    assert kinds(meeting) == ["date", "date", "update", "update"]
    meeting.refresh_from_db()
    assert meeting.sequence == 1


def test_draft_that_nobody_knows_moves_and_disappears_in_silence(meeting, coordinator):
    assert not was_announced(meeting)
    meeting.room = "Salle verte"
    edit_meeting(meeting, by=coordinator)
    cancel(meeting, reason="Idée abandonnée.", by=coordinator)
    assert kinds(meeting) == []


def test_cancelled_announcement_tells_those_who_got_it_and_nobody_else(meeting, coordinator):
    announce_date(meeting, by=coordinator)
    deliver_due()
    Participation.objects.filter(person_name="Anne Dupuis").update(is_invited=False)
    make_participation(meeting, make_person("Zoé Tard"))
    cancel(meeting, reason="Grève.", by=coordinator)
    told = meeting.letters.filter(kind="cancellation")
    names = told.values_list("participation__person_name", flat=True)
    assert sorted(names) == ["Anne Dupuis", "Luc Sart"]


def test_convening_without_announcement_keeps_the_first_sequence(meeting, coordinator):
    convening.convene(meeting, by=coordinator)
    meeting.refresh_from_db()
    assert meeting.sequence == 0


def test_chosen_date_is_followed_like_an_announced_one(zone, coordinator):
    poll = make_poll(zone, voters=0)
    make_voter(poll, person=make_person("Anne Dupuis"), answers=["yes", "no"])
    (meeting,) = polls.choose(poll, [poll.slots.first()], by=coordinator)
    make_item(meeting)
    assert entries() == [(poll.voters.get().email, "REQUEST", 0, meeting.uid)]
    convening.convene(Meeting.objects.get(pk=meeting.pk), by=coordinator)
    assert {entry[2] for entry in entries()} == {1}
    row = meeting.participations.get(person_name="Anne Dupuis")
    assert row.answer == "coming"


def test_answer_link_of_a_date_hides_what_is_still_a_draft(client, meeting, coordinator):
    announce_date(meeting, by=coordinator)
    link = answer_link(meeting.participations.first()).removeprefix("http://testserver")
    page = client.get(link)
    assert page.status_code == 200
    assert "secret" not in page.content.decode()
    assert client.get(f"{link}lettre.pdf").status_code in (302, 404)
    assert "secret" not in client.get(f"{link}agenda.ics").content.decode()
    client.post(link, {"answer": "coming"})
    assert meeting.participations.first().answer == "coming"


def test_page_says_who_is_told_before_anything_leaves(client, meeting, coordinator):
    make_participation(meeting, make_person("Paul Sansmail", email=""))
    client.force_login(coordinator)
    url = f"{meeting.get_absolute_url()}annoncer/"
    page = client.get(url).content.decode()
    assert "Annoncer la date à 2 personnes" in page
    assert "Paul Sansmail" in page
    assert "[lien personnel de réponse]" in page
    assert "/reponse/" not in page
    assert not Letter.objects.exists()
    assert client.post(url).status_code == 302
    assert client.post(url, follow=True).status_code == 200
    assert Letter.objects.count() == 2


def test_page_of_a_meeting_without_list_proposes_one_and_saves_nothing(client, zone, coordinator):
    make_member(zone, person=make_person("Anne Dupuis"))
    meeting = make_meeting(zone, "planned", starts_at=at(30))
    client.force_login(coordinator)
    page = client.get(f"{meeting.get_absolute_url()}annoncer/").content.decode()
    assert "Anne Dupuis" in page
    assert "Annoncer la date à 2 personnes" in page
    assert not meeting.participations.exists()

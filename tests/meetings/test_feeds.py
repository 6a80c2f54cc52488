"""Calendars that other programs read: secret, revocable, and only what their reader sees."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from meetings.models import CalendarFeed, Meeting, MeetingEvent
from meetings.services import changes, feeds
from meetings.services.errors import Refused
from tests.factories import (
    at,
    make_meeting,
    make_organisation,
    make_participation,
    make_user,
    make_zone,
)

pytestmark = pytest.mark.django_db


def subscribe(user, **fields):
    fields.setdefault("scope", "zone")
    return CalendarFeed.objects.create(user=user, **fields)


def read(client, feed, **headers):
    return client.get(reverse("meetings:feed", args=[feeds.make_token(feed)]), headers=headers)


def events(response):
    assert response.status_code == 200
    return {str(one["uid"]): one for one in Calendar.from_ical(response.content).walk("VEVENT")}


def summaries(response):
    return [str(event["summary"]) for event in events(response).values()]


def test_feed_shows_the_meetings_of_its_zone_without_an_account(client, zone, other_zone, partner):
    meeting = make_meeting(zone, title_fr="Économie sociale; bilan, suites")
    make_meeting(other_zone, title_fr="Ailleurs")
    response = read(client, subscribe(partner, zone=zone))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Referrer-Policy"] == "no-referrer"
    (event,) = events(response).values()
    assert event["uid"] == meeting.uid
    assert event["summary"] == "Commission zonale Sud – Économie sociale; bilan, suites"
    assert event["dtstart"].dt == meeting.starts_at
    assert event["url"] == f"http://testserver{meeting.get_absolute_url()}"
    assert "attendee" not in event
    assert "organizer" not in event


def test_meeting_in_preparation_is_for_its_coordination_only(
    client, zone, other_zone, coordinator, partner, outsider, region
):
    make_meeting(zone, "planned", title_fr="Sujet encore secret")
    make_meeting(zone, title_fr="Sujet annoncé")
    own = read(client, subscribe(coordinator, zone=zone))
    assert {str(e["status"]) for e in events(own).values()} == {"TENTATIVE", "CONFIRMED"}
    assert any(s.startswith("En préparation\xa0: ") for s in summaries(own))
    readers = [
        subscribe(partner, zone=zone),
        subscribe(outsider, zone=other_zone),
        subscribe(region, scope="region"),
        subscribe(region, zone=zone),
    ]
    for feed in readers:
        assert b"secret" not in read(client, feed).content
    assert b"annonc" in read(client, readers[-1]).content


def test_cancelled_meeting_is_withdrawn_and_moved_one_keeps_its_identity(client, zone, partner):
    moved, gone = make_meeting(zone), make_meeting(zone)
    feed = subscribe(partner, zone=zone)
    before = events(read(client, feed))
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        starts = at(date(2027, 6, 1))
        changes.postpone(
            moved, starts_at=starts, ends_at=starts + timedelta(hours=3), reason="Grève.", by=None
        )
        changes.cancel(gone, reason="Salle inondée.", by=None)
        after = events(read(client, feed))
    assert after[gone.uid]["status"] == "CANCELLED"
    assert after[moved.uid]["dtstart"].dt == starts
    for uid in (moved.uid, gone.uid):
        assert after[uid]["sequence"] > before[uid]["sequence"]
        assert after[uid]["dtstamp"].dt > before[uid]["dtstamp"].dt


def test_hours_are_right_on_both_sides_of_the_change_of_hour(client, zone, partner):
    days = [date(2026, 10, 24), date(2026, 10, 26), date(2027, 3, 27), date(2027, 3, 29)]
    for day in days:
        make_meeting(zone, day=day)
    with time_machine.travel(at(date(2026, 10, 1))):
        shown = events(read(client, subscribe(partner, zone=zone)))
    starts = [timezone.localtime(event["dtstart"].dt) for event in shown.values()]
    assert [(s.date(), s.hour, s.minute) for s in starts] == [(day, 9, 30) for day in days]
    assert [s.utcoffset() for s in starts] == [timedelta(hours=h) for h in (2, 1, 1, 2)]


def test_feed_goes_back_six_months_and_no_more(client, zone, partner):
    make_meeting(zone, "held", day=-100, title_fr="Récente")
    make_meeting(zone, "held", day=-300, title_fr="Ancienne")
    content = read(client, subscribe(partner, zone=zone)).content.decode()
    assert "Récente" in content
    assert "Ancienne" not in content


def test_feed_of_my_institution_holds_where_it_is_called(client, zone, partner):
    mine = partner.person.mandates.get().membership.organisation
    called, other = make_meeting(zone, title_fr="Avec nous"), make_meeting(zone, title_fr="Sans")
    make_participation(called, organisation=mine)
    make_participation(other)
    make_participation(other, organisation=mine, is_invited=False)
    feed = subscribe(partner, scope="organisation", organisation=mine)
    assert summaries(read(client, feed)) == ["Commission zonale Sud – Avec nous"]


def test_feed_follows_the_language_of_its_reader(client, zone, partner):
    make_meeting(zone, title_nl="Sociale economie")
    partner.language = "nl"
    partner.save()
    assert summaries(read(client, subscribe(partner, zone=zone)))[0].endswith("Sociale economie")


def test_joint_meeting_names_its_zones(client, zone, other_zone, outsider):
    make_meeting(zone, title_fr="Ensemble").joint_zones.add(other_zone)
    (summary,) = summaries(read(client, subscribe(outsider, zone=other_zone)))
    assert "Sud" in summary
    assert "Nord-Est" in summary


# --- Who is told no -----------------------------------------------------------------------------


def test_altered_addresses_open_nothing(client, zone, partner):
    feed, other = subscribe(partner, zone=zone), subscribe(partner, zone=zone)
    token = feeds.make_token(feed)
    number, signature = token.split(".")
    tried = [
        f"{other.pk}.{signature}",
        f"{number}.{signature[:-1]}",
        f"{number}.{signature[::-1]}",
        number,
        f"{number}.",
        ".",
        f"-1.{signature}",
        f"٣.{signature}",
        f"{'9' * 40}.{signature}",
        f"999999.{signature}",
    ]
    for wrong in tried:
        assert client.get(reverse("meetings:feed", args=[wrong])).status_code == 404
    assert feed.nonce not in token


def test_copy_of_the_database_alone_opens_nothing(client, zone, partner, settings):
    feed = subscribe(partner, zone=zone)
    token = feeds.make_token(feed)
    settings.SECRET_KEY = "une autre clé"
    assert client.get(reverse("meetings:feed", args=[token])).status_code == 404


def test_revoked_address_is_gone_for_good(client, zone, partner):
    feed = subscribe(partner, zone=zone)
    assert feeds.revoke(feed) == 1
    assert feeds.revoke(feed) == 0
    assert read(client, feed).status_code == 410


def test_closed_account_opens_nothing(client, zone, partner):
    feed = subscribe(partner, zone=zone)
    partner.is_active = False
    partner.save()
    assert read(client, feed).status_code == 404


def test_mandate_that_ends_closes_the_calendars_it_opened(client, zone, partner):
    mine = partner.person.mandates.get().membership.organisation
    meeting = make_meeting(zone)
    make_participation(meeting, organisation=mine)
    opened = [
        subscribe(partner, zone=zone),
        subscribe(partner, scope="organisation", organisation=mine),
    ]
    assert [read(client, feed).status_code for feed in opened] == [200, 200]
    partner.person.mandates.update(ended_on=timezone.localdate() - timedelta(days=1))
    assert [read(client, feed).status_code for feed in opened] == [410, 410]


def test_region_that_is_no_longer_the_region_reads_nothing(client, zone, region):
    feed = subscribe(region, scope="region")
    assert read(client, feed).status_code == 200
    region.is_regional = False
    region.save()
    assert read(client, feed).status_code == 410


def test_reading_writes_nothing_but_its_hour(client, zone, partner):
    feed = subscribe(partner, zone=zone)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        read(client, feed)
        feed.refresh_from_db()
        first = feed.last_read_at
        clock.shift(timedelta(minutes=30))
        client.head(reverse("meetings:feed", args=[feeds.make_token(feed)]))
        feed.refresh_from_db()
    assert feed.last_read_at == first
    assert client.post(reverse("meetings:feed", args=[feeds.make_token(feed)])).status_code == 405


# --- What it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["zone", "organisation"])
@pytest.mark.parametrize("count", [1, 30])
def test_feed_asks_five_questions_whatever_its_length(
    client, zone, other_zone, partner, django_assert_num_queries, count, scope
):
    mine = partner.person.mandates.get().membership.organisation
    for n in range(count):
        meeting = make_meeting(zone, day=n + 1)
        make_participation(meeting, organisation=mine)
        meeting.joint_zones.add(other_zone)
    target = {"zone": zone} if scope == "zone" else {"organisation": mine}
    feed = subscribe(partner, scope=scope, **target)
    with django_assert_num_queries(5):  # subscription, mandates, meetings, joint zones, note
        response = read(client, feed)
    assert len(events(response)) == count
    with django_assert_num_queries(1):  # subscription
        again = read(client, feed, if_none_match=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == response["ETag"]


def test_every_change_is_read_again(client, zone, other_zone, partner):
    mine = partner.person.mandates.get().membership.organisation
    host = make_organisation("Maison de l’emploi")
    meeting = make_meeting(zone, host=host)
    feed = subscribe(partner, scope="organisation", organisation=mine)
    row = make_participation(meeting, organisation=mine)

    def rename():
        host.name_fr = "Maison de l’emploi de Forest"
        host.save()

    def retitle():
        fresh = Meeting.objects.get(pk=meeting.pk)
        fresh.title_fr = "Autre sujet"
        fresh.save()

    def change_language():
        partner.language = "nl"
        partner.save()

    def uninvite():
        row.is_invited = False
        row.save()

    changes = [
        rename,
        retitle,
        change_language,
        lambda: MeetingEvent.objects.create(meeting=meeting, kind="postponed", reason="Grève."),
        lambda: meeting.joint_zones.add(other_zone),
        lambda: meeting.joint_zones.clear(),
        uninvite,
        meeting.delete,
    ]
    etag = read(client, feed)["ETag"]
    for change in changes:
        assert read(client, feed, if_none_match=etag).status_code == 304
        change()
        response = read(client, feed, if_none_match=etag)
        assert response.status_code == 200
        etag = response["ETag"]


def test_seat_that_ends_or_moves_is_asked_again(client, zone, partner):
    make_meeting(zone)
    feed = subscribe(partner, zone=zone)
    mandate = partner.person.mandates.get()
    mandate.ended_on = timezone.localdate() + timedelta(days=3)
    mandate.save()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        etag = read(client, feed)["ETag"]
        assert read(client, feed, if_none_match=etag).status_code == 304
        clock.shift(timedelta(days=4))  # nobody touched the mandate: its last day went by
        assert read(client, feed, if_none_match=etag).status_code == 410
    etag = read(client, feed)["ETag"]
    person = partner.person
    person.user = None
    person.save()
    assert read(client, feed, if_none_match=etag).status_code == 410


def test_etag_of_one_reader_is_not_that_of_another(client, zone, partner, coordinator):
    make_meeting(zone, "planned")
    theirs = read(client, subscribe(coordinator, zone=zone))["ETag"]
    assert read(client, subscribe(partner, zone=zone), if_none_match=theirs).status_code == 200


# --- The page -----------------------------------------------------------------------------------


def test_page_offers_what_the_reader_may_see_and_opens_it(client, zone, other_zone, partner):
    client.force_login(partner)
    url = reverse("meetings:feeds")
    offers = [offer["key"] for offer in client.get(url).context["offers"]]
    mine = partner.person.mandates.get().membership.organisation
    assert offers == [f"zone-{zone.pk}", f"organisation-{mine.pk}"]
    client.post(url, {"choix": f"zone-{other_zone.pk}"})
    client.post(url, {"choix": "region-"})
    assert not CalendarFeed.objects.exists()
    client.post(url, {"choix": offers[0]})
    feed = CalendarFeed.objects.get()
    page = client.get(url).content.decode()
    assert feeds.address(feed) in page
    assert feeds.address(feed).replace("http://", "webcal://") in page
    assert read(client, feed).status_code == 200


def test_nobody_revokes_the_address_of_another(client, zone, partner, coordinator):
    feed = subscribe(coordinator, zone=zone)
    url = reverse("meetings:feed_revoke", args=[feed.pk])
    client.force_login(partner)
    assert client.post(url).status_code == 404
    client.force_login(coordinator)
    assert client.get(url).status_code == 200
    assert CalendarFeed.objects.filter(revoked_at=None).exists()
    client.post(url)
    assert not CalendarFeed.objects.filter(revoked_at=None).exists()
    assert client.post(url).status_code == 404


def test_too_many_addresses_are_refused(zone, partner):
    for _n in range(feeds.MOST):
        feeds.open_feed(CalendarFeed(user=partner, scope="zone", zone=zone))
    with pytest.raises(Refused):
        feeds.open_feed(CalendarFeed(user=partner, scope="zone", zone=zone))


def test_page_of_subscriptions_asks_the_same_questions(client, django_assert_num_queries):
    zone = make_zone()
    user = make_user(zone)
    client.force_login(user)
    for _n in range(3):
        subscribe(user, zone=zone)
        with django_assert_num_queries(5):
            client.get(reverse("meetings:feeds"))


def test_feed_can_be_read_on_the_first_days_of_a_year(client, zone, partner):
    with time_machine.travel(datetime(2027, 1, 1, 8, tzinfo=timezone.get_default_timezone())):
        make_meeting(zone, day=date(2026, 7, 2))
        make_meeting(zone, day=date(2026, 6, 30))
        assert len(events(read(client, subscribe(partner, zone=zone)))) == 1

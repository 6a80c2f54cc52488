"""The pages of other bodies and their calendars: without JavaScript."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from meetings.models import OutsideBody
from tests.factories import at, make_organisation, make_user
from tests.meetings.test_slots_query import make_body, seat

from .test_views_dates import STRIP, TODAY, page_of


@pytest.fixture(autouse=True)
def february():
    with time_machine.travel(at(TODAY, 10), tick=False):
        yield


def test_coordination_notes_a_body_and_its_series(client, coordinator, zone):
    cpas = make_organisation("CPAS", "cpas")
    seat(zone, cpas)
    client.force_login(coordinator)
    data = {"name_fr": "Coordination sociale", "types": [cpas.type.pk], "calendar_url": ""}
    response = client.post(reverse("meetings:outside_add", args=["sud"]), data)
    body = OutsideBody.objects.get()
    assert (response.url, body.zone, list(body.types.all())) == (
        body.get_absolute_url(),
        zone,
        [cpas.type],
    )
    series = {
        "title": "", "on": "2027-03-11", "starts": "09:30", "ends": "12:00",
        "repeat": "monthly", "until": "2027-06-30",
    }  # fmt: skip
    url = reverse("meetings:outside_meeting_add", args=[body.pk])
    page = client.post(url, series, follow=True).content.decode()
    assert "4 réunions sont ajoutées" in page
    assert body.meetings.count() == 4
    assert "1 institution sur 2 prise" in page_of(client, STRIP, {"voir": "2027-03-11-am"})


@pytest.mark.parametrize(
    "url",
    [
        "ftp://exemple.be/a.ics",
        "http://moi:secret@exemple.be/a.ics",
        "https://exemple.be:8443/a.ics",
        "javascript:alert(1)",
        "exemple.be/a.ics",
        "https://exemple.be/a b",
    ],
)
def test_calendar_address_that_is_none_is_refused_on_its_field(client, coordinator, zone, url):
    client.force_login(coordinator)
    response = client.post(
        reverse("meetings:outside_add", args=["sud"]), {"name_fr": "X", "calendar_url": url}
    )
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["calendar_url"]
    assert not OutsideBody.objects.exists()


def test_calendar_address_is_shown_to_those_who_keep_it_only(client, coordinator, partner, zone):
    body = OutsideBody.objects.create(
        zone=zone, name_fr="GT", calendar_url="https://a.exemple/jeton-secret.ics"
    )
    client.force_login(partner)
    assert "jeton-secret" not in page_of(client, body.get_absolute_url())
    client.force_login(coordinator)
    assert "jeton-secret" in page_of(client, body.get_absolute_url())


def test_failed_reading_is_said_on_the_page(client, partner, zone):
    body = OutsideBody.objects.create(
        zone=zone, name_fr="GT", calendar_url="https://a.exemple/", fetch_error="html"
    )
    client.force_login(partner)
    assert "montre une page, pas un calendrier" in page_of(client, body.get_absolute_url())
    listing = page_of(client, reverse("meetings:outside", args=["sud"]))
    assert "calendrier non lu" in listing


def test_reading_is_asked_of_the_worker_and_never_done_by_the_page(
    client, coordinator, zone, monkeypatch, django_capture_on_commit_callbacks
):
    body = OutsideBody.objects.create(zone=zone, name_fr="GT", calendar_url="https://a.exemple/")
    monkeypatch.setattr("meetings.services.outside.fetch", pytest.fail)
    client.force_login(coordinator)
    url = reverse("meetings:outside_read", args=[body.pk])
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(url, follow=True).content.decode()
    assert "La lecture est demandée" in page
    assert "déjà demandée" in client.post(url, follow=True).content.decode()


def test_regional_body_is_kept_by_the_region_and_read_by_all(client, coordinator, partner, region):
    body = OutsideBody.objects.create(name_fr="GT FeBISP")
    edit = reverse("meetings:outside_edit", args=[body.pk])
    for user, status in ((coordinator, 403), (partner, 403), (region, 200)):
        client.force_login(user)
        assert client.get(edit).status_code == status
        assert client.get(body.get_absolute_url()).status_code == 200


def test_gestures_on_a_body_are_refused_to_the_others(client, zone, partner, outsider, region):
    body = make_body(zone)
    row = body.meetings.get()
    for name, args in (
        ("outside_edit", [body.pk]),
        ("outside_delete", [body.pk]),
        ("outside_read", [body.pk]),
        ("outside_meeting_add", [body.pk]),
        ("outside_meeting", [body.pk, row.pk]),
        ("outside_meeting_delete", [body.pk, row.pk]),
    ):
        for user, status in ((partner, 403), (region, 403), (outsider, 404)):
            client.force_login(user)
            response = client.post(reverse(f"meetings:{name}", args=args), {})
            assert response.status_code == status
    assert body.meetings.get() == row


def test_meeting_of_one_body_is_not_reached_through_another(client, zone, other_zone):
    mine, theirs = make_body(zone), make_body(other_zone)
    user = make_user(zone, coordinator=True)
    client.force_login(user)
    row = theirs.meetings.get()
    url = reverse("meetings:outside_meeting_delete", args=[mine.pk, row.pk])
    assert client.post(url).status_code == 404
    assert theirs.meetings.exists()


def test_meeting_by_hand_is_corrected_and_removed(client, coordinator, zone):
    body = make_body(zone)
    row = body.meetings.get()
    client.force_login(coordinator)
    url = reverse("meetings:outside_meeting", args=[body.pk, row.pk])
    client.post(url, {"title": "Bilan", "on": "2027-03-12", "starts": "10:00", "ends": "11:00"})
    row.refresh_from_db()
    assert (row.title, timezone.localdate(row.starts_at)) == ("Bilan", date(2027, 3, 12))
    client.post(reverse("meetings:outside_meeting_delete", args=[body.pk, row.pk]))
    assert not body.meetings.exists()
    client.post(reverse("meetings:outside_delete", args=[body.pk]))
    assert not OutsideBody.objects.exists()

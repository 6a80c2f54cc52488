"""The attendance sheet on the screen and on paper."""

import pytest
from django.urls import reverse

from meetings.models import Participation
from tests.factories import make_meeting, make_organisation, make_participation


def url(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.zone.code, meeting.pk])


@pytest.fixture
def today(coordinator, zone):
    """A convened meeting that has begun, with two people expected."""
    return make_meeting(zone, day=-1, partners=2)


def presences(meeting):
    return list(meeting.participations.order_by("pk").values_list("presence", flat=True))


def test_form_without_script_records_only_the_rows_that_changed(client, coordinator, today):
    first, second = today.participations.order_by("pk")
    client.force_login(coordinator)
    # Somebody else noted the second person after this screen was drawn.
    Participation.objects.filter(pk=second.pk).update(presence="excused")
    client.post(
        url("attendance", today),
        {
            f"presence-{first.pk}": "present",
            f"was-{first.pk}": "unknown",
            f"presence-{second.pk}": "absent",
            f"was-{second.pk}": "absent",
        },
    )
    assert presences(today) == ["present", "excused"]


def test_one_tap_saves_one_row_and_gives_back_the_count(client, coordinator, today):
    first, second = today.participations.order_by("pk")
    client.force_login(coordinator)
    data = {f"presence-{first.pk}": "present", f"was-{first.pk}": "unknown"}
    answer = client.post(url("attendance", today), data, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert presences(today) == ["present", "unknown"]
    assert "1 personne, 1 institution" in page
    assert f'id="was-{first.pk}" name="was-{first.pk}" value="present"' in page
    assert f"was-{second.pk}" not in page
    assert "Enregistré à" in page


def test_last_tap_wins_for_a_person(client, coordinator, today):
    row = today.participations.first()
    client.force_login(coordinator)
    for state in ("present", "absent"):
        data = {f"presence-{row.pk}": state, f"was-{row.pk}": "unknown"}
        client.post(url("attendance", today), data)
    row.refresh_from_db()
    assert (row.presence, row.encoded_by) == ("absent", coordinator)


def test_hostile_rows_change_nothing(client, coordinator, today, zone):
    stranger = make_participation(make_meeting(zone))
    client.force_login(coordinator)
    data = {
        f"presence-{stranger.pk}": "present",
        "presence-99999999999999999999": "present",
        "presence-x": "present",
        f"presence-{today.participations.first().pk}": "partout",
    }
    assert client.post(url("attendance", today), data).status_code == 302
    stranger.refresh_from_db()
    assert stranger.presence == "unknown"
    assert presences(today) == ["unknown", "unknown"]


def test_unknown_attendance_reads_nd_not_zero(client, coordinator, today):
    client.force_login(coordinator)
    page = client.get(url("attendance", today)).content.decode()
    assert "n.d." in page
    assert "0 personne" not in page


@pytest.mark.parametrize("size", [1, 3])
def test_sheet_costs_the_same(client, coordinator, zone, size, django_assert_num_queries):
    meeting = make_meeting(zone, partners=size)
    client.force_login(coordinator)
    with django_assert_num_queries(7):  # session, user, mandates; meeting, rows, count, names
        client.get(url("attendance", meeting))


def test_unexpected_person_is_added_present_with_their_institution(client, coordinator, today):
    known = make_organisation("CPAS de Forest", acronym="CPAS F")
    client.force_login(coordinator)
    person = {"name": "Yves Imprévu", "organisation_name": "cpas f", "capacity": "guest"}
    client.post(url("attendance_add", today), person)
    row = today.participations.get(person_name="Yves Imprévu")
    assert (row.presence, row.organisation, row.is_expected) == ("present", known, False)
    client.post(url("attendance_add", today), person)
    assert today.participations.filter(person_name="Yves Imprévu").count() == 1
    answer = client.post(url("attendance_add", today), {"name": "", "capacity": "guest"})
    assert "obligatoire" in answer.content.decode()


def test_closing_needs_somebody_present_then_holds_the_meeting(client, coordinator, today):
    client.force_login(coordinator)
    page = client.post(url("attendance_close", today), follow=True).content.decode()
    assert "Personne n’est noté présent" in page
    today.participations.update(presence="present")
    client.post(url("attendance_close", today))
    today.refresh_from_db()
    assert today.status == "held"
    page = client.post(url("attendance_close", today), follow=True).content.decode()
    assert "déjà closes" in page


def test_sheet_is_the_coordinations_and_waits_for_the_convocation(
    client, coordinator, partner, outsider, today, zone
):
    draft = make_meeting(zone, status="planned")
    client.force_login(coordinator)
    assert client.get(url("attendance", draft)).status_code == 403
    assert client.get(url("attendance_close", today)).status_code == 405
    paper = client.get(url("attendance_sheet", today))
    assert paper.content.startswith(b"%PDF")
    assert "no-store" in paper["Cache-Control"]
    for user, status in ((partner, 403), (outsider, 404)):
        client.force_login(user)
        for name in ("attendance", "attendance_sheet"):
            assert client.get(url(name, today)).status_code == status
        for name in ("attendance", "attendance_add", "attendance_close"):
            assert client.post(url(name, today)).status_code == status
    assert presences(today) == ["unknown", "unknown"]

"""The attendance sheet on the screen and on paper."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Arrival, Participation, Tap
from tests.factories import (
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
)


def url(name, meeting, *args):
    return reverse(f"meetings:{name}", args=[meeting.zone.code, meeting.pk, *args])


@pytest.fixture
def today(coordinator, zone):
    """A convened meeting that has begun, with two people expected."""
    return make_meeting(zone, day=-1, partners=2)


def presences(meeting):
    return list(meeting.participations.order_by("pk").values_list("presence", flat=True))


def tap(row, value="present", *, what="presence", age=0, key=None):
    return {
        "key": str(key or uuid4()),
        "row": getattr(row, "pk", row),
        "what": what,
        "value": value,
        "age": age,
    }


def send(client, meeting, *taps):
    body = json.dumps({"taps": list(taps)})
    return client.post(url("attendance_taps", meeting), body, content_type="application/json")


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


def test_hours_are_typed_or_taken_now_without_script(client, coordinator, today):
    first, second = today.participations.order_by("pk")
    client.force_login(coordinator)
    data = {
        f"arrived-{first.pk}": "10:05",
        f"was-arrived-{first.pk}": "",
        "now": f"left-{second.pk}",
    }
    page = client.post(url("attendance", today), data, follow=True).content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.presence, f"{first.arrived_at:%H:%M}") == ("present", "10:05")
    assert second.left_at is not None
    assert "arrivé à 10\u00a0h\u00a005" in page
    data = {f"left-{first.pk}": "09:00", f"was-left-{first.pk}": ""}
    page = client.post(url("attendance", today), data, follow=True).content.decode()
    assert "l’heure de départ précède l’heure d’arrivée" in page


def test_a_tap_saves_one_row_and_gives_back_how_things_stand(client, coordinator, today):
    first, second = today.participations.order_by("pk")
    client.force_login(coordinator)
    one = tap(first)
    state = send(client, today, one).json()
    assert presences(today) == ["present", "unknown"]
    assert state["outcomes"] == [{"key": one["key"], "sentence": ""}]
    assert "1 personne, 1 institution sur 2 attendues" in " ".join(state["count"].split())
    assert [row["presence"] for row in state["rows"] if row["id"] == first.pk] == ["present"]
    assert "1 personne attendue est sans présence" in state["closing"]


def test_a_tap_sent_again_changes_nothing(client, coordinator, today):
    row = today.participations.first()
    client.force_login(coordinator)
    early = tap(row, "present", age=60_000)
    send(client, today, early)
    send(client, today, tap(row, "absent"))
    for _again in range(3):
        assert send(client, today, early).json()["outcomes"][0]["sentence"] == ""
    row.refresh_from_db()
    assert (row.presence, row.taps.count()) == ("absent", 2)


def test_later_finger_wins_whatever_the_order_of_arrival_and_both_are_shown(
    client, coordinator, today
):
    row = today.participations.first()
    client.force_login(coordinator)
    send(client, today, tap(row, "absent"))
    late = tap(row, "present", age=600_000)  # made ten minutes ago, on a telephone without network
    state = send(client, today, late).json()
    row.refresh_from_db()
    assert row.presence == "absent"
    assert "un geste plus récent l’emporte" in state["outcomes"][0]["sentence"]
    assert [tap.is_applied for tap in row.taps.order_by("at")] == [False, True]
    assert "un geste plus récent l’emporte" in client.get(url("attendance", today)).content.decode()


def test_hostile_taps_change_nothing(client, coordinator, today, zone):
    stranger = make_participation(make_meeting(zone))
    mine = today.participations.first()
    client.force_login(coordinator)
    state = send(
        client,
        today,
        tap(stranger),
        tap(mine, "partout"),
        tap(mine, "25:99", what="arrived"),
        tap(mine, "x" * 5000, what="proxy"),
        tap(mine, stranger.pk, what="proxy"),
        tap(mine, what="is_expected"),
    ).json()
    assert all(outcome["sentence"] for outcome in state["outcomes"])
    assert not Tap.objects.exists()
    bodies = ["", "[]", "{}", '{"taps": 3}', '{"taps": [{}]}', '{"taps": [3]}', "\x00", "[" * 9000]
    bodies += [
        json.dumps({"taps": [tap(mine) | change]})
        for change in (
            {"age": "x"},
            {"key": "x"},
            {"row": "a"},
            {"what": "added", "value": "x"},
        )
    ]
    for body in bodies:
        answer = client.post(url("attendance_taps", today), body, content_type="application/json")
        assert answer.status_code == 400, body[:60]
    stranger.refresh_from_db()
    assert (stranger.presence, presences(today)) == ("unknown", ["unknown", "unknown"])


def test_signed_out_taps_are_sent_to_sign_in_and_kept_by_the_screen(client, today):
    answer = send(client, today, tap(today.participations.first()))
    assert answer.status_code == 302
    assert "/compte/login/" in answer.url


def test_unknown_attendance_reads_nd_not_zero(client, coordinator, today):
    client.force_login(coordinator)
    page = client.get(url("attendance", today)).content.decode()
    assert "n.d." in page
    assert "0 personne" not in page


@pytest.mark.parametrize("size", [1, 3])
def test_sheet_costs_the_same(client, coordinator, zone, size, django_assert_num_queries):
    meeting = make_meeting(zone, partners=size)
    for number in range(size):
        Arrival.objects.create(meeting=meeting, person_name=f"Inconnue {number}")
        Tap.objects.create(participation=meeting.participations.first(), is_applied=False)
    client.force_login(coordinator)
    # session, user, mandates; meeting, rows, taps, arrivals, names
    with django_assert_num_queries(8):
        client.get(url("attendance", meeting))
    with django_assert_num_queries(7):
        client.get(url("attendance_state", meeting))


def test_screen_that_watches_gets_the_lines_it_has_not_drawn(client, coordinator, today):
    client.force_login(coordinator)
    last = max(today.participations.values_list("pk", flat=True))
    added = make_participation(today, make_person("Nele Nieuw"), presence="present")
    state = client.get(url("attendance_state", today), {"apres": last}).json()
    assert len(state["rows"]) == 3
    assert len(state["fresh"]) == 1
    assert "Nele Nieuw" in state["fresh"][0]
    assert client.get(url("attendance_state", today), {"apres": added.pk}).json()["fresh"] == []
    assert client.get(url("attendance_state", today), {"apres": "x"}).json()["fresh"] == []


def test_unexpected_person_is_added_present_with_their_institution(client, coordinator, today):
    known = make_organisation("CPAS de Forest", acronym="CPAS F")
    client.force_login(coordinator)
    person = {"name": "Yves Imprévu", "organisation_name": "cpas f", "capacity": "guest"}
    client.post(url("attendance_add", today), person)
    row = today.participations.get(person_name="Yves Imprévu")
    assert (row.presence, row.organisation, row.is_expected) == ("present", known, False)
    client.post(url("attendance_add", today), person | {"name": "yves  imprevu"})
    assert today.participations.filter(organisation=known).count() == 1
    answer = client.post(url("attendance_add", today), {"name": "", "capacity": "guest"})
    assert answer.status_code == 422
    assert "obligatoire" in answer.content.decode()


def test_people_known_at_an_institution_are_proposed_by_name_only(client, coordinator, zone, today):
    office = make_organisation("ALE d’Uccle")
    make_person("Ada Connue", office, email="ada.privee@exemple.be")
    make_member(zone, office, make_person("Luc Mandaté"))
    make_person("Zoé Ailleurs", make_organisation("Autre"))
    client.force_login(coordinator)
    names = client.get(url("attendance_people", today), {"organisation_name": "ale d’uccle"})
    page = names.content.decode()
    assert "Ada Connue" in page
    assert "Luc Mandaté" in page
    assert "Zoé" not in page
    assert "exemple.be" not in page
    assert client.get(url("attendance_people", today)).content == b""
    who = {"name": "ada connue", "organisation_name": "ALE d’Uccle", "capacity": "guest"}
    client.post(url("attendance_add", today), who)
    assert today.participations.get(organisation=office).person.full_name == "Ada Connue"


def test_somebody_typed_without_a_connection_is_added_once(client, coordinator, today):
    client.force_login(coordinator)
    value = {"name": "Yves Imprévu", "organisation_name": "Inconnue", "capacity": "guest"}
    one = tap(0, value, what="added", age=5000)
    for _again in range(2):
        state = send(client, today, one).json()
        assert state["outcomes"] == [{"key": one["key"], "sentence": ""}]
    assert today.participations.filter(person_name="Yves Imprévu", presence="present").count() == 1
    state = send(client, today, tap(0, {"name": "x" * 400, "capacity": "roi"}, what="added")).json()
    assert state["outcomes"][0]["sentence"]
    assert today.participations.count() == 3


def test_somebody_unexpected_replaces_somebody_expected(client, coordinator, today):
    absent = today.participations.first()
    foreign = make_participation(make_meeting(today.zone))
    client.force_login(coordinator)
    who = {"name": "Peter Vervanger", "capacity": "substitute", "replaces": absent.pk}
    client.post(url("attendance_add", today), who)
    absent.refresh_from_db()
    assert (absent.presence, absent.replaced_by.person_name) == ("represented", "Peter Vervanger")
    who |= {"name": "Autre", "replaces": foreign.pk}
    assert client.post(url("attendance_add", today), who).status_code == 422
    foreign.refresh_from_db()
    assert foreign.replaced_by is None


def test_row_has_a_page_of_its_own_for_hours_and_proxy(client, coordinator, today):
    giver, holder = today.participations.order_by("pk")
    client.force_login(coordinator)
    address = url("attendance_row", today, giver.pk)
    assert holder.person_name in client.get(address).content.decode()
    data = {"presence": "unknown", "proxy": holder.pk}
    client.post(address, data)
    giver.refresh_from_db()
    assert (giver.presence, giver.represented_by) == ("represented", holder)
    page = client.get(url("attendance", today)).content.decode()
    assert f"procuration à {holder.person_name}, qui n’est pas noté présent" in page
    # Whoever carries a proxy does not give theirs away.
    answer = client.post(
        url("attendance_row", today, holder.pk), {"presence": "unknown", "proxy": giver.pk}
    )
    assert answer.status_code == 422
    assert client.get(url("attendance_row", today, 999_999)).status_code == 302


@pytest.mark.parametrize("gesture", ["confirm", "dismiss", "row"])
def test_arrival_is_confirmed_merged_or_dismissed_once(client, coordinator, today, gesture):
    expected = today.participations.first()
    arrival = Arrival.objects.create(
        meeting=today, person_name="Yves Imprévu", organisation_name=expected.organisation_name
    )
    client.force_login(coordinator)
    page = client.get(url("attendance", today)).content.decode()
    assert "1 arrivée à confirmer" in page
    data = {"row": expected.pk} if gesture == "row" else {"gesture": gesture}
    for _twice in range(2):
        client.post(url("attendance_arrival", today, arrival.pk), data)
    arrival.refresh_from_db()
    here = today.participations.filter(presence="present")
    if gesture == "dismiss":
        assert (arrival.status, here.count()) == ("dismissed", 0)
    else:
        assert (arrival.status, arrival.decided_by, here.count()) == ("confirmed", coordinator, 1)
        assert here.get().organisation == expected.organisation
        assert (here.get() == expected) == (gesture == "row")


def test_arrival_of_another_meeting_is_not_ours(client, coordinator, today, zone):
    other = make_meeting(zone, day=-2)
    arrival = Arrival.objects.create(meeting=other, person_name="Yves Imprévu")
    client.force_login(coordinator)
    assert client.post(url("attendance_arrival", today, arrival.pk)).status_code == 404
    stranger = make_participation(other)
    mine = Arrival.objects.create(meeting=today, person_name="Yves Imprévu")
    for wrong in (stranger.pk, "x", "9" * 30):
        answer = client.post(url("attendance_arrival", today, mine.pk), {"row": wrong})
        assert answer.status_code == 404


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


def test_closing_says_what_is_missing_and_settles_it_in_one_click(client, coordinator, today):
    first, second = today.participations.order_by("pk")
    Participation.objects.filter(pk=first.pk).update(presence="present")
    Participation.objects.filter(pk=second.pk).update(answer="excused")
    silent = make_participation(today)
    away = make_participation(today, represented_by=silent, presence="represented")
    Arrival.objects.create(meeting=today, person_name="Yves Imprévu")
    client.force_login(coordinator)
    page = client.get(url("attendance", today)).content.decode()
    assert "2 personnes attendues sont sans présence" in page
    assert "1 arrivée attend d’être confirmée" in page
    assert f"{silent.person_name} a reçu une procuration sans être noté présent" in page
    client.post(url("attendance_close", today), {"settle": "1"})
    assert presences(today) == ["present", "excused", "absent", "represented"]
    away.refresh_from_db()
    assert away.represented_by == silent


def test_sheet_is_the_coordinations_and_waits_for_the_convocation(
    client, coordinator, partner, outsider, today, zone
):
    draft = make_meeting(zone, status="planned")
    client.force_login(coordinator)
    assert client.get(url("attendance", draft)).status_code == 403
    assert client.get(url("attendance_close", today)).status_code == 405
    for name in ("attendance_sheet", "attendance_poster_paper"):
        paper = client.get(url(name, today))
        assert paper.content.startswith(b"%PDF")
        assert "no-store" in paper["Cache-Control"]
    for user, status in ((partner, 403), (outsider, 404)):
        client.force_login(user)
        for name in ("attendance", "attendance_sheet", "attendance_state", "attendance_poster"):
            assert client.get(url(name, today)).status_code == status
        for name in ("attendance", "attendance_add", "attendance_close", "attendance_taps"):
            assert client.post(url(name, today)).status_code == status
    assert presences(today) == ["unknown", "unknown"]


def test_hour_of_a_tap_is_when_the_finger_came_down(client, coordinator, today):
    row = today.participations.first()
    client.force_login(coordinator)
    send(client, today, tap(row, age=3_600_000))
    row.refresh_from_db()
    assert 3599 < (timezone.now() - row.encoded_at).total_seconds() < 3620

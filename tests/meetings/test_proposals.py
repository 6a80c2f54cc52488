"""The inbox of proposed points: three clicks, and what each of them leaves."""

import pytest
from django.urls import reverse

from meetings.models import AgendaItem
from meetings.services import planning, proposals
from meetings.services.errors import Refused, WrongStatus
from tests.factories import (
    make_item,
    make_meeting,
    make_participation,
    make_person,
    make_proposal,
    make_pv,
)


@pytest.fixture
def idea(zone):
    meeting = make_meeting(zone, "planned")
    return make_proposal(make_participation(meeting, make_person("Clara Invitée")))


def decide(client, idea, **data):
    meeting = idea.meeting
    return client.post(
        reverse("meetings:proposal", args=[meeting.zone.code, meeting.pk, idea.pk]),
        data,
        follow=True,
    )


def test_accepted_point_is_on_the_agenda_with_its_author(idea, coordinator):
    make_item(idea.meeting)
    item = proposals.accept(idea, by=coordinator)
    assert (item.meeting, item.position, item.is_additional) == (idea.meeting, 2, False)
    assert item.title_fr == "Les stages d’été"
    assert item.presenter.startswith("Clara Invitée (")
    idea.refresh_from_db()
    assert (idea.status, idea.item, idea.decided_by) == ("accepted", item, coordinator)
    with pytest.raises(WrongStatus, match="déjà"):
        proposals.accept(idea, by=coordinator)
    assert AgendaItem.objects.count() == 2


def test_point_accepted_after_the_letter_is_additional(zone, coordinator):
    idea = make_proposal(make_participation(make_meeting(zone)))
    assert proposals.accept(idea, by=coordinator).is_additional


def test_point_of_a_dutch_speaker_has_its_title_in_dutch(zone, coordinator):
    row = make_participation(make_meeting(zone), language="nl")
    item = proposals.accept(make_proposal(row, "De zomerstages"), by=coordinator)
    assert (item.title_nl, item.title_fr) == ("De zomerstages", "")


def test_point_held_over_goes_to_the_next_meeting_in_preparation(
    idea, zone, other_zone, coordinator
):
    with pytest.raises(Refused, match="planifiez-la"):
        proposals.hold_over(idea, by=coordinator)
    make_meeting(other_zone, "planned", day=40)
    make_meeting(zone, "convened", day=50)
    make_meeting(zone, "planned", day=90)
    following = make_meeting(zone, "planned", day=60)
    assert proposals.hold_over(idea, by=coordinator).meeting == following
    idea.refresh_from_db()
    assert idea.meeting != following


def test_declined_point_needs_a_sentence_and_may_still_be_taken_up(idea, coordinator):
    with pytest.raises(Refused, match="Dites pourquoi"):
        proposals.decline(idea, reason="  ", by=coordinator)
    proposals.decline(idea, reason="Traité en  mai.", by=coordinator)
    idea.refresh_from_db()
    assert (idea.status, idea.reason) == ("declined", "Traité en mai.")
    proposals.accept(idea, by=coordinator)
    idea.refresh_from_db()
    assert (idea.status, idea.reason) == ("accepted", "")


def test_point_taken_off_the_agenda_again_waits_again(client, idea, coordinator):
    planning.delete_item(proposals.accept(idea, by=coordinator))
    client.force_login(coordinator)
    page = client.get(reverse("meetings:agenda", args=["sud", idea.meeting.pk])).content.decode()
    assert "n’est plus à l’ordre du jour" in page
    assert 'value="accept"' in page


def test_long_names_fit_the_agenda(zone, coordinator):
    row = make_participation(make_meeting(zone), person_name="N" * 110)
    idea = make_proposal(row)
    assert proposals.accept(idea, by=coordinator).presenter == "N" * 110


def test_inbox_is_on_the_agenda_page_and_on_the_zone_page(client, zone, idea, coordinator, partner):
    other = make_meeting(zone, "planned", day=90)
    client.force_login(coordinator)
    page = client.get(reverse("meetings:agenda", args=["sud", idea.meeting.pk])).content.decode()
    for words in (
        "Points proposés",
        "Les stages d’été",
        "Clara Invitée",
        "Au prochain ordre du jour",
    ):
        assert words in page
    elsewhere = client.get(reverse("meetings:agenda", args=["sud", other.pk])).content.decode()
    assert "Les stages d’été" not in elsewhere
    assert "1 point proposé" in client.get(zone.get_absolute_url()).content.decode()
    assert decide(client, idea, gesture="accept").status_code == 200
    assert "point proposé" not in client.get(zone.get_absolute_url()).content.decode()


def test_three_clicks(client, zone, idea, coordinator):
    client.force_login(coordinator)
    assert "Dites pourquoi" in decide(client, idea, gesture="decline").content.decode()
    assert (
        "lira pourquoi"
        in decide(client, idea, gesture="decline", reason="Traité en mai.").content.decode()
    )
    assert decide(client, idea, gesture="x").status_code == 200
    make_meeting(zone, "planned", day=60)
    assert "prochaine réunion" in decide(client, idea, gesture="later").content.decode()
    assert "figure déjà" in decide(client, idea, gesture="accept").content.decode()


def test_only_the_coordination_of_the_zone_decides(client, idea, partner, outsider, region):
    for user, status in ((partner, 404), (outsider, 404), (region, 404)):
        client.force_login(user)  # a meeting in preparation does not exist for them
        assert decide(client, idea, gesture="accept").status_code == status
    assert not AgendaItem.objects.exists()


def test_proposal_of_another_meeting_does_not_open_through_this_one(
    client, zone, idea, coordinator
):
    other = make_meeting(zone, "planned", day=80)
    client.force_login(coordinator)
    address = reverse("meetings:proposal", args=["sud", other.pk, idea.pk])
    assert client.post(address, {"gesture": "accept"}).status_code == 404


def test_nothing_joins_an_agenda_whose_minutes_left(zone, coordinator, client):
    pv = make_pv(make_meeting(zone, "held", day=-9), "sent")
    idea = make_proposal(make_participation(pv.meeting))
    with pytest.raises(WrongStatus):
        proposals.accept(idea, by=coordinator)
    client.force_login(coordinator)
    assert decide(client, idea, gesture="accept").status_code == 403


@pytest.mark.parametrize("size", [1, 3])
def test_agenda_page_costs_the_same(client, zone, coordinator, size, django_assert_num_queries):
    meeting = make_meeting(zone)
    for _n in range(size):
        make_proposal(make_participation(meeting))
        make_item(meeting)
    client.force_login(coordinator)
    page = reverse("meetings:agenda", args=["sud", meeting.pk])
    client.get(page)
    with django_assert_num_queries(17):
        client.get(page)

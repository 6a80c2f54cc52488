"""A meeting that several zones hold together: entered once, seen by each, counted by its rule."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings import documents, emails
from meetings.documents.common import paper_context
from meetings.models import PV, Letter, Meeting
from meetings.permissions import can_edit_meeting, can_share_meeting, coordinates
from meetings.services import joint, planning
from meetings.services.convening import (
    expected_members,
    members_without_anybody,
    sync_participants,
)
from meetings.services.errors import WrongStatus
from meetings.services.letters import queue_letters
from meetings.wording import body_name, organisers
from tests.factories import (
    at,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
    make_user,
    make_zone,
)

THIRD = "centrale"
TITLE = "Sujet des deux zones"


@pytest.fixture
def guest_zone(db):
    return make_zone("sud-est")


@pytest.fixture
def guest_coordinator(guest_zone):
    return make_user(guest_zone, coordinator=True)


@pytest.fixture
def guest_partner(guest_zone):
    return make_user(guest_zone)


def shared(zone, *others, status="convened", **fields):
    meeting = make_meeting(zone, status, **fields)
    meeting.hold_with(others)
    return meeting


def pages_of(zone):
    names = ("meetings:zone", "meetings:list")
    return [reverse(name, args=[zone.code]) for name in names]


def test_invitation_of_a_joint_meeting_names_its_zones(zone, guest_zone):
    meeting = shared(zone, guest_zone, convening="invitation")
    queue_letters(meeting, [make_participation(meeting)], Letter.Kind.CONVOCATION, by=None)
    letter = meeting.letters.get()
    alone = make_meeting(zone, "convened", convening="invitation")
    names = f"Les zones {zone.name} et {guest_zone.name} vous invitent à leur prochaine rencontre"
    assert names in " ".join(emails.build(letter).body.split())
    assert names in documents.frozen_convocation(meeting, "fr")
    assert f"La zone {zone.name} vous invite" in documents.frozen_convocation(alone, "fr")


# --- Who sees it ------------------------------------------------------------------------------


def test_joint_meeting_shows_in_each_zone_and_in_nobody_else_s(
    client, zone, guest_zone, partner, guest_partner, outsider, other_zone
):
    meeting = shared(zone, guest_zone, title_fr=TITLE)
    for user, home in ((partner, zone), (guest_partner, guest_zone), (outsider, other_zone)):
        client.force_login(user)
        shown = [
            "Sujet des deux zones" in client.get(url).content.decode() for url in pages_of(home)
        ]
        assert shown == [home != other_zone] * 2
    client.force_login(outsider)
    assert client.get(meeting.get_absolute_url()).status_code == 404


def test_draft_of_a_joint_meeting_is_for_its_coordinations_alone(
    client, zone, guest_zone, coordinator, guest_coordinator, guest_partner, partner, outsider
):
    meeting = shared(zone, guest_zone, status="planned")
    expected = {coordinator: 200, guest_coordinator: 200, partner: 404, guest_partner: 404}
    for user, status in (expected | {outsider: 404}).items():
        client.force_login(user)
        assert client.get(meeting.get_absolute_url()).status_code == status


def test_member_of_both_zones_sees_it_once(client, zone, guest_zone, partner):
    make_member(guest_zone, person=partner.person)
    shared(zone, guest_zone, make_zone(THIRD), title_fr="Sujet unique")
    client.force_login(partner)
    page = client.get(reverse("meetings:everywhere"))
    assert len(page.context["page_obj"].object_list) == 1
    assert Meeting.objects.visible_to(partner).count() == 1


def test_page_of_a_joint_meeting_leads_its_guests_to_their_own_zone(
    client, zone, guest_zone, guest_partner, guest_coordinator
):
    make_zone(THIRD)
    meeting = shared(zone, guest_zone)
    for user in (guest_partner, guest_coordinator):
        client.force_login(user)
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert f'href="{reverse("meetings:zone", args=[guest_zone.code])}"' in page
        assert f'href="{reverse("meetings:zone", args=[zone.code])}"' not in page
        assert "avec la zone Sud" in page


def test_host_reads_with_whom_the_meeting_is_held(client, zone, guest_zone, coordinator):
    meeting = shared(zone, guest_zone, make_zone(THIRD))
    client.force_login(coordinator)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "avec les zones Centrale et Sud-Est" in page


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("coordination", {"coordinator", "guest_coordinator"}),
        ("zone", {"coordinator", "partner", "guest_coordinator", "guest_partner"}),
        ("region", {"coordinator", "partner", "guest_coordinator", "guest_partner", "outsider"}),
    ],
)
def test_pv_of_a_joint_meeting_is_read_by_the_people_of_its_zones(
    request, zone, guest_zone, visibility, readers
):
    meeting = shared(zone, guest_zone, status="held", day=-9, visibility=visibility)
    make_pv(meeting, "sent")
    cast = ("coordinator", "partner", "guest_coordinator", "guest_partner", "outsider")
    people = {name: request.getfixturevalue(name) for name in cast}
    found = {name for name, user in people.items() if PV.objects.visible_to(user).exists()}
    assert found == readers


def test_objectives_of_a_joint_meeting_are_ticked_by_each_coordination_in_its_zone(
    client, zone, guest_zone, coordinator, guest_coordinator
):
    meeting = shared(zone, guest_zone, status="held", day=-9)
    for user, own in ((coordinator, zone), (guest_coordinator, guest_zone)):
        client.force_login(user)
        page = client.get(meeting.get_absolute_url()).content.decode()
        address = reverse("reports:objectives_year", args=[own.code, meeting.year])
        assert f"{address}?reunion={meeting.pk}" in page
        assert client.get(address, {"reunion": meeting.pk}).status_code == 200


def test_draft_pv_of_a_joint_meeting_is_written_by_both_coordinations(
    client, zone, guest_zone, guest_coordinator, guest_partner
):
    meeting = shared(zone, guest_zone, status="held", day=-9)
    make_pv(meeting)
    address = reverse("meetings:pv", args=[zone.code, meeting.pk])
    for user, status in ((guest_coordinator, 200), (guest_partner, 404)):
        client.force_login(user)
        assert client.get(address).status_code == status


def test_archive_of_a_zone_holds_the_pv_of_its_joint_meetings(client, zone, guest_zone, partner):
    make_member(guest_zone, person=partner.person)
    meeting = shared(zone, guest_zone, status="held", day=-9, title_fr="Sujet commun")
    make_pv(meeting, "sent")
    client.force_login(partner)
    for home in (zone, guest_zone):
        page = client.get(reverse("meetings:zone_archive", args=[home.code]))
        assert "Sujet commun" in page.content.decode()


# --- Who is called, who runs it ---------------------------------------------------------------


def test_members_of_each_zone_are_proposed_and_an_institution_of_both_once(zone, guest_zone):
    office = make_organisation("CPAS des deux zones")
    person = make_person(organisation=office)
    make_member(zone, office, person)
    make_member(guest_zone, office, person)
    make_member(zone)
    make_member(guest_zone)
    make_member(make_zone(THIRD))
    meeting = shared(zone, guest_zone)
    rows = expected_members(meeting)
    assert len(rows) == 3
    assert [row.organisation_name for row in rows].count("CPAS des deux zones") == 1
    assert all(row.is_expected for row in rows)


def test_seat_filled_in_one_zone_is_not_empty_in_the_other(zone, guest_zone):
    office = make_organisation()
    make_member(zone, office)
    guest_zone.memberships.create(organisation=office)
    make_member(guest_zone, office, role="substitute").delete()
    meeting = shared(zone, guest_zone)
    assert members_without_anybody(meeting) == []
    meeting.hold_with([])
    assert len(expected_members(meeting)) == 1


def test_zone_that_leaves_takes_its_members_off_the_list(zone, guest_zone):
    both = make_organisation()
    person = make_person(organisation=both)
    make_member(zone, both, person)
    make_member(guest_zone, both, person)
    leaving = make_member(guest_zone).person
    meeting = shared(zone, guest_zone, status="planned")
    sync_participants(meeting)
    guest = meeting.participations.create(person_name="Gustave Invité", capacity="guest")
    joint.share(meeting, [])
    left = set(meeting.participations.values_list("person_name", flat=True))
    assert left == {person.full_name, guest.person_name}
    assert leaving.full_name not in left


def test_zones_stay_once_the_letters_announced_them(zone, guest_zone):
    meeting = shared(zone, guest_zone)
    with pytest.raises(WrongStatus):
        joint.share(meeting, [])
    joint.share(meeting, [guest_zone])  # nothing changes, nothing is refused
    assert meeting.joint_zones.count() == 1


def test_coordinations_run_it_together_and_the_host_chooses_the_zones(
    zone, guest_zone, coordinator, guest_coordinator, partner, outsider
):
    meeting = shared(zone, guest_zone, status="planned")
    assert coordinates(coordinator, meeting)
    assert coordinates(guest_coordinator, meeting)
    assert can_edit_meeting(guest_coordinator, meeting)
    assert not coordinates(partner, meeting)
    assert not coordinates(outsider, meeting)
    assert can_share_meeting(coordinator, meeting)
    assert not can_share_meeting(guest_coordinator, meeting)


def test_partner_of_an_ordinary_meeting_costs_no_query_to_be_refused(zone, partner):
    meeting = make_meeting(zone)
    coordinates(partner, meeting)
    with CaptureQueriesContext(connection) as queries:
        assert not coordinates(partner, meeting)
    assert len(queries) == 0


# --- The form ---------------------------------------------------------------------------------


def typed(**changes):
    data = {
        "kind": "commission",
        "title_fr": "Sujet commun",
        "on": "2031-04-24",
        "starts": "09:30",
        "ends": "12:30",
        "languages": "fr",
        "convening": "convocation",
        "visibility": "zone",
        "half_days": "1",
        "counts_for_quota": "on",
    }
    return data | changes


def test_planning_with_other_zones(client, zone, guest_zone, coordinator):
    client.force_login(coordinator)
    address = reverse("meetings:plan", args=[zone.code])
    offered = client.get(address).context["form"].fields["joint_zones"].queryset
    assert list(offered) == [guest_zone]  # never its own
    client.post(address, typed(joint_zones=[guest_zone.pk], joint_rule="host"))
    meeting = Meeting.objects.get()
    assert meeting.zone_ids == [zone.pk, guest_zone.pk]
    assert meeting.joint_rule == "host"


def test_planning_alone_keeps_the_rule_by_default(client, zone, guest_zone, coordinator):
    client.force_login(coordinator)
    client.post(reverse("meetings:plan", args=[zone.code]), typed())
    meeting = Meeting.objects.get()
    assert (meeting.zone_ids, meeting.joint_rule) == ([zone.pk], "each")


def test_guest_coordination_edits_without_touching_the_zones(
    client, zone, guest_zone, guest_coordinator
):
    meeting = shared(zone, guest_zone, status="planned", joint_rule="host")
    client.force_login(guest_coordinator)
    address = reverse("meetings:edit", args=[zone.code, meeting.pk])
    assert "joint_zones" not in client.get(address).context["form"].fields
    client.post(address, typed(title_fr="Autre sujet", joint_zones=[], joint_rule="each"))
    meeting = Meeting.objects.get()
    assert meeting.title_fr == "Autre sujet"
    assert (meeting.zone_ids, meeting.joint_rule) == ([zone.pk, guest_zone.pk], "host")


def test_past_date_is_asked_once_and_then_believed(client, zone, coordinator):
    client.force_login(coordinator)
    address = reverse("meetings:plan", args=[zone.code])
    assert "took_place" not in client.get(address).content.decode()
    page = client.post(address, typed(on="2020-03-05"))
    assert "a-t-elle déjà eu lieu" in str(page.context["form"].errors["took_place"])
    assert 'name="took_place"' in page.content.decode()
    assert not Meeting.objects.exists()
    client.post(address, typed(on="2020-03-05", took_place="on"))
    assert Meeting.objects.get().year == 2020


def test_planning_service_numbers_and_shares(zone, guest_zone, coordinator):
    meeting = Meeting(zone=zone, starts_at=at(30), ends_at=at(30, 12))
    planning.plan_meeting(meeting, by=coordinator, zones=[zone, guest_zone])
    assert meeting.zone_ids == [zone.pk, guest_zone.pk]  # its own zone is no guest of itself


# --- Words and lists --------------------------------------------------------------------------


def test_papers_name_every_zone_and_their_coordinations(zone, guest_zone):
    host = make_user(zone, coordinator=True).person
    other = make_user(guest_zone, coordinator=True).person
    meeting = shared(zone, guest_zone)
    assert body_name(meeting) == "Commissions zonales Sud et Sud-Est"
    found = [office.pk for office in organisers(meeting)]
    assert found == [person.mandates.get().membership.organisation_id for person in (host, other)]
    assert paper_context(meeting, "Convocation", ("fr",))["meeting"] == meeting
    assert body_name(make_meeting(zone)) == "Commission zonale Sud"


@pytest.mark.parametrize("name", ["meetings:list", "meetings:zone", "meetings:obligation"])
def test_lists_with_joint_meetings_cost_the_same(client, zone, guest_zone, coordinator, name):
    client.force_login(coordinator)
    counts = []
    for size in (1, 3):
        for number in range(size):
            meeting = shared(zone, guest_zone, make_zone(THIRD), day=size * 5 + number)
            make_item(meeting)
            shared(guest_zone, zone, status="held", day=-(size * 5 + number))
        client.get(reverse(name, args=[zone.code]))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name, args=[zone.code])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_zone_page_says_with_whom_and_charts_its_own_meetings(
    client, zone, guest_zone, guest_partner
):
    shared(zone, guest_zone, day=5, title_fr=TITLE)
    make_participation(
        shared(zone, guest_zone, status="held", day=-5), presence="present", is_expected=False
    )
    client.force_login(guest_partner)
    response = client.get(reverse("meetings:zone", args=[guest_zone.code]))
    assert "avec la zone Sud" in response.content.decode()
    assert response.context["chart"] == ""

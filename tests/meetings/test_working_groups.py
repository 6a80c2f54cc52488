"""Working groups: opened, corrected by two people, convened, reported back to the commission."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from meetings import calendar, documents, wording
from meetings.documents import common
from meetings.documents.minutes import minutes_html
from meetings.models import AgendaItem, CalendarFeed, Letter, Meeting, WorkingGroup
from meetings.pages_followup import announced_by
from meetings.services import convening, follow_up, guest_list, members, planning, working_groups
from meetings.services.answers import answer_link
from meetings.services.errors import Conflict, WrongStatus
from meetings.services.recipients import group_by_reader
from tests.factories import (
    at,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
)

pytestmark = pytest.mark.django_db
LIST = "/zones/sud/groupes-de-travail/"


@pytest.fixture
def group(zone):
    """A group of the zone with one member, besides the two institutions that are not in it."""
    make_member(zone)
    make_member(zone)
    group = WorkingGroup.objects.create(zone=zone, name_fr="Logement", purpose="Suivre l’offre.")
    group.members.add(make_member(zone, make_organisation("CPAS du Groupe")).person)
    return group


def make_session(group, status="held", day=-10, **fields):
    return make_meeting(
        group.zone, status, day=day, kind="working_group", **{"working_group": group} | fields
    )


def values(**fields):
    named = {"name_fr": "Logement", "name_nl": "", "purpose": "", "members": []}
    return named | {"launched_in": None, "ended_on": None} | fields


# --- The page ---------------------------------------------------------------------------------


def test_page_shows_what_each_group_is_and_when_it_met(client, zone, group, partner):
    launch = make_meeting(zone, "held", day=-60)
    group.launched_in = launch
    group.save()
    make_session(group, day=-20)
    last, coming = make_session(group, day=-10), make_session(group, "convened", day=12)
    make_session(group, "cancelled", day=-5)
    ended = WorkingGroup.objects.create(
        zone=zone, name_fr="Ancien", ended_on=timezone.localdate() - timedelta(days=3)
    )
    client.force_login(partner)
    response = client.get(LIST)
    [shown] = response.context["open"]
    assert (len(shown.sessions), shown.last, shown.following) == (2, last, coming)
    assert shown.launch == launch
    assert [place for place, _people in shown.places] == ["CPAS du Groupe"]
    assert response.context["ended"] == [ended]
    text = response.content.decode()
    assert "Suivre l’offre." in text
    assert launch.get_absolute_url() in text
    assert reverse("meetings:group_edit", args=["sud", group.pk]) not in text


def test_reader_learns_nothing_of_a_session_in_preparation(client, group, partner, coordinator):
    planned = make_session(group, "planned", day=12)
    client.force_login(partner)
    assert planned.get_absolute_url() not in client.get(LIST).content.decode()
    client.force_login(coordinator)
    assert planned.get_absolute_url() in client.get(LIST).content.decode()


def test_member_whose_mandate_ended_is_said_not_to_sit(client, group, coordinator):
    group.members.get().mandates.update(ended_on=timezone.localdate() - timedelta(days=1))
    client.force_login(coordinator)
    assert "ne siège plus" in client.get(LIST).content.decode()
    page = client.get(f"{LIST}{group.pk}/modifier/")
    assert str(group.members.get().full_name) in page.content.decode()  # and stays offered


# --- Open, correct, end ------------------------------------------------------------------------


def test_group_opens_once_on_a_double_click(client, zone, coordinator):
    member, launch = make_member(zone), make_meeting(zone, "held", day=-5)
    client.force_login(coordinator)
    typed = {"name_fr": "  Mobilité  ", "purpose": "Relever les trajets."}
    typed |= {"members": [member.person_id], "launched_in": launch.pk}
    for _click in range(2):
        response = client.post(f"{LIST}ouvrir/", typed)
        assert response.status_code == 302
    made = WorkingGroup.objects.get(zone=zone)
    assert (made.name_fr, made.launched_in) == ("Mobilité", launch)
    assert list(made.members.all()) == [member.person]
    assert response["Location"] == f"{LIST}#groupe-{made.pk}"


def test_name_of_an_open_group_is_taken_that_of_an_ended_one_is_free(client, group, coordinator):
    client.force_login(coordinator)
    response = client.post(f"{LIST}ouvrir/", {"name_fr": "LOGEMENT", "purpose": "Autre."})
    assert "déjà un groupe de travail ouvert de ce nom" in response.content.decode()
    group.ended_on = timezone.localdate()
    group.save()
    assert client.post(f"{LIST}ouvrir/", {"name_fr": "Logement"}).status_code == 302
    with pytest.raises(ValidationError):  # and the first one stays ended
        working_groups.save_group(group, **values())
    assert WorkingGroup.objects.count() == 2


def test_same_name_is_free_in_another_zone(group, other_zone):
    assert working_groups.open_group(other_zone, **values()).zone == other_zone


def test_two_editors_lose_nothing(client, group, coordinator):
    client.force_login(coordinator)
    url = f"{LIST}{group.pk}/modifier/"
    seen = client.get(url).context["form"]["seen"].value()
    person = group.members.get()
    working_groups.save_group(group, **values(purpose="Texte du collègue.", members=[person]))
    typed = {"name_fr": "Logement", "purpose": "Mon texte.", "seen": seen}
    response = client.post(url, typed)
    text = response.content.decode()
    assert "Texte du collègue." in text.replace("<mark>", "").replace("</mark>", "")
    group.refresh_from_db()
    assert group.purpose == "Texte du collègue."
    again = typed | {"seen": response.context["form"]["seen"].value()}
    assert client.post(url, again).status_code == 302
    group.refresh_from_db()
    assert group.purpose == "Mon texte."
    assert not group.members.exists()


def test_saving_what_stands_already_is_no_conflict(group):
    person = group.members.get()
    wanted = values(purpose="Neuf.", members=[person])
    first = working_groups.save_group(group, seen=None, **wanted)
    assert working_groups.save_group(first, seen="vieux", **wanted) == first
    with pytest.raises(Conflict):
        working_groups.save_group(first, seen="vieux", **values(purpose="Autre."))


@pytest.mark.parametrize("shift", [1, -30])
def test_group_ends_neither_tomorrow_nor_before_it_was_launched(client, group, coordinator, shift):
    launch = make_meeting(group.zone, "held", day=-20)
    client.force_login(coordinator)
    day = timezone.localdate() + timedelta(days=shift)
    typed = {"name_fr": "Logement", "launched_in": launch.pk, "ended_on": day.isoformat()}
    response = client.post(f"{LIST}{group.pk}/modifier/", typed)
    assert "ended_on" in response.context["form"].errors


@pytest.mark.parametrize(
    ("coming", "said"),
    [("convened", "annulez-la d’abord"), ("cancelled", "donnez cette date ou une date plus")],
)
def test_group_does_not_end_before_it_last_met(client, group, coordinator, coming, said):
    make_session(group, day=-2)
    make_session(group, coming, day=2)
    make_meeting(group.zone, "convened", day=3, working_group=group)  # a day that it prepares
    client.force_login(coordinator)
    days = [timezone.localdate() - timedelta(days=shift) for shift in (4, 2)]
    typed = [{"name_fr": "Logement", "ended_on": day.isoformat()} for day in days]
    response = client.post(f"{LIST}{group.pk}/modifier/", typed[0])
    assert said in response.content.decode()
    client.post(f"{LIST}{group.pk}/modifier/", typed[1])
    group.refresh_from_db()
    assert group.ended_on == (days[1] if coming == "cancelled" else None)


def test_people_and_commissions_of_the_zone_are_offered(client, group, other_zone, coordinator):
    client.force_login(coordinator)
    stranger, elsewhere = make_member(other_zone), make_meeting(other_zone, "held", day=-4)
    typed = {"name_fr": "Logement", "members": [stranger.person_id], "launched_in": elsewhere.pk}
    errors = client.post(f"{LIST}{group.pk}/modifier/", typed).context["form"].errors
    assert set(errors) == {"members", "launched_in"}


@pytest.mark.parametrize("who", ["partner", "outsider", "region"])
def test_nobody_else_writes(client, request, group, who):
    client.force_login(request.getfixturevalue(who))
    for url in (f"{LIST}ouvrir/", f"{LIST}{group.pk}/modifier/"):
        assert client.post(url, {"name_fr": "Volé"}).status_code in (403, 404)
    assert not WorkingGroup.objects.filter(name_fr="Volé").exists()


def test_group_of_another_zone_is_not_found(client, other_zone, coordinator):
    elsewhere = WorkingGroup.objects.create(zone=other_zone, name_fr="Ailleurs")
    client.force_login(coordinator)
    assert client.get(f"{LIST}{elsewhere.pk}/modifier/").status_code == 404


# --- Its meetings -----------------------------------------------------------------------------


def planned_by(client, **typed):
    day = timezone.localdate() + timedelta(days=30)
    fields = {"on": day.isoformat(), "starts": "09:30", "ends": "12:00", "half_days": 1}
    fields |= {"kind": "working_group", "languages": "fr", "convening": "invitation"}
    return client.post("/zones/sud/reunions/planifier/", fields | {"visibility": "zone"} | typed)


def test_meeting_is_planned_for_a_group_and_names_it(client, group, coordinator):
    client.force_login(coordinator)
    asked = f"/zones/sud/reunions/planifier/?nature=working_group&groupe={group.pk}"
    assert client.get(asked).context["form"]["working_group"].value() == group.pk
    assert planned_by(client, working_group=group.pk).status_code == 302
    meeting = Meeting.objects.get(working_group=group)
    assert f"{LIST}#groupe-{group.pk}" in client.get(meeting.get_absolute_url()).content.decode()


def test_meeting_of_another_nature_has_no_group(client, group, coordinator):
    client.force_login(coordinator)
    assert planned_by(client, kind="visit", working_group=group.pk).status_code == 302
    assert Meeting.objects.get(kind="visit").working_group is None


@pytest.mark.parametrize("case", ["ended", "elsewhere"])
def test_ended_group_and_that_of_another_zone_are_not_offered(
    client, group, other_zone, coordinator, case
):
    if case == "ended":
        group.ended_on = timezone.localdate()
        group.save()
    else:
        group = WorkingGroup.objects.create(zone=other_zone, name_fr="Ailleurs")
    client.force_login(coordinator)
    response = planned_by(client, working_group=group.pk)
    assert "working_group" in response.context["form"].errors
    assert not Meeting.objects.exists()


def test_meeting_keeps_its_group_once_it_ended(client, group, coordinator):
    meeting = make_session(group, "planned", day=20)
    group.ended_on = timezone.localdate()
    group.save()
    client.force_login(coordinator)
    form = client.get(reverse("meetings:edit", args=["sud", meeting.pk])).context["form"]
    assert form["working_group"].value() == group.pk
    assert group in form.fields["working_group"].queryset


def test_day_that_a_group_prepares_keeps_it_and_is_everybodys(client, group, coordinator):
    day = make_meeting(group.zone, "planned", kind="partner_day", working_group=group)
    assert len(convening.expected_members(day)) == 4
    client.force_login(coordinator)
    form = client.get(reverse("meetings:edit", args=["sud", day.pk])).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in typed.items() if value not in (None, False, "")}
    typed |= {"working_group": "", "room": "Salle 2"}
    assert client.post(reverse("meetings:edit", args=["sud", day.pk]), typed).status_code == 302
    day.refresh_from_db()
    assert (day.room, day.working_group) == ("Salle 2", group)


def test_list_of_its_meeting_is_its_members_and_the_coordination(group, coordinator):
    meeting = make_session(group, "planned", day=20)
    rows = convening.expected_members(meeting)
    assert {row.person for row in rows} == {group.members.get(), coordinator.person}
    assert all(row.is_expected for row in rows)
    assert convening.members_without_anybody(meeting) == []


def test_member_of_two_institutions_gets_one_letter(zone, group):
    make_member(zone, person=group.members.get())
    rows = convening.expected_members(make_session(group, "planned", day=20))
    assert len(rows) == 2
    assert len(group_by_reader(rows)) == 1


def test_member_without_a_seat_comes_for_where_they_work(zone, group):
    guest = make_person(organisation=make_organisation("Fédération"))
    left = make_member(zone)
    group.members.add(guest, left.person)
    left.ended_on = timezone.localdate()
    left.save()
    rows = convening.expected_members(make_session(group, "planned", day=20))
    assert ("Fédération", "member") in {(row.organisation_name, row.capacity) for row in rows}
    assert left.person not in {row.person for row in rows}


def test_group_without_members_is_everybodys(zone, group):
    group.members.clear()
    rows = convening.expected_members(make_session(group, "planned", day=20))
    assert len(rows) == 3


def test_somebody_of_the_zone_added_to_the_list_is_not_said_to_have_left(zone, group, coordinator):
    meeting = make_session(group, "planned", day=20)
    other = make_member(zone)
    office = other.membership.organisation
    contact = {"person": other.person, "organisation": office, "name": "Anne Autre"}
    contact |= {"email": "anne@exemple.be", "language": "fr"}
    guest_list.add_contacts(meeting, [contact], capacity="member", by=coordinator)
    saved = list(meeting.participations.all())
    assert not members.drift(saved, convening.expected_members(meeting)).gone
    other.ended_on = timezone.localdate()
    other.save()
    gone = members.drift(saved, convening.expected_members(meeting)).gone
    assert [row.person for row in gone] == [other.person]


# --- Its report to the commission --------------------------------------------------------------


@pytest.fixture
def coming(zone):
    make_meeting(zone, "held", day=-30)
    return make_meeting(zone, "planned", day=20)


def reports(meeting):
    found = follow_up.proposals_for(meeting)
    return [(one.source.title_fr, one.why, one.is_set_aside) for one in found if one.group]


def test_group_that_met_since_the_last_commission_reports_back(group, coming):
    make_session(group, day=-40)  # before the last commission: reported there
    assert reports(coming) == []
    make_session(group, day=-12)
    session = make_session(group, day=-10)
    [(title, why, _aside)] = reports(coming)
    assert title == "Retour du groupe de travail « Logement »"
    assert why == "groupe réuni 2 fois depuis la dernière commission"
    [one] = follow_up.proposals_for(coming)
    assert (one.meeting, one.key) == (session, f"groupe-{group.pk}")


@pytest.mark.parametrize(
    "case", ["cancelled", "convened", "no group", "elsewhere", "later", "visit"]
)
def test_nothing_else_is_reported(group, coming, other_zone, case):
    if case in ("cancelled", "convened"):
        make_session(group, case, day=-10)
    elif case == "no group":
        make_meeting(group.zone, "held", day=-10, kind="working_group")
    elif case == "elsewhere":
        make_session(WorkingGroup.objects.create(zone=other_zone, name_fr="Ailleurs"))
    elif case == "later":  # another commission comes first
        make_session(group)
        coming = make_meeting(group.zone, "planned", day=60)
    else:
        make_session(group)
        coming = make_meeting(group.zone, "planned", day=19, kind="visit")
    assert reports(coming) == []


def test_report_is_taken_up_once_and_set_aside_for_this_agenda(group, coming, coordinator):
    make_session(group)
    key = f"groupe-{group.pk}"
    follow_up.set_aside(coming, key, by=coordinator)
    follow_up.set_aside(coming, key, by=coordinator)
    assert [aside for _title, _why, aside in reports(coming)] == [True]
    assert follow_up.take_up_all(coming, by=coordinator) == 0
    item = follow_up.take_up(coming, key, by=coordinator)
    assert item.kind == AgendaItem.Kind.WORKING_GROUP
    assert item.title_nl == ""
    assert not coming.set_aside.exists()
    with pytest.raises(WrongStatus):
        follow_up.take_up(coming, key, by=coordinator)
    assert coming.agenda.count() == 1


def test_report_typed_by_hand_is_not_proposed_twice(group, coming):
    make_session(group)
    make_item(coming, "Retours du GT logement", kind="working_group")
    assert reports(coming) == []


def test_report_has_both_titles_where_the_papers_have(group, coming):
    group.name_nl = "Huisvesting"
    group.save()
    make_session(group)
    Meeting.objects.filter(pk=coming.pk).update(languages="both")
    coming.refresh_from_db()
    [one] = follow_up.proposals_for(coming)
    assert one.source.title_nl == "Terugkoppeling van de werkgroep « Huisvesting »"


def test_agenda_page_proposes_the_report(client, group, coming, coordinator):
    make_session(group)
    client.force_login(coordinator)
    url = reverse("meetings:agenda", args=["sud", coming.pk])
    assert "Écarter" in client.get(url).content.decode()
    carry = reverse("meetings:carry", args=["sud", coming.pk])
    client.post(carry, {"key": f"groupe-{group.pk}", "gesture": "take"})
    assert coming.agenda.filter(kind="working_group").count() == 1


def test_reports_of_many_groups_cost_what_one_costs(zone, coming):
    counts = []
    for size in (1, 3):
        for number in range(size):
            group = WorkingGroup.objects.create(zone=zone, name_fr=f"GT {size} {number}")
            make_session(group, day=-5 - number)
        with CaptureQueriesContext(connection) as queries:
            assert len(reports(coming)) == (1 if size == 1 else 4)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- Its number and its name ------------------------------------------------------------------


def plan(zone, group, day, **fields):
    starts_at = at(day)
    ends_at = starts_at + timedelta(hours=2)
    hours = {"starts_at": starts_at, "ends_at": ends_at}
    meeting = Meeting(zone=zone, kind="working_group", working_group=group, **hours, **fields)
    return planning.plan_meeting(meeting, by=None)


@time_machine.travel(datetime(2031, 3, 3, 9, tzinfo=UTC))
def test_meetings_of_a_group_are_numbered_among_its_own(client, zone, group, coordinator):
    other = WorkingGroup.objects.create(zone=zone, name_fr="Jeunes", name_nl="Jongeren")
    plan(zone, group, 10)
    moved = plan(zone, group, 20)
    first, second = plan(zone, other, 15), plan(zone, other, 25, title_fr="Stages")
    assert [moved.number, first.number, second.number] == [2, 1, 2]
    moved.working_group = other
    planning.edit_meeting(moved, by=coordinator)
    assert Meeting.objects.get(pk=moved.pk).number == 3
    client.force_login(coordinator)
    name = "Groupe de travail Jeunes – réunion n°\xa02"
    pages = ("meetings:list", [zone.code]), ("meetings:detail", [zone.code, second.pk])
    for page in (*pages, ("meetings:month_of", [2031, 3])):
        assert name in client.get(reverse(page[0], args=page[1])).content.decode(), page
    feed = CalendarFeed(user=coordinator, zone=zone)
    told = calendar.feed(feed, Meeting.objects.all()).decode().replace("\r\n ", "")
    assert f"{name} · zone Sud – Stages" in told
    assert "Groupe de travail Logement – réunion n°\xa01" in told
    with override("nl"):
        assert "Jongeren" in wording.body_name(second)


def test_numbers_over_all_groups_become_those_of_each(zone, group):
    other = WorkingGroup.objects.create(zone=zone, name_fr="Jeunes")
    old = [make_session(one, day=-40 + n, number=n) for n, one in enumerate([group, other, other])]
    commission = make_meeting(zone, number=7)
    import_module("meetings.migrations.0021_group_numbers").number(apps, None)
    assert [Meeting.objects.get(pk=one.pk).number for one in old] == [1, 1, 2]
    commission.refresh_from_db()
    assert commission.number == 7


def test_papers_of_a_group_name_it(group):
    meeting = make_session(group, number=2)
    pv = make_pv(meeting)
    papers = [documents.frozen_convocation(meeting, "fr"), minutes_html(pv, "zone")]
    papers.append(common.paper_context(meeting, "", ("fr",))["occasion"][0].text)
    for paper in papers:
        assert "Groupe de travail Logement – réunion n°\xa02 du" in paper
    meeting.working_group.name_fr = "Groupe Logement"
    assert wording.group_session(meeting) == "Groupe Logement – réunion n°\xa02"


def test_next_date_of_a_group_is_told_by_its_name_once_it_may_be_known(client, zone, group):
    WorkingGroup.objects.update(name_fr="R&D")
    group.refresh_from_db()
    name = "Groupe de travail R&amp;D – réunion n°\xa0"
    pv = make_pv(make_meeting(zone, "held", day=-10))
    called = make_session(group, "convened", day=10, number=2)
    make_session(group, "planned", day=20, number=3)
    make_session(group, "planned", day=30, number=4, announced_in=pv.meeting)
    page = client.get(answer_link(make_participation(called))).content.decode()
    assert f"<h1>{name}2 du " in page
    paper = minutes_html(pv, "zone")
    assert [f"{name}{number}" in paper for number in (2, 3, 4)] == [True, False, True]
    [announced] = announced_by(pv.meeting)
    told = render_to_string("meetings/_announced.html", {"announced": [announced]})
    assert f"{name}4" in told


def test_group_of_a_meeting_that_took_place_is_said_until_its_pv_is_decided(
    client, zone, group, coordinator
):
    make_session(group, day=-20, number=1)
    held = make_session(group, day=-10, working_group=None, number=4)
    pv = make_pv(held)
    page = reverse("meetings:meeting_themes", args=[zone.code, held.pk])
    client.force_login(coordinator)
    assert "Dire de quel groupe" in client.get(held.get_absolute_url()).content.decode()
    assert "Logement" in client.get(page).content.decode()
    client.post(page, {})  # a page that did not ask changes nothing
    client.post(page, {"working_group": group.pk})
    held.refresh_from_db()
    assert (held.working_group, held.number, held.counts_for_quota) == (group, 2, True)
    assert not Letter.objects.exists()
    # Submitted to the group's next meeting, it is not another group's any more.
    pv.status, pv.sent_at = "sent", timezone.now()
    pv.save()
    coming = make_session(group, "planned", day=9)
    item = make_item(coming, kind="approval", approves=pv)
    other = WorkingGroup.objects.create(zone=zone, name_fr="Jeunes")
    answer = client.post(page, {"working_group": other.pk}).content.decode()
    assert "soumis à une réunion qui n’est pas de ce groupe" in answer
    item.delete()
    pv.status = "approved"
    pv.decided_at = timezone.now()
    pv.save()
    assert "Logement" not in client.get(page).context["form"].as_p()
    client.post(page, {"working_group": other.pk})
    held.refresh_from_db()
    assert held.working_group == group
    with pytest.raises(WrongStatus):
        working_groups.note_group(held, other)

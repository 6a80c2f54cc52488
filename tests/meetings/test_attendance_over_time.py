"""Who comes and who drifts away, recounted by hand."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings import attendance_over_time as over_time
from meetings import attendance_query, pages_frequentation
from meetings.models import Outreach
from meetings.services import outreach
from meetings.services.errors import Refused
from reports.indicators import gather, participation
from tests.factories import (
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_rules,
)
from zones.models import Membership, Position


def make_held(zone, day, states, **fields):
    """A meeting of ``day`` days ago; ``states``: {institution: presence or (presence, fields)}."""
    meeting = make_meeting(zone, "held", day=-day, **fields)
    for office, state in states.items():
        state, more = state if isinstance(state, tuple) else (state, {})
        make_participation(meeting, organisation=office, presence=state, **more)
    return meeting


@pytest.fixture
def offices(zone):
    """Three members since 2015 and one since sixty days ago."""
    found = {name: make_organisation(name) for name in ("Alpha", "Bêta", "Gamma", "Delta")}
    for name, office in found.items():
        started = timezone.localdate() - timedelta(60) if name == "Delta" else date(2015, 1, 1)
        Membership.objects.create(zone=zone, organisation=office, started_on=started)
    return found


def lines_of(zone, year=None):
    today = timezone.localdate()
    lines = pages_frequentation.read(zone, year, today)[3]
    return {line.office.name: line for line in lines}


def test_grid_says_what_the_sheets_say(zone, offices):
    a, b, c, d = offices.values()
    make_held(zone, 100, {a: "present", b: "absent", c: "represented", d: "present"})
    make_held(zone, 50, {a: "unknown"})  # nobody noted it
    make_held(zone, 40, {a: "excused", b: ("absent", {"answer": "excused"}), d: "present"})
    make_held(zone, 30, {a: "present", c: ("absent", {"is_expected": False})}, kind="commission")
    make_held(zone, 20, {a: "absent"}, kind="working_group")  # for a few: not in the grid
    lines = lines_of(zone)
    assert lines["Alpha"].cells == ["present", "unknown", "excused", "present"]
    assert lines["Bêta"].cells == ["absent", "unknown", "excused", "unasked"]
    assert lines["Gamma"].cells == ["represented", "unknown", "unasked", "unasked"]
    # Seen before it was a member: shown, and not counted in its rate.
    assert lines["Delta"].cells == ["present", "unknown", "present", "unasked"]
    rates = {name: (line.came, line.asked) for name, line in lines.items()}
    assert rates["Alpha"] == (2, 3)
    assert rates["Bêta"] == (0, 2)
    assert rates["Gamma"] == (1, 1)
    assert rates["Delta"] == (1, 1)
    assert list(lines)[:4] == ["Alpha", "Bêta", "Delta", "Gamma"]


def test_one_person_in_the_room_is_enough_and_guests_are_not(zone, offices):
    a, b, _c, _d = offices.values()
    meeting = make_held(zone, 10, {a: "absent", b: "absent"})
    make_participation(meeting, organisation=a, presence="present", is_expected=False)
    make_participation(meeting, organisation=b, presence="present", capacity="guest")
    lines = lines_of(zone)
    assert (lines["Alpha"].cells, lines["Bêta"].cells) == (["present"], ["absent"])


def test_whoever_animates_makes_its_institution_present_never_missing(zone, offices):
    a = offices["Alpha"]
    for day, state in ((30, "present"), (20, "absent"), (10, "absent")):
        make_held(zone, day, {a: (state, {"capacity": "coordination"})})
    assert lines_of(zone)["Alpha"].cells == ["present", "unasked", "unasked"]


def test_rate_is_written_with_its_base_and_its_period(zone, offices):
    a = offices["Alpha"]
    first = make_held(zone, 90, {a: "present"})
    for day in (60, 30):
        make_held(zone, day, {a: "absent"})
    line = lines_of(zone)["Alpha"]
    month = first.starts_at.astimezone(timezone.get_default_timezone())
    assert pages_frequentation.rate(line).startswith("1 sur 3 depuis ")
    assert pages_frequentation.rate(line).endswith(str(month.year))
    assert pages_frequentation.streak(line) == "absente 2 fois de suite"
    line.excuses = 1
    assert pages_frequentation.streak(line) == "pas venue 2 fois de suite, dont 1 excuse"


def test_lost_after_three_meetings_or_half_a_year_and_back_by_coming(zone, offices):
    a, b, c, d = offices.values()
    today = timezone.localdate()
    make_held(zone, 300, {a: "present", b: "present", c: "present"})
    make_held(zone, 30, {b: "absent", c: "excused", d: "absent"})
    for day in (25, 20):
        make_held(zone, day, {a: "present", c: "absent", d: "absent"})
    lost = {name for name, line in lines_of(zone).items() if line.is_lost(today)}
    assert lost == {"Bêta", "Gamma", "Delta"}  # half a year; three in a row; three and never seen
    make_held(zone, 5, dict.fromkeys((b, c, d), "present"))
    assert not any(line.is_lost(today) for line in lines_of(zone).values())


def test_former_members_and_strangers_are_nobody_to_win_back(zone, offices):
    a = offices["Alpha"]
    for day in (40, 30, 20):
        make_held(zone, day, {a: "absent", make_organisation(f"Passante {day}"): "present"})
    Membership.objects.filter(organisation=a).update(ended_on=timezone.localdate() - timedelta(10))
    lines = lines_of(zone)
    assert not any(line.is_lost(timezone.localdate()) for line in lines.values())
    assert (lines["Alpha"].asked, lines["Passante 30"].asked) == (3, 0)


def test_a_whole_type_that_stays_away_is_said(zone):
    offices = [make_organisation(f"CPAS {n}", type_code="cpas") for n in range(2)]
    other = make_organisation("OISP")
    for office in (*offices, other):
        make_member(zone, office)
    make_held(zone, 50, {offices[0]: "present", other: "present"})
    for day in (40, 30, 20):
        make_held(zone, day, {offices[0]: "absent", offices[1]: "excused", other: "present"})
    make_held(zone, 10, {other: "present"})  # none of them was invited
    lines = list(lines_of(zone).values())
    assert over_time.silent_types(lines, range(5)) == [("CPAS", 3)]


def test_faces_are_new_or_missed(zone, offices):
    a = offices["Alpha"]
    old, faithful, new, once = (make_person(n) for n in ("Old A", "Faithful B", "New C", "Once D"))

    def meet(day, *people):
        meeting = make_meeting(zone, "held", day=-day)
        for person in people:
            make_participation(meeting, person, a, presence="present")

    meet(90, old, faithful, once)
    meet(80, old, faithful)
    for day in (60, 50):
        meet(day, faithful)
    meet(10, faithful, new)
    sittings, seats, _offices, _lines = pages_frequentation.read(zone, None, timezone.localdate())
    assert [face.name for face in over_time.new_faces(sittings, seats, set())] == ["New C"]
    assert [face.name for face in over_time.lost_faces(sittings, seats)] == ["Old A"]
    assert over_time.new_faces(sittings, seats, {f"p{new.pk}"}) == []
    first = sittings[-1:]
    assert over_time.new_faces(first, seats, set()) == []  # nothing is known of before


def test_regular_follows_the_threshold_of_the_zone_here_and_in_the_report(zone, offices):
    a, b, _c, _d = offices.values()
    year = timezone.localdate().year
    for month, state in ((1, "present"), (2, "present"), (3, "absent"), (4, "absent")):
        starts = timezone.make_aware(timezone.datetime(year - 1, month, 10, 9, 30))
        meeting = make_meeting(zone, "held", starts_at=starts)
        make_participation(meeting, organisation=a, presence=state)
        make_participation(meeting, organisation=b, presence="present")
    names = participation.regular_institutions(gather(zone, year - 1))
    assert names == {a.pk, b.pk}
    make_rules(zone, valid_from=date(year - 1, 6, 1), regular_percent=75)
    assert participation.regular_institutions(gather(zone, year - 1)) == {b.pk}
    line = lines_of(zone, year - 1)["Alpha"]
    assert line.is_regular(50)
    assert not line.is_regular(51)


def test_people_reached_are_counted_once_at_every_kind_of_event(zone, offices):
    a = offices["Alpha"]
    field, chief = make_person("Field A"), make_person("Chief B")
    Position.objects.create(person=field, organisation=a, level="field")
    Position.objects.create(person=chief, organisation=a, level="direction")
    starts = timezone.now() - timedelta(minutes=5)
    for kind in ("commission", "visit", "working_group"):
        meeting = make_meeting(zone, "held", starts_at=starts, kind=kind)
        make_participation(meeting, field, a, presence="present")
        make_participation(meeting, chief, a, presence="present")
        make_participation(meeting, organisation=a, presence="absent")
    meeting.participations.create(person_name="Sans Fiche", presence="present", is_expected=False)
    year = timezone.localtime(starts).year
    reached = attendance_query.people_reached(zone, year)
    assert reached == {"all": 3, "field": 1, "unsaid": 1}


def test_names_and_calls_are_the_coordinations_alone(
    client, zone, coordinator, partner, region, offices
):
    a = offices["Alpha"]
    person = make_person("Clara Discrète")
    for day in (90, 80):
        make_participation(make_meeting(zone, "held", day=-day), person, a, presence="present")
    for day in (30, 20, 10):
        make_held(zone, day, {a: "absent", offices["Bêta"]: "present"})
    note = "Mot confidentiel de la conversation"
    today = timezone.localdate()
    outreach.note_call(zone, a, on=today, reason="time", note=note, by=coordinator)
    address = reverse("meetings:frequentation", args=["sud"])
    client.force_login(coordinator)
    page = client.get(address).content.decode()
    assert note in page
    assert "Clara Discrète" in page
    assert "absente 3 fois de suite" in page
    for user in (partner, region):
        client.force_login(user)
        page = client.get(address).content.decode()
        assert "Alpha" in page
        for secret in (note, "Clara", "Renouer", "manque de temps"):
            assert secret not in page
        answer = client.post(reverse("meetings:outreach", args=["sud", a.pk]), {"note": "x"})
        assert answer.status_code == 403
    assert client.get(address, {"annee": "x"}).status_code == 404


def test_call_is_kept_or_comes_back_with_what_was_typed(client, zone, coordinator, offices):
    a, stranger = offices["Alpha"], make_organisation("Ailleurs")
    make_held(zone, 10, {a: "absent"})
    client.force_login(coordinator)
    address = reverse("meetings:outreach", args=["sud", a.pk])
    today = timezone.localdate()
    later = {"on": today + timedelta(1), "reason": "time", "note": "Elle rappellera"}
    page = client.post(address, later)
    assert page.status_code == 422
    assert "Elle rappellera" in page.content.decode()
    assert client.post(address, {"on": today, "reason": "", "note": " "}).status_code == 422
    assert client.post(address, later | {"on": today}).status_code == 302
    call = Outreach.objects.get()
    assert (call.organisation, call.reason, call.by) == (a, "time", coordinator)
    url = reverse("meetings:outreach", args=["sud", stranger.pk])
    assert client.post(url, later | {"on": today}).status_code == 404
    with pytest.raises(Refused):
        outreach.note_call(zone, stranger, on=today, note="x", by=coordinator)


def test_zone_page_warns_of_erosion(client, zone, coordinator, offices):
    a = offices["Alpha"]
    for day in (30, 20, 10):
        make_held(zone, day, {a: "absent", offices["Bêta"]: "present"})
    client.force_login(coordinator)
    page = client.get(reverse("meetings:zone", args=["sud"])).content.decode()
    assert "1 institution ne vient plus" in page
    make_held(zone, 5, {a: "present"})
    page = client.get(reverse("meetings:zone", args=["sud"])).content.decode()
    assert "ne vient plus" not in page

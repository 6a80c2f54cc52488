"""Approved PVs among the annexes: which ones, once, and what joining one gives away."""

import pytest
from django.urls import reverse

from meetings.services.errors import Refused
from reports.services import annexed_pvs, open_report
from tests.factories import make_meeting, make_pv, make_sealed, make_zone

from .test_annexes import pages, saved

pytestmark = pytest.mark.django_db


def sealed_pv(zone, words, status="approved", visibility="zone"):
    meeting = make_meeting(zone, "closed", day=-40, visibility=visibility)
    return make_sealed(make_pv(meeting, status), content=saved(pages(2, words=words)))


def open_for(row):
    return open_report(row.pv.meeting.zone, row.pv.meeting.held_on.year)


def address(row, name, *more):
    meeting = row.pv.meeting
    return reverse(f"reports:{name}", args=[meeting.zone.code, meeting.held_on.year, *more])


def test_an_approved_pv_joins_once_with_its_pages(zone):
    row = sealed_pv(zone, "approuve")
    report = open_for(row)
    first = annexed_pvs.join(report, row.pk, by=None)
    assert annexed_pvs.join(report, row.pk, by=None) == first
    assert (first.pages, first.sealed) == (2, row)
    assert row.reference in first.title


@pytest.mark.parametrize(("status", "visibility"), [("contested", "zone"), ("approved", "present")])
def test_a_pv_contested_or_read_by_fewer_than_the_zone_never_joins(zone, status, visibility):
    row = sealed_pv(zone, "garde", status, visibility)
    report = open_for(row)
    with pytest.raises(Refused):
        annexed_pvs.join(report, row.pk, by=None)
    assert not report.annexes.exists()


def test_a_pv_of_another_zone_never_joins(zone):
    row = sealed_pv(make_zone("ouest"), "ailleurs")
    report = open_report(zone, row.pv.meeting.held_on.year)
    with pytest.raises(Refused):
        annexed_pvs.join(report, row.pk, by=None)


def test_the_page_says_what_joining_a_reserved_pv_gives_away(client, coordinator, zone):
    row = sealed_pv(zone, "reserve")
    client.force_login(coordinator)
    page = client.get(address(row, "annexes")).content.decode()
    assert "Actiris et la Région le liront" in page
    client.post(address(row, "annex_pv", row.pk))
    page = client.get(address(row, "annexes")).content.decode()
    assert "Joint au rapport." in page
    assert "Actiris et la Région le liront" not in page

"""What feeds the chapters of a report comes after its page: who gets it, whole, at what cost."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.models import Finding, Participation
from reports import services
from reports.models import CoordinationReport
from tests.factories import at, make_block, make_item, make_meeting, make_pv, make_theme

from .builders import YEAR, make_full_year, make_year

pytestmark = pytest.mark.django_db
BY_PAGE = {"HX-Request": "true"}
PICTURE = "<svg xmlns="
#: session, user, mandates, report; meetings, seats, opinions; communes, day due, canvas, texts of
#: the year before, findings, objectives named (2).
OF_THE_PAGE = 14
#: The same four; rules, meetings, members, seats, institutions, who came before, what is near (2),
#: findings, passages; communes (2), categories, groups, the work outside meetings, registers,
#: barometer, canvas.
OF_THE_DATA = 29


@pytest.fixture
def report(zone):
    make_full_year(zone)
    return services.open_report(zone, YEAR)


def url_of(name, **query):
    found = reverse(f"reports:{name}", args=["sud", YEAR])
    return found + "".join(f"?{key}={value}" for key, value in query.items())


def places(html):
    return set(re.findall(r'id="(donnees-[\w-]+)"', html))


def test_the_page_leaves_a_place_and_a_link_for_what_follows(client, coordinator, report):
    client.force_login(coordinator)
    text = client.get(url_of("report")).content.decode()
    assert f'hx-get="{url_of("chapters")}"' in text
    assert 'href="?tout=1#participation"' in text
    assert "donnees-reunions" in text
    assert PICTURE not in text
    assert "Institutions régulières" not in text


def test_what_nobody_noted_is_unknown_in_the_language_of_the_reader(client, coordinator, zone):
    meeting = make_meeting(zone, "held", starts_at=at(date(YEAR, 3, 4)), partners=2)
    meeting.themes.add(make_theme())
    coordinator.language = "nl"
    coordinator.save()
    client.force_login(coordinator)
    text = client.get(url_of("chapters"), headers=BY_PAGE).content.decode()
    assert text.count(">n.b.<") >= 6  # five of the meeting, one of its theme
    assert "n.\u00a0d." not in text


def test_every_place_of_the_page_is_filled(client, coordinator, report):
    client.force_login(coordinator)
    left = places(client.get(url_of("report")).content.decode())
    data = client.get(url_of("chapters"), headers=BY_PAGE)
    text = data.content.decode()
    assert places(text) == left
    assert text.count('hx-swap-oob="true"') == len(left)
    assert "Institutions régulières" in text
    assert "?tout=1" not in text
    assert "variable absente" not in text


def test_without_script_the_whole_is_one_page_with_the_same_data(client, coordinator, report):
    client.force_login(coordinator)
    text = client.get(url_of("report", tout=1)).content.decode()
    assert "hx-swap-oob" not in text
    assert url_of("chapters") + '"' not in text
    assert "variable absente" not in text
    data = client.get(url_of("chapters"), headers=BY_PAGE).content.decode()
    for piece in re.findall(r"<table.*?</table>|<svg.*?</svg>", data, re.DOTALL):
        assert piece in text
    assert text.count(PICTURE) == data.count(PICTURE) > 3


def test_who_opens_the_data_by_hand_gets_the_page(client, coordinator, report):
    client.force_login(coordinator)
    assert client.get(url_of("chapters")).url == url_of("report", tout=1)


def test_a_text_saved_without_script_leads_back_to_the_whole_page(client, coordinator, report):
    client.force_login(coordinator)
    url = reverse("reports:text_save", args=["sud", YEAR, "zone"])
    typed = {"text_fr": "Un.", "text_nl": "", "version": 0, "tout": 1}
    assert client.post(url, typed).url == url_of("report", tout=1) + "#zone"
    del typed["tout"]
    assert client.post(url, typed | {"version": 1}).url == url_of("report") + "#zone"


@pytest.mark.parametrize("headers", [{}, BY_PAGE])
@pytest.mark.parametrize("reader", ["partner", "outsider", "region"])
def test_nobody_else_reads_the_data_of_a_report_being_written(
    request, client, report, reader, headers
):
    client.force_login(request.getfixturevalue(reader))
    assert client.get(url_of("chapters"), headers=headers).status_code == 404
    assert client.get(url_of("report", tout=1)).status_code == 404


def test_the_others_never_get_live_data_of_a_deposited_report(
    client, coordinator, partner, region, outsider, report
):
    services.validate_report(report, by=coordinator)
    CoordinationReport.objects.filter(pk=report.pk).update(sent_on=timezone.localdate())
    for reader, status in ((partner, 403), (region, 403), (outsider, 404)):
        client.force_login(reader)
        assert client.get(url_of("chapters"), headers=BY_PAGE).status_code == status
    client.force_login(partner)
    assert "data-autosave" not in client.get(url_of("report", tout=1)).content.decode()


def test_what_changed_since_the_validation_follows_the_page(client, coordinator, report):
    services.validate_report(report, by=coordinator)
    Participation.objects.filter(presence="present").update(presence="absent")
    client.force_login(coordinator)
    page = client.get(url_of("report")).content.decode()
    assert "Chiffres corrigés depuis la validation" not in page
    data = client.get(url_of("chapters"), headers=BY_PAGE).content.decode()
    assert places(page) == places(data)
    assert "donnees-corrigees" in places(data)
    assert "Chiffres corrigés depuis la validation" in data


def test_a_change_is_told_at_once(client, coordinator, zone, report):
    client.force_login(coordinator)
    before = client.get(url_of("chapters"), headers=BY_PAGE).context["figures"]
    make_meeting(zone, "held", starts_at=timezone.make_aware(timezone.datetime(YEAR, 6, 1, 9)))
    after = client.get(url_of("chapters"), headers=BY_PAGE).context["figures"]
    assert after["meetings"]["held"] == before["meetings"]["held"] + 1


def test_the_page_and_its_data_cost_the_same_whatever_the_year(client, coordinator, zone):
    client.force_login(coordinator)
    counts = []
    make_full_year(zone)  # some of everything: an empty list asks nothing about its rows
    for size in (1, 3, 10):
        make_year(zone, meetings=size, seed=size)
        for meeting in zone.meetings.filter(status__in=["held", "closed"], pv=None):
            make_block(make_item(make_pv(meeting, status="sent").meeting), "decision")
        for number in range(size):
            Finding.objects.create(
                zone=zone, noted_on=date(YEAR, 3, 1 + number), subject=f"{size}/{number}"
            )
        counts.append((_cost(client, "report"), _cost(client, "chapters")))
    assert set(counts) == {(OF_THE_PAGE, OF_THE_DATA)}


def _cost(client, name):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url_of(name), headers=BY_PAGE).status_code == 200
    return len(queries)

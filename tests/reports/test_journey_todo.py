"""What the page of a zone says its report expects."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Letter, Paper
from reports import todo
from reports.models import CoordinationReport
from reports.services import reviewing
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(zone):
    return CoordinationReport.objects.create(zone=zone, year=timezone.localdate().year)


def frozen(report):
    paper = Paper.objects.create(
        kind="report", language="fr", file_name="r.pdf", content=b"%PDF-1.7 fige"
    )
    facts = {"paper": paper, "validated_at": timezone.now(), "status": "validated"}
    CoordinationReport.objects.filter(pk=report.pk).update(**facts)
    return paper


def told(zone, days=0):
    return todo.lines(zone, timezone.localdate() + timedelta(days=days))


def test_a_draft_and_another_zone_expect_nothing_here(report, other_zone):
    assert told(report.zone) == []
    frozen(CoordinationReport.objects.create(zone=other_zone, year=report.year))
    assert told(report.zone) == []


def test_remarks_come_first_then_the_verdict_then_the_validation(report, client, coordinator):
    until = timezone.localdate() + timedelta(days=5)
    report.status, report.presented_at, report.remarks_until = "presented", timezone.now(), until
    report.save()
    assert told(report.zone) == []
    remark = report.remarks.create(chapter="zone", author_name="Ada", text="Mot.", key=uuid4())
    (line,) = told(report.zone)
    assert line["url"] == reverse("reports:remarks", args=["sud", report.year])
    client.force_login(coordinator)
    assert line["text"] in client.get(report.zone.get_absolute_url()).content.decode()
    remark.status = "noted"
    remark.save()
    (line,) = told(report.zone, days=6)
    assert line["url"] == reverse("reports:verdict", args=["sud", report.year])
    report.verdict = "approved"
    report.save()
    (line,) = told(report.zone)
    assert line["url"] == reverse("reports:validate", args=["sud", report.year])


def test_a_refused_deposit_is_late_and_one_on_its_way_is_silent(report):
    paper = frozen(report)
    (line,) = told(report.zone)
    assert (line["flag_kind"], line["flag_label"]) == ("soon", "à transmettre")
    letter = Letter.objects.create(
        kind="deposit", paper=paper, to_email="a@exemple.be", language="fr"
    )
    assert told(report.zone) == []
    letter.status = "refused"
    letter.save()
    (line,) = told(report.zone)
    assert line["flag_kind"] == "late"
    CoordinationReport.objects.update(sent_on=timezone.localdate())
    assert told(report.zone) == []


@pytest.mark.parametrize("size", [1, 3])
def test_the_lines_are_one_query(zone, size, django_assert_num_queries):
    year = timezone.localdate().year
    for number in range(size):
        row = CoordinationReport.objects.create(zone=zone, year=year + number)
        frozen(row)
    with django_assert_num_queries(1):
        assert len(told(zone)) == size


def test_what_the_second_reader_said_is_the_next_line(report, client, coordinator):
    second = make_user(report.zone, coordinator=True, full_name="Odette Relectrice")
    reviewing.ask_review(report, by=coordinator)
    page = reverse("reports:reading", args=["sud", report.year])
    (line,) = told(report.zone)
    assert (line["flag_label"], line["url"]) == ("à relire", page)
    # Whoever asked waits; the reader opens the report and answers.
    client.force_login(coordinator)
    assert "J’ai relu" not in client.get(page).content.decode()
    client.force_login(second)
    refused = client.post(page, {"agrees": "no", "note": " "})
    assert "avant que le rapport parte" in refused.content.decode()
    assert "J’ai relu" in refused.content.decode()
    reviewing.note_reading(report, by=second, agrees=False, note="Le tableau des thèmes.")
    (line,) = told(report.zone)
    assert (line["flag_label"], line["url"]) == ("à reprendre", page)
    reviewing.note_reading(report, by=second, agrees=True)
    (line,) = told(report.zone)
    assert line["url"] == reverse("reports:validate", args=["sud", report.year])
    # What the commission had is not proposed to a reader any more.
    page = reverse("reports:validate", args=["sud", report.year])
    CoordinationReport.objects.update(status="presented", style="presented", verdict="approved")
    report.readings.all()._raw_delete("default")
    assert "Faire relire" not in client.get(page).content.decode()
    CoordinationReport.objects.update(status="review", style="administrative", verdict="")
    # A new round forgets what was said of the earlier one.
    reviewing.take_back(report)
    reviewing.ask_review(report, by=coordinator)
    (line,) = told(report.zone)
    assert line["flag_label"] == "à relire"

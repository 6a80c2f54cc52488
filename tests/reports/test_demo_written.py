"""The reports of the demonstration, written for whoever coordinates the zone."""

import pytest
from django.utils import timezone

from meetings.models import Letter
from reports.demo import written
from reports.models import CoordinationReport
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_report_of_the_demonstration_is_validated_by_the_other_coordination(zone):
    """Not by a partner, whoever comes first."""
    zone.position = written.SENT[0]
    zone.save()
    make_user(zone, full_name="Aline Partenaire")
    first = make_user(zone, coordinator=True, full_name="Zoé Première")
    second = make_user(zone, coordinator=True, full_name="Yves Second")
    today = timezone.localdate()
    written.write_reports(today)
    report = CoordinationReport.objects.get(zone=zone, year=today.year - 1)
    assert {text.updated_by for text in report.texts.all()} == {first}
    assert (report.reviewers.get().user, report.validated_by) == (second, second)
    reading = report.readings.get()
    assert (reading.by, reading.agrees) == (second, True)
    assert report.reviewers.get().at < reading.at < report.validated_at
    assert not Letter.objects.filter(kind="report_review").exists()

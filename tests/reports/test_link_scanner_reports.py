"""As for the letters of meetings: every link opened by GET and HEAD changes no row."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from meetings.models import Finding, Letter, Paper
from meetings.models.outbox import APART
from meetings.services import cosigning, delivery
from reports import services
from reports.models import ReportYear
from reports.services import deposit, feedback, nudges, presenting, remarks, reviewing, survey
from tests.factories import make_meeting, make_member, make_user
from tests.meetings.test_link_scanner import SCANNERS, _links, everything

pytestmark = pytest.mark.django_db
YEAR = 2020


@pytest.fixture
def links(zone, coordinator, other_zone, outsider):
    """Every address of ours in the letters about reports, as they left."""
    for _n in range(5):
        make_member(zone)
    make_user(zone, coordinator=True)  # the second reader
    survey.open_survey(zone, closes_on=timezone.localdate() + timedelta(days=9), by=coordinator)
    read, shown, sent = (services.open_report(zone, YEAR + n) for n in range(3))
    reviewing.ask_review(read, by=coordinator)
    shown.style = "presented"
    shown.save()
    presenting.present(shown, until=timezone.localdate() + timedelta(days=9), by=coordinator)
    said = {"key": uuid4(), "chapter": "zone", "text": "Un mot.", "reader": shown.readers.first()}
    remarks.note(remarks.remark(shown, **said), by=coordinator)
    send(sent, coordinator)
    nudges.send_nudges(YEAR + 3, [zone], by=coordinator)
    finding = Finding.objects.create(zone=zone, subject="Une mesure", proposal="La changer.")
    cosigning.ask(finding, [other_zone], by=coordinator)
    held = make_meeting(zone, "held", day=-1, partners=6)
    held.participations.update(presence="present")
    feedback.switch(zone, on=True)
    with time_machine.travel(timezone.localtime().replace(hour=9, minute=0), tick=False):
        feedback.ask_due()
    assert set(Letter.objects.values_list("kind", flat=True)) == {
        *APART,
        Letter.Kind.FEEDBACK,
    } - {Letter.Kind.SURVEY_REMINDER}
    with time_machine.travel(timezone.now() + timedelta(hours=12)):
        assert delivery.deliver_due() == (Letter.objects.count(), 0)
    return {link for message in mail.outbox for link in _links(message)}


def send(report, by):
    paper = Paper.objects.create(kind="report", language="fr", file_name="r.pdf", content=b"%PDF-")
    report.status, report.paper, report.validated_at = "validated", paper, timezone.now()
    report.save()
    ReportYear.objects.create(
        year=report.year, due_on=date(report.year + 1, 1, 31), to_email="depot@exemple.be"
    )
    deposit.send(report, by=by)


def test_opening_every_link_of_the_letters_about_reports_changes_no_row(client, links):
    assert sum("/barometre/" in link for link in links) >= 5
    assert sum("/trois-questions/" in link for link in links) == 6
    assert sum("/rapport/" in link for link in links) >= 5
    before = everything()
    for link in sorted(links):
        for scanner in SCANNERS:
            for method in (client.get, client.head):
                answer = method(link, headers={"user-agent": scanner})
                assert answer.status_code < 500, link
                assert answer.status_code != 405, link
        assert not client.cookies.get("sessionid"), link
    after = everything()
    assert {table for table in after if after[table] != before[table]} == set()

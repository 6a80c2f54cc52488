"""Two coordinators at the same instant: one deposit, one rectification, one remark, one paper."""

import json
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from meetings.models import Letter, Paper
from meetings.services import delivery
from meetings.services.errors import WrongStatus
from reports.models import (
    Annex,
    CoordinationReport,
    LogEntry,
    ReportDeposit,
    ReportRemark,
    ReportYear,
)
from reports.services import (
    annexed_pvs,
    deposit,
    freezing,
    journey,
    presenting,
    rectifying,
    remarks,
)
from tests.concertation.test_one_moment import meanwhile
from tests.factories import make_member, make_organisation, make_person, make_user, make_zone
from tests.meetings.test_races import AT_ONCE, together

from .test_annexed_pvs import open_for, sealed_pv

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = 2020


@pytest.fixture
def by():
    return make_user(make_zone(), coordinator=True)


def make_report(status="validated", **fields):
    if status == "validated":
        paper = Paper.objects.create(
            kind="report", language="fr", file_name="r.pdf", content=b"%PDF-1.7 fige"
        )
        fields |= {"paper": paper, "validated_at": timezone.now()}
    return CoordinationReport.objects.create(zone=make_zone(), year=YEAR, status=status, **fields)


def refused(results):
    return sum(isinstance(result, WrongStatus) for result in results)


def test_two_people_who_deposit_at_once_send_one_letter(by):
    report = make_report()
    to = "rapports@actiris.exemple.be"
    ReportYear.objects.create(year=YEAR, due_on=date(YEAR + 1, 1, 31), to_email=to)
    results = together(lambda _n: deposit.send(report, by=by))
    assert refused(results) == AT_ONCE - 1
    delivery.deliver_due()
    assert ReportDeposit.objects.count() == Letter.objects.count() == 1


def test_two_people_who_note_a_deposit_at_once_note_one(by):
    report = make_report()
    today = timezone.localdate()
    results = together(lambda _n: deposit.note(report, on=today, to="Actiris", by=by))
    assert refused(results) == AT_ONCE - 1
    assert ReportDeposit.objects.count() == 1


def test_two_people_who_rectify_at_once_open_one_edition(by):
    report = make_report(sent_on=timezone.localdate())
    results = together(lambda _n: rectifying.rectify(report, reason="Une erreur.", by=by))
    assert refused(results) == AT_ONCE - 1
    assert CoordinationReport.objects.count() == 2


def test_two_people_who_submit_at_once_write_once(by):
    make_member(make_zone(), make_organisation(), make_person("Ada Membre", email="a@exemple.be"))
    report = make_report("draft", style="presented")
    until = timezone.localdate() + timedelta(days=9)
    results = together(lambda _n: presenting.present(report, until=until, by=by))
    assert refused(results) == AT_ONCE - 1
    assert Letter.objects.count() == report.readers.count() == 1


def test_an_approved_pv_joined_at_once_is_one_annex(by):
    row = sealed_pv(make_zone(), "approuve")
    report = open_for(row)
    results = together(lambda _n: annexed_pvs.join(report, row.pk, by=by))
    assert {result.pk for result in results} == {Annex.objects.get().pk}


def test_the_same_remark_sent_at_once_is_one(by):
    until = timezone.localdate() + timedelta(days=9)
    report = make_report("presented", style="presented", remarks_until=until)
    reader = report.readers.create(person=make_person("Ada Membre"))
    words = {"key": uuid4(), "chapter": "zone", "text": "Un oubli."}
    results = together(lambda _n: remarks.remark(report, reader=reader, **words))
    assert len({result.pk for result in results}) == 1
    assert ReportRemark.objects.count() == 1


def test_two_workers_that_validate_at_once_keep_one_paper(by, monkeypatch):
    """The layout itself has its own tests: here it takes no time and differs each time."""
    report = make_report("draft")

    def set_paper(found, **given):
        content = b"%PDF-1.7 " + uuid4().hex.encode()
        return freezing.Frozen({}, content, timezone.now(), by)

    monkeypatch.setattr(freezing, "set_paper", set_paper)
    results = together(lambda _n: journey.validate_report(report, by=by))
    assert refused(results) == AT_ONCE - 1
    assert Paper.objects.count() == 1


def test_an_entry_written_while_a_report_freezes_is_in_its_figures_and_its_paper_or_in_neither(by):
    """Somebody saves the moment the year's log has been read for the first time."""
    report = make_report("draft")
    words, written = "Visite du nouvel atelier", []

    def save_once(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if "reports_logentry" in sql and not written:
            written.append(sql)
            day = date(YEAR, 3, 2)
            meanwhile(
                lambda: LogEntry.objects.create(
                    zone_id=report.zone_id, on=day, text=words, key=uuid4()
                )
            )
        return found

    with connection.execute_wrapper(save_once):
        kept = journey.validate_report(report, by=by)
    assert written
    assert LogEntry.objects.get().text == words
    told = json.dumps(kept.figures, ensure_ascii=False)
    printed = " ".join(
        page.extract_text() for page in PdfReader(BytesIO(bytes(kept.paper.pdf()))).pages
    )
    assert words not in told
    assert words not in " ".join(printed.split())

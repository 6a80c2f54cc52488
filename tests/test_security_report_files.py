"""The files of a report attacked: keys of makings, formulas, names, annexes, what is too much."""

import csv
import io
import json
import re
import time
import zipfile
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import uuid4

import pikepdf
import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from reports import documents, services, wording
from reports.annex_reader import Unwelcome, read_apart
from reports.models import Making, Project, ReportRemark
from reports.services import making, presenting, remarks
from reports.services.local_figures import add_figures
from tests.factories import (
    at,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_pv,
)
from tests.reports.builders import add_opinion
from tests.reports.making import work

pytestmark = pytest.mark.django_db
YEAR = 2020


def url(name, zone, *more):
    return reverse(f"reports:{name}", args=[zone.code, YEAR, *more])


def signed(user):
    client = Client()
    client.force_login(user)
    return client


# --- Makings ------------------------------------------------------------------------------------


def test_the_key_of_a_making_opens_nothing_to_another(zone, coordinator, outsider, partner, region):
    ours = making.ask("proof", zone=zone, year=YEAR, language="fr", by=coordinator)
    theirs = making.ask("synthesis", year=YEAR, language="fr", by=region)
    frozen = making.ask("validation", zone=zone, year=YEAR, language="fr", by=coordinator)
    work()
    doors = [(one, user) for one in (ours, frozen) for user in (outsider, partner, region)]
    doors += [(theirs, user) for user in (coordinator, outsider, partner)]
    count = Making.objects.count()
    for row, user in doors:
        client = signed(user)
        for name in ("making", "making_file"):
            assert client.get(reverse(f"reports:{name}", args=[row.key])).status_code == 404
        assert client.post(reverse("reports:making_again", args=[row.key])).status_code == 404
    assert Making.objects.count() == count
    file = signed(coordinator).get(reverse("reports:making_file", args=[ours.key]))
    assert file["X-Content-Type-Options"] == "nosniff"


def test_a_making_asked_for_while_a_worker_takes_it_is_given_back(zone, coordinator, monkeypatch):
    first = making.ask("report", zone=zone, year=YEAR, language="fr", by=coordinator)
    Making.objects.filter(pk=first.pk).update(status=Making.Status.RUNNING)

    def refused(**fields):  # it waited when this one was written, and runs when it is looked for
        raise IntegrityError

    monkeypatch.setattr(Making.objects, "create", refused)
    assert making.ask("report", zone=zone, year=YEAR, language="fr", by=coordinator) == first


def test_a_published_synthesis_does_not_tell_how_far_a_draft_is(zone, other_zone, partner, region):
    report = services.validate_report(services.open_report(zone, YEAR), by=None)
    type(report).objects.filter(pk=report.pk).update(sent_on=timezone.localdate())
    services.rectifying.rectify(report, reason="Une erreur.", by=None)
    draft = services.open_report(other_zone, YEAR)
    services.save_text(draft, "zone", text_fr="Écrit.", text_nl="", revision=0, by=None)
    making.ask("publication", year=YEAR, edition=1, language="fr", by=region)
    assert work() == ["ready"]
    address = reverse("reports:synthesis_json", args=[YEAR])
    rows = json.loads(signed(partner).get(address).content)["zones"]
    told = {row["code"]: (row["report"]["status"], row["report"]["share"]) for row in rows}
    assert told == {zone.code: ("validated", 100), other_zone.code: ("", 0)}


# --- Files that harm ----------------------------------------------------------------------------

FORMULA = '=HYPERLINK("http://mechant.test";"Voir")'


def test_no_cell_of_any_file_computes(zone, coordinator):
    zone.name_fr = "+Sud"
    zone.save()
    seat = make_member(zone, make_organisation(FORMULA))
    meeting = make_meeting(zone, "held", starts_at=at(date(YEAR, 3, 3)), title_fr=FORMULA)
    make_participation(meeting, seat.person, seat.membership.organisation, presence="present")
    make_pv(meeting, status="sent", blocks=0)
    add_opinion(meeting, text=FORMULA, motives=f" {FORMULA}", answer="@SUM(A1)")
    project = Project.objects.create(zone=zone, name_fr=FORMULA, purpose="-1+1")
    project.states.create(state="running", on=meeting.held_on, note="\t=1+1")
    add_figures(
        zone,
        YEAR,
        [{"label": FORMULA, "place": "=1", "value": "+1", "source": "@A", "dated": "-1"}],
    )
    book = signed(coordinator).get(url("workbook", zone)).content
    cells = [cell for sheet in load_workbook(io.BytesIO(book)) for row in sheet for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert FORMULA in [cell.value for cell in cells]
    packed = zipfile.ZipFile(io.BytesIO(signed(coordinator).get(url("tables_csv", zone)).content))
    for name in packed.namelist():
        if name.endswith(".csv"):
            rows = csv.reader(io.StringIO(packed.read(name).decode("utf-8-sig")), delimiter=";")
            texts = [cell for row in rows for cell in row if not NUMBER.fullmatch(cell)]
            assert [text for text in texts if text.lstrip(" ")[:1] in tuple("=+-@\t\r")] == []


NUMBER = re.compile(r"-?[\d,]+")


def test_a_name_of_a_zone_says_nothing_more_to_the_browser(zone, coordinator):
    zone.name_fr = 'Sud"; filename="mechant.exe'
    zone.save()
    client = signed(coordinator)
    for name in ("workbook", "tables_csv", "figures_json", "docx"):
        shown = client.get(url(name, zone))["Content-Disposition"]
        assert 'filename="mechant' not in shown.replace('\\"', ""), name


def test_nothing_is_fetched_while_a_report_is_set(zone, coordinator):
    asked = []

    class Trap(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)

        log_message = do_GET

    with HTTPServer(("127.0.0.1", 0), Trap) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{server.server_port}"
        harm = (
            f'<img src="{there}/img"><svg><image href="{there}/svg"/></svg>![x]({there}/md) '
            f'<link rel="attachment" href="file:///etc/passwd">'
            f'<style>@import "{there}/css";</style>'
            f'<iframe src="{there}/frame"></iframe> url({there}/url)'
        )
        report = services.open_report(zone, YEAR)
        services.save_text(report, "zone", text_fr=harm, text_nl="", revision=0, by=coordinator)
        Project.objects.create(zone=zone, name_fr=harm[:150], purpose=harm).states.create(
            state="running", on=date(YEAR, 3, 3), note=harm[:290]
        )
        content = documents.report(zone, YEAR)
        server.shutdown()
    assert asked == []
    assert b"EmbeddedFile" not in content


@pytest.mark.parametrize("key", ["/F", "/Ref"])
def test_an_annex_fetches_nothing_from_elsewhere(key):
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    drawing = pdf.make_stream(b"")
    drawing.Type, drawing.Subtype, drawing.BBox = (
        pikepdf.Name.XObject,
        pikepdf.Name.Form,
        [0, 0, 9, 9],
    )
    drawing[key] = pikepdf.Dictionary(F=pikepdf.String("http://mechant.test/x"), Page=0)
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=drawing))
    pdf.pages[0].Contents = pdf.make_stream(b"/I Do")
    out = io.BytesIO()
    pdf.save(out)
    with pytest.raises(Unwelcome, match="carries"):
        read_apart(out.getvalue())


# --- Too much -----------------------------------------------------------------------------------


def test_a_word_without_end_is_read_within_a_second():
    start = time.monotonic()
    for text in ("a" * 200_000, "a@" * 100_000, "a." * 100_000, "a" * 100_000 + "@"):
        wording.without_addresses(text)
    assert time.monotonic() - start < 4
    long = "x" * 100 + "ada@exemple.be+bob@exemple.be"
    assert "@" not in wording.without_addresses(long)


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "2147483648"])
def test_numbers_beyond_any_row_are_not_found(zone, coordinator, region, number):
    client = signed(coordinator)
    roots = [f"/zones/{zone.code}/rapports/{YEAR}/", f"/zones/{zone.code}/"]
    addresses = [
        roots[0] + part for part in (f"annexes/{number}/", f"editions/{number}/rapport.pdf")
    ]
    addresses += [roots[0] + f"remarques/{number}/", roots[0] + f"donnees/{number}/"]
    addresses += [roots[1] + f"journal/entrees/{number}/", roots[1] + f"projets/{number}/"]
    addresses += [roots[1] + f"rapports/{number}/", roots[1] + f"objectifs/{number}/"]
    for address in addresses:
        assert client.get(address).status_code == 404, address
    closing = reverse("reports:survey_close", args=[zone.code, int(number)])
    assert client.post(closing).status_code == 404
    for address in (f"/region/{number}/synthese/", f"/region/canevas/zone/{number}/"):
        assert signed(region).get(address).status_code == 404, address


def test_forty_remarks_are_a_flood_and_none_is_kept_after_the_verdict(client, zone, coordinator):
    make_member(zone)
    report = services.open_report(zone, YEAR)
    report.style = "presented"
    report.save()
    presenting.present(report, until=timezone.localdate() + timedelta(days=5), by=coordinator)
    reader = report.readers.first()
    link = reverse("reports:by_link", args=[presenting.make_token(reader)])
    given = {"chapter": "zone", "text": "Non."}
    for _n in range(remarks.MOST):
        remarks.remark(report, reader=reader, key=uuid4(), **given)
    assert client.post(link, given | {"key": str(uuid4())}).status_code == 422
    type(report).objects.filter(pk=report.pk).update(verdict="approved")
    assert client.post(link, given | {"key": str(uuid4())}).status_code == 422
    assert ReportRemark.objects.count() == 40

"""Writing, publishing and taking up the synthesis; the one reminder of a report."""

import json
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from meetings.models import Letter, Paper
from meetings.services.errors import Conflict, Refused, WrongStatus
from reports import synthesis_schema
from reports.emails.nudges import build_nudge
from reports.models import CoordinationReport, Making, ReportNudge, Synthesis
from reports.services import nudges
from reports.services import synthesis as services
from reports.services.making import run
from tests.factories import make_user, make_zone

from .builders import YEAR, make_full_year
from .making import work
from .test_synthesis import SECRET, deposit

pytestmark = pytest.mark.django_db
PAGE, TEXT = "reports:synthesis", "reports:synthesis_text"


def write(by, text="L’année des publics.", revision=0, year=YEAR, chapter="resume"):
    edition = services.open_synthesis(year)
    return services.save_text(edition, chapter, text_fr=text, text_nl="", revision=revision, by=by)


def publish(client, year=YEAR, language="fr"):
    """The button, then what the worker does with it."""
    client.post(reverse("reports:synthesis_publish", args=[year]), {"language": language})
    work()


# --- Writing ------------------------------------------------------------------------------------


def test_two_editors_meet_and_nothing_is_lost(client, region):
    write(region, "Le premier texte.")
    client.force_login(region)
    address = reverse(TEXT, args=[YEAR, "resume"])
    mine = {"text_fr": "Le second texte.", "text_nl": "", "version": 0}
    response = client.post(address, mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Le premier texte." in page
    assert "Le second texte." in page
    client.post(address, mine | {"keep": 1})
    assert Synthesis.objects.get().texts.get().text_fr == "Le second texte."


def test_the_same_revision_is_saved_once(region):
    write(region)
    with pytest.raises(Conflict):
        write(region, "Autre chose.")


def test_a_chapter_that_takes_no_text_gives_back_what_was_typed(client, region):
    client.force_login(region)
    typed = {"text_fr": "Tapé avec soin.", "text_nl": "", "version": 0}
    response = client.post(reverse(TEXT, args=[YEAR, "methode"]), typed)
    assert response.status_code == 422
    assert "Tapé avec soin." in response.content.decode()


def test_hostile_words_are_shown_as_words(client, region, zone):
    deposit(zone, evaluation="<script>alert(1)</script>")
    write(region, "<img src=x onerror=alert(1)>")
    client.force_login(region)
    page = client.get(reverse(PAGE, args=[YEAR])).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


# --- Publication --------------------------------------------------------------------------------


def test_a_synthesis_waits_for_the_first_report(client, region, zone):
    client.force_login(region)
    publish(client)
    assert not Making.objects.exists()
    assert (
        "attend le premier"
        in client.get(reverse("reports:synthesis_publish", args=[YEAR])).content.decode()
    )


def test_publishing_freezes_every_byte(client, region, zone):
    make_full_year(zone)
    deposit(zone)
    write(region)
    client.force_login(region)
    publish(client)
    published = Synthesis.objects.get()
    assert published.published_at
    assert published.published_by == region
    paper = client.get(reverse("reports:synthesis_paper", args=[YEAR])).content
    data = client.get(reverse("reports:synthesis_json", args=[YEAR])).content
    for meeting in zone.meetings.all():
        meeting.participations.update(presence="absent")
    assert client.get(reverse("reports:synthesis_paper", args=[YEAR])).content == paper
    assert client.get(reverse("reports:synthesis_json", args=[YEAR])).content == data
    with pytest.raises(WrongStatus):
        services.save_text(published, "resume", text_fr="Tard.", text_nl="", revision=1, by=region)


def test_two_people_publish_once(client, region, zone):
    deposit(zone)
    client.force_login(region)
    publish(client)
    first = Synthesis.objects.get().paper
    making = Making.objects.create(what="publication", year=YEAR, edition=1, language="nl")
    assert services.freeze(making, lambda *step: None) == first.pdf()
    assert Synthesis.objects.get().paper == first


def test_a_worker_that_died_publishes_no_later_edition(client, region, zone):
    deposit(zone)
    client.force_login(region)
    publish(client)
    services.take_up(Synthesis.objects.get(), by=region)
    Making.objects.update(status="running", beat_at=timezone.now() - timezone.timedelta(hours=1))
    assert [run(pk) for pk in Making.objects.values_list("pk", flat=True)] == ["ready"]
    assert not Synthesis.objects.get(edition=2).published_at
    old = Making.objects.create(what="publication", year=YEAR, language="fr")
    assert run(old.pk) == "failed"
    assert not Synthesis.objects.get(edition=2).published_at


def test_a_text_saved_while_the_paper_is_set_is_not_lost(region, zone):
    deposit(zone)
    edition = services.open_synthesis(YEAR)

    def on_step(words, done, total):
        if done == 2 and not edition.texts.exists():
            write(region, "Juste à temps.")

    kept = services.publish(edition, language="fr", by=region, on_step=on_step)
    assert kept is None
    assert not Synthesis.objects.get().published_at


def test_the_zones_read_it_once_published_and_not_before(client, region, partner, zone):
    deposit(zone)
    write(region)
    link = f'href="{reverse(PAGE, args=[YEAR])}"'
    client.force_login(partner)
    assert link not in client.get(reverse("reports:list")).content.decode()
    for name in (PAGE, "reports:synthesis_json", "reports:synthesis_tables"):
        assert client.get(reverse(name, args=[YEAR])).status_code == 403
    client.force_login(region)
    publish(client)
    client.force_login(partner)
    assert link in client.get(reverse("reports:list")).content.decode()
    response = client.get(reverse(PAGE, args=[YEAR]))
    assert response.status_code == 200
    assert "data-autosave" not in response.content.decode()
    assert client.get(reverse("reports:synthesis_paper", args=[YEAR])).status_code == 200


def test_who_sits_in_no_zone_is_led_to_no_synthesis(client, region, zone):
    deposit(zone)
    client.force_login(region)
    publish(client)
    client.force_login(make_user())
    assert client.get(reverse("reports:list")).context["syntheses"] == []


def test_a_new_edition_takes_the_texts_and_leaves_the_old_one(client, region, partner, zone):
    deposit(zone)
    write(region)
    client.force_login(region)
    publish(client)
    for _click in range(2):
        client.post(reverse("reports:synthesis_take_up", args=[YEAR]))
    first, second = Synthesis.objects.order_by("edition")
    assert second.texts.get().text_fr == first.texts.get().text_fr
    services.save_text(second, "resume", text_fr=SECRET, text_nl="", revision=1, by=region)
    client.force_login(partner)
    assert SECRET not in client.get(reverse(PAGE, args=[YEAR])).content.decode()


def test_the_page_says_when_it_read_and_reads_again_when_asked(client, region, zone):
    make_full_year(zone)
    client.force_login(region)
    address = reverse(PAGE, args=[YEAR])
    before = client.get(address).context["zones"][0]["raw"]["held"]
    zone.meetings.filter(status__in=["held", "closed"]).update(status="cancelled")
    assert client.get(address).context["zones"][0]["raw"]["held"] == before > 0
    assert client.get(address, {"relire": 1}).context["zones"][0]["raw"]["held"] == 0
    data = json.loads(client.get(reverse("reports:synthesis_json", args=[YEAR])).content)
    assert data["zones"][0]["figures"]["held"] == 0


# --- For other programs -------------------------------------------------------------------------


def test_page_workbook_and_json_say_the_same_numbers(client, region, zone, other_zone):
    make_full_year(zone)
    deposit(zone)
    client.force_login(region)
    page = client.get(reverse(PAGE, args=[YEAR])).context
    data = json.loads(client.get(reverse("reports:synthesis_json", args=[YEAR])).content)
    book = load_workbook(
        BytesIO(client.get(reverse("reports:synthesis_tables", args=[YEAR])).content)
    )
    assert set(synthesis_schema.schema()["required"]) == set(data)
    names = [column["key"] for column in data["tables"][1]["columns"]]
    sheet = {row[0]: row for row in book["chiffres"].iter_rows(min_row=2, values_only=True)}
    for shown, row in zip(page["zones"], data["zones"], strict=True):
        assert shown["raw"] == row["figures"]
        cells = dict(zip(names, sheet[shown["name"]], strict=True))
        for name in ("held", "half_days", "themes", "opinions", "members"):
            assert cells[name] == row["figures"][name]
    for sheet, place in (("cinq-ans", 1), ("ensemble", 0), ("themes-par-annee", 0)):
        years = {row[place] for row in book[sheet].iter_rows(min_row=2, values_only=True)}
        assert years <= set(range(YEAR - 10, YEAR + 1))  # numbers, not texts
        assert years or sheet == "themes-par-annee"


def test_no_cell_is_a_formula(client, region, zone):
    zone.name_fr = "=HYPERLINK(A1)"
    zone.save()
    client.force_login(region)
    content = client.get(reverse("reports:synthesis_tables", args=[YEAR])).content
    assert load_workbook(BytesIO(content))["zones"]["A2"].data_type == "s"


# --- The one reminder ---------------------------------------------------------------------------

JANUARY = date(YEAR + 1, 1, 10)


@pytest.fixture
def january():
    with time_machine.travel(JANUARY):
        yield


def test_each_coordinator_is_reminded_once(january, region, coordinator, zone, other_zone):
    second = make_user(zone, coordinator=True)
    make_user(zone)  # a partner: not concerned
    assert nudges.send_nudges(YEAR, [zone], by=region) == 2
    with pytest.raises(Refused):
        nudges.send_nudges(YEAR, [zone], by=region)
    assert {one.user for one in ReportNudge.objects.all()} == {coordinator, second}
    assert Letter.objects.filter(kind="report_late").count() == 2


def test_a_zone_that_deposited_is_left_alone(january, region, coordinator, zone):
    deposit(zone)
    with pytest.raises(Refused):
        nudges.send_nudges(YEAR, [zone], by=region)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_reminding_asks_as_much_for_three_zones_as_for_one(
    january, region, count, django_assert_num_queries
):
    zones = [make_zone(code) for code in ("nord", "ouest", "sud")][:count]
    with django_assert_num_queries(6), pytest.raises(Refused):
        nudges.send_nudges(YEAR, zones, by=region)


def test_no_reminder_before_december(region, coordinator, zone):
    with time_machine.travel(date(YEAR, 11, 30)), pytest.raises(Refused):
        nudges.send_nudges(YEAR, [zone], by=region)


def test_the_letter_says_when_and_where(january, region, coordinator, zone):
    nudges.send_nudges(YEAR, [zone], by=region)
    message = build_nudge(Letter.objects.get(kind="report_late"))
    assert "31\xa0janvier 2021" in message.subject
    assert reverse("reports:report", args=[zone.code, YEAR]) in message.body
    assert "variable absente" not in message.body


def test_the_progress_tells_states_and_counts_never_a_text(client, region, coordinator, zone):
    from reports.services import open_report, save_text

    make_full_year(zone)
    save_text(
        open_report(zone, YEAR), "zone", text_fr=SECRET, text_nl="", revision=0, by=coordinator
    )
    client.force_login(region)
    response = client.get(reverse("reports:region_reports", args=[YEAR]))
    row = response.context["rows"][0]
    assert not row["is_deposited"]
    assert 0 < row["share"] < 100
    page = response.content.decode()
    assert SECRET not in page
    assert "Décision 0" not in page
    assert "variable absente" not in page
    assert row["to_write"]
    # Frozen, it waits for its deposit only: nothing can be completed in it.
    facts = {"kind": "report", "language": "fr", "file_name": "r.pdf", "content": b"%PDF"}
    frozen = {"validated_at": timezone.now(), "paper": Paper.objects.create(**facts)}
    CoordinationReport.objects.update(status="validated", **frozen)
    row = client.get(reverse("reports:region_reports", args=[YEAR])).context["rows"][0]
    assert (row["to_write"], row["missing"]) == ("", [])


def test_the_button_counts_the_zones_it_writes_to_and_not_the_others(
    client, region, coordinator, zone, other_zone
):
    """As it opens; ``main.js`` counts again at every tick."""
    make_user(zone, coordinator=True, full_name="Odette Seconde")
    make_user(other_zone, coordinator=True, full_name="Ali Autrement")
    client.force_login(region)
    page = client.get(reverse("reports:region_reports", args=[YEAR])).content.decode()
    assert ">Écrire aux personnes des 2 zones cochées</button>" in page
    assert 'data-one="Écrire aux personnes de la zone cochée"' in page
    assert page.count('name="zone"') == 2  # what the script counts, within what it looks at
    assert page.index("data-recipients") < page.index("data-counted") < page.index('name="zone"')
    nudges.send_nudges(YEAR, [other_zone], by=region)
    page = client.get(reverse("reports:region_reports", args=[YEAR])).content.decode()
    assert ">Écrire aux personnes de la zone cochée</button>" in page

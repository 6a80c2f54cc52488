"""« Ce qui manque », chapter by chapter, and the countdown to the due date."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Finding
from meetings.services.errors import Conflict, Refused
from reports import canvas, completeness, due, indicators, objectives, services
from reports.models import LogEntry, MeetingObjective, Project, ReportYear
from reports.seen import fingerprint
from reports.services.settings import due_values, save_due
from tests.factories import (
    at,
    make_meeting,
    make_pv,
    make_theme,
)
from zones.models import Addressee

from .builders import YEAR, add_opinion

pytestmark = pytest.mark.django_db
OBJECTIVE = objectives.objectives()[0].code


@pytest.fixture
def held(zone):
    """A meeting of the year with everything a report wants of it."""
    meeting = make_meeting(zone, "closed", starts_at=at(date(YEAR, 6, 22)), partners=2)
    meeting.participations.update(presence="present")
    meeting.themes.add(make_theme())
    make_pv(meeting, "sent")
    MeetingObjective.objects.create(meeting=meeting, objective=OBJECTIVE)
    return meeting


def read(zone):
    data = indicators.gather(zone, YEAR)
    return data, completeness.noted_of([zone], YEAR)[zone.pk]


def lines(zone):
    return {line["text"]: line["url"] for line in completeness.missing(*read(zone))}


def state(zone, key, texts=None, repeats=()):
    found = completeness.checks(*read(zone))
    return completeness.states(canvas.chapters(YEAR), texts or {}, found, repeats)[key]


def test_a_complete_meeting_leaves_nothing_to_mend(zone, held):
    assert lines(zone) == {}
    assert (state(zone, "reunions").done, state(zone, "reunions").total) == (2, 2)


def test_each_hole_says_where_it_is_mended(zone, held):
    held.themes.clear()
    held.pv.delete()
    held.participations.update(presence="unknown")
    bare = add_opinion(held, 1)
    sent = add_opinion(held, 2)
    sent.addressees.add(Addressee.objects.create(code="x", name_fr="Le Comité"))
    found = lines(zone)
    expected = {
        "les présences ne sont pas relevées": reverse("meetings:attendance", args=["sud", held.pk]),
        "aucun thème": reverse("meetings:meeting_themes", args=["sud", held.pk]),
        "le PV manque": reverse("meetings:pv", args=["sud", held.pk]),
        "n° 1 n’a pas de destinataire": reverse("meetings:opinion", args=["sud", bare.pk]),
        "n° 2 n’est pas envoyé": reverse("meetings:opinion", args=["sud", sent.pk]),
    }
    for words, url in expected.items():
        [there] = [where for text, where in found.items() if words in text]
        assert there == url, words
    assert len(found) == len(expected)


def test_a_draft_of_the_pv_and_a_meeting_gone_by_are_holes(zone, held):
    held.pv.status = "draft"
    held.pv.save()
    make_meeting(zone, "convened", starts_at=at(date(YEAR, 9, 1)))
    make_meeting(zone, "cancelled", starts_at=at(date(YEAR, 10, 1)))
    make_meeting(zone, "convened", day=40)
    found = list(lines(zone))
    assert len(found) == 2
    assert any("le PV n’est pas envoyé" in text for text in found)
    assert any("1er\u00a0septembre" in text and "présences" in text for text in found)


@pytest.mark.parametrize(("edition", "lacks"), [(1, True), (2, False)])
def test_a_pv_read_again_has_not_left_and_one_being_rectified_has(zone, held, edition, lacks):
    held.pv.status, held.pv.edition = "review", edition
    held.pv.save()
    assert any("le PV n’est pas envoyé" in text for text in lines(zone)) is lacks


def test_only_a_meeting_that_owes_a_pv_lacks_one(zone, held):
    """A visit owes none, until somebody opens one; minutes taken over are nobody's debt."""
    held.pv.delete()
    held.kind, held.counts_for_quota = "visit", False
    held.save()
    assert lines(zone) == {}
    make_pv(held, "draft")
    assert any("le PV n’est pas envoyé" in text for text in lines(zone))
    held.is_imported = True
    held.save()
    assert lines(zone) == {}


def test_findings_without_words_or_addressee_are_holes(zone, other_zone):
    noted = {"zone": zone, "noted_on": date(YEAR, 5, 4)}
    Finding.objects.create(subject="Vide", **noted)
    Finding.objects.create(subject="Sans adresse", proposal="Étendre.", **noted)
    Finding.objects.create(subject="Constat seul", observation="Vu.", **noted)
    Finding.objects.create(subject="Ailleurs", zone=other_zone, noted_on=date(YEAR, 5, 4))
    Finding.objects.create(subject="Plus tard", zone=zone, noted_on=date(YEAR + 1, 5, 4))
    found = list(lines(zone))
    assert len(found) == 2
    assert any("Vide" in text and "ni constat" in text for text in found)
    assert any("Sans adresse" in text and "pas de destinataire" in text for text in found)


def test_findings_of_six_zones_are_one_query(zone, other_zone, django_assert_num_queries):
    for where in (zone, zone, other_zone):
        Finding.objects.create(subject="Vu", zone=where, noted_on=date(YEAR, 5, 4))
    with django_assert_num_queries(1):
        found = completeness.findings_of([zone, other_zone], YEAR)
    assert {pk: len(rows) for pk, rows in found.items()} == {zone.pk: 2, other_zone.pk: 1}


def add_entry(zone, text="Appel à l’école.", day=4, year=YEAR, **fields):
    return LogEntry.objects.create(
        zone=zone, on=date(year, 5, day), text=text, key=uuid4(), **fields
    )


def test_a_meeting_and_an_entry_without_an_objective_lead_to_where_they_are_named(
    zone, other_zone, held
):
    MeetingObjective.objects.all().delete()
    project = Project.objects.create(zone=zone, name_fr="Trajet", objective=OBJECTIVE)
    bare = add_entry(zone)
    add_entry(zone, "Nommée.", objective=OBJECTIVE)
    add_entry(zone, "Par son projet.", project=project)
    add_entry(zone, "L’an d’après.", year=YEAR + 1)
    add_entry(zone, "Retirée.", removed_at=timezone.now())
    add_entry(other_zone, "Ailleurs.")
    found = lines(zone)
    page = reverse("reports:objectives_year", args=["sud", YEAR])
    assert sorted(found.values()) == sorted(
        [
            f"{page}?reunion={held.pk}#r{held.pk}",
            reverse("reports:log_entry", args=["sud", bare.pk]),
        ]
    )
    now = state(zone, "objectifs")
    assert (now.note, now.flag_label) == ("2 données manquent", "à écrire")
    MeetingObjective.objects.create(meeting=held, objective=OBJECTIVE)
    bare.objective = OBJECTIVE
    bare.save()
    assert lines(zone) == {}


def test_many_entries_without_an_objective_are_told_five_and_the_rest_in_one_line(zone):
    for day in range(1, 8):
        add_entry(zone, day=day)
    found = lines(zone)
    assert len(found) == completeness.MOST_ENTRIES + 1
    [rest] = [text for text in found if "2 autres entrées" in text]
    page = reverse("reports:logbook_year", args=["sud", YEAR])
    assert found[rest] == f"{page}?objectif=sans"


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_noted_is_three_queries(zone, other_zone, count, django_assert_num_queries):
    for place in (zone, other_zone):
        for _n in range(count):
            add_entry(place)
            Finding.objects.create(subject="Vu", zone=place, noted_on=date(YEAR, 5, 4))
            meeting = make_meeting(place, "closed", starts_at=at(date(YEAR, 6, 22)))
            MeetingObjective.objects.create(meeting=meeting, objective=OBJECTIVE)
    with django_assert_num_queries(3):
        found = completeness.noted_of([zone, other_zone], YEAR)
    assert [len(one.unnamed) for one in found.values()] == [count, count]


def test_a_chapter_is_complete_with_its_rows_and_its_text(zone, held, coordinator):
    assert state(zone, "themes").flag_label == "à écrire"
    report = services.open_report(zone, YEAR)
    text = services.save_text(
        report, "themes", text_fr="Un.", text_nl="", revision=0, by=coordinator
    )
    texts = {"themes": text}
    assert state(zone, "themes", texts).flag_kind == "ok"
    assert state(zone, "themes", texts, {"themes"}).flag_label == "à revoir"
    held.themes.clear()
    now = state(zone, "themes", texts)
    assert (now.done, now.total, now.flag_label) == (1, 2, "à compléter")
    assert now.note == "1 donnée manque"
    assert state(zone, "cadre").flag_label == "texte facultatif"
    assert state(zone, "annexes").flag_label == "se remplit seul"


def test_spaces_are_no_text(zone, coordinator):
    report = services.open_report(zone, YEAR)
    text = services.save_text(
        report, "themes", text_fr=" \n ", text_nl="", revision=0, by=coordinator
    )
    assert completeness.share_written(YEAR, {"themes": text}) == 0


def test_an_empty_canvas_is_written_whole():
    assert (
        completeness.share_written(YEAR, {}, [canvas.Chapter(1, "x", "X", "X", is_optional=True)])
        == 100
    )
    assert completeness.share_ready([]) == 100


# --- The due date -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "words", "kind"),
    [
        (71, "dans 71 jours", "muted"),
        (31, "dans 31 jours", "soon"),
        (1, "demain", "soon"),
        (0, "aujourd’hui", "soon"),
        (-1, "1 jour de retard", "late"),
        (-12, "12 jours de retard", "late"),
    ],
)
def test_the_countdown_says_how_long_is_left(days, words, kind):
    one = due.Due(YEAR, timezone.localdate() + timedelta(days))
    assert (one.countdown, one.flag_kind) == (words, kind)


def test_the_end_of_january_holds_until_the_region_notes_a_day(region):
    assert due.due_of(YEAR).on == date(YEAR + 1, 1, 31)
    current = due_values(due.due_of(YEAR))
    values = {"due_on": date(YEAR + 1, 3, 1), "to_name": "Service", "to_email": "x@exemple.be"}
    save_due(YEAR, values, seen=fingerprint(current), by=region)
    noted = due.due_of(YEAR)
    assert (noted.on, noted.to_email, noted.is_noted) == (
        date(YEAR + 1, 3, 1),
        "x@exemple.be",
        True,
    )
    save_due(YEAR, values, seen=fingerprint(current), by=region)  # a second click
    with pytest.raises(Conflict):
        save_due(YEAR, values | {"to_name": "Autre"}, seen=fingerprint(current), by=region)
    seen = fingerprint(due_values(noted))
    with pytest.raises(Refused):
        save_due(YEAR, values | {"due_on": date(YEAR - 1, 1, 1)}, seen=seen, by=region)
    assert ReportYear.objects.get().to_name == "Service"


def test_the_region_notes_it_on_a_page_and_nobody_else(client, region, coordinator):
    url = reverse("reports:due", args=[YEAR])
    client.force_login(coordinator)
    assert client.post(url, {"due_on": "2021-02-01"}).status_code == 403
    client.force_login(region)
    seen = client.get(url).context["form"].initial["seen"]
    typed = {
        "due_on": "2021-02-15",
        "to_name": "Réseau",
        "to_email": "pas une adresse",
        "seen": seen,
    }
    refused = client.post(url, typed)
    assert "Réseau" in refused.content.decode()
    assert not ReportYear.objects.exists()
    typed["to_email"] = "depot@exemple.be"
    assert client.post(url, typed).status_code == 302
    client.force_login(coordinator)
    text = client.get(reverse("reports:report", args=["sud", YEAR])).content.decode()
    assert "15\u00a0février 2021" in text
    assert "depot@exemple.be" not in client.get(url).content.decode()


def test_quotes_in_the_subject_of_a_finding_are_those_of_a_quote(zone):
    finding = Finding.objects.create(
        zone=zone, subject="Stages « courts »", noted_on=date(2020, 3, 5)
    )
    finding.addressed = 0
    [check] = completeness._findings(SimpleNamespace(zone=zone), [finding])
    assert "«\u202fStages “courts”\u202f»" in check.line["text"]

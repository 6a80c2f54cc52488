"""The logbook: noted in one line, once, never lost; what of it the report tells."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.services.errors import Conflict, Refused
from reports.hours import hours_of, hours_shown
from reports.logbook_rows import entries_of, logbook
from reports.models import LogEntry, Project
from reports.partner_names import Directory
from reports.services import logbook as services
from tests.factories import make_member, make_organisation, make_zone

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
SECRET = "Entretien dont personne ne parle"


def values(**fields):
    empty = {
        "on": TODAY(),
        "text": "Visite du guichet",
        "objective": "",
        "project": None,
        "partners": [],
        "others": "",
        "hours": None,
        "is_internal": False,
    }
    return empty | fields


def note(zone, by=None, **fields):
    entry, is_new = services.add_entry(zone, values(**fields), key=uuid.uuid4(), by=by)
    assert is_new
    return entry


def typed(key=None, **fields):
    sent = {"on": TODAY().isoformat(), "text": "Visite du guichet", "key": key or uuid.uuid4()}
    return sent | fields


def page(name="logbook", *args):
    return reverse(f"reports:{name}", args=["sud", *args])


# --- Noting ---------------------------------------------------------------------------------------


def test_one_line_is_enough(client, coordinator, zone):
    client.force_login(coordinator)
    response = client.post(page(), typed())
    entry = LogEntry.objects.get()
    assert response.url == f"{page('logbook_year', TODAY().year)}#e{entry.pk}"
    assert (entry.on, entry.text, entry.created_by) == (TODAY(), "Visite du guichet", coordinator)
    assert "Visite du guichet" in client.get(page()).content.decode()


def test_the_same_entry_sent_twice_is_one(client, coordinator, zone):
    client.force_login(coordinator)
    sent = typed(hours="1,5", with_whom="Une bénévole")
    client.post(page(), sent)
    again = client.post(page(), sent, follow=True)
    assert LogEntry.objects.count() == 1
    assert "était déjà notée" in again.content.decode()


def test_what_was_changed_and_sent_again_is_another_entry(client, coordinator, zone):
    """Back, correct the line, send: the key is the same, and what was typed is not lost."""
    client.force_login(coordinator)
    sent = typed()
    client.post(page(), sent)
    client.post(page(), sent | {"text": "Visite de la crèche"})
    assert {*LogEntry.objects.values_list("text", flat=True)} == {
        "Visite du guichet",
        "Visite de la crèche",
    }


def test_the_key_of_another_zone_gives_nothing_away(zone, other_zone):
    theirs = note(other_zone)
    mine, is_new = services.add_entry(zone, values(), key=theirs.key, by=None)
    assert is_new
    assert mine.zone == zone
    assert mine.key != theirs.key


def test_an_entry_removed_then_sent_again_is_noted_again(zone):
    entry = note(zone)
    services.remove_entry(entry)
    again, is_new = services.add_entry(zone, values(), key=entry.key, by=None)
    assert is_new
    assert list(LogEntry.objects.all()) == [again]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "   "}, "Ce champ est obligatoire"),
        ({"text": "x" * 401}, "au plus 400 caractères"),
        ({"on": ""}, "Ce champ est obligatoire"),
        ({"on": (date.today() + timedelta(days=2)).isoformat()}, "dans le futur"),
        ({"on": "0202-05-01"}, "Vérifiez l’année"),
        ({"hours": "beaucoup"}, "Écrivez la durée"),
        ({"hours": "201"}, "200 heures au plus"),
        ({"hours": "-1"}, "Écrivez la durée"),
        ({"objective": "gagner"}, "Sélectionnez un choix valide"),
        ({"project": "999999999999999999999"}, "Sélectionnez un choix valide"),
        ({"with_whom": "x, " * 900}, "trop de noms"),
    ],
)
def test_a_refused_line_gives_back_what_was_typed(client, coordinator, zone, fields, words):
    client.force_login(coordinator)
    sent = {"text": "Mots à garder", "with_whom": "Une bénévole"} | fields
    if "with_whom" in fields:
        sent["with_whom"] = ", ".join(f"nom {n}" for n in range(80))
    response = client.post(page(), typed(**sent))
    text = response.content.decode()
    assert response.status_code == 200
    assert words in text
    assert not LogEntry.every.exists()
    for kept in ("Mots à garder", "Une bénévole"):
        if kept in sent.values():
            assert kept in text


def test_a_project_of_another_zone_is_no_choice(client, coordinator, zone, other_zone):
    theirs = Project.objects.create(zone=other_zone, name_fr="Projet d’ailleurs")
    client.force_login(coordinator)
    text = client.post(page(), typed(project=theirs.pk)).content.decode()
    assert not LogEntry.every.exists()
    assert "Projet d’ailleurs" not in text


def test_markup_is_only_words(client, coordinator, zone):
    client.force_login(coordinator)
    client.post(page(), typed(text="<script>alert(1)</script>", with_whom="<b>Nele</b>"))
    text = client.get(page()).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
    assert "<b>Nele" not in text


# --- Names and hours ------------------------------------------------------------------------------


def test_names_are_institutions_or_stay_as_typed(zone):
    house = make_member(zone, make_organisation("Lire, écrire, parler", acronym="LEP")).membership
    other = make_organisation("Atelier du Nord")
    directory = Directory(zone)
    line = "lire, ecrire, PARLER; Une  bénévole, atelier du nord, LEP"
    ids, others = directory.read(line)
    assert ids == [house.organisation_id, other.pk]
    assert others == "Une bénévole"
    assert directory.proposed() == ["Lire, écrire, parler"]


def test_a_name_of_two_institutions_is_the_one_of_the_zone(zone):
    mine = make_member(zone, make_organisation("Centre social")).membership.organisation
    make_organisation("Centre social")
    for _n in range(2):
        make_organisation("Maison verte")
    ids, others = Directory(zone).read("Centre social, Maison verte")
    assert ids == [mine.pk]
    assert others == "Maison verte"


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", None),
        ("2", "2.00"),
        ("1,5", "1.50"),
        ("1.25 h", "1.25"),
        ("1h30", "1.50"),
        ("1 h 05", "1.08"),
        ("2u15", "2.25"),
        ("45 min", "0.75"),
        ("90'", "1.50"),
        ("0", "0.00"),
    ],
)
def test_hours_are_read_as_people_write_them(text, hours):
    assert hours_of(text) == (Decimal(hours) if hours else None)


@pytest.mark.parametrize("text", ["1h75", "NaN", "1e3", "٣", "1,555", "h", "1 2"])
def test_other_hours_are_refused(text):
    with pytest.raises(ValueError, match=".*"):
        hours_of(text)


@pytest.mark.parametrize("minutes", range(0, 600, 7))
def test_hours_shown_read_back_the_same(minutes):
    hours = (Decimal(minutes) / 60).quantize(Decimal("0.01"))
    shown = hours_shown(hours).replace("\u00a0", " ")
    assert hours_of(shown) == hours


# --- Correcting, removing -------------------------------------------------------------------------


def test_an_entry_is_corrected(client, coordinator, zone):
    house = make_member(zone).membership.organisation
    entry = note(zone, hours=Decimal("1.50"), partners=[house.pk], others="Nele")
    client.force_login(coordinator)
    text = client.get(page("log_entry", entry.pk)).content.decode()
    assert f"{house.name}, Nele" in text
    assert "1 h 30" in text
    seen = services.stamp_of(entry)
    client.post(page("log_entry", entry.pk), typed(text="Autre chose", seen=seen))
    entry.refresh_from_db()
    assert (entry.text, entry.hours, entry.others) == ("Autre chose", None, "")
    assert not entry.partners.exists()


def test_two_editors_see_both_versions(client, coordinator, zone):
    entry = note(zone)
    seen = services.stamp_of(entry)
    client.force_login(coordinator)
    url = page("log_entry", entry.pk)
    client.post(url, typed(text="Le premier", seen=seen))
    response = client.post(url, typed(text="Le second", hours="2", seen=seen))
    text = response.content.decode()
    assert response.status_code == 409
    assert "Le premier" in text
    assert "Le second" in text
    assert LogEntry.objects.get().text == "Le premier"
    fresh = services.stamp_of(LogEntry.objects.get())
    assert f'value="{fresh}"' in text
    client.post(url, typed(text="Le second", hours="2", seen=fresh))
    assert LogEntry.objects.get().text == "Le second"


def test_a_second_click_meets_no_conflict_with_its_own_words(client, coordinator, zone):
    entry = note(zone)
    sent = typed(text="Corrigé", hours="1,5", with_whom="Un ami", seen=services.stamp_of(entry))
    client.force_login(coordinator)
    url = page("log_entry", entry.pk)
    assert [client.post(url, sent).status_code for _click in range(2)] == [302, 302]


def test_partners_changed_meanwhile_are_a_conflict_too(zone):
    entry = note(zone)
    seen = services.stamp_of(entry)
    entry.partners.add(make_organisation())
    with pytest.raises(Conflict):
        services.save_entry(entry, values(text="Autre"), seen=seen)


def test_a_removed_entry_counts_nowhere_and_comes_back_whole(client, coordinator, zone):
    house = make_organisation("Atelier des mots")
    entry = note(zone, text="Ligne retirée", partners=[house.pk], hours=Decimal(2))
    client.force_login(coordinator)
    for _twice in range(2):
        response = client.post(page("log_entry_remove", entry.pk), follow=True)
    assert "Ligne retirée" in response.content.decode()
    assert logbook(entries_of(zone, TODAY().year, TODAY().year)) is None
    with pytest.raises(Refused):
        services.save_entry(entry, values(), seen=services.stamp_of(entry))
    for _twice in range(2):
        client.post(page("log_entry_restore", entry.pk))
    assert logbook(entries_of(zone, TODAY().year, TODAY().year))["partners"] == 1
    assert LogEntry.objects.get().hours == 2


def test_what_was_removed_long_ago_is_forgotten(zone):
    kept, fresh, old = note(zone), note(zone, text="Récente"), note(zone, text="Ancienne")
    services.remove_entry(fresh)
    services.remove_entry(old)
    before = timezone.now() - timedelta(days=LogEntry.KEPT_DAYS + 1)
    LogEntry.every.filter(pk=old.pk).update(removed_at=before)
    assert services.forget_removed() == 1
    assert {*LogEntry.every.all()} == {kept, fresh}
    assert not LogEntry.history.filter(id=old.pk).exists()
    with pytest.raises(Refused):
        services.restore_entry(old)


# --- Who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", ["partner", "outsider", "region"])
def test_the_logbook_does_not_exist_for_others(request, client, zone, reader):
    entry = note(zone, text=SECRET)
    client.force_login(request.getfixturevalue(reader))
    for url in (page(), page("logbook_year", TODAY().year), page("log_entry", entry.pk)):
        assert client.get(url).status_code == 404
    for url in (page(), page("log_entry", entry.pk), page("log_entry_remove", entry.pk)):
        assert client.post(url, typed()).status_code == 404
    assert LogEntry.objects.get().text == SECRET


def test_an_entry_of_another_zone_is_not_reached_through_mine(client, coordinator, other_zone):
    theirs = note(other_zone, text=SECRET)
    client.force_login(coordinator)
    assert client.get(page("log_entry", theirs.pk)).status_code == 404
    assert client.post(page("log_entry_remove", theirs.pk)).status_code == 404
    assert SECRET not in client.get(page()).content.decode()


@pytest.mark.parametrize("year", [1, 1991, 9999, TODAY().year + 1])
def test_a_year_without_logbook_does_not_exist(client, coordinator, zone, year):
    client.force_login(coordinator)
    assert client.get(page("logbook_year", year)).status_code == 404


# --- The year -------------------------------------------------------------------------------------


def test_the_year_is_read_by_month_and_narrowed(client, coordinator, zone):
    project = Project.objects.create(zone=zone, name_fr="Guichet", objective="projets")
    year = TODAY().year - 1
    note(zone, on=date(year, 3, 2), text="Permanence", project=project, hours=Decimal("1.50"))
    note(zone, on=date(year, 3, 9), text="Note aux décideurs", objective="relais-decideurs")
    note(zone, on=date(year, 5, 4), text="Sans rien", hours=Decimal("0.75"))
    client.force_login(coordinator)

    def shown(query=""):
        context = client.get(page("logbook_year", year) + query).context
        return [
            (month["name"], month["hours"], [one["entry"].text for one in month["entries"]])
            for month in context["months"]
        ]

    may, march = f"Mai {year}", f"Mars {year}"
    assert shown() == [
        (may, "45\u00a0min", ["Sans rien"]),
        (march, "1\u00a0h\u00a030", ["Note aux décideurs", "Permanence"]),
    ]
    assert [row[2] for row in shown("?objectif=projets")] == [["Permanence"]]
    assert [row[2] for row in shown("?objectif=sans")] == [["Sans rien"]]
    assert [row[2] for row in shown(f"?projet={project.pk}")] == [["Permanence"]]
    assert len(shown("?projet=x&objectif=y")) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_three_entries_as_for_one(client, coordinator, zone, count):
    for number in range(count):
        project = Project.objects.create(zone=zone, name_fr=f"Projet {number}")
        note(zone, project=project, partners=[make_member(zone).membership.organisation_id])
        services.remove_entry(note(zone, text="Retirée"))
    client.force_login(coordinator)
    client.get(page())
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page()).status_code == 200
    assert len(queries) == 11


def test_the_report_tells_what_was_done_and_not_what_stays_inside(zone):
    year = TODAY().year
    house = make_organisation("Atelier des mots")
    project = Project.objects.create(zone=zone, name_fr="Guichet", objective="projets")
    on = date(year, 1, 1)
    note(zone, on=on, text=SECRET, is_internal=True, hours=Decimal(1))
    note(zone, on=on, text="Écrire à nele@exemple.be", project=project, partners=[house.pk])
    note(zone, on=on, text="Note", objective="relais-decideurs", hours=Decimal("0.50"))
    note(make_zone("nord-est"), on=on, text="Ailleurs")
    told = logbook(entries_of(zone, year, year))
    assert (told["count"], told["hours"], told["partners"]) == (3, "1\u00a0h\u00a030", 1)
    assert [(group["count"], len(group["entries"])) for group in told["groups"]] == [
        (1, 1),
        (1, 1),
        (1, 0),
    ]
    assert told["groups"][0]["name"].startswith("Construction")
    assert told["groups"][0]["hours"] == ""
    assert SECRET not in str(told)
    assert "nele@" not in str(told)
    assert "Ailleurs" not in str(told)


def test_entries_typed_in_french_are_marked_on_a_dutch_page(client, zone, coordinator):
    project = Project.objects.create(zone=zone, name_fr="Guichet commun")
    note(zone, text="Visite du guichet de la commune", project=project)
    coordinator.language = "nl"
    coordinator.save()
    client.force_login(coordinator)
    page = client.get(reverse("reports:logbook", args=[zone.code])).content.decode()
    mark = '<span class="fallback">(fr)</span>'
    assert f'<span lang="fr">Visite du guichet de la commune</span> {mark}' in page
    assert f'<span lang="fr">Guichet commun</span> {mark}' in page
    page = client.get(reverse("reports:project", args=[zone.code, project.pk])).content.decode()
    assert f'<h1><span lang="fr">Guichet commun</span> {mark}</h1>' in page

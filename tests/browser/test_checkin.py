"""On the day: telephones at the door, a sheet that loses its network, and no script at all."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from meetings.models import Tap
from meetings.services import checkin
from tests.factories import (
    make_meeting,
    make_organisation,
    make_participation,
    make_person,
    make_rules,
    make_user,
    make_zone,
)

from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mot-de-passe-de-test"


@pytest.fixture
def meeting(db):
    """A meeting under way, eight people expected, and its coordinator."""
    zone = make_zone("sud")
    make_rules(zone)
    make_user(zone, coordinator=True, email="coordination@exemple.be")
    starts = timezone.now() - timedelta(minutes=5)
    meeting = make_meeting(zone, starts_at=starts, ends_at=starts + timedelta(hours=3))
    for number in range(8):
        office = make_organisation(f"Institution {chr(65 + number)}")
        make_participation(meeting, make_person(f"Prénom Nom{chr(65 + number)}"), office)
    return meeting


@pytest.fixture
def sheet(open_page, sign_in, meeting):
    page = sign_in(open_page(PHONE), "coordination@exemple.be", PASSWORD)
    page.goto(f"{meeting.get_absolute_url()}presences/")
    return page


def rows_of(meeting):
    return list(meeting.participations.order_by("pk"))


def here(meeting):
    return meeting.participations.filter(presence="present").count()


def door(meeting):
    return f"/accueil/{checkin.make_token(meeting)}/"


@pytest.mark.parametrize("script", [True, False])
def test_somebody_enters_with_a_telephone(open_page, meeting, script):
    page = open_page(PHONE, script=script)
    page.goto(door(meeting))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if script:
        page.get_by_placeholder("Votre nom ou votre institution").fill("nomc")
        assert page.locator("a[data-who]:visible").count() == 1
    page.get_by_role("link", name="Prénom NomC").click()
    page.get_by_role("button", name="Oui, je suis là").click()
    page.get_by_text("Votre présence est notée").wait_for()
    row = meeting.participations.get(presence="present")
    assert (row.person_name, row.presence_source) == ("Prénom NomC", "self")
    page.get_by_role("button", name="Ce n’est pas moi").click()
    page.get_by_text("Touchez votre nom").wait_for()
    assert here(meeting) == 0
    page.get_by_label("Votre prénom et votre nom").fill("Yves Imprévu")
    page.get_by_label("Votre institution").fill("Maison de quartier")
    page.get_by_role("button", name="Laisser mon nom").click()
    page.get_by_text("le secrétariat confirme votre présence").wait_for()
    assert meeting.arrivals.get().person_name == "Yves Imprévu"


def test_telephone_without_network_keeps_its_tap_and_sends_it_alone(open_page, meeting):
    page = open_page(PHONE)
    page.goto(door(meeting))
    page.context.set_offline(True)
    page.get_by_role("link", name="Prénom NomB").click()
    page.get_by_role("button", name="Oui, je suis là").click()
    page.get_by_text("votre présence est gardée").wait_for()
    assert here(meeting) == 0
    page.context.set_offline(False)
    page.get_by_text("Votre présence est notée").wait_for()
    assert (here(meeting), Tap.objects.count()) == (1, 1)


def test_taps_survive_the_network_and_a_reload(sheet, meeting):
    assert sheet.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    rows = rows_of(meeting)
    sheet.context.set_offline(True)
    for row in rows[:4]:
        sheet.locator(f"[data-row='{row.pk}'] label.who").click()
    sheet.locator(f"#p{rows[4].pk}-excused").check(force=True)
    sheet.get_by_text("5 gestes attendent la connexion").wait_for()
    assert "4 personnes, 4 institutions sur 8 attendues" in sheet.locator("#count").inner_text()
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        sheet.reload()
    assert not Tap.objects.exists()
    sheet.context.set_offline(False)
    sheet.goto(f"{meeting.get_absolute_url()}presences/")
    sheet.locator("#saved", has_text=re.compile("Enregistré à")).wait_for()
    states = [row.presence for row in rows_of(meeting)]
    assert states == ["present"] * 4 + ["excused"] + ["unknown"] * 3
    assert Tap.objects.count() == 5
    assert sheet.locator("#count").inner_text().startswith("4 personnes")
    sheet.reload()
    sheet.wait_for_timeout(300)
    assert Tap.objects.count() == 5


def test_taps_of_a_closed_tab_leave_when_the_page_is_opened_again(sheet, meeting):
    row, address = rows_of(meeting)[0], sheet.url
    sheet.context.set_offline(True)
    sheet.locator(f"[data-row='{row.pk}'] label.who").click()
    sheet.get_by_text("1 geste attend la connexion").wait_for()
    context = sheet.context
    sheet.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    page.locator("#saved", has_text="Enregistré à").wait_for()
    assert here(meeting) == 1


def test_session_that_ended_keeps_the_taps_until_one_signs_in(sheet, sign_in, meeting):
    row = rows_of(meeting)[0]
    sheet.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    sheet.locator(f"[data-row='{row.pk}'] label.who").click()
    sheet.get_by_text("Reconnectez-vous : votre geste est gardé").wait_for()
    assert here(meeting) == 0
    sheet.get_by_role("link", name="Se reconnecter").click()
    form = sheet.locator("form", has=sheet.locator("input[name=password]"))
    form.locator("input[name=login]").fill("coordination@exemple.be")
    form.locator("input[name=password]").fill(PASSWORD)
    form.get_by_role("button").click()
    sheet.wait_for_url(re.compile("/presences/$"))
    sheet.locator("#saved", has_text="Enregistré à").wait_for()
    assert here(meeting) == 1


def test_screen_shows_what_the_door_notes_without_undoing_a_waiting_tap(sheet, open_page, meeting):
    first, second = rows_of(meeting)[:2]
    checkin.check_in(meeting, second.pk)
    checkin.announce(meeting, name="Yves Imprévu")
    sheet.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    sheet.get_by_text("1 arrivée à confirmer").wait_for()
    assert sheet.locator(f"#p{second.pk}-present").is_checked()
    sheet.get_by_role("button", name="Ajouter et noter présent").click()
    sheet.get_by_text("C’est noté pour Yves Imprévu").wait_for()
    sheet.context.set_offline(True)
    sheet.locator(f"[data-row='{first.pk}'] label.who").click()
    checkin.check_in(meeting, rows_of(meeting)[2].pk)
    sheet.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    sheet.wait_for_timeout(300)
    assert sheet.locator(f"#p{first.pk}-present").is_checked()
    sheet.context.set_offline(False)
    sheet.locator("#saved", has_text="Enregistré à").wait_for()
    assert here(meeting) == 4


def test_late_arrival_proxy_and_somebody_unexpected(sheet, meeting):
    giver, holder = rows_of(meeting)[:2]
    line = sheet.locator(f"[data-row='{holder.pk}']")
    line.locator("summary").click()
    line.get_by_role("button", name="arrive maintenant").click()
    line.get_by_text("arrivé à").wait_for()
    line = sheet.locator(f"[data-row='{giver.pk}']")
    line.locator("summary").click()
    line.locator("select").select_option(str(holder.pk))
    line.get_by_text(f"procuration à {holder.person_name}").wait_for()
    sheet.get_by_label("Institution", exact=True).fill("VDAB")
    sheet.get_by_label("Prénom et nom", exact=True).fill("Nele Nieuw")
    sheet.get_by_role("button", name="Noter présent", exact=True).click()
    sheet.locator("#fresh [data-row]", has_text="Nele Nieuw").wait_for()
    giver.refresh_from_db()
    holder.refresh_from_db()
    assert (giver.presence, giver.represented_by) == ("represented", holder)
    assert holder.arrived_at is not None
    assert meeting.participations.filter(person_name="Nele Nieuw", presence="present").exists()
    sheet.get_by_placeholder("Nom ou institution").fill("nomh")
    assert sheet.locator("[data-row]:visible").count() == 1


def test_sheet_without_script_is_a_form(open_page, sign_in, meeting):
    page = sign_in(open_page(PHONE, script=False), "coordination@exemple.be", PASSWORD)
    page.goto(f"{meeting.get_absolute_url()}presences/")
    for row in rows_of(meeting)[:2]:
        page.locator(f"[data-row='{row.pk}'] label.who").click()
    page.get_by_role("button", name="Enregistrer les présences").click()
    page.get_by_text("Les présences sont enregistrées").wait_for()
    assert here(meeting) == 2


def test_a_tap_nobody_can_read_does_not_hold_back_the_others(sheet, meeting):
    first, second = rows_of(meeting)[:2]
    sheet.context.set_offline(True)
    for row in (first, second):
        sheet.locator(f"[data-row='{row.pk}'] label.who").click()
    sheet.get_by_text("2 gestes attendent la connexion").wait_for()
    sheet.evaluate(
        """() => {
          const name = Object.keys(localStorage).find((key) => key.startsWith("presences:"));
          const taps = JSON.parse(localStorage.getItem(name));
          taps[0].key = "broken";
          localStorage.setItem(name, JSON.stringify(taps));
        }"""
    )
    sheet.context.set_offline(False)
    sheet.get_by_text("Un geste n’a pas pu être lu").wait_for()
    sheet.locator("#saved", has_text="Enregistré à").wait_for()
    assert here(meeting) == 1
